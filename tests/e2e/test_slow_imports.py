"""Files whose key derivation takes long: it runs outside of the worker, which answers meanwhile,
and the user can stop it.
"""

from __future__ import annotations

import base64
import json
import time
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect
from support import sample_files

from e2e.browser import until
from e2e.options_page import PATIENCE_MS, OptionsPage, control

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from e2e.browser import Browser

ITEMS = [{"name": "ACME", "login": {"username": "ann", "totp": sample_files.HELLO}}]
URI = f"otpauth://totp/Bank:me?secret={sample_files.HELLO}&issuer=Bank"
SOON_S = 1.0  # on a machine that does nothing else
# Far less than an endless derivation takes, which is half a minute on an idle machine and longer on
# a busy one: who waited for its end would be later.
BEFORE_ITS_END_S = 8.0


def sealed(passes: int, memory_mib: int) -> bytes:
    """Returns a file that is really encrypted."""
    return sample_files.bitwarden_sealed(ITEMS, passes=passes, memory_mib=memory_mib)


def endless() -> bytes:
    """Returns an empty file with the most expensive derivation that is accepted: half a minute."""
    export = json.loads(sealed(1, 8)) | {"kdfIterations": 16, "kdfMemory": 1024}
    return json.dumps(export).encode()


def documents(browser: Browser) -> list[str]:
    """Returns the addresses of the offscreen documents."""
    found: list[str] = browser.in_worker(
        """async () => {
            const all = await chrome.runtime.getContexts({contextTypes: ["OFFSCREEN_DOCUMENT"]});
            return all.map(({documentUrl}) => documentUrl);
        }"""
    )
    return found


def answers_within(browser: Browser, limit_s: float) -> dict[str, Any]:
    began = time.monotonic()
    sheet: dict[str, Any] = browser.ask("sheet.read")
    assert time.monotonic() - began < limit_s
    return sheet


def bring(options_page: OptionsPage, content: bytes) -> Page:
    """Chooses the file and types its password."""
    page = options_page.enter("import")
    file: Any = {"name": "vault.json", "mimeType": "application/json", "buffer": content}
    page.set_input_files("[name=import_files]", [file])
    page.fill("[name=import_password]", sample_files.PASSWORD)
    page.keyboard.press("Enter")
    return page


def test_a_slow_file_is_opened_in_the_offscreen_document(options_page: OptionsPage) -> None:
    page = bring(options_page, sealed(6, 128))
    expect(page.locator(".progress")).to_be_visible()
    assert documents(options_page.browser) == [
        options_page.browser.url("kdf_worker/kdf_worker.html")
    ]
    expect(page.locator(".preview .issuer")).to_have_text("ACME", timeout=PATIENCE_MS)
    until(lambda: not documents(options_page.browser), "the document to be closed")
    control(page, "import.confirm").click()
    expect(page.locator(".done")).to_be_visible()
    [row] = options_page.browser.ask("sheet.read")["rows"]
    assert (row["issuer"], row["name"]) == ("ACME", "ann")


@pytest.mark.timing
def test_the_worker_answers_during_an_import_which_changes_nothing_when_it_is_stopped(
    options_page: OptionsPage,
) -> None:
    options_page.browser.ask("account.add", uri=URI)
    before = options_page.browser.ask("vault.status")["generation"]
    page = bring(options_page, endless())
    expect(page.locator(".elapsed")).not_to_be_empty()
    assert len(answers_within(options_page.browser, SOON_S)["rows"]) == 1
    assert len(documents(options_page.browser)) == 1
    began = time.monotonic()
    control(page, "import.stop").click()
    expect(page.locator(".import-item .notice")).to_be_visible()
    assert time.monotonic() - began < SOON_S
    until(lambda: not documents(options_page.browser), "the document to be closed")
    assert options_page.browser.ask("vault.status")["generation"] == before
    control(page.locator(".import-item"), "import.read").click()
    expect(page.locator(".elapsed")).not_to_be_empty()
    page.get_by_role("button", name="Skip").click()
    until(lambda: not documents(options_page.browser), "the document to be closed")


@pytest.mark.parametrize("how", ["leaves", "closes"])
def test_an_import_ends_when_its_page_is_closed(options_page: OptionsPage, how: str) -> None:
    page = bring(options_page, endless())
    expect(page.locator(".elapsed")).not_to_be_empty()
    assert len(documents(options_page.browser)) == 1
    if how == "closes":
        page.close()
    else:
        page.goto("about:blank")
    until(lambda: not documents(options_page.browser), "the document to be closed")


def test_a_thread_that_the_browser_ends_is_reported(options_page: OptionsPage) -> None:
    page = bring(options_page, endless())
    expect(page.locator(".elapsed")).not_to_be_empty()
    options_page.browser.in_worker("chrome.offscreen.closeDocument()")
    expect(page.locator(".import-item .problem")).to_contain_text("stopped the task")
    answers_within(options_page.browser, BEFORE_ITS_END_S)


def test_a_worker_stopped_during_an_import_is_reported_and_closes_the_document(
    options_page: OptionsPage,
) -> None:
    page = bring(options_page, endless())
    expect(page.locator(".elapsed")).not_to_be_empty()
    options_page.browser.stop_worker()
    expect(page.locator(".import-item .problem")).to_be_visible()
    answers_within(options_page.browser, BEFORE_ITS_END_S)
    until(lambda: not documents(options_page.browser), "the document to be closed")
    page.reload()
    page = bring(options_page, sealed(4, 64))
    expect(page.locator(".preview .issuer")).to_have_text("ACME", timeout=PATIENCE_MS)


def test_two_slow_imports_run_one_after_another(browser: Browser) -> None:
    contents = [sealed(4, 64), sealed(5, 64)]
    read = browser.extension_page.evaluate(
        """([contents, password]) => Promise.all(contents.map(data_base64 =>
            chrome.runtime.sendMessage({
                command: "import.read", args: {name: "", data_base64, password},
            })))""",
        [[base64.b64encode(c).decode() for c in contents], sample_files.PASSWORD],
    )
    assert [[a["issuer"] for a in r["ok"]["accounts"]] for r in read] == [["ACME"], ["ACME"]]
    assert documents(browser) == []


def test_scrypt_runs_in_the_offscreen_document(browser: Browser) -> None:
    sealed_key = {"key": "00" * 32, "key_params": {"nonce": "00" * 12, "tag": "00" * 16}}
    slot = {"type": 1, "uuid": "a", "n": 2**19, "r": 8, "p": 1, "salt": "00" * 32, **sealed_key}
    header = {"slots": [slot], "params": {"nonce": "00" * 12, "tag": "00" * 16}}
    backup = json.dumps({"version": 1, "header": header, "db": "AAAA"}).encode()
    browser.extension_page.evaluate(
        """([data_base64, password]) => {
            globalThis.reading = chrome.runtime.sendMessage({
                command: "import.read", args: {name: "", data_base64, password},
            });
        }""",
        [base64.b64encode(backup).decode(), sample_files.PASSWORD],
    )
    until(lambda: documents(browser), "the document")
    reply = browser.extension_page.evaluate("globalThis.reading")
    assert reply["error"]["code"] == "password.wrong"
    assert documents(browser) == []
