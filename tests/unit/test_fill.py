"""account.fill, page.fill and page.code_field: which page gets a code, and when."""

from __future__ import annotations

import asyncio
import base64
import json
from typing import Any

import pytest
from kakomi import otp, public_suffix_list
from kakomi.bridge import Bridge
from kakomi.errors import PageClosed, PageNotAnswering, PageRefused
from kakomi.otp_key import Key, Kind
from kakomi.page_fields import ForeignFrame
from kakomi.secret_encoding import decode_secret
from support.fake_ports import FakeCodeFields, FakePorts, ask, say
from support.page_fields import field, survey, target
from unit.test_scan_commands import BANK, NEWER_ACME, taking, wall

SECRET = "JBSWY3DPEHPK3PXP"
ACME = f"otpauth://totp/ACME:ann?secret={SECRET}&issuer=ACME"
GITHUB = "otpauth://totp/GitHub:ann?secret=GEZDGNBVGY3TQOJQ&issuer=GitHub"
COUNTED = f"otpauth://hotp/ACME:ann?secret={SECRET}&counter=41"
KEY = Key(secret=decode_secret(SECRET))
COUNTER_KEY = Key(kind=Kind.HOTP, secret=decode_secret(SECRET))
TAB = 7
CONSOLE = "https://console.example"  # the page of TakenCapture
SITE, EVIL = "https://site.example", "https://evil.example"
CODE_FIELD = field(autocomplete="one-time-code", name="otp")
PAGE = survey(CODE_FIELD, url=f"{SITE}/login")
UNFINISHED_PAGE = survey(url=f"{SITE}/login")
EVIL_PAGE = survey(CODE_FIELD, url=f"{EVIL}/login", document_id="D2")


@pytest.fixture
def ports() -> FakePorts:
    ports = FakePorts()
    ports.clock.unix_ms -= ports.clock.unix_ms % 30_000  # a code holds for 30 s from here
    ports.code_fields.surveys = [PAGE]
    return ports


def added(bridge: Bridge, uri: str = ACME, *sites: str) -> str:
    account_id: str = ask(bridge, "account.add", {"uri": uri})["account_id"]
    if sites:
        ask(bridge, "account.edit", {"id": account_id, "sites": list(sites)})
    return account_id


def fill(bridge: Bridge, account_id: str, **args: object) -> Any:
    return ask(bridge, "account.fill", {"id": account_id, "tab_id": TAB, **args})


def sites_of(bridge: Bridge, account_id: str) -> dict[str, str]:
    sites = ask(bridge, "account.details", {"id": account_id})["sites"]
    return {each["address"]: each["source"] for each in sites}


