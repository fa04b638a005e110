"""The CodeFields port, by ``extension/host/code_field.js``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyodide.ffi import JsException

from kakomi.errors import PageClosed, PageNotAnswering, PageRefused
from kakomi.page_fields import parse_survey, target_json, targets_json

if TYPE_CHECKING:
    from kakomi.page_fields import AmbiguousFields, FieldSurvey, FieldTarget, FillOutcome

_UNRESPONSIVE = "page.unresponsive"  # thrown by extension/host/time_limit.js
_LEFT = "no answer"  # thrown by extension/host/code_field.js


class BrowserCodeFields:
    """The CodeFields port (kakomi.ports)."""

    def __init__(self, host: Any) -> None:
        self._host = host.codeField

    async def survey(self, tab_id: int) -> FieldSurvey:
        """Returns the fields of the page."""
        survey = parse_survey(await self._survey(tab_id))
        if survey.content_type == "application/pdf":
            raise PageRefused("tab")
        return survey

    async def wait_for_change(self, tab_id: int, document_id: str, limit_ms: int) -> int:
        """Waits until the page has changed. Returns the remaining milliseconds."""
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
        """Write the code into the target of that document."""
        writing = self._host.fill(tab_id, document_id, target_json(target), code, append, submit)
        try:
            outcome: FillOutcome = await writing
        except JsException as error:
            if _UNRESPONSIVE in str(error):
                raise PageNotAnswering("tab") from None
            return "gone"
        return outcome

    async def choose_one(
        self, tab_id: int, document_id: str, targets: AmbiguousFields, limit_ms: int
    ) -> FieldTarget | None:
        """Outline the targets, and return the one that the user focuses."""
        asking = self._host.chooseOne(tab_id, document_id, targets_json(targets), limit_ms)
        try:
            chosen = int(await asking)
        except JsException:
            return None
        return targets.targets[chosen] if chosen >= 0 else None

    async def _survey(self, tab_id: int) -> str:
        """Returns the survey as JSON text. If the tab navigates during the survey, surveys the new
        document once. Raises PageNotAnswering, PageClosed and PageRefused.
        """
        for is_last in (False, True):
            try:
                text: str = await self._host.survey(tab_id)
            except JsException as error:
                if _UNRESPONSIVE in str(error):
                    raise PageNotAnswering("tab") from None
                if _LEFT not in str(error) or is_last:
                    break
            else:
                return text
        if not await self._host.isOpen(tab_id):
            raise PageClosed("tab")
        raise PageRefused("tab")
