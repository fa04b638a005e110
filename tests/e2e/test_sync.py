"""Sync between two profiles, whose ``chrome.storage.sync`` the tests' own carrier joins: turned on,
joined with a preview, changes in both directions, and each way in which it ends.
"""

from __future__ import annotations

import base64
import json
import os
import random
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect
from support.sync_carrier import SyncCarrier

from e2e.browser import Browser, Setting, until
from e2e.screenshots import OUTPUT, Screenshots
from e2e.test_axe import findings

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from playwright.sync_api import Locator, Page

PASSPHRASE = "correct horse battery staple"
NEW_PASSPHRASE = "nine calm words for a box"
RUN_COMMAND_LINE = """import sys
from kakomi.cpython.command_line import main
sys.exit(main(sys.argv[1:]))"""
# The dialog that picks a folder can't be driven in a headless browser. A folder of the origin's own
# file system has the same interface.
PICK_OWN_FOLDER = """() => {
    window.showDirectoryPicker = async () =>
        (await navigator.storage.getDirectory()).getDirectoryHandle("cloud", { create: true });
}"""
READ_FOLDER = """async () => {
    const root = await navigator.storage.getDirectory();
    const folder = await root.getDirectoryHandle("cloud");
    const texts = {};
    for await (const [name, file] of folder.entries()) {
        texts[name] = await (await file.getFile()).text();
    }
    return texts;
}"""
WRITE_FOLDER = """async (texts) => {
    const root = await navigator.storage.getDirectory();
    const folder = await root.getDirectoryHandle("cloud");
    for (const [name, text] of Object.entries(texts)) {
        const stream = await (await folder.getFileHandle(name, { create: true })).createWritable();
        await stream.write(text);
        await stream.close();
    }
}"""
SECRETS = [f"GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJ{letter}" for letter in "QRST"]
SHARED = f"otpauth://totp/ACME:ann?secret={SECRETS[0]}&issuer=ACME"
COUNTED = f"otpauth://hotp/Bank:ann?secret={SECRETS[1]}&issuer=Bank&counter=3"
MORE = "otpauth://totp/Cloud:cy?secret=MFRGGZDFMZTWQ2LKNNWG23TPOBYXE43U&issuer=Cloud"
OWN = f"otpauth://totp/Mail:bo?secret={SECRETS[2]}&issuer=Mail"
TOO_MANY = 1_450  # accounts: one takes about 75 of 102,400 characters
LOOK_EVERY_MS = 300  # a look asks Python
PATIENCE_MS = 30_000  # a passphrase is stretched on purpose
PATIENCE_S = 60.0  # an exchange waits for more changes, and for seconds after the last one


class ProfileArea:
    """The ``chrome.storage.sync`` of a browser, through a page of the extension."""

    def __init__(self, browser: Browser) -> None:
        self._page = browser.extension_page

    def read(self) -> dict[str, str]:
        items: dict[str, str] = self._page.evaluate("chrome.storage.sync.get(null)")
        return items

    def set(self, items: Mapping[str, str]) -> None:
        self._page.evaluate("items => chrome.storage.sync.set(items)", dict(items))

    def remove(self, keys: Sequence[str]) -> None:
        self._page.evaluate("keys => chrome.storage.sync.remove(keys)", list(keys))


@dataclass
class Pair:
    """Two computers of one person. ``one`` turned sync on, ``other`` joined."""

    one: Browser
    other: Browser
    carrier: SyncCarrier
    settings: dict[Browser, Page]

    def until_carried(self, look: Callable[[], Any], what: str) -> Any:
        """Carries changes until ``look`` finds anything true."""

        def carried() -> Any:
            if not self.carrier.carry():
                self.one.page.wait_for_timeout(LOOK_EVERY_MS)
            return look()

        return until(carried, what, PATIENCE_S)

    def section(self, browser: Browser) -> Locator:
        return self.settings[browser].locator(".panel.sync")


def issuers(browser: Browser) -> set[str]:
    return {row["issuer"] for row in browser.ask("sheet.read")["rows"]}


def account_id(browser: Browser, issuer: str) -> str:
    rows = browser.ask("sheet.read")["rows"]
    return next(str(row["id"]) for row in rows if row["issuer"] == issuer)