def test_a_page_of_the_account_gets_the_current_code(bridge: Bridge, ports: FakePorts) -> None:
    account_id = added(bridge, ACME, SITE)
    reply = fill(bridge, account_id)
    assert reply == {
        "state": "filled",
        "reason": "",
        "host": "site.example",
        "account_id": account_id,
        "relation": "own",
        "sites": ["site.example"],
        "proposed": [],
        "waits_ms": 0,
        "can_retry": False,
    }
    code = otp.totp(KEY, ports.clock.unix_ms // 1000)
    assert ports.code_fields.filled == [(TAB, "D1", target(PAGE, 0), code, False, False)]


def test_another_page_gets_a_code_only_after_confirmation(bridge: Bridge, ports: FakePorts) -> None:
    account_id = added(bridge, ACME, "https://own.com")
    asked = fill(bridge, account_id)
    assert (asked["state"], asked["relation"]) == ("other_site", "other")
    assert (asked["host"], asked["sites"]) == ("site.example", ["own.com"])
    assert ports.code_fields.filled == []
    assert sites_of(bridge, account_id) == {"https://own.com": "entered"}
    done = fill(bridge, account_id, confirmed=True)
    assert (done["state"], done["relation"]) == ("filled", "confirmed")
    assert len(ports.code_fields.filled) == 1
    assert sites_of(bridge, account_id)[SITE] == "filled"
    assert fill(bridge, account_id)["relation"] == "own"


def test_a_confirmation_without_a_question_is_ignored(bridge: Bridge, ports: FakePorts) -> None:
    account_id = added(bridge)
    assert fill(bridge, account_id, confirmed=True)["state"] == "other_site"
    assert ports.code_fields.filled == []


@pytest.mark.parametrize("what", ["host", "scheme", "tab", "account", "time", "lock"])
def test_a_confirmation_holds_only_for_its_question(
    bridge: Bridge, ports: FakePorts, what: str
) -> None:
    account_id = added(bridge)
    other_id = added(bridge, GITHUB)
    fill(bridge, account_id)
    tab_id = TAB
    if what == "host":
        ports.code_fields.surveys = [EVIL_PAGE]
    elif what == "scheme":
        ports.code_fields.surveys = [survey(CODE_FIELD, url="http://site.example/")]
    elif what == "tab":
        tab_id = TAB + 1
    elif what == "account":
        account_id = other_id
    elif what == "time":
        ports.clock.unix_ms += 120_000
    else:
        ports.session.values.pop("fill.question")
    args = {"id": account_id, "tab_id": tab_id, "confirmed": True}
    assert ask(bridge, "account.fill", args)["state"] == "other_site"
    assert ports.code_fields.filled == []


def test_a_page_that_loads_during_the_search_for_a_field_is_compared_too(
    bridge: Bridge, ports: FakePorts
) -> None:
    account_id = added(bridge, ACME, SITE)
    ports.code_fields.surveys = [UNFINISHED_PAGE, EVIL_PAGE]
    assert fill(bridge, account_id)["state"] == "other_site"
    assert ports.code_fields.filled == []


def test_a_confirmed_host_that_changes_while_the_field_is_searched_is_refused(
    bridge: Bridge, ports: FakePorts
) -> None:
    account_id = added(bridge, ACME, EVIL, SITE)
    ports.code_fields.surveys = [UNFINISHED_PAGE, EVIL_PAGE]
    reply = fill(bridge, account_id)
    assert (reply["state"], reply["reason"]) == ("refused", "navigated")
    assert ports.code_fields.filled == []


@pytest.mark.parametrize(
    ("url", "relation"),
    [
        ("https://github.com/sessions/two-factor", "proposed"),
        ("https://gist.github.com/", "proposed"),
        ("http://github.com/", "other"),
        ("https://github.com.evil.example/", "other"),
        ("https://github.com@evil.example/", "other"),
    ],
)
def test_a_service_that_the_issuer_names_needs_consent_too(
    bridge: Bridge, ports: FakePorts, url: str, relation: str
) -> None:
    account_id = added(bridge, GITHUB)
    ports.code_fields.surveys = [survey(CODE_FIELD, url=url)]
    reply = fill(bridge, account_id)
    assert (reply["state"], reply["relation"]) == ("other_site", relation)
    assert reply["proposed"] == ["github.com"]
    assert ports.code_fields.filled == []


@pytest.mark.parametrize(
    ("address", "relation"),
    [
        ("http://site.example/", "insecure"),
        ("http://router.example:8443/", "insecure"),
        ("http://router.example/", "other"),
    ],
)
def test_http_is_not_https(bridge: Bridge, ports: FakePorts, address: str, relation: str) -> None:
    account_id = added(bridge, ACME, SITE, "https://router.example:8443")
    ports.code_fields.surveys = [survey(CODE_FIELD, url=address)]
    reply = fill(bridge, account_id)
    assert (reply["state"], reply["relation"]) == ("other_site", relation)


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (PageRefused("tab"), "refused_page"),
        (PageClosed("tab"), "closed"),
        (PageNotAnswering("tab"), "unresponsive"),
        (survey(CODE_FIELD, url="about:blank"), "refused_page"),
        (survey(CODE_FIELD, url="file:///home/x.html"), "refused_page"),
    ],
)
def test_a_page_that_allows_no_script_is_reported(
    bridge: Bridge, ports: FakePorts, error: Any, reason: str
) -> None:
    account_id = added(bridge, ACME, SITE)
    ports.code_fields.surveys = [error]
    reply = fill(bridge, account_id)
    assert (reply["state"], reply["reason"], reply["host"]) == ("refused", reason, "")
    assert reply["can_retry"] == (reason == "unresponsive")
    assert ask(bridge, "page.code_field", {"tab_id": TAB}) == {
        "state": "refused",
        "reason": reason,
        "host": "",
        "account_ids": [],
        "proposed_ids": [],
        "fillable_ids": [],
    }


