"""The CodeFields port, by ``extension/host/code_field.js``."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from pyodide.ffi import JsException

from kakomi.errors import PageClosed, PageNotAnswering, PageRefused
from kakomi.page_fields import parse_survey, target_json

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from kakomi.page_fields import FieldSurvey, FieldTarget, FillOutcome

_UNRESPONSIVE = "page.unresponsive"  # thrown by extension/host/time_limit.js


class BrowserCodeFields:
    """The CodeFields port (kakomi.ports)."""

    def __init__(self, host: Any) -> None:
        self._host = host.codeField

    async def survey(self, tab_id: int) -> FieldSurvey:
        """Returns what the page tells of its fields."""
        answer = json.loads(await self._answer(tab_id, self._host.survey(tab_id)))
        survey = parse_survey(answer["survey"], answer["document_id"])
        if survey.content_type == "application/pdf":
            raise PageRefused("tab")
        return survey

    async def wait_for_change(self, tab_id: int, document_id: str, limit_ms: int) -> int:
        """Returns the milliseconds that are left once the page has changed."""
        wait = self._host.waitForChange(tab_id, document_id, limit_ms)
        try:
            return int(await wait)
        except JsException:
            return 0

    async def fill(
        self,
        tab_id: int,
        document_id: str,
        target: FieldTarget,
        code: str,
        *,
        append: bool,
        submit: bool,
    ) -> FillOutcome:
        """Write the code into the target of that very document."""
        writing = self._host.fill(tab_id, document_id, target_json(target), code, append, submit)
        try:
            outcome: FillOutcome = await writing
        except JsException as error:
            if _UNRESPONSIVE in str(error):
                raise PageNotAnswering("tab") from None
            return "gone"
        return outcome

    async def _answer(self, tab_id: int, promise: Awaitable[Any]) -> Any:
        """Returns the page's answer. Raises PageNotAnswering, PageClosed and PageRefused."""
        try:
            return await promise
        except JsException as error:
            if _UNRESPONSIVE in str(error):
                raise PageNotAnswering("tab") from None
        if not await self._host.isOpen(tab_id):
            raise PageClosed("tab")
        raise PageRefused("tab")