def details(browser: Browser, issuer: str) -> dict[str, Any]:
    found: dict[str, Any] = browser.ask("account.details", id=account_id(browser, issuer))
    return found


def written(browser: Browser, before: Mapping[str, str]) -> None:
    """Waits until the browser has written its area, which had these items."""
    area = ProfileArea(browser)
    until(lambda: area.read() != before, "the exchange", PATIENCE_S)


def problems(page: Page) -> list[str]:
    """What axe-core finds in both themes. The page's theme is the browser's again afterwards."""
    found = [f"dark: {one}" for one in findings(page)]
    page.emulate_media(color_scheme="light")
    found += [f"light: {one}" for one in findings(page)]
    page.emulate_media(color_scheme="null", reduced_motion="null")
    return found


def press(within: Locator | Page, command: str) -> None:
    within.locator(f'[data-command="{command}"]:visible').click()


def turn_on(pair: Pair, shots: Screenshots) -> None:
    """On the first computer, which needs a passphrase first."""
    page, section = pair.settings[pair.one], pair.section(pair.one)
    expect(section.locator("[data-command='sync.turn_on']")).to_be_disabled()
    pair.one.ask("vault.protect", passphrase=PASSPHRASE)
    page.reload()
    shots.take(page, "off")
    press(section, "sync.turn_on")
    dialog = page.locator("dialog")
    dialog.locator("[name=machine]").fill("Office PC")
    dialog.locator("[name=passphrase]").fill(PASSPHRASE)
    shots.take(page, "turn-on")
    page.keyboard.press("Enter")
    expect(section).to_have_attribute("data-state", "on", timeout=PATIENCE_MS)
    expect(section.locator("[name=this_machine]")).to_have_value("Office PC")


def join(pair: Pair, shots: Screenshots) -> None:
    """On the other computer, which has one of the accounts already."""
    welcome = pair.other.new_tab(pair.other.url("welcome/welcome.html"))
    welcome.get_by_role("button", name="次へ").click()
    expect(welcome.locator("a[href$='#settings/sync']")).to_be_visible()
    welcome.close()
    page, section = pair.settings[pair.other], pair.section(pair.other)
    expect(section.locator(".notice.good")).to_be_visible()
    shots.take(page, "found")
    press(section, "sync.turn_on")
    dialog = page.locator("dialog")
    dialog.locator("[name=machine]").fill("Notebook")
    dialog.locator("[name=passphrase]").fill("not that one")
    page.keyboard.press("Enter")
    expect(dialog.locator(".problem:visible")).to_be_visible(timeout=PATIENCE_MS)
    dialog.locator("[name=passphrase]").fill(PASSPHRASE)
    page.keyboard.press("Enter")
    expect(dialog.locator("[data-count=same]")).to_contain_text("1", timeout=PATIENCE_MS)
    for name, count in {"here": 2, "there": 2, "coming": 1, "going": 1}.items():
        expect(dialog.locator(f"[data-count={name}]")).to_contain_text(str(count))
    shots.take(page, "preview")
    assert problems(page) == []
    press(dialog, "sync.turn_on")
    expect(section).to_have_attribute("data-state", "on", timeout=PATIENCE_MS)
    expect(section.locator("[data-machine] b")).to_have_text("Office PC")
    shots.take(page, "joined")
    assert problems(page) == []


@pytest.fixture(scope="module")
def pair(start_for_module: Callable[..., Browser]) -> Pair:
    """Two browsers that sync, with three accounts in both."""
    one = start_for_module(Setting())
    other = start_for_module(Setting(language="ja", dark=True))
    for browser, uris in {one: (SHARED, COUNTED), other: (SHARED, OWN)}.items():
        for uri in uris:
            browser.ask("account.add", uri=uri)
    carrier = SyncCarrier(ProfileArea(one), ProfileArea(other))
    pages = {b: b.new_tab(b.url("options/options.html#settings")) for b in (one, other)}
    joined = Pair(one, other, carrier, pages)
    turn_on(joined, Screenshots(OUTPUT / "sync" / "turning-on"))
    joined.until_carried(lambda: ProfileArea(other).read(), "the accounts in the other area")
    join(joined, Screenshots(OUTPUT / "sync" / "joining"))
    three = {"ACME", "Bank", "Mail"}
    joined.until_carried(lambda: issuers(one) == three == issuers(other), "all accounts on both")
    expect(joined.section(one).locator("[data-machine] b")).to_have_text("Notebook")
    return joined


