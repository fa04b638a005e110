"""Fills the code into small pages and checks each: the page's own state holds the code, nothing
else on the page changed, and nothing was submitted.

The tests use the shipped scripts, which ``extension/host/code_field.js`` injects into the isolated
world with the permission activeTab alone. ``kakomi.code_field`` chooses the field.
"""

from __future__ import annotations

import functools
import json
import re
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from kakomi.code_field import SEARCH_LIMIT_MS, choose_for_append, search
from kakomi.page_fields import FieldTarget, parse_survey, target_json, targets_json
from support.page_fields import survey_to_json
from tools import node
from tools.paths import EXTENSION, NODE_MODULES

if TYPE_CHECKING:
    from collections.abc import Coroutine, Iterable

    from kakomi.page_fields import AmbiguousFields, FieldSurvey, FillOutcome
    from playwright.sync_api import Page

    from e2e.browser import Browser
    from e2e.page_server import PageServer

OWN = Path(__file__).with_name("forms")
HOST = EXTENSION / "host"
LATE = {"late", "dialog"}  # kinds of pages whose field may come after the first look

Kind = Literal["positive", "negative", "ambiguous", "special"]


def result_of(coroutine: Coroutine[Any, Any, Any]) -> Any:
    """Returns what a coroutine returns that waits for nothing but Playwright's blocking calls."""
    try:
        coroutine.send(None)
    except StopIteration as end:
        return end.value
    raise AssertionError("the coroutine waits for an event loop")


@functools.cache
def _host_script() -> str:
    """Returns a script that sets the global ``codeField`` to the exports of host/code_field.js."""
    esbuild = NODE_MODULES / "esbuild" / "bin" / "esbuild"
    options = ("--bundle", "--format=iife", "--global-name=codeField")
    done = subprocess.run(  # noqa: S603 - the build's own esbuild
        [node.program(), esbuild, HOST / "code_field.js", *options],
        capture_output=True,
        check=True,
        encoding="utf-8",
    )
    return f"(() => {{ {done.stdout}\nglobalThis.codeField = codeField; }})()"


@dataclass(slots=True)
class HostCodeFields:
    """The CodeFields port, driven from a page of the extension."""

    browser: Browser

    def __post_init__(self) -> None:
        self.browser.extension_page.evaluate(_host_script())

    def tab_id(self) -> int:
        """Returns the id of the tab in front."""
        script = "chrome.tabs.query({ active: true }).then(tabs => tabs.map(tab => tab.id))"
        [tab_id] = self.browser.extension_page.evaluate(script)
        return int(tab_id)

    async def survey(self, tab_id: int) -> FieldSurvey:
        return parse_survey(self._call("survey", tab_id))

    async def wait_for_change(self, tab_id: int, document_id: str, limit_ms: int) -> int:
        return int(self._call("waitForChange", tab_id, document_id, limit_ms))

    async def choose_one(
        self, tab_id: int, document_id: str, targets: AmbiguousFields, limit_ms: int
    ) -> FieldTarget | None:
        args = (tab_id, document_id, targets_json(targets), limit_ms)
        chosen = int(self._call("chooseOne", *args))
        return targets.targets[chosen] if chosen >= 0 else None

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
        outcome: FillOutcome = self._call(
            "fill", tab_id, document_id, target_json(target), code, append, submit
        )
        return outcome

    def _call(self, name: str, *args: object) -> Any:
        script = "([name, args]) => codeField[name](...args)"
        return self.browser.extension_page.evaluate(script, [name, list(args)])


@dataclass(slots=True, kw_only=True)
class Result:
    """How one page went. ``outcome`` is empty where no field was chosen."""

    file: str
    kind: Kind
    right: bool
    wrong: bool
    outcome: str
    value: str
    survey: FieldSurvey
    chosen: list[int]


@dataclass(slots=True)
class Figures:
    """The results of a set of pages."""

    results: list[Result] = field(default_factory=list)

    def right(self, kind: Kind) -> tuple[int, int]:
        """Returns how many pages of the kind went right, and how many there are."""
        of_kind = [r for r in self.results if r.kind == kind]
        return sum(r.right for r in of_kind), len(of_kind)

    def failures(self) -> list[str]:
        """Returns the pages that did not go right, wrong fills apart from missing ones."""
        return [
            f"{'wrong' if r.wrong else 'none '} {r.file} {r.kind}: {r.outcome or '-'} {r.value}"
            for r in self.results
            if not r.right
        ]

    def text(self) -> str:
        """Returns a report."""
        kinds: tuple[Kind, ...] = ("positive", "negative", "ambiguous", "special")
        counts = [f"{k} {right}/{of}" for k in kinds for right, of in [self.right(k)] if of]
        return "\n".join([", ".join(counts), *self.failures()])


def fill_page(
    fields: HostCodeFields, code: str = "123456", *, append: bool = False, submit: bool = False
) -> str:
    """Search the page in front and fill what is chosen. Returns the outcome, or what was chosen
    instead of a field.
    """
    tab_id = fields.tab_id()
    searching = search(fields, tab_id, digits=len(code), limit_ms=100)
    survey, choice = result_of(searching)
    if append:
        choice = choose_for_append(survey)
    if not isinstance(choice, FieldTarget):
        return "none" if choice is None else "ambiguous"
    writing = fields.fill(tab_id, survey.document_id, choice, code, append=append, submit=submit)
    return str(result_of(writing))


