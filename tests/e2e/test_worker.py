"""The built worker: its Python computes the standards' test vectors, restarts after it was
stopped, and starts without its snapshot if need be.
"""

from __future__ import annotations

import os
import shutil
from base64 import b32encode
from typing import TYPE_CHECKING, Any

import pytest
from support import shared_data

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import console

    from e2e.browser import Browser

COUNTED = shared_data.vectors("rfc4226_hotp")
TIMED = shared_data.vectors("rfc6238_totp")
STEAM = shared_data.vectors("steam")


def base32(secret_hex: str) -> str:
    return b32encode(bytes.fromhex(secret_hex)).decode().rstrip("=")


def codes(browser: Browser, **reckoning: Any) -> list[str]:
    found: list[str] = browser.ask("otp.codes", **reckoning)["codes"]
    return found


def test_hotp_codes_are_those_of_rfc_4226(browser: Browser) -> None:
    found = codes(
        browser,
        kind="hotp",
        secret_base32=base32(COUNTED["secret_hex"]),
        algorithm="SHA1",
        digits=6,
        first_step=0,
        count=10,
    )
    assert found == [v["code"] for v in COUNTED["vectors"]]


@pytest.mark.parametrize(
    "vector", TIMED["vectors"], ids=lambda v: f"{v['algorithm']}-{v['at_unix']}"
)
def test_totp_codes_are_those_of_rfc_6238(browser: Browser, vector: dict[str, Any]) -> None:
    found = codes(
        browser,
        kind="totp",
        secret_base32=base32(vector["secret_hex"]),
        algorithm=vector["algorithm"],
        digits=TIMED["digits"],
        first_step=vector["at_unix"] // TIMED["period_s"],
        count=1,
    )
    assert found == [vector["code"]]


def test_steams_codes_are_in_its_letters(browser: Browser) -> None:
    found = codes(
        browser,
        kind="steam",
        secret_base32=base32(STEAM["secret_hex"]),
        algorithm="SHA1",
        digits=5,
        first_step=0,
        count=10,
    )
    assert found == [v["code"] for v in STEAM["vectors"]]


def test_a_stopped_worker_answers_again(browser: Browser) -> None:
    before = browser.ask("vault.status")
    browser.stop_worker()
    assert browser.ask("vault.status") == before


def test_every_request_is_answered(browser: Browser) -> None:
    for command, args, code in (
        ("no.such", {}, "request.unknown_command"),
        ("account.add", {"uri": 5}, "request.malformed"),
        ("account.add", {"uri": "https://kakomi.invalid"}, "uri.scheme"),
        ("account.remove", {"id": "nobody"}, "vault.no_such_account"),
        ("scan.box", {"x": 1}, "request.malformed"),
    ):
        assert browser.say(command, **args)["error"]["code"] == code


def another_product(product: Path, folder: Path) -> Path:
    """A copy of the extension to be broken; what is not broken is not copied."""
    copy = folder / "kakomi"
    shutil.copytree(product, copy, copy_function=os.link)
    return copy


def asks_for_a_code(browser: Browser) -> list[str]:
    return codes(
        browser,
        kind="totp",
        secret_base32=base32(COUNTED["secret_hex"]),
        algorithm="SHA1",
        digits=6,
        first_step=1,
        count=1,
    )


def test_without_its_snapshot_python_still_starts(
    start: Callable[..., Browser], product: Path, tmp_path: Path
) -> None:
    """tests/contract/test_bundle.py has snapshots that are damaged."""
    copy = another_product(product, tmp_path)
    (copy / "python" / "snapshot.bin").unlink()
    browser = start(product=copy)
    browser.patience_s = 60  # a start without the snapshot takes seconds, and more beside others
    browser.stop_worker()
    assert asks_for_a_code(browser) == [COUNTED["vectors"][1]["code"]]
    assert any("the snapshot was not restored" in text for text in browser.worker_was_told())
    browser.quit()


def test_with_its_snapshot_python_is_restored(browser: Browser) -> None:
    browser.stop_worker()
    assert asks_for_a_code(browser) == [COUNTED["vectors"][1]["code"]]
    # Nor is anything warned of, which costs a start more than what is warned of does.
    assert browser.worker_was_told() == []


def test_a_script_in_a_page_cannot_read_the_storage(browser: Browser, site: console.Site) -> None:
    browser.ask("vault.status")
    browser.page.goto(site.url)
    browser.press_icon()  # grants what a scan is granted
    found = browser.extension_page.evaluate(
        """async () => {
            const [tab] = await chrome.tabs.query({active: true, windowType: "normal"});
            const [told] = await chrome.scripting.executeScript(
                {target: {tabId: tab.id}, func: async () => ({
                    local: await chrome.storage.local.get(null).then(Object.keys, String),
                    session: await chrome.storage.session?.get(null).then(Object.keys, String)})});
            return told.result;
        }"""
    )
    assert "not allowed" in found["local"]
    assert "not allowed" in found["session"]