def test_a_change_on_each_side_arrives_on_the_other(pair: Pair, screenshots: Screenshots) -> None:
    rows = pair.other.new_tab(pair.other.url("options/options.html#accounts"))
    expect(rows.locator("[data-account]")).to_have_count(3)
    account = account_id(pair.one, "ACME")
    pair.one.ask("account.edit", id=account, note="spare phone", issuer="ACME Ltd.")
    pair.until_carried(lambda: "ACME Ltd." in issuers(pair.other), "the new name")
    expect(rows.get_by_text("ACME Ltd.")).to_be_visible()  # on an open page
    assert details(pair.other, "ACME Ltd.")["note"] == "spare phone"
    pair.other.ask("account.edit", id=account, issuer="ACME")
    pair.until_carried(lambda: "ACME" in issuers(pair.one), "the old name")
    assert details(pair.one, "ACME")["note"] == "spare phone"
    screenshots.take(pair.settings[pair.one], "on")
    rows.close()


def test_a_counter_never_goes_back(pair: Pair) -> None:
    before = int(details(pair.one, "Bank")["counter"])
    for _ in range(2):
        pair.one.ask("account.use", id=account_id(pair.one, "Bank"))
    pair.other.ask("account.use", id=account_id(pair.other, "Bank"))
    assert details(pair.other, "Bank")["counter"] == before + 1
    pair.until_carried(
        lambda: details(pair.other, "Bank")["counter"] == before + 2, "the higher counter"
    )
    assert details(pair.one, "Bank")["counter"] == before + 2


def test_an_account_that_was_edited_elsewhere_is_in_the_trash_with_a_word(
    pair: Pair, screenshots: Screenshots
) -> None:
    """The edit is earlier than the removal; neither computer knows of the other's change."""
    one, other = ProfileArea(pair.one).read(), ProfileArea(pair.other).read()
    mail = account_id(pair.one, "Mail")
    pair.other.ask("account.edit", id=mail, note="new address")
    written(pair.other, other)
    pair.one.ask("account.remove", id=mail)
    written(pair.one, one)
    pair.until_carried(lambda: "Mail" not in issuers(pair.other), "the removal")
    page = pair.other.new_tab(pair.other.url("options/options.html#accounts"))
    page.locator(".trash > summary").click()
    expect(page.locator(f"[data-removed='{mail}'] .mark-here")).to_be_visible()
    screenshots.take(page, "trash")
    press(page.locator(f"[data-removed='{mail}']"), "account.restore")
    pair.until_carried(lambda: "Mail" in issuers(pair.one), "the restored account")
    assert details(pair.one, "Mail")["note"] == "new address"
    page.close()


def test_data_of_a_newer_version_or_another_list_is_reported_and_left_alone(
    pair: Pair, screenshots: Screenshots
) -> None:
    saved = dict(pair.carrier.server)
    head = {**json.loads(saved["sync"]), "version": 2, "readable_by": 2}
    newer = {**saved, "sync": json.dumps(head, separators=(",", ":"), sort_keys=True)}
    pair.carrier.put_back(newer)
    notice = pair.section(pair.one).locator("[data-problem='newer']")
    expect(notice).to_be_visible(timeout=PATIENCE_MS)
    screenshots.take(pair.settings[pair.one], "newer")
    assert pair.one.say("sync.exchange").get("error", {}).get("code", "") in ("", "sync.newer")
    assert ProfileArea(pair.one).read() == newer
    head = {**json.loads(saved["sync"]), "area_id": "an-area-of-another-list"}
    foreign = {**saved, "sync": json.dumps(head, separators=(",", ":"), sort_keys=True)}
    pair.carrier.put_back(foreign)
    other_list = pair.section(pair.one).locator("[data-problem='foreign']")
    expect(other_list.locator("[data-command='sync.preview']")).to_be_visible(timeout=PATIENCE_MS)
    screenshots.take(pair.settings[pair.one], "foreign")
    assert ProfileArea(pair.one).read() == foreign
    pair.carrier.put_back(saved)
    expect(other_list).to_be_hidden(timeout=PATIENCE_MS)
    expect(notice).to_be_hidden(timeout=PATIENCE_MS)


