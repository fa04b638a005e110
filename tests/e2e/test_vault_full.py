"""The browser's quota or the disk is full: the saved vault stays as it was, byte for byte, and the
user gets an error that says so.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest
from campaigns import expected_state

from e2e import stores
from e2e.browser import Browser, Setting

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Playwright

NAMES = ("Alpha", "Beta")
DISK_MB = 96
QUOTA_BYTES = 10 * 1024 * 1024


def fill(browser: Browser) -> None:
    for name in NAMES:
        added = expected_state.adding(name)
        browser.ask(added.command, **added.args)


def kept(browser: Browser) -> dict[str, str]:
    """The vault's texts in both stores."""
    held: dict[str, str] = browser.extension_page.evaluate(
        "places => chrome.storage.local.get(places)",
        stores.PLACES,  # and not what fills it
    )
    return held | {"second": stores.read_mirror(browser)[stores.COPY]}


def refused(browser: Browser, before: dict[str, str]) -> str:
    """Add an account, which must fail and change nothing. Returns the error's code."""
    added = expected_state.adding("Late")
    code: str = browser.say(added.command, **added.args)["error"]["code"]
    assert kept(browser) == before
    browser.stop_worker()
    assert expected_state.accounts(browser) == list(NAMES)
    words: str = browser.extension_page.evaluate(
        "key => chrome.i18n.getMessage(key)", f"error_{code.replace('.', '_')}"
    )
    assert words
    return code


def test_with_the_quota_used_up_the_old_vault_stays(
    start: Callable[..., Browser], product: Path, tmp_path: Path
) -> None:
    """A copy of the extension without the permission that lifts the
    quota.
    """
    copy = tmp_path / "kakomi"
    shutil.copytree(product, copy)
    manifest = json.loads((copy / "manifest.json").read_text("utf-8"))
    manifest["permissions"].remove("unlimitedStorage")
    (copy / "manifest.json").write_text(json.dumps(manifest))
    browser = start(product=copy)
    fill(browser)
    before = kept(browser)
    browser.extension_page.evaluate(
        """async (most) => {
            const local = chrome.storage.local;
            for (let step = most; step >= 1; step = Math.floor(step / 2)) {
                // One growing value would be written anew in each step.
                await local.set({[`rubbish${step}`]: "x".repeat(step)}).catch(() => {});
            }
        }""",
        QUOTA_BYTES,
    )
    assert refused(browser, before) == "vault.full"
    browser.extension_page.evaluate(
        """async () => {
            const keys = await chrome.storage.local.getKeys();
            await chrome.storage.local.remove(keys.filter((key) => key.startsWith("rubbish")));
        }"""
    )
    added = expected_state.adding("Late")
    browser.ask(added.command, **added.args)
    assert expected_state.accounts(browser) == [*NAMES, "Late"]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A folder on a small disk of its own."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = shutil.which("mount")
    if os.name != "posix" or mount is None or os.geteuid() != 0:
        pytest.skip("a small disk can only be mounted by root on Linux")
    made = subprocess.run(  # noqa: S603  mount, as found on the path
        [mount, "-t", "tmpfs", "-o", f"size={DISK_MB}m", "tmpfs", folder],
        capture_output=True,
        check=False,
    )
    if made.returncode != 0:
        pytest.skip("a small disk can't be mounted here")
    yield folder
    subprocess.run(["umount", "--lazy", folder], check=False)  # noqa: S603, S607


def test_with_the_disk_full_the_old_vault_stays(
    playwright: Playwright, product: Path, small_disk: Path
) -> None:
    profile = small_disk / "profile"
    profile.mkdir()
    browser = Browser(playwright, product, profile, Setting())
    try:
        fill(browser)
        before = kept(browser)
        rubbish = small_disk / "rubbish"
        with rubbish.open("wb", buffering=0) as file:
            try:
                while file.write(b"x" * 4096):
                    pass
            except OSError:
                pass
        assert refused(browser, before) == "vault.full"
        rubbish.unlink()
        added = expected_state.adding("Late")
        browser.ask(added.command, **added.args)
        assert expected_state.accounts(browser) == [*NAMES, "Late"]
        browser.quit()
        browser.start()
        assert expected_state.accounts(browser) == [*NAMES, "Late"]
    finally:
        browser.quit()
