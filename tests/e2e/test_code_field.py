"""What happens in a page when a code is filled in: what the page learns of it, what it cannot
prevent, and how long it takes.
"""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any

import pytest
from kakomi.code_field import choose, has_foreign_code_frame
from kakomi.page_fields import AmbiguousFields, FieldTarget

from e2e.browser import until
from e2e.code_forms import HostCodeFields, fill_page, grant, result_of

if TYPE_CHECKING:
    from kakomi.page_fields import FieldSurvey

    from e2e.browser import Browser
    from e2e.page_server import PageServer

CODE = "123456"
FIELD = "<h1>Two-factor authentication</h1><form><label>Code <input id=c name=otp></label>"

PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF\n"
)

# Watches everything that a page can watch. `quietly` keeps its own listeners out of the record.
WATCH = """<script>
(() => {
  const seen = globalThis.seen = { events: [], mutations: [], calls: [] };
  let isOwn = false;
  const quietly = (act) => { isOwn = true; try { act() } finally { isOwn = false } };
  const note = (event) => quietly(() => {
    const target = event.target?.id || event.target?.localName || "window";
    seen.events.push([event.type, target, event.key ?? event.data ?? null]);
  });
  const types = new Set(["beforeinput", "focusin", "focusout"]);
  for (const name in HTMLElement.prototype) if (/^on/.test(name)) types.add(name.slice(2));
  for (const type of types) addEventListener(type, note, true);
  new MutationObserver((all) => quietly(() => {
    for (const one of all) seen.mutations.push([one.type, one.attributeName]);
  })).observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
  const trap = (owner, name) => {
    const described = Object.getOwnPropertyDescriptor(owner, name);
    if (!described?.configurable) return;
    const wrap = (part) => part && function (...args) {
      if (!isOwn) seen.calls.push(name);
      return Reflect.apply(part, this, args);
    };
    for (const part of ["value", "get", "set"]) {
      if (typeof described[part] === "function") described[part] = wrap(described[part]);
    }
    Object.defineProperty(owner, name, described);
  };
  const owners = [Document, Element, HTMLElement, Node, HTMLInputElement, EventTarget, ShadowRoot];
  for (const { prototype } of owners) {
    for (const name of Object.getOwnPropertyNames(prototype)) {
      if (!["constructor", "addEventListener"].includes(name)) trap(prototype, name);
    }
  }
  seen.forget = () => { seen.events = []; seen.mutations = []; seen.calls = [] };
  seen.state = () => quietly(() => {
    seen.html = document.documentElement.outerHTML + Object.getOwnPropertyNames(globalThis);
  });
})();
</script>"""


@pytest.fixture
def fields(own: Browser, local_pages: PageServer) -> HostCodeFields:
    return grant(own, local_pages)


def value(own: Browser, css: str = "#c") -> str:
    return str(own.page.eval_on_selector(css, "element => element.value"))


def test_a_page_that_observes_everything_learns_only_the_digits(
    own: Browser, local_pages: PageServer, fields: HostCodeFields
) -> None:
    own.page.goto(local_pages.page(WATCH + FIELD))
    before = own.page.evaluate("(seen.state(), seen.forget(), seen.html)")
    assert fill_page(fields) == "filled"
    seen: dict[str, Any] = json.loads(own.page.evaluate("JSON.stringify(seen)"))
    assert own.page.evaluate("(seen.state(), seen.html)") == before
    assert value(own) == CODE
    assert seen["mutations"] == []
    assert seen["calls"] == []
    moves = [e for e in seen["events"] if e[0].startswith(("focus", "select"))]
    assert {target for _, target, _ in moves} <= {"c", "window"}
    typed = [e for e in seen["events"] if e not in moves]
    keys = ("keydown", "keypress", "beforeinput", "input", "keyup")
    assert typed == [[kind, "c", digit] for digit in CODE for kind in keys] + [
        ["change", "c", None]
    ]
    # No listener or observer of ours is left.
    own.page.evaluate("seen.forget()")
    own.page.wait_for_timeout(100)  # nothing else shows that the page observes nothing more
    assert own.page.evaluate("[seen.events, seen.mutations, seen.calls].flat()") == []