def test_an_unattended_search_for_a_field_does_not_delay_the_lock(
    bridge: Bridge, ports: FakePorts
) -> None:
    added(bridge, ACME, SITE)
    ask(bridge, "vault.protect", {"passphrase": "nine calm words for a box"})
    due_at_ms = ask(bridge, "sheet.read")["locks_at_unix_ms"]
    ports.clock.pass_ms(60_000)
    ask(bridge, "page.code_field", {"tab_id": TAB, "unattended": True})
    assert ask(bridge, "sheet.read", {"unattended": True})["locks_at_unix_ms"] == due_at_ms
    ask(bridge, "page.code_field", {"tab_id": TAB})
    assert ask(bridge, "sheet.read", {"unattended": True})["locks_at_unix_ms"] > due_at_ms


def test_a_named_account_is_filled_in_by_the_shortcut_of_the_address_bar(
    bridge: Bridge, ports: FakePorts
) -> None:
    named = added(bridge, ACME, SITE)
    reply = ask(bridge, "page.fill", {"tab_id": TAB, "id": named}, caller="worker")
    assert reply["fill"]["account_id"] == named
    assert reply["fill"]["state"] == "filled"
    assert len(ports.code_fields.filled) == 1


def test_a_page_without_a_field_is_reported(bridge: Bridge, ports: FakePorts) -> None:
    account_id = added(bridge, ACME, SITE)
    ports.code_fields.surveys = [survey(field(name="city"), url=SITE)]
    reply = fill(bridge, account_id)
    assert (reply["state"], reply["reason"]) == ("no_field", "")
    frame = ForeignFrame(origin=EVIL, words="one-time code", visible=True)
    ports.code_fields.surveys = [survey(url=SITE, foreign_frames=(frame,))]
    assert fill(bridge, account_id)["reason"] == "foreign_frame"
    assert ports.code_fields.filled == []


def test_of_several_fields_the_one_that_the_user_focuses_gets_the_code(
    bridge: Bridge, ports: FakePorts
) -> None:
    account_id = added(bridge, ACME, SITE)
    page = survey(CODE_FIELD, CODE_FIELD, url=SITE)
    ports.code_fields.surveys = [page]
    reply = fill(bridge, account_id)
    assert (reply["state"], reply["reason"]) == ("no_field", "several")
    assert ports.code_fields.filled == []
    ports.code_fields.focused = 1
    assert fill(bridge, account_id)["state"] == "filled"
    assert [each[2] for each in ports.code_fields.filled] == [target(page, 1)]
    assert {asked[1] for asked in ports.code_fields.asked} == {page.document_id}


@pytest.mark.parametrize(
    ("outcome", "reason"),
    [("gone", "navigated"), ("changed", "changed"), ("rejected", "rejected")],
)
def test_a_field_that_rejects_the_code_is_reported_and_no_site_is_learned(
    bridge: Bridge, ports: FakePorts, outcome: Any, reason: str
) -> None:
    account_id = added(bridge)
    fill(bridge, account_id)
    ports.code_fields.outcome = outcome
    reply = fill(bridge, account_id, confirmed=True)
    assert (reply["state"], reply["reason"]) == ("refused", reason)
    assert reply["can_retry"]
    assert sites_of(bridge, account_id) == {}
    ports.code_fields.outcome = "filled"
    assert fill(bridge, account_id, confirmed=True)["state"] == "filled"  # the question still holds


def test_a_counter_is_saved_before_its_code_is_given_and_a_failed_fill_repeats_it(
    bridge: Bridge, ports: FakePorts
) -> None:
    account_id = added(bridge, COUNTED, SITE)
    ports.code_fields.outcome = "rejected"
    fill(bridge, account_id)
    assert ask(bridge, "account.details", {"id": account_id})["counter"] == 42
    again = Bridge(ports.environment())  # the worker was stopped meanwhile
    ports.code_fields.outcome = "filled"
    fill(again, account_id)
    codes = [filled[3] for filled in ports.code_fields.filled]
    assert codes == [otp.hotp(COUNTER_KEY, 41)] * 2
    assert ask(again, "account.details", {"id": account_id})["counter"] == 42
    fill(again, account_id)
    assert ports.code_fields.filled[-1][3] == otp.hotp(COUNTER_KEY, 42)