def test_a_wiped_area_is_reported_and_written_again(pair: Pair, screenshots: Screenshots) -> None:
    pair.carrier.wipe()
    section = pair.section(pair.other)
    notice = section.locator("[data-problem='wiped']")
    expect(notice).to_be_visible(timeout=PATIENCE_MS)
    screenshots.take(pair.settings[pair.other], "wiped")
    assert ProfileArea(pair.other).read() == {}, "nothing is written unasked"
    notice.locator("[data-command='sync.exchange']:visible").click()
    expect(notice).to_be_hidden(timeout=PATIENCE_MS)
    hidden = pair.section(pair.one).locator("[data-problem='wiped']")
    pair.until_carried(lambda: not hidden.is_visible(), "the first computer's area")
    assert issuers(pair.one) == issuers(pair.other)


def test_renewed_keys_are_asked_for_on_the_other_computer(
    pair: Pair, screenshots: Screenshots
) -> None:
    """Which was offline, and changed something meanwhile."""
    pair.other.ask("account.edit", id=account_id(pair.other, "ACME"), note="written offline")
    pair.one.ask("vault.protect", passphrase=NEW_PASSPHRASE, renew=True)
    page, section = pair.settings[pair.other], pair.section(pair.other)
    notice = section.locator("[data-problem='renewed']")

    def arrived() -> bool:
        pair.carrier.upload(0)
        pair.carrier.download(1)
        return notice.is_visible()

    until(arrived, "the renewed area", PATIENCE_S)
    press(notice, "sync.enter_key")
    page.locator("dialog [name=passphrase]").fill(NEW_PASSPHRASE)
    screenshots.take(page, "renewed")
    page.keyboard.press("Enter")
    expect(notice).to_be_hidden(timeout=PATIENCE_MS)
    pair.until_carried(
        lambda: details(pair.one, "ACME")["note"] == "written offline", "the change from offline"
    )


def test_a_computer_that_is_removed_keeps_its_accounts(
    pair: Pair, screenshots: Screenshots
) -> None:
    page, section = pair.settings[pair.one], pair.section(pair.one)
    press(section.locator("[data-machine]"), "sync.remove_machine")
    press(page.locator("dialog"), "sync.remove_machine")
    expect(section.locator("[data-machine]")).to_have_count(0)
    off = pair.section(pair.other)
    pair.until_carried(lambda: off.get_attribute("data-state") == "off", "the other to turn off")
    expect(off.locator(".notice.warn:visible")).to_be_visible()
    screenshots.take(pair.settings[pair.other], "removed")
    assert len(issuers(pair.other)) == 3, "it keeps its accounts"


def bring_more_than_fits(browser: Browser) -> None:
    """Adds accounts whose keys and names can't be compressed."""
    random_ = random.Random(0)  # noqa: S311  the same accounts each time
    uris = []
    for number in range(TOO_MANY):
        secret = base64.b32encode(random_.randbytes(20)).decode()
        name = f"{random_.randbytes(12).hex()}@example.com"
        uris.append(f"otpauth://totp/Site:{name}?secret={secret}&issuer=Site%20{number}")
    text = base64.b64encode("\n".join(uris).encode()).decode()
    read = browser.ask("import.read", name="many.txt", data_base64=text)
    browser.ask("import.confirm", id=read["id"])


def test_accounts_that_have_no_room_stay_here_and_are_marked(
    pair: Pair, screenshots: Screenshots
) -> None:
    """The carrier brings nothing to the other computer meanwhile."""
    bring_more_than_fits(pair.one)
    section = pair.section(pair.one)
    expect(section.locator(".notice.warn", has_text="no space in sync")).to_be_visible(
        timeout=1000 * PATIENCE_S
    )
    here = pair.one.ask("sync.status")["local_accounts"]
    assert 0 < len(here) < TOO_MANY // 2
    screenshots.take(pair.settings[pair.one], "full")
    page = pair.one.new_tab(pair.one.url("options/options.html#accounts"))
    expect(page.locator(".accounts-list .mark-here")).to_have_count(len(here))
    page.close()