@pytest.mark.timing
def test_a_page_with_ten_thousand_fields_is_surveyed_in_200_ms(
    own: Browser, local_pages: PageServer, fields: HostCodeFields
) -> None:
    rows = "".join(f"<tr><td>Row {i}<td><input name=cell{i} value={i}>" for i in range(10_000))
    own.page.goto(local_pages.page(f"{FIELD}</form><table>{rows}</table>"))
    tab_id, times = fields.tab_id(), []
    session = own.page.context.new_cdp_session(own.page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})

    def busy_s() -> float:
        """Returns how long the page's thread has run, by its own clock: others use the machine."""
        metrics = session.send("Performance.getMetrics")["metrics"]
        return float(next(m["value"] for m in metrics if m["name"] == "TaskDuration"))

    for _ in range(5):
        begin = busy_s()
        survey = result_of(fields.survey(tab_id))
        times.append(busy_s() - begin)
        assert survey.count == 10_001
        assert choose(survey) is not None
    assert max(times) < 0.2, times
    session.detach()


def test_a_page_that_never_answers_runs_into_the_limit(
    own: Browser, local_pages: PageServer, fields: HostCodeFields
) -> None:
    own.page.goto(local_pages.page(FIELD))
    busy = "setTimeout(() => { for (const end = Date.now() + 4000; Date.now() < end;); }, 20)"
    own.page.evaluate(busy)
    time.sleep(0.1)  # a busy page cannot say that it is busy
    begin = time.monotonic()
    with pytest.raises(Exception, match=r"page\.unresponsive"):
        result_of(fields.survey(fields.tab_id()))
    assert time.monotonic() - begin < 3
    until(lambda: own.page.evaluate("1"), "the page to answer again")
    assert value(own) == ""


def chosen_field(
    own: Browser, local_pages: PageServer, fields: HostCodeFields
) -> tuple[FieldSurvey, FieldTarget]:
    """Opens a page with one field, and returns its survey and the field that is chosen."""
    own.page.goto(local_pages.page(FIELD))
    survey = result_of(fields.survey(fields.tab_id()))
    choice = choose(survey)
    assert isinstance(choice, FieldTarget)
    return survey, choice


def test_an_unloaded_document_gets_no_code(
    own: Browser, local_pages: PageServer, fields: HostCodeFields
) -> None:
    survey, choice = chosen_field(own, local_pages, fields)
    own.page.goto(local_pages.page(FIELD))
    writing = fields.fill(
        fields.tab_id(), survey.document_id, choice, CODE, append=False, submit=False
    )
    assert result_of(writing) == "gone"
    assert value(own) == ""


def test_another_field_at_the_same_index_gets_no_code(
    own: Browser, local_pages: PageServer, fields: HostCodeFields
) -> None:
    survey, choice = chosen_field(own, local_pages, fields)
    own.page.evaluate("c.outerHTML = '<input id=d name=comment>'")
    writing = fields.fill(
        fields.tab_id(), survey.document_id, choice, CODE, append=False, submit=False
    )
    assert result_of(writing) == "changed"
    assert value(own, "#d") == ""


def test_the_outlined_field_that_is_focused_is_chosen(
    own: Browser, local_pages: PageServer, fields: HostCodeFields
) -> None:
    two = "<label>MFA code 1 <input id=a></label><label>MFA code 2 <input id=b></label>"
    own.page.goto(local_pages.page(f"<h1>Set up MFA</h1>{two}"))
    tab_id = fields.tab_id()
    survey = result_of(fields.survey(tab_id))
    choice = choose(survey)
    assert isinstance(choice, AmbiguousFields)
    own.page.evaluate(
        """() => { const shown = setInterval(() => {
            const host = document.querySelector("[data-kakomi-overlay]");
            if (!host) return;
            clearInterval(shown);
            globalThis.sawHost = host.matches(":popover-open") && host.shadowRoot === null;
            const rect = b.getBoundingClientRect();
            globalThis.hit = document.elementFromPoint(rect.x + 9, rect.y + 9)?.id;
            setTimeout(() => b.focus(), 50);
        }, 10) }"""
    )
    asking = fields.choose_one(tab_id, survey.document_id, choice, 5000)
    assert result_of(asking) == choice.targets[1]
    assert own.page.evaluate("[sawHost, hit]") == [True, "b"]
    assert own.page.locator("[data-kakomi-overlay]").count() == 0
    asking = fields.choose_one(tab_id, survey.document_id, choice, 100)
    assert result_of(asking) is None
    assert own.page.locator("[data-kakomi-overlay]").count() == 0


def test_the_code_is_appended_to_the_text_in_the_field(
    own: Browser, local_pages: PageServer, fields: HostCodeFields
) -> None:
    form = "<form><input name=u value=sam><input id=c type=password value=geheim></form>"
    own.page.goto(local_pages.page(form))
    assert fill_page(fields, append=True) == "filled"
    assert value(own) == "geheim123456"