def test_a_counter_whose_fill_failed_is_copied_once_and_not_repeated(
    bridge: Bridge, ports: FakePorts
) -> None:
    account_id = added(bridge, COUNTED, SITE)
    ports.code_fields.outcome = "rejected"
    fill(bridge, account_id)
    used = ask(bridge, "account.use", {"id": account_id})
    assert (used["counter"], used["code"]) == (41, otp.hotp(COUNTER_KEY, 41))
    assert ask(bridge, "account.details", {"id": account_id})["counter"] == 42
    fill(bridge, account_id)
    assert ports.code_fields.filled[-1][3] == otp.hotp(COUNTER_KEY, 42)
    assert ask(bridge, "account.use", {"id": account_id})["counter"] == 42
    assert ask(bridge, "account.use", {"id": account_id})["counter"] == 43


def test_without_a_field_or_a_confirmation_the_counter_stays(
    bridge: Bridge, ports: FakePorts
) -> None:
    account_id = added(bridge, COUNTED)
    fill(bridge, account_id)
    ports.code_fields.surveys = [survey(field(name="city"), url=SITE)]
    fill(bridge, account_id, confirmed=True)
    assert ask(bridge, "account.details", {"id": account_id})["counter"] == 41


@pytest.mark.parametrize(("left_ms", "waits"), [(3_000, False), (2_999, True), (1, True)])
def test_a_code_that_ends_soon_is_waited_for(
    bridge: Bridge, ports: FakePorts, left_ms: int, waits: bool
) -> None:
    account_id = added(bridge, ACME, SITE)
    ports.clock.unix_ms += 30_000 - left_ms
    reply = fill(bridge, account_id, can_wait=False)
    assert reply["state"] == ("waiting" if waits else "filled")
    assert reply["waits_ms"] == (left_ms if waits else 0)
    assert len(ports.code_fields.filled) == (not waits)


