"""An organization's policy in a real Chromium: every key reaches Python, changes are followed while
the browser runs, and the pages say who has set what.
"""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest
from kakomi import policy
from playwright.sync_api import expect

from e2e import managed
from e2e.browser import Browser, Setting, until
from e2e.managed import Policies

if TYPE_CHECKING:
    import console

    from e2e.user_actions import User

pytestmark = pytest.mark.skipif(bool(managed.reason_to_skip()), reason=managed.reason_to_skip())

ACME = "otpauth://totp/ACME:ann?secret=JBSWY3DPEHPK3PXP&issuer=ACME"
CONTACT = {"Organization": "Example Corp.", "Contact": "ext. 1234"}
STRONG = "violet harbor tundra clockwork"
PATIENCE_MS = 30_000  # Chromium waits some seconds before it reads a changed file
LOOK_EVERY_S = 0.5  # ten times as often takes the processor 2 s more in each test


@pytest.fixture(scope="module")
def policies(tmp_path_factory: pytest.TempPathFactory) -> Policies:
    return Policies(tmp_path_factory.mktemp("chromium"))


@pytest.fixture(scope="module")
def setting(policies: Policies) -> Setting:
    return Setting(policies=policies.folder)


def apply(browser: Browser, policies: Policies, values: dict[str, Any]) -> dict[str, Any]:
    """Sets the policy and waits until Kakomi has it. Returns what the pages see."""
    policies.set(browser.id, values)
    names = sorted(values.keys() & {key.name for key in policy.KEYS})

    def seen() -> dict[str, Any] | None:
        found: dict[str, Any] = {}
        with suppress(AssertionError):  # a busy computer answers the next time
            found = browser.ask("policy.read")
        return found if found.get("given") == names and _is_new(found, values) else None

    return until(seen, "the policy to be read", PATIENCE_MS / 1000, LOOK_EVERY_S)


def _is_new(found: dict[str, Any], values: dict[str, Any]) -> bool:
    return bool(found["contact"] == values.get("Contact", ""))


def test_every_key_reaches_python_and_chromium_discards_only_wrong_types(
    own: Browser, policies: Policies
) -> None:
    examples = {key.name: key.example for key in policy.KEYS}
    reported = apply(own, policies, examples)
    assert reported["problems"] == []
    assert (reported["passphrase_min_length"], reported["lock_after_minutes_max"]) == (12, 15)
    assert len(reported["forbidden"]) == 6

    wrong = {"GraceDays": 1000, "Passkeys": "sometimes", "FillOnlyOn": ["https://"], "Contact": "x"}
    reported = apply(own, policies, wrong)
    faults = {each["where"]: each["fault"] for each in reported["problems"]}
    assert faults == {"GraceDays": "range", "Passkeys": "choice", "FillOnlyOn[0]": "site"}
    assert "passkeys" in reported["forbidden"], "the last known value"

    policies.set(own.id, {"PaperForbidden": "yes", "Contact": "z"})
    until(
        lambda: own.ask("policy.read")["contact"] == "z",
        "the next policy",
        PATIENCE_MS / 1000,
        LOOK_EVERY_S,
    )
    assert own.ask("policy.read")["given"] == ["Contact"], "Chromium keeps a wrong type to itself"