def test_submitting_sends_the_form_as_the_enter_key_does(
    own: Browser, local_pages: PageServer, fields: HostCodeFields
) -> None:
    script = "<script>let sent = 0; onsubmit = e => { sent++; e.preventDefault() }</script>"
    for rest, sent in (
        ("<button>Verify</button></form>", 1),
        ("<button disabled>Verify</button></form>", 0),
        ("<input type=checkbox></form>", 0),
        ("</form>", 1),
    ):
        own.page.goto(local_pages.page(script + FIELD + rest))
        assert fill_page(fields, submit=True) == "filled", rest
        assert own.page.evaluate("sent") == sent, rest


def test_a_code_that_the_page_submits_itself_is_not_submitted_again(
    own: Browser, local_pages: PageServer, fields: HostCodeFields
) -> None:
    script = """<script>let sent = 0; onsubmit = e => { sent++; e.preventDefault() };
        c.oninput = () => { if (c.value.length == 6) setTimeout(() => c.form.requestSubmit(), 20) }
    </script>"""
    own.page.goto(local_pages.page(FIELD + "<button>Verify</button></form>" + script))
    assert fill_page(fields, submit=True) == "filled"
    own.page.wait_for_timeout(200)  # nothing else shows that the form is not submitted again
    assert own.page.evaluate("sent") == 1


def test_a_field_that_rejects_the_code_is_not_reported_as_filled(
    own: Browser, local_pages: PageServer, fields: HostCodeFields
) -> None:
    refuse = "<script>c.oninput = () => { c.value = 'no' }</script>"
    own.page.goto(local_pages.page(FIELD + "</form>" + refuse))
    assert fill_page(fields) == "rejected"


def test_a_frame_of_another_origin_is_reported_and_not_filled(
    own: Browser, local_pages: PageServer, elsewhere: PageServer, fields: HostCodeFields
) -> None:
    inner = elsewhere.page(FIELD)
    frame = f'<iframe title="Two-factor login" width=400 height=200 src="{inner}"></iframe>'
    own.page.goto(local_pages.page(frame))
    survey = result_of(fields.survey(fields.tab_id()))
    assert choose(survey) is None
    assert has_foreign_code_frame(survey)
    assert survey.foreign_frames[0].origin == elsewhere.url


def test_a_page_without_focus_is_filled_while_the_popup_is_open(
    own: Browser, local_pages: PageServer
) -> None:
    # Authelia's kind: a digit goes into the box whose focus event came last.
    boxes = """<h1>Enter one-time password</h1><div id=o style="display:flex;gap:8px"></div><script>
        o.innerHTML = '<input autocomplete=one-time-code maxlength=1 style="width:40px">'.repeat(6);
        const cells = [...o.children], held = Array(6).fill(""); let at = -1;
        cells.forEach((cell, i) => {
            cell.addEventListener("focusin", () => { at = i });
            cell.addEventListener("blur", () => { at = -1 });
            cell.oninput = () => {
                if (at >= 0) held[at] = cell.value;
                cells.forEach((each, k) => { each.value = held[k] });
                cells[i + 1]?.focus();
            };
        });
    </script>"""
    own.page.goto(local_pages.page(boxes))
    popup = own.press_icon()
    until(lambda: not own.page.evaluate("document.hasFocus()"), "the popup to take the focus")
    assert fill_page(HostCodeFields(own)) == "filled"
    assert own.page.evaluate("held.join('')") == CODE
    assert own.popup_is_open()
    popup.close()


def test_a_page_that_allows_no_script_is_reported(own: Browser, local_pages: PageServer) -> None:
    uri = "otpauth://totp/ACME:ann?secret=JBSWY3DPEHPK3PXP&issuer=ACME"
    account = own.ask("account.add", uri=uri)["account_id"]
    own.ask("account.edit", id=account, sites=[local_pages.url])
    local_pages.pin("/", FIELD)
    local_pages.pin("/paper.pdf", PDF, "application/pdf")
    pages = ("chrome://version", f"view-source:{local_pages.url}", f"{local_pages.url}/paper.pdf")
    tab_id = HostCodeFields(own).tab_id()
    for address in pages:
        own.page.goto(address)
        own.press_icon().close()
        reply = own.ask("account.fill", id=account, tab_id=tab_id)
        assert (reply["state"], reply["reason"]) == ("refused", "refused_page"), address
    own.new_tab(local_pages.url)
    own.page.close()
    reply = own.ask("account.fill", id=account, tab_id=tab_id)
    assert (reply["state"], reply["reason"]) == ("refused", "closed")
    own.page = own.page.context.pages[-1]