def test_without_a_popup_a_fill_waits_for_the_next_code(bridge: Bridge, ports: FakePorts) -> None:
    account_id = added(bridge, ACME, SITE)
    now_ms = ports.clock.unix_ms
    ports.clock.unix_ms = now_ms + 30_000 - 50
    assert fill(bridge, account_id)["state"] == "filled"
    assert ports.code_fields.filled[0][3] == otp.totp(KEY, now_ms // 1000 + 30)


def test_the_options_of_the_account_are_followed(bridge: Bridge, ports: FakePorts) -> None:
    account_id = added(bridge, ACME, SITE)
    password = field(type="password", value_length=8)
    ports.code_fields.surveys = [survey(field(name="user"), password, url=SITE)]
    assert fill(bridge, account_id)["state"] == "no_field"
    changes = {"appends_code": True, "submits_after_fill": True}
    ask(bridge, "account.edit", {"id": account_id, **changes})
    assert fill(bridge, account_id)["state"] == "filled"
    [(_, _, where, _, append, submit)] = ports.code_fields.filled
    assert (where.fields[0].index, append, submit) == (1, True, True)
    details = ask(bridge, "account.details", {"id": account_id})
    assert (details["appends_code"], details["submits_after_fill"]) == (True, True)


def test_a_removed_account_is_not_filled(bridge: Bridge, ports: FakePorts) -> None:
    account_id = added(bridge, ACME, SITE)
    ask(bridge, "account.remove", {"id": account_id})
    reply = say(bridge, "account.fill", {"id": account_id, "tab_id": TAB})
    assert reply["error"]["code"] == "vault.no_such_account"
    assert ports.code_fields.filled == []


def test_only_our_own_pages_and_the_worker_may_fill(bridge: Bridge) -> None:
    args = {"id": added(bridge, ACME, SITE), "tab_id": TAB}
    for caller in ("overlay", "stranger"):
        for command in ("account.fill", "page.fill", "page.code_field"):
            reply = say(bridge, command, args, caller=caller)
            assert reply["error"]["code"] == "request.forbidden"


def test_a_page_is_compared_with_all_accounts(bridge: Bridge, ports: FakePorts) -> None:
    own = added(bridge, ACME, SITE)
    added(bridge, COUNTED, "https://other.com")
    reply = ask(bridge, "page.code_field", {"tab_id": TAB})
    assert reply == {
        "state": "field",
        "reason": "",
        "host": "site.example",
        "account_ids": [own],
        "proposed_ids": [],
        "fillable_ids": [own],
    }
    named = added(bridge, GITHUB)
    ports.code_fields.surveys = [survey(url="https://github.com/")]
    reply = ask(bridge, "page.code_field", {"tab_id": TAB})
    assert (reply["state"], reply["proposed_ids"]) == ("none", [named])
    assert reply["fillable_ids"] == []
    ports.code_fields.surveys = [survey(CODE_FIELD, CODE_FIELD, url=SITE)]
    assert ask(bridge, "page.code_field", {"tab_id": TAB})["state"] == "several"


def test_a_page_can_be_filled_by_the_accounts_whose_kind_of_field_it_has(
    bridge: Bridge, ports: FakePorts
) -> None:
    usual, appending = added(bridge, ACME, SITE), added(bridge, GITHUB, SITE)
    ask(bridge, "account.edit", {"id": appending, "appends_code": True})
    password = field(type="password", value_length=8)
    for fields, fillable in (
        ([password], [appending]),
        ([CODE_FIELD], [usual]),
        ([CODE_FIELD, password], sorted([usual, appending])),
        ([], []),
    ):
        ports.code_fields.surveys = [survey(*fields, url=SITE)]
        reply = ask(bridge, "page.code_field", {"tab_id": TAB})
        assert sorted(reply["fillable_ids"]) == fillable


def test_of_several_accounts_the_last_used_comes_first(bridge: Bridge, ports: FakePorts) -> None:
    first, second = added(bridge, ACME, SITE), added(bridge, GITHUB, SITE)
    for used in (second, first):
        ports.clock.unix_ms += 60_000
        fill(bridge, used)
        assert ask(bridge, "page.code_field", {"tab_id": TAB})["account_ids"][0] == used
    saved = ports.generation
    fill(bridge, first)
    assert ports.generation == saved  # nothing new to note


def page_fill(bridge: Bridge, **args: object) -> Any:
    return ask(bridge, "page.fill", {"tab_id": TAB, **args}, caller="worker")


def test_a_page_of_one_account_is_filled_without_a_question(
    bridge: Bridge, ports: FakePorts
) -> None:
    account_id = added(bridge, ACME, SITE)
    added(bridge, GITHUB)
    reply = page_fill(bridge, window_id=3)
    assert reply["state"] == "done"
    assert (reply["fill"]["state"], reply["fill"]["account_id"]) == ("filled", account_id)
    assert ("open_popup", 3) not in ports.capture_host.calls
    assert "fill.pending" not in ports.session.values


@pytest.mark.parametrize("sites", [(), (SITE, SITE)])
def test_with_none_or_several_accounts_the_popup_opens(
    bridge: Bridge, ports: FakePorts, sites: tuple[str, ...]
) -> None:
    added(bridge, ACME, *sites[:1])
    added(bridge, GITHUB, *sites[1:])
    assert page_fill(bridge, window_id=3) == {"state": "choose", "fill": None}
    assert ports.code_fields.filled == []
    assert ports.capture_host.calls[-1] == ("open_popup", 3)
    pending: Any = ports.session.values["fill.pending"]
    assert (pending["state"], pending["tab_id"]) == ("choose", TAB)


def test_the_popup_reports_a_failed_fill(bridge: Bridge, ports: FakePorts) -> None:
    added(bridge, ACME, SITE)
    ports.code_fields.outcome = "rejected"
    assert page_fill(bridge, window_id=3)["fill"]["reason"] == "rejected"
    pending: Any = ports.session.values["fill.pending"]
    assert pending["fill"]["reason"] == "rejected"
    assert ports.capture_host.calls[-1] == ("open_popup", 3)


def test_a_fill_of_a_locked_vault_opens_the_popup_and_continues_after_unlock(
    bridge: Bridge, ports: FakePorts
) -> None:
    added(bridge, ACME, SITE)
    ask(bridge, "vault.protect", {"passphrase": "correct horse battery staple"})
    ask(bridge, "vault.lock")
    assert page_fill(bridge, pointed=True) == {"state": "locked", "fill": None}
    assert ports.capture_host.calls[-1] == ("open_popup", None)
    pending: Any = ports.session.values["fill.pending"]
    assert (pending["state"], pending["pointed"]) == ("locked", True)
    ask(bridge, "vault.unlock", {"passphrase": "correct horse battery staple"})
    assert page_fill(bridge)["fill"]["state"] == "filled"


def test_what_was_typed_while_locked_names_the_account_after_the_unlock(
    bridge: Bridge, ports: FakePorts
) -> None:
    of_the_page, typed = added(bridge, ACME, SITE), added(bridge, GITHUB, SITE)
    ask(bridge, "vault.protect", {"passphrase": "correct horse battery staple"})
    ask(bridge, "vault.lock")
    assert page_fill(bridge, typed="hub ANN") == {"state": "locked", "fill": None}
    pending: Any = ports.session.values["fill.pending"]
    assert pending["typed"] == "hub ANN"
    ask(bridge, "vault.unlock", {"passphrase": "correct horse battery staple"})
    assert page_fill(bridge, typed="hub ANN")["fill"]["account_id"] == typed
    assert page_fill(bridge, typed="ACME ann")["fill"]["account_id"] == of_the_page
    assert page_fill(bridge, typed="nobody") == {"state": "choose", "fill": None}
    assert len(ports.code_fields.filled) == 2


def test_a_click_on_a_field_chooses_it(bridge: Bridge, ports: FakePorts) -> None:
    added(bridge, ACME, SITE)
    ports.code_fields.surveys = [survey(field(), field(focused=True), url=SITE)]
    assert page_fill(bridge)["fill"]["state"] == "no_field"
    assert page_fill(bridge, pointed=True)["fill"]["state"] == "filled"
    assert ports.code_fields.filled[0][2].fields[0].index == 1


def test_two_copies_on_a_page_make_it_a_site(bridge: Bridge, ports: FakePorts) -> None:
    account_id = added(bridge)
    for expected in ("copied_once", "copied"):
        used = ask(bridge, "account.use", {"id": account_id, "host": f"{SITE}/login"})
        assert used["code"] == otp.totp(KEY, ports.clock.unix_ms // 1000)
        assert sites_of(bridge, account_id) == {SITE: expected}
        reply = fill(bridge, account_id)
        assert reply["state"] == "other_site", "a page that imitates another is copied for too"
        assert reply["relation"] == ("copied" if expected == "copied" else "other")
        assert reply["sites"] == []
    asked = ask(bridge, "page.code_field", {"tab_id": TAB})
    assert asked["account_ids"] == [account_id], "it is listed first"
    saved = ports.generation
    for host in (SITE, "chrome://newtab", "", "not an address"):
        ask(bridge, "account.use", {"id": account_id, "host": host})
    assert ports.generation == saved
    ask(bridge, "account.edit", {"id": account_id, "sites": []})
    assert fill(bridge, account_id)["state"] == "other_site"


def test_an_allowed_fill_turns_a_copied_site_into_an_own_one(bridge: Bridge) -> None:
    account_id = added(bridge)
    for _ in range(2):
        ask(bridge, "account.use", {"id": account_id, "host": SITE})
    fill(bridge, account_id)
    assert fill(bridge, account_id, confirmed=True)["relation"] == "confirmed"
    assert sites_of(bridge, account_id) == {SITE: "filled"}
    assert fill(bridge, account_id)["relation"] == "own"


def test_a_copied_site_that_the_issuer_names_needs_no_question(
    bridge: Bridge, ports: FakePorts
) -> None:
    account_id = added(bridge, GITHUB)
    for _ in range(2):
        ask(bridge, "account.use", {"id": account_id, "host": "https://github.com"})
    ports.code_fields.surveys = [survey(CODE_FIELD, url="https://github.com/sessions")]
    assert fill(bridge, account_id)["relation"] == "own"


def test_a_fill_in_an_incognito_tab_records_nothing(bridge: Bridge, ports: FakePorts) -> None:
    account_id = added(bridge)
    ports.code_fields.surveys = [survey(CODE_FIELD, url=SITE, incognito=True)]
    fill(bridge, account_id)
    saved = ports.generation
    assert fill(bridge, account_id, confirmed=True)["state"] == "filled"
    assert sites_of(bridge, account_id) == {}
    assert ports.generation == saved


def test_a_sandboxed_document_is_no_page_of_its_host(bridge: Bridge, ports: FakePorts) -> None:
    account_id = added(bridge, ACME, SITE)
    ports.code_fields.surveys = [survey(CODE_FIELD, url="")]
    reply = fill(bridge, account_id)
    assert (reply["state"], reply["reason"], reply["host"]) == ("refused", "refused_page", "")
    assert ports.code_fields.filled == []


def test_the_shortcut_surveys_the_page_once(bridge: Bridge, ports: FakePorts) -> None:
    added(bridge, ACME, SITE)
    ports.code_fields.surveys = [PAGE, PageClosed("a second survey")]
    assert page_fill(bridge)["fill"]["state"] == "filled"


def test_two_fills_of_a_counter_at_once_use_one_code(bridge: Bridge, ports: FakePorts) -> None:
    account_id = added(bridge, COUNTED, SITE)
    args = {"id": account_id, "tab_id": TAB}

    request = {"command": "account.fill", "args": args, "caller": "page", "tab_id": None}

    async def nothing() -> None:
        return None

    async def both() -> list[str]:
        calls = [bridge.act(json.dumps(request), nothing) for _ in range(2)]
        return list(await asyncio.gather(*calls))

    replies = [json.loads(text) for text in asyncio.run(both())]
    assert [reply["ok"]["state"] for reply in replies] == ["filled", "filled"]
    assert [code for *_, code, _, _ in ports.code_fields.filled] == [otp.hotp(COUNTER_KEY, 41)]
    assert fill(bridge, account_id)["state"] == "filled"
    assert ports.code_fields.filled[1][3] == otp.hotp(COUNTER_KEY, 42)


def test_a_use_of_a_counter_learns_too(bridge: Bridge) -> None:
    account_id = added(bridge, COUNTED)
    used = ask(bridge, "account.use", {"id": account_id, "host": SITE})
    assert (used["counter"], used["code"]) == (41, otp.hotp(COUNTER_KEY, 41))
    assert sites_of(bridge, account_id) == {SITE: "copied_once"}
    assert ask(bridge, "account.details", {"id": account_id})["counter"] == 42


def test_a_learned_site_makes_no_backup(bridge: Bridge, ports: FakePorts) -> None:
    account_id = added(bridge)
    ask(bridge, "vault.protect", {"passphrase": "correct horse battery staple"})
    ask(bridge, "backup.set_automatic", {"on": True, "keep": 5})
    before = dict(ports.downloads.files)
    ports.clock.unix_ms += 5_000
    ask(bridge, "account.use", {"id": account_id, "host": SITE})
    assert ports.downloads.files == before
    ask(bridge, "account.edit", {"id": account_id, "name": "bob"})
    assert ports.downloads.files != before


def test_the_page_is_never_told_which_account_it_is(bridge: Bridge, ports: FakePorts) -> None:
    account_id = added(bridge, ACME, SITE)
    fill(bridge, account_id)
    [(_, _, _, code, _, _)] = ports.code_fields.filled
    assert code.isdigit()
    assert len(code) == 6


def test_a_scan_records_the_page_and_a_replacement_keeps_the_sites(
    bridge: Bridge, ports: FakePorts
) -> None:
    older = added(bridge, ACME, "https://own.com")
    ask(bridge, "account.edit", {"id": older, "appends_code": True})
    newer = ask(bridge, "account.add", {"uri": NEWER_ACME, "replaces": older})["account_id"]
    assert sites_of(bridge, newer) == {"https://own.com": "entered"}
    assert ask(bridge, "account.details", {"id": newer})["appends_code"]
    scanned = ask(bridge, "scan.page", capture=taking(wall(BANK)))
    account_id = ask(bridge, "account.add", {"found": scanned["found"][0]["id"]})["account_id"]
    assert sites_of(bridge, account_id) == {CONSOLE: "scanned"}
    ports.code_fields.surveys = [survey(CODE_FIELD, url=f"{CONSOLE}/login")]
    assert fill(bridge, account_id)["state"] == "filled"


BITWARDEN = {
    "items": [
        {
            "type": 1,
            "name": "ACME",
            "login": {
                "username": "ann",
                "totp": ACME,
                "uris": [
                    {"uri": "https://login.acme.com/x"},
                    {"uri": "http://10.0.0.1:8080/"},
                    {"uri": "https://login.acme.com/y"},
                ],
            },
        }
    ]
}


def test_an_import_keeps_every_web_address_and_exports_carry_them(bridge: Bridge) -> None:
    data = base64.b64encode(json.dumps(BITWARDEN).encode()).decode()
    read = ask(bridge, "import.read", {"name": "b.json", "data_base64": data})
    assert read["left_out"] == []
    ask(bridge, "import.confirm", {"id": read["id"]})
    [row] = ask(bridge, "sheet.read")["rows"]
    assert [each["pattern"] for each in row["sites"]] == [".acme.com", "10.0.0.1:8080"]
    assert sites_of(bridge, row["id"]) == {
        "https://login.acme.com": "imported",
        "http://10.0.0.1:8080": "imported",
    }
    ask(bridge, "account.edit", {"id": row["id"], "sites": ["http://10.0.0.1:8080", "b.com"]})
    exported = ask(bridge, "backup.export", {"format": "bitwarden"})
    text = base64.b64decode(exported["files"][0]["data_base64"])
    assert b"https://login.acme.com/x" in text
    ask(bridge, "vault.protect", {"passphrase": "correct horse battery staple"})
    sealed = ask(bridge, "backup.export", {"format": "kakomi"})
    args = {
        "name": "k.json",
        "data_base64": sealed["files"][0]["data_base64"],
        "password": "correct horse battery staple",
    }
    other = Bridge(FakePorts().environment())
    ask(other, "import.confirm", {"id": ask(other, "import.read", args)["id"]})
    [copied] = ask(other, "sheet.read")["rows"]
    assert sites_of(other, copied["id"]) == {
        "http://10.0.0.1:8080": "imported",
        "https://b.com": "entered",
    }


def test_a_lock_while_the_field_is_searched_keeps_the_code_from_the_page(
    bridge: Bridge, ports: FakePorts
) -> None:
    account_id = added(bridge, ACME, SITE)
    ask(bridge, "vault.protect", {"passphrase": "correct horse battery staple"})

    class Locking(FakeCodeFields):
        async def wait_for_change(self, tab_id: int, document_id: str, limit_ms: int) -> int:
            request: dict[str, object] = {
                "command": "vault.lock",
                "args": {},
                "caller": "page",
                "tab_id": None,
            }

            async def no_capture() -> None:
                return None

            assert "ok" in json.loads(await bridge.act(json.dumps(request), no_capture))
            return await FakeCodeFields.wait_for_change(self, tab_id, document_id, limit_ms)

    fields = Locking([survey(url=SITE), survey(url=SITE), PAGE])
    ports.code_fields = fields
    slow = Bridge(ports.environment())
    reply = say(slow, "account.fill", {"id": account_id, "tab_id": TAB})
    assert reply["error"]["code"] == "vault.locked"
    assert fields.filled == []


def test_the_public_suffix_list_is_read_for_the_first_site_and_not_before(
    bridge: Bridge,
) -> None:
    public_suffix_list.registrable_domain.cache_clear()
    public_suffix_list.text_of_rules.cache_clear()
    account_id = added(bridge, ACME)
    ask(bridge, "sheet.read")
    assert public_suffix_list.text_of_rules.cache_info().currsize == 0
    ask(bridge, "account.edit", {"id": account_id, "sites": ["https://a.com"]})
    assert public_suffix_list.text_of_rules.cache_info().currsize == 1
