"""Pages and messages that try to get a code that is not meant for them, and pages that make it hard
to fill one in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyotp

from e2e.browser import Browser, until
from e2e.cases import collected
from e2e.test_fill import FIELD, add, grant, is_filled, secret_of

if TYPE_CHECKING:
    from e2e.page_server import PageServer

REFUSING = (
    "<label>Code <input id=code autocomplete=one-time-code oninput='this.value=\"\"'></label>"
)


def granted(own: Browser, url: str) -> int:
    """Open the page and press the icon over it, which grants activeTab. Returns the tab's id."""
    own.page.goto(url)
    grant(own)
    tab: int = own.in_worker(
        "async () => (await chrome.tabs.query({})).find((tab) => tab.active).id"
    )
    return tab


def test_a_confirmation_without_a_question_fills_nothing(
    own: Browser, local_pages: PageServer, elsewhere: PageServer
) -> None:
    account = add(own, "Home", "hanako", elsewhere.url)
    tab = granted(own, local_pages.page(FIELD))
    reply = own.ask("account.fill", id=account, tab_id=tab, confirmed=True)
    assert reply["state"] == "other_site"
    assert own.page.input_value("#code") == ""
    assert len(own.ask("account.details", id=account)["sites"]) == 1


def test_a_confirmation_holds_only_for_the_page_of_the_question(
    own: Browser, local_pages: PageServer, elsewhere: PageServer
) -> None:
    account = add(own, "Home", "hanako", "example.com")
    tab = granted(own, local_pages.page(FIELD))
    assert own.ask("account.fill", id=account, tab_id=tab)["state"] == "other_site"
    granted(own, elsewhere.page(FIELD))
    reply = own.ask("account.fill", id=account, tab_id=tab, confirmed=True)
    assert reply["state"] == "other_site"
    assert own.page.input_value("#code") == ""


def test_scripts_in_a_page_may_not_ask_for_a_code(own: Browser, local_pages: PageServer) -> None:
    account = add(own, "Home", "hanako", local_pages.url)
    tab = granted(own, local_pages.page(FIELD))
    replies = own.in_worker(
        """async ([id, tab_id]) => {
            const commands =
                ["account.fill", "page.fill", "page.code_field", "account.use", "sheet.read"];
            const [{ result }] = await chrome.scripting.executeScript({
                target: { tabId: tab_id },
                args: [commands, { id, tab_id }],
                func: (commands, args) => Promise.all(commands.map(
                    (command) => chrome.runtime.sendMessage({ command, args }))),
            });
            return result;
        }""",
        [account, tab],
    )
    assert all("error" in reply for reply in replies), replies
    assert len(replies) == 5
    assert own.page.input_value("#code") == ""


HIDING_NAMES = [
    "checkVisibility",
    "className",
    "closest",
    "contains",
    "elements",
    "getAttribute",
    "getBoundingClientRect",
    "hasAttribute",
    "id",
    "innerText",
    "localName",
    "matches",
    "nodeType",
    "parentElement",
    "parentNode",
    "querySelectorAll",
    "shadowRoot",
    "tagName",
    "textContent",
]


def test_a_form_whose_fields_hide_its_properties_is_filled(
    own: Browser, local_pages: PageServer
) -> None:
    account = add(own, "Home", "hanako", local_pages.url)
    hidden = "".join(f"<input type=hidden name={name}>" for name in HIDING_NAMES)
    form = f"<form name=title><div><form-part>{FIELD}</form-part></div>{hidden}</form>"
    tab = granted(own, local_pages.page(form))
    assert own.ask("account.fill", id=account, tab_id=tab)["state"] == "filled"
    is_filled(own)


HIDES = ("this.style.opacity = 0", "this.type = 'hidden'", "hide()")