def test_sync_is_turned_off_and_its_data_deleted(pair: Pair, screenshots: Screenshots) -> None:
    page, section = pair.settings[pair.one], pair.section(pair.one)
    before = len(issuers(pair.one))
    press(section, "sync.turn_off")
    page.locator("dialog input[value=wipe]").check()
    screenshots.take(page, "turn-off")
    press(page.locator("dialog"), "sync.turn_off")
    expect(section).to_have_attribute("data-state", "off", timeout=PATIENCE_MS)
    assert ProfileArea(pair.one).read() == {}
    assert len(issuers(pair.one)) == before


class CommandLine:
    """``kakomi sync`` with a copy of the browser's folder on the disk."""

    def __init__(self, browser: Browser, place: Path) -> None:
        self._page = browser.extension_page
        self._place = place
        self._folder = place / "folder"
        self._folder.mkdir()
        self.backup = place / "backup.json"
        (place / "password").write_text(PASSPHRASE, "utf-8")

    def run(self, command: str, *words: object) -> str:
        """Returns what the command prints. A process of its own, because Playwright's loop runs."""
        password = ("--password-file", str(self._place / "password"))
        ended = subprocess.run(  # noqa: S603  our own command line
            [sys.executable, "-c", RUN_COMMAND_LINE, command, *password, *map(str, words)],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "LANG": "C.UTF-8"},
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert ended.returncode == 0, ended.stderr
        return ended.stdout

    def files(self) -> dict[str, str]:
        texts: dict[str, str] = self._page.evaluate(READ_FOLDER)
        return texts

    def sync(self) -> None:
        """Exchanges with what the browser has in its folder, and brings the result there."""
        for name, text in self.files().items():
            (self._folder / name).write_text(text, "utf-8")
        self.run("sync", self._folder, self.backup, "--name", "Server")
        texts = {path.name: path.read_text("utf-8") for path in self._folder.iterdir()}
        self._page.evaluate(WRITE_FOLDER, texts)


def test_a_folder_carries_accounts_between_the_browser_and_the_command_line(
    pair: Pair,
    screenshots: Screenshots,
    tmp_path: Path,
) -> None:
    """The second computer, which does not sync with the first any more."""
    browser, page, section = pair.other, pair.settings[pair.other], pair.section(pair.other)
    browser.ask("vault.protect", passphrase=PASSPHRASE)
    browser.ask("sync.turn_off", wipes=False)
    in_browser = ProfileArea(browser).read()
    page.reload()
    page.evaluate(PICK_OWN_FOLDER)
    section.locator("input[value=folder]").check()
    turn_on_button = section.locator("[data-command='sync.turn_on']")
    expect(turn_on_button).to_be_disabled()
    screenshots.take(page, "folder")
    section.locator(".folder-field [data-command='sync.status']:visible").click()
    expect(section.locator(".folder-name:visible")).to_contain_text("cloud")
    assert problems(page) == []
    turn_on_button.click()
    page.locator("dialog [name=passphrase]").fill(PASSPHRASE)
    page.keyboard.press("Enter")
    expect(section).to_have_attribute("data-state", "on", timeout=PATIENCE_MS)
    here = issuers(browser)

    server = CommandLine(browser, tmp_path)
    (tmp_path / "more.txt").write_text(MORE, "utf-8")
    server.run("import", server.backup, tmp_path / "more.txt")
    server.sync()
    press(section, "sync.exchange")
    expect(section.locator("[data-machine] b")).to_have_text("Server", timeout=PATIENCE_MS)
    assert issuers(browser) == {*here, "Cloud"}
    screenshots.take(page, "folder-on")
    assert problems(page) == []

    before = server.files()
    browser.ask("account.edit", id=account_id(browser, "Cloud"), issuer="Cloud two")
    until(lambda: server.files() != before, "the change in the folder", PATIENCE_S)
    server.sync()
    assert "Cloud two" in server.run("list", server.backup)
    assert ProfileArea(browser).read() == in_browser, "nothing goes to the browser's sync"

    kept = server.files()
    press(section, "sync.turn_off")
    press(page.locator("dialog"), "sync.turn_off")
    expect(section).to_have_attribute("data-state", "off", timeout=PATIENCE_MS)
    assert server.files().keys() == kept.keys(), "turned off without wiping"
    assert issuers(browser) == {*here, "Cloud two"}