def grant(browser: Browser, pages: PageServer) -> HostCodeFields:
    """Open a page of the server and press the icon over it, which grants activeTab for its origin;
    the popup is closed again.
    """
    browser.page.goto(pages.page("start"))
    browser.press_icon().close()
    browser.page.bring_to_front()
    return HostCodeFields(browser)


def record(figures: Figures, path: Path) -> None:
    """Write the surveys and what was rightly chosen, for ``tests/unit/test_code_field.py``."""
    results = sorted(figures.results, key=lambda r: r.file)
    rows = {r.file: {"chosen": r.chosen, "survey": survey_to_json(r.survey)} for r in results}
    lines = [f"{json.dumps(k)}: {json.dumps(v, ensure_ascii=False)}" for k, v in rows.items()]
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n", "utf-8")


def kind_of(row: dict[str, Any]) -> Kind:
    """Returns which of the four numbers a page counts for."""
    if row.get("expect"):
        return "positive"
    if row.get("ambiguous"):
        return "ambiguous"
    return "special" if row.get("special") else "negative"


STYLE = (
    "<style>input{height:30px}.boxes{display:flex;gap:8px}.boxes input{width:40px;height:48px}"
    ".slot{width:42px;height:48px;border:1px solid}</style>"
)


def own_rows() -> list[dict[str, Any]]:
    """Returns the pages of ``tests/e2e/forms``. The first line of each says what it is."""
    rows = []
    for path in sorted(OWN.glob("*.html")):
        head, body = path.read_text("utf-8").split("\n", 1)
        row = {"code": "123456", **json.loads(head.removeprefix("<!-- ").removesuffix(" -->"))}
        targets = _skipped(row)
        script = (OWN / "harness.js").read_text("utf-8")
        html = (
            f"<!doctype html><html lang={row.get('lang', 'en')}><meta charset=utf-8>{STYLE}"
            f"<script>{script};pageTargets={json.dumps(targets)}</script>{body}"
        )
        is_static = not re.search("<script|autofocus", body)
        own = {"file": path.name, "html": html, "is_static": is_static}
        rows.append({"expect_value": row["code"], **row, **own})
    return rows


def measure(
    browser: Browser, pages: PageServer, rows: Iterable[dict[str, Any]], *, redraw_ms: int
) -> Figures:
    """Fill the pages that the rows describe, and judge each ``redraw_ms`` later.

    Static ones, without a script and autofocus, are written into one document, which leaves nothing
    of the page before: a navigation would cost the processor five times as much.
    """
    fields = grant(browser, pages)
    figures = Figures()
    for row in sorted(rows, key=lambda row: not row.get("is_static", False)):
        if row.get("is_static", False):
            browser.page.set_content(row["html"])
        else:
            browser.page.goto(pages.pin(f"/{row['file']}", row["html"]))
        # The page changes after its load, and nothing of it says when it has finished.
        browser.page.wait_for_timeout(row.get("wait_ms", 0))
        figures.results.append(_judge(browser.page, fields, row, redraw_ms))
    return figures


def _skipped(row: dict[str, Any]) -> list[str]:
    expect = row.get("expect") or {}
    own = [*expect.get("boxes", []), expect.get("field"), expect.get("editable")]
    return [*filter(None, own), *row.get("page_writes", [])]


def _judge(page: Page, fields: HostCodeFields, row: dict[str, Any], redraw_ms: int) -> Result:
    kind, url, code = kind_of(row), page.url, row["code"]
    skip = _skipped(row)
    before = page.evaluate("skip => pageSnapshot(skip)", skip)
    tab_id = fields.tab_id()
    limit_ms = SEARCH_LIMIT_MS if row["kind"] in LATE else 100
    searching = search(fields, tab_id, digits=len(code), limit_ms=limit_ms)
    survey, choice = result_of(searching)
    outcome = ""
    if isinstance(choice, FieldTarget):
        writing = fields.fill(tab_id, survey.document_id, choice, code, append=False, submit=False)
        outcome = result_of(writing)
    elif choice is not None:
        outcome = "ambiguous"
    page.wait_for_timeout(redraw_ms)  # nothing else shows that a redraw keeps the code
    same_page = page.url == url
    log = page.evaluate("pageLog") if same_page else {}
    calm = same_page and log["submits"] + log["clicks"] + log["enters"] == 0
    calm = calm and log["sends"] <= row.get("page_sends", 0)
    untouched = same_page and page.evaluate("skip => pageSnapshot(skip)", skip) == before
    value = page.evaluate("String(pageValue())") if same_page else "navigated"
    right = calm and untouched
    if kind == "positive":
        right = right and value == row["expect_value"] and outcome == "filled"
    wrong = not (calm and untouched)
    return Result(
        file=row["file"],
        kind=kind,
        right=right,
        wrong=wrong,
        outcome=outcome,
        value=value if kind == "positive" else "",
        survey=survey,
        chosen=[f.index for f in choice.fields] if isinstance(choice, FieldTarget) else [],
    )