def test_a_field_that_the_page_hides_meanwhile_gets_no_more(
    own: Browser, local_pages: PageServer
) -> None:
    account = add(own, "Home", "hanako", local_pages.url)
    tab = granted(own, local_pages.page(""))
    script = "<script>function hide() { document.body.style.visibility = 'hidden'; }</script>"
    with collected() as case:
        for hides in HIDES:
            with case(hides):
                field = FIELD.replace("<input", f'<input oninput="{hides}"')
                own.page.goto(local_pages.page(field + script))
                reply = own.ask("account.fill", id=account, tab_id=tab)
                assert (reply["state"], reply["reason"]) == ("refused", "changed")
                assert len(own.page.input_value("#code")) == 1


def test_a_sandboxed_document_is_not_its_hosts(own: Browser, local_pages: PageServer) -> None:
    account = add(own, "Home", "hanako", local_pages.url)
    url = local_pages.page(FIELD)
    headers = {"Content-Security-Policy": "sandbox allow-scripts", "Content-Type": "text/html"}
    own.page.route(url, lambda route: route.fulfill(headers=headers, body=FIELD))
    tab = granted(own, url)
    assert own.page.evaluate("origin") == "null"
    reply = own.ask("account.fill", id=account, tab_id=tab)
    own.page.unroute(url)
    assert (reply["state"], reply["reason"]) == ("refused", "refused_page")
    assert own.page.input_value("#code") == ""


def test_a_tab_that_can_not_be_is_called_closed(own: Browser) -> None:
    account = add(own, "Home", "hanako")
    with collected() as case:
        for tab in (-1, 2**31 - 1, 2**53):
            with case(str(tab)):
                reply = own.ask("account.fill", id=account, tab_id=tab)
                assert (reply["state"], reply["reason"]) == ("refused", "closed")


def test_a_rejected_code_of_a_counter_is_used_again(own: Browser, local_pages: PageServer) -> None:
    secret = secret_of("Count")
    uri = f"otpauth://hotp/Count:hanako?secret={secret}&issuer=Count&counter=5"
    account = own.ask("account.add", uri=uri)["account_id"]
    own.ask("account.edit", id=account, sites=[local_pages.url])
    tab = granted(own, local_pages.page(REFUSING))
    for _ in range(2):
        assert own.ask("account.fill", id=account, tab_id=tab)["reason"] == "rejected"
    own.page.goto(local_pages.page(FIELD))
    for counter in (5, 6):
        assert own.ask("account.fill", id=account, tab_id=tab)["state"] == "filled"
        assert own.page.input_value("#code") == pyotp.HOTP(secret).at(counter)


def test_a_suggestion_fills_in_the_account_that_it_names(
    own: Browser, local_pages: PageServer
) -> None:
    add(own, "Home", "hanako", local_pages.url)
    short = f"otpauth://totp/Home:hana?secret={secret_of('Short')}&issuer=Home"
    own.ask(
        "account.edit", id=own.ask("account.add", uri=short)["account_id"], sites=[local_pages.url]
    )
    granted(own, local_pages.page(FIELD))
    own.in_worker("chrome.omnibox.onInputEntered.dispatch('Home hana', 'currentTab')")
    is_filled(own, "Short")


def test_a_lock_removes_the_hosts_and_the_question(own: Browser, local_pages: PageServer) -> None:
    account = add(own, "Home", "hanako", "example.com")
    tab = granted(own, local_pages.page(FIELD))
    own.ask("vault.protect", passphrase="nine calm words for a box")
    own.ask("account.fill", id=account, tab_id=tab)
    until(lambda: "fill.question" in own.session(), "the question to be stored")
    own.ask("vault.lock")
    left = str(own.session())
    own.ask("vault.unlock", passphrase="nine calm words for a box")
    reply = own.ask("account.fill", id=account, tab_id=tab, confirmed=True)
    own.ask("vault.unprotect")
    assert "example.com" not in left
    assert "127.0.0.1" not in left
    assert reply["state"] == "other_site"