def test_settings_follow_the_policy_while_the_browser_runs(
    own: Browser, policies: Policies
) -> None:
    own.ask("account.add", uri=ACME)
    page = own.new_tab(own.url("options/options.html#backup"))
    export = page.locator("input[name=target]")
    expect(export).to_have_count(6)
    policies.set(
        own.id,
        {**CONTACT, "PlainExportForbidden": True, "PaperForbidden": True, "GraceDays": 7}
        | {"PassphraseRequired": True, "QrDisplayForbidden": True, "LockAfterMinutesMax": 15}
        | {"PassphraseMinStrength": 3, "Passkeys": "required"},
    )
    expect(export).to_have_count(1, timeout=PATIENCE_MS)
    expect(export).to_have_value("google")
    note = page.locator(".page.backup .managed:visible")
    expect(note).to_contain_text("(Example Corp.) sets this")
    expect(note).to_contain_text("ext. 1234")
    duty = page.locator("#duties [data-duty=passphrase]")
    expect(duty).to_contain_text("within 7 days")
    refused = own.say("backup.export", format="paper")
    assert refused["error"]["code"] == "policy.forbids"

    page.goto(own.url("options/options.html#settings"))
    minutes = page.locator("select[name=after_minutes]")
    expect(minutes.locator("option:not([disabled])")).to_have_text(
        ["1 minute", "5 minutes", "15 minutes"]
    )
    duty.locator("a").first.click()
    page.locator("[data-command='vault.protect']").click()
    page.fill("dialog input[name=new_passphrase]", "password1234")
    page.fill("dialog input[name=new_passphrase_again]", "password1234")
    page.locator("dialog [data-command='vault.protect']").click()
    expect(page.locator("dialog .problem:visible")).to_contain_text("weaker than your organization")
    page.fill("dialog input[name=new_passphrase]", STRONG)
    page.fill("dialog input[name=new_passphrase_again]", STRONG)
    page.locator("dialog [data-command='vault.protect']").click()
    expect(duty).to_have_count(0)
    expect(page.locator("[data-command='vault.unprotect']")).to_be_hidden()
    expect(page.locator("#duties [data-duty=passkey]")).to_contain_text("Add a passkey")

    page.goto(own.url("options/options.html#about"))
    panel = page.locator(".managed-panel")
    expect(panel).to_contain_text("Managed by Example Corp.")
    expect(panel.locator("[data-policy=PaperForbidden]")).to_be_visible()

    apply(own, policies, {})
    expect(panel).to_have_count(0, timeout=PATIENCE_MS)
    assert own.ask("backup.export", format="kakomi")["files"], "never forbidden"
    own.ask("vault.unprotect")


def test_filling_and_presets_at_the_console(
    user: User, browser: Browser, policies: Policies, site: console.Site
) -> None:
    host = site.url.removeprefix("http://").rstrip("/")
    preset = {"Issuer": "Mihari Console", "Site": site.url, "Note": "ext. 1234"}
    apply(browser, policies, {**CONTACT, "Presets": [preset], "FillForbiddenOn": [host]})
    browser.page.bring_to_front()
    user.sign_in()
    user.reach_enrolment()
    popup = user.open_popup()
    uri = f"otpauth://totp/Mihari%20Console:hanako?secret={'JBSWY3DPEHPK3PXP'}&issuer=Mihari%20Console"
    added = browser.ask("account.add", uri=uri)
    details = browser.ask("account.details", id=added["account_id"])
    assert ([each["host"] for each in details["sites"]], details["note"]) == ([host], "ext. 1234")
    user.close(popup)
    popup = user.open_popup()
    popup.keyboard.press("Enter")
    expect(popup.locator("body")).to_contain_text("doesn’t allow filling in codes on this site")
    user.close(popup)
    apply(browser, policies, {**CONTACT, "FillOnlyOn": [host]})
    popup = user.open_popup()
    popup.keyboard.press("Enter")
    until(lambda: not browser.popup_is_open(), "the popup to close")
    until(lambda: len(user.page.locator("#otp").input_value()) == 6, "the field to be filled in")


def test_the_popup_says_what_is_due_and_the_checker_what_is_mistyped(
    own: Browser, policies: Policies
) -> None:
    own.ask("account.add", uri=ACME)
    apply(own, policies, {**CONTACT, "PassphraseRequired": True, "GraceDays": 1})
    popup = own.press_icon()
    banner = popup.locator("#banner")
    expect(banner).to_contain_text("Set a passphrase")
    expect(banner).to_contain_text("by tomorrow")

    page = own.new_tab(own.url("admin/admin.html"))
    expect(page.locator(".policy")).to_have_count(len(policy.KEYS))
    mistyped = {"PassphraseRequired": True, "PaperForbiden": True, "Contact": 1}
    page.fill("#policy-text", json.dumps(mistyped))
    page.locator("[data-command='policy.check']").click()
    result = page.locator("#check-result")
    expect(result.locator("[data-fault=unknown]")).to_contain_text("PaperForbidden")
    expect(result.locator("[data-fault=type]")).to_contain_text("Contact")
    expect(result.locator("[data-duty=passphrase]")).to_be_visible()
    files = page.locator(".policy-file")
    expect(files).to_have_count(7)
    linux = page.locator("[data-file=linux]")
    linux.locator("summary").click()
    expect(linux.locator("pre")).to_contain_text(own.id)
