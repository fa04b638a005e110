"""The options page: adding an account, importing files, protecting the vault, exporting, and
recovering from a loss.
"""

from __future__ import annotations

import io
import re
import string
from typing import TYPE_CHECKING, Any

import pyotp
import segno
from kakomi import formats
from kakomi.formats import Entry
from kakomi.formats.support.account_builder import new_account as enrolled
from playwright.sync_api import expect
from support import sample_files

from e2e import virtual_authenticator
from e2e.browser import until
from e2e.options_page import PASSPHRASE, PATIENCE_MS, OptionsPage, control

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

    from e2e.browser import Browser

SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
FILE = f"otpauth://totp/ACME:ann?secret={SECRET}&issuer=ACME"
OTHER_FILE = "otpauth://hotp/Bank:me?secret=GEZDGNBVGY3TQOJQ&issuer=Bank&counter=7"


def text_file(name: str, text: str) -> Any:
    return {"name": name, "mimeType": "text/plain", "buffer": text.encode()}


def byte_file(name: str, content: bytes) -> Any:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


def picture(name: str, text: str) -> Any:
    drawn = io.BytesIO()
    segno.make(text, error="l", micro=False).save(drawn, kind="png", scale=5, border=4)
    return {"name": name, "mimeType": "image/png", "buffer": drawn.getvalue()}


def test_a_typed_secret_is_checked_and_shows_its_code_before_it_is_added(
    options_page: OptionsPage,
) -> None:
    page = options_page.enter("add")
    page.fill("[name=secret]", "jbsw y3dp 0hpk 3pxp")
    expect(page.locator(".secret-hint mark")).to_have_text("0")
    expect(page.locator(".secret-hint")).to_contain_text("O")
    expect(page.locator(".live [data-code]")).to_have_count(0)
    assert page.input_value("[name=secret]") == "jbsw y3dp 0hpk 3pxp", "it is not corrected"
    page.fill("[name=issuer]", "囲み")
    page.fill("[name=secret]", "gezd-gnbv gy3t qojq GEZDGNBVGY3TQOJQ")
    shown = page.locator(".live [data-code]")
    expect(shown).to_be_visible()
    assert pyotp.TOTP(SECRET).verify(str(shown.get_attribute("data-code")), valid_window=1)
    assert options_page.browser.ask("vault.status")["accounts"] == 0
    control(page, "account.add").click()
    expect(page.locator("#toast")).to_contain_text("囲み")
    assert [row["issuer"] for row in options_page.browser.ask("sheet.read")["rows"]] == ["囲み"]

    page.fill("[name=secret]", FILE.replace("GEZD", "MFRG"))  # a link there is read as a link
    expect(page.locator(".live")).to_contain_text("ACME")
    control(page, "account.add").click()
    expect(page.locator("#toast")).to_contain_text("ACME")


def test_several_files_are_one_change_and_one_undo_and_known_accounts_none(
    options_page: OptionsPage,
) -> None:
    page = options_page.bring(text_file("a.txt", FILE), text_file("b.txt", OTHER_FILE))
    before = options_page.browser.ask("vault.status")
    assert before["accounts"] == 0
    control(page, "import.confirm").click()
    expect(page.locator(".done")).to_be_visible()
    after = options_page.browser.ask("vault.status")
    assert (after["accounts"], after["generation"]) == (2, before["generation"] + 1)
    control(page, "import.undo").click()
    expect(page.locator(".done")).to_have_count(0)
    assert options_page.browser.ask("vault.status")["accounts"] == 0

    options_page.browser.ask("account.add", uri=FILE)
    page = options_page.bring(text_file("known.txt", FILE))
    expect(page.locator(".preview .state.known")).to_have_count(1)
    expect(control(page, "import.confirm")).to_have_attribute("aria-disabled", "true")


def transfer(issuer: str) -> tuple[list[str], list[str]]:
    """More accounts than two codes hold: their names, and the codes."""
    entries = [
        Entry(
            new_account=enrolled(SECRET[:-1] + i, issuer=f"{issuer} {i}", name=f"{i}@example.com")
        )
        for i in string.ascii_uppercase
    ]
    names = [entry.new_account.issuer for entry in entries]
    return names, list(formats.write("google", entries, 1).codes)


def test_a_transfer_in_several_pictures_names_what_is_missing(options_page: OptionsPage) -> None:
    names, codes = transfer("Site")
    page = options_page.bring(picture("last.png", codes[-1]))
    expect(page.locator(".parts .received")).to_have_count(1)
    expect(page.locator(".parts li:not(.received)")).to_have_count(len(codes) - 1)
    page.set_input_files("[name=import_files]", [picture("p.png", c) for c in codes[-2::-1]])
    expect(page.locator(".parts .received")).to_have_count(len(codes))
    control(page, "import.confirm").click()
    expect(page.locator(".done")).to_be_visible()
    assert [row["issuer"] for row in options_page.browser.ask("sheet.read")["rows"]] == names


def test_pictures_of_two_transfers_are_kept_apart(options_page: OptionsPage) -> None:
    (_, first), (_, second) = transfer("One"), transfer("Two")
    assert len(first) == len(second)
    page = options_page.bring(picture("a.png", first[0]), picture("b.png", second[1]))
    expect(page.locator(".parts")).to_have_count(2)
    expect(page.locator(".parts .received")).to_have_text(["1", "2"])


def test_the_codes_of_a_series_are_joined_from_several_pictures(options_page: OptionsPage) -> None:
    """Structured append: one text in several QR codes, here in one picture each."""
    link = "otpauth://totp/Site:ann?secret=JBSWY3DPEHPK3PXP&issuer=Site"
    files: list[Any] = []
    for index, code in enumerate(segno.make_sequence(link, symbol_count=3)):
        drawn = io.BytesIO()
        code.save(drawn, kind="png", scale=5, border=4)
        files.append({"name": f"{index}.png", "mimeType": "image/png", "buffer": drawn.getvalue()})
    page = options_page.enter("import")
    page.set_input_files("[name=import_files]", files[1:])
    expect(page.locator(".import-item .notice")).to_have_count(2, timeout=20_000)
    page.set_input_files("[name=import_files]", files[:1])
    expect(page.locator(".import-item .issuer")).to_have_text(["Site"], timeout=20_000)
    expect(page.locator(".import-item")).to_have_count(1)


def test_a_dropped_folder_is_read_with_its_subfolders(
    options_page: OptionsPage, tmp_path: Path
) -> None:
    for path, text in {"a.txt": FILE, "more/b.txt": OTHER_FILE, ".hidden/c.txt": FILE}.items():
        (tmp_path / "backup" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "backup" / path).write_text(text)
    page = options_page.enter("accounts")
    local_pages = page.context.new_cdp_session(page)
    dragged = {"items": [], "files": [str(tmp_path / "backup")], "dragOperationsMask": 1}
    for kind in ("dragEnter", "dragOver", "drop"):
        reported = {"type": kind, "x": 400, "y": 300, "data": dragged}
        local_pages.send("Input.dispatchDragEvent", reported)
    expect(page.locator(".preview .issuer")).to_have_text(["ACME", "Bank"])


def test_a_database_is_opened_by_its_key_file(options_page: OptionsPage) -> None:
    xml = sample_files.keepass_xml(sample_files.keepass_entry(Title="ACME", otp=SECRET))
    file_key = bytes(range(32))
    database = sample_files.kdbx4(xml, file_key=file_key)
    page = options_page.enter("import")
    page.set_input_files("[name=import_files]", [byte_file("a.kdbx", database)])
    page.fill("[name=import_password]", sample_files.PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator(".import-item form > .problem")).to_contain_text("password")
    page.fill("[name=import_password]", sample_files.PASSWORD)
    page.set_input_files("[name=import_key_file]", [byte_file("a.key", file_key)])
    page.locator(".import-item form").get_by_role("button", name="Open").click()
    expect(page.locator(".preview .issuer")).to_have_text("ACME")
    page.get_by_role("button", name="Cancel").click()
    both = [byte_file("a.kdbx", database), byte_file("a.key", file_key)]
    page.set_input_files("[name=import_files]", both)
    page.fill("[name=import_password]", sample_files.PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator(".preview .issuer")).to_have_text("ACME")


def test_an_encrypted_steam_account_is_opened_with_its_manifest(options_page: OptionsPage) -> None:
    account, manifest = sample_files.steam_sealed()
    files = [byte_file("a.maFile", account), byte_file("manifest.json", manifest)]
    page = options_page.enter("import")
    page.set_input_files("[name=import_files]", files[:1])
    page.set_input_files("[name=import_companion]", files[1:])
    for _ in range(2):
        page.fill("[name=import_password]", sample_files.PASSWORD)
        page.keyboard.press("Enter")
        expect(page.locator(".preview .issuer")).to_have_text("Steam")
        page.get_by_role("button", name="Cancel").click()
        page.set_input_files("[name=import_files]", files)
    expect(page.locator(".import-item .summary")).to_have_text("No accounts found in this file.")


def test_only_the_box_drawn_on_a_picture_is_read(options_page: OptionsPage) -> None:
    page = options_page.bring(picture("shot.png", FILE))
    control(page, "scan.image").click()
    stage = page.locator(".region-picture .kakomi-stage").bounding_box()
    assert stage is not None
    page.mouse.move(stage["x"] + 5, stage["y"] + 5)
    page.mouse.down()
    page.mouse.move(stage["x"] + stage["width"] - 5, stage["y"] + stage["height"] - 5, steps=4)
    page.mouse.up()
    expect(page.locator(".import-item")).to_have_count(2)
    expect(page.locator(".preview .issuer")).to_have_text(["ACME", "ACME"])


def test_a_changed_field_is_saved_when_it_loses_the_focus(options_page: OptionsPage) -> None:
    account_id = options_page.browser.ask("account.add", uri=FILE)["account_id"]
    page = options_page.enter("accounts")
    page.locator(f'[data-account="{account_id}"] .open').click()
    page.fill("dialog [name=note]", "in the drawer")
    page.fill("dialog [name=emergency_link]", "https://example.com/emergency")
    page.keyboard.press("Tab")
    page.locator(".codes summary").click()
    page.fill("[name=recovery_codes]", "1. abcd-1234\n2. efgh-5678")
    page.locator(".codes").get_by_role("button").last.click()
    page.locator(".recovery-codes input").first.check()
    expect(page.locator(".recovery-codes .is-used")).to_have_count(1)
    page.go_back()
    expect(page.locator("dialog")).to_have_count(0)
    expect(page.locator("section[data-page=accounts]")).to_be_visible()
    kept = options_page.browser.ask("account.details", id=account_id)
    assert kept["note"] == "in the drawer"
    assert kept["emergency_link"] == "https://example.com/emergency"
    assert kept["recovery_codes"] == [
        {"code": "abcd-1234", "used": True},
        {"code": "efgh-5678", "used": False},
    ]


def test_the_arrow_keys_reorder_accounts(options_page: OptionsPage) -> None:
    first = options_page.browser.ask("account.add", uri=FILE)["account_id"]
    second = options_page.browser.ask("account.add", uri=OTHER_FILE)["account_id"]
    page = options_page.enter("accounts")
    page.locator(f'[data-account="{first}"]').focus()
    page.keyboard.press("Alt+ArrowDown")
    expect(page.locator("#toast")).to_contain_text("ACME")
    assert [row["id"] for row in options_page.browser.ask("sheet.read")["rows"]] == [second, first]


def test_several_accounts_are_chosen_by_keys_and_changed_with_one_undo(
    options_page: OptionsPage,
) -> None:
    browser = options_page.browser
    uris = [f"otpauth://totp/{n}:ann?secret={n * 16}&issuer={n}" for n in ("A", "B", "C")]
    ids = [browser.ask("account.add", uri=uri)["account_id"] for uri in uris]
    page = options_page.enter("accounts")
    rows = page.locator(".accounts-list [data-account]")
    expect(rows).to_have_count(3)
    assert page.locator(".accounts-list [tabindex='0']").count() == 1
    expect(rows.first.locator(".row-code")).to_have_attribute("data-code", re.compile(r"[0-9]{6}"))
    rows.first.focus()
    page.keyboard.press("Shift+ArrowDown")
    expect(page.locator("[aria-selected=true]")).to_have_count(2)
    control(page, "account.edit_many").last.click()
    expect(rows).to_have_count(1)
    control(page, "import.undo").click()
    expect(rows).to_have_count(3)
    assert [row["id"] for row in browser.ask("sheet.read")["rows"]] == ids
    rows.last.focus()
    page.keyboard.press("Control+a")
    control(page, "account.edit_many").first.click()
    page.fill("dialog [name=new_group]", "work")
    page.keyboard.press("Enter")
    three = [{"name": "work", "count": 3}]
    until(lambda: browser.ask("account.groups", ids=ids)["groups"] == three, "the group")
    expect(page.locator("#toast-action")).to_be_visible()
    page.keyboard.press("Escape")


def test_parameters_are_changed_after_the_code_was_shown_and_undone(
    options_page: OptionsPage,
) -> None:
    browser = options_page.browser
    account_id = browser.ask("account.add", uri=FILE)["account_id"]
    page = options_page.enter("accounts")
    page.locator(f'[data-account="{account_id}"] .open').click()
    form = page.locator("dialog .parameter-fields")
    form.locator("summary").click()
    form.locator("[name=digits]").fill("8")
    expect(form.locator("[data-code]")).to_have_attribute("data-code", re.compile(r"^[0-9]{8}$"))
    assert browser.ask("account.details", id=account_id)["digits"] == 6
    control(page, "account.set_parameters").click()
    page.locator("dialog .saved button").click()
    expect(page.locator("dialog .facts")).to_contain_text("6 digits")  # loaded again
    until(lambda: browser.ask("account.details", id=account_id)["digits"] == 6, "the old digits")
    control(page, "account.set_icon").click()
    page.fill("dialog [name=icon]", "gitlab")
    # The first choice is another icon until the search has answered.
    page.locator(".icon-choice[title='gitlab.com']").click()
    expect(page.locator(".dialog-head .tile svg")).to_be_visible()
    until(lambda: browser.ask("account.details", id=account_id)["icon"] == "gitlab.com", "the icon")
    page.keyboard.press("Escape")


def test_an_motp_account_becomes_a_totp_account(options_page: OptionsPage) -> None:
    browser = options_page.browser
    uri = "motp://Motp:me?secret=0123456789abcdef0123456789abcdef&pin=1234"
    account_id = browser.ask("account.add", uri=uri)["account_id"]
    page = options_page.enter("accounts")
    page.locator(f'[data-account="{account_id}"] .open').click()
    form = page.locator("dialog .parameter-fields")
    form.locator("summary").click()
    form.locator("[name=kind]").select_option("totp")
    control(page, "account.set_parameters").click()
    details = until(
        lambda: (now := browser.ask("account.details", id=account_id))["kind"] == "totp" and now,
        "the new kind",
    )
    assert (details["algorithm"], details["digits"], details["period_s"]) == ("SHA1", 6, 30)


def test_settings_are_found_and_theme_and_language_take_effect_at_once(
    options_page: OptionsPage,
) -> None:
    page = options_page.enter("settings")
    page.fill("[name=settings]", "theme")
    expect(page.locator(".settings .panel:visible")).to_have_count(1)
    page.select_option("[name=theme]", "black")
    background = "getComputedStyle(document.body).backgroundColor"
    assert page.evaluate(background) == "rgb(0, 0, 0)"
    page.fill("[name=settings]", "")
    with page.expect_navigation():
        page.select_option("[name=language]", "ja")
    expect(page.locator("html")).to_have_attribute("lang", "ja")
    expect(page.locator("h1:visible")).to_have_text("設定")
    control(page, "diagnostics.read").click()
    expect(page.locator(".settings .notices")).to_contain_text("accounts: 0")
    page.evaluate("localStorage.clear()")


def test_a_new_passphrase_is_rated_a_rule_is_saved_and_each_slot_opens_the_lock(
    own_options_page: OptionsPage,
) -> None:
    options_page, browser = own_options_page, own_options_page.browser
    browser.ask("account.add", uri=FILE)
    page = options_page.enter("protection")
    control(page, "vault.protect").click()
    meter = page.locator(".strength meter")
    for typed, level in (("password1", 0), ("cobalt ferry mustard plenty orbit lantern", 4)):
        page.fill("[name=new_passphrase]", typed)
        expect(meter).to_have_js_property("value", level, timeout=PATIENCE_MS)
        expect(page.locator(".strength .hint")).not_to_be_empty()
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_have_count(0)

    options_page.protect()
    page = options_page.enter("settings")
    switches = page.locator("fieldset [type=checkbox][data-command='vault.set_rules']")
    expect(switches).to_have_count(2)
    before = browser.ask("vault.status")["rules"]
    page.locator("[name=at_screen_lock]").click()
    saved = page.evaluate("chrome.i18n.getMessage('options_saved')")
    expect(page.locator("#toast")).to_contain_text(saved, timeout=PATIENCE_MS)
    changed = {**before, "at_screen_lock": not before["at_screen_lock"]}
    assert browser.ask("vault.status")["rules"] == changed

    options_page.enter("protection")
    each_slot_opens_the_lock(options_page)


def each_slot_opens_the_lock(options_page: OptionsPage) -> None:
    """Adds a passkey and a recovery key; they and the passphrase each open the lock."""
    page, browser = options_page.page, options_page.browser
    virtual_authenticator.add(page)
    control(page, "vault.add_passkey").click()
    expect(page.locator(".slots li")).to_have_count(1, timeout=PATIENCE_MS)

    control(page, "vault.make_recovery_key").click()
    options_page.unlock_in_dialog()
    groups = page.locator(".recovery-key li")
    expect(groups).to_have_count(14, timeout=PATIENCE_MS)
    key = groups.all_inner_texts()
    asked = page.locator(".field:has([name=recovery_group]) label").inner_text()
    number = int(re.findall(r"\d+", asked)[0])
    page.fill("[name=recovery_group]", key[number - 1].lower())
    page.keyboard.press("Enter")
    expect(page.locator("dialog")).to_have_count(0, timeout=PATIENCE_MS)

    def lock() -> None:
        page.locator("#lock-now").click()
        expect(page.locator("#locked-view input[type=password][name=passphrase]")).to_be_focused()
        expect(page.locator("#pages *")).to_have_count(0)
        expect(page.locator("#toast-text, #live")).to_have_text(["", ""])  # they name accounts

    opened = page.locator("section.page")
    lock()
    page.keyboard.type(PASSPHRASE)
    page.keyboard.press("Enter")
    expect(opened).to_be_visible(timeout=PATIENCE_MS)
    lock()
    page.locator("#locked-view .passkey").click()
    expect(opened).to_be_visible(timeout=PATIENCE_MS)
    lock()
    page.locator("#locked-view .link").click()
    page.fill("#locked-view [name=recovery_key]", " ".join(key))
    page.keyboard.press("Enter")
    expect(opened).to_be_visible(timeout=PATIENCE_MS)
    assert browser.ask("vault.status")["accounts"] == 1


def downloaded(folder: Path, what: str) -> Path:
    """Waits for a download. Returns the path of the complete file."""

    def complete() -> list[Path]:
        return [path for path in folder.glob(what) if path.suffix != ".crdownload"]

    return until(complete, f"the download of {what}")[0]


def lose_everything(browser: Browser) -> None:
    """Both copies, as a cleaning program might; what tells a loss from a first run stays."""
    browser.stop_worker()
    browser.extension_page.evaluate(
        """async () => {
            await chrome.storage.session.clear();
            await chrome.storage.local.clear();
            const folder = await navigator.storage.getDirectory();
            for await (const name of folder.keys()) {
                await folder.removeEntry(name, { recursive: true });
            }
        }"""
    )


def test_an_encrypted_backup_is_checked_and_restores_a_lost_vault(
    own_options_page: OptionsPage, tmp_path: Path
) -> None:
    options_page, browser = own_options_page, own_options_page.browser
    browser.ask("account.add", uri=FILE)
    browser.ask("account.add", uri=OTHER_FILE)
    browser.save_downloads(tmp_path)
    page = options_page.enter("backup")
    page.fill("[name=new_passphrase]", PASSPHRASE)
    page.fill("[name=new_passphrase_again]", PASSPHRASE)
    page.keyboard.press("Enter")
    expect(page.locator(".notice.good")).to_be_visible(timeout=PATIENCE_MS)
    backup = downloaded(tmp_path, "kakomi-*.json")

    page.set_input_files("[name=backup]", backup)
    page.fill("[name=backup_password]", PASSPHRASE)
    control(page, "import.read").click()
    expect(page.locator("form:has([name=backup]) .notice.good")).to_contain_text(
        "2", timeout=PATIENCE_MS
    )

    lose_everything(browser)
    page.goto(browser.url("options/options.html"))
    page.wait_for_url("**/welcome/welcome.html")
    assert browser.ask("vault.status")["state"] == "lost"
    page.set_input_files("[name=import_files]", backup)
    page.fill("[name=import_password]", PASSPHRASE)
    page.keyboard.press("Enter")
    expect(page.locator(".preview li")).to_have_count(2, timeout=PATIENCE_MS)
    assert browser.ask("vault.status")["state"] == "lost"
    control(page, "import.confirm").click()
    expect(page.locator(".done")).to_be_visible()
    assert browser.ask("vault.status")["accounts"] == 2


def backup_section(options_page: OptionsPage, downloads: Path) -> Page:
    """Opens the backup section of a protected vault with one account."""
    options_page.browser.ask("account.add", uri=FILE)
    options_page.protect()
    options_page.browser.save_downloads(downloads)
    return options_page.enter("backup")


def test_an_export_under_another_passphrase_or_in_plain_text_requires_confirmation(
    own_options_page: OptionsPage, tmp_path: Path
) -> None:
    options_page, browser = own_options_page, own_options_page.browser
    page = backup_section(options_page, tmp_path)
    encrypted = page.locator("form:has([name=seal])")
    page.check("[value=other]")
    for name in ("new_passphrase", "new_passphrase_again"):
        encrypted.locator(f"[name={name}]").fill("a passphrase of my own")
    control(encrypted, "backup.export").click()
    expect(page.locator("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_have_count(0)
    assert browser.ask("backup.status")["last_at_unix"] is None
    control(encrypted, "backup.export").click()
    options_page.unlock_in_dialog()
    expect(page.locator(".notice.good")).to_be_visible(timeout=PATIENCE_MS)
    assert downloaded(tmp_path, "kakomi-*.json").is_file()

    plain = page.locator("form:has([name=target])")
    control(plain, "backup.export").click()
    expect(page.locator("dialog")).to_be_visible()
    expect(page.locator("dialog .qr")).to_have_count(0)
    options_page.unlock_in_dialog()
    expect(page.locator("dialog .qr")).to_be_visible(timeout=PATIENCE_MS)
    page.keyboard.press("Escape")
    page.check("[value=otpauth]")
    control(plain, "backup.export").click()
    options_page.unlock_in_dialog()
    text = downloaded(tmp_path, "kakomi-otpauth-*").read_text("utf-8")
    assert SECRET in text


def test_the_welcome_page_is_linked_from_about_and_not_opened_from_a_folder(
    options_page: OptionsPage,
) -> None:
    """An extension that is loaded from a folder opens no page by itself."""
    browser = options_page.browser
    reported = browser.in_worker("chrome.management.getSelf().then(({installType}) => installType)")
    assert reported == "development"
    pages = options_page.page.context.pages
    assert [page.url for page in pages if "welcome" in page.url] == []
    page = options_page.enter("about")
    page.locator("a[href*=welcome]").click()
    expect(page.locator(".welcome h1")).to_be_visible()


# The picker can't be driven in a headless browser. The rest is real: a folder of the origin's own
# file system has the same interface, and Chrome asks for access to a folder that is dropped.
PICK_OWN_FOLDER = """() => {
    window.showDirectoryPicker = async () =>
        (await navigator.storage.getDirectory()).getDirectoryHandle("stick", { create: true });
}"""
LIST_OWN_FOLDER = """async () => {
    const root = await navigator.storage.getDirectory();
    const folder = await root.getDirectoryHandle("stick");
    return Array.fromAsync(folder.keys());
}"""
CHOOSE_DROPPED_FOLDER = """() => {
    document.addEventListener("dragover", (event) => event.preventDefault());
    window.chosen = new Promise((resolve) => {
        document.addEventListener("drop", async (event) => {
            event.preventDefault();
            event.stopImmediatePropagation();
            const handle = await event.dataTransfer.items[0].getAsFileSystemHandle();
            const opening = indexedDB.open("kakomi.local", 1);
            opening.onsuccess = () => {
                const change = opening.result.transaction("values", "readwrite");
                change.objectStore("values").put(handle, "backup_folder");
                change.oncomplete = () => {
                    opening.result.close();
                    resolve(handle.name);
                };
            };
        }, { capture: true });
    });
}"""


def test_automatic_backups_are_saved_in_the_chosen_folder_until_chrome_asks_again(
    own_options_page: OptionsPage, tmp_path: Path
) -> None:
    options_page, browser = own_options_page, own_options_page.browser
    account = browser.ask("account.add", uri=FILE)["account_id"]
    options_page.protect()
    browser.ask("backup.set_automatic", on=True, keep=2)
    page = options_page.enter("backup")
    page.evaluate(PICK_OWN_FOLDER)
    place, notice = page.locator("#backup-folder"), page.locator(".folder-field .notice.warn")
    page.locator(".folder-field .choices:visible button").first.click()
    expect(place).to_have_text("stick", timeout=PATIENCE_MS)
    expect(notice).to_be_hidden()
    first = page.evaluate(LIST_OWN_FOLDER)
    assert len(first) == 1
    for name in ("one", "two", "three"):
        page.wait_for_timeout(1_100)  # the names of the files have seconds
        browser.ask("account.edit", id=account, name=name)
    kept = page.evaluate(LIST_OWN_FOLDER)
    assert len(kept) == 2
    assert min(kept) > first[0]
    assert browser.ask("backup.status")["backup_error"] is None

    page.evaluate(CHOOSE_DROPPED_FOLDER)
    real = tmp_path / "OneDrive"
    real.mkdir()
    session = page.context.new_cdp_session(page)
    dragged = {"items": [], "files": [str(real)], "dragOperationsMask": 1}
    for kind in ("dragEnter", "dragOver", "drop"):
        session.send("Input.dispatchDragEvent", {"type": kind, "x": 300, "y": 300, "data": dragged})
    assert page.evaluate("window.chosen") == "OneDrive"
    page.reload()
    expect(place).to_have_text("OneDrive")
    expect(notice).to_contain_text("OneDrive")
    expect(notice.locator("[data-command='backup.use_folder']")).to_be_visible()
    browser.ask("account.edit", id=account, name="four")
    assert list(real.iterdir()) == []
    # No backup could be saved: the test did not allow downloads.
    assert browser.ask("backup.status")["backup_error"]["code"] == "backup.not_written"
    page.locator("[data-command='backup.forget_folder']").click()
    expect(notice).to_be_hidden()
    assert browser.ask("backup.status")["folder"] is None


def test_a_mistyped_key_is_corrected_and_the_old_one_restored(options_page: OptionsPage) -> None:
    browser = options_page.browser
    account = browser.ask("account.add", uri=FILE)["account_id"]
    page = options_page.enter("accounts")
    page.evaluate("id => { location.hash = `#accounts/${id}`; }", account)
    drawer = page.locator("dialog.drawer")
    control(drawer, "backup.export").click()
    form = page.locator(".key-form")
    form.locator("summary").click()
    expect(control(page, "account.set_key")).to_be_disabled()
    form.locator("[name=key]").fill("JBSW 0DPE")
    expect(form.locator(".secret-hint mark")).to_have_text("0", timeout=PATIENCE_MS)
    form.locator("[name=key]").fill("JBSW Y3DP EHPK 3PXP JBSW Y3DP EHPK 3PXP")
    shown = form.locator(".live [data-code]")
    expect(shown).to_be_visible(timeout=PATIENCE_MS)
    code = str(shown.get_attribute("data-code"))
    assert pyotp.TOTP("JBSWY3DPEHPK3PXP" * 2).verify(code, valid_window=1)
    assert code not in browser.ask("sheet.read")["rows"][0]["codes"]
    control(page, "account.set_key").click()
    expect(form).to_have_count(0, timeout=PATIENCE_MS)
    assert code in browser.ask("sheet.read")["rows"][0]["codes"]
    drawer.locator(".saved button").click()
    until(
        lambda: code not in browser.ask("sheet.read")["rows"][0]["codes"], "the old key to return"
    )


def test_accounts_in_the_trash_are_selected_restored_and_deleted(
    options_page: OptionsPage,
) -> None:
    browser = options_page.browser
    ids = [browser.ask("account.add", uri=uri)["account_id"] for uri in (FILE, OTHER_FILE)]
    browser.ask("account.edit_many", ids=ids, removed=True)
    page = options_page.enter("accounts")
    trash = page.locator(".trash")
    trash.locator("summary").click()
    trash.locator(f"[data-removed='{ids[1]}'] .row-check").check()
    control(trash, "account.edit_many").click()
    restored = trash.locator(f"[data-removed='{ids[1]}']")
    expect(restored).to_have_count(0, timeout=PATIENCE_MS)
    assert [row["id"] for row in browser.ask("sheet.read")["rows"]] == [ids[1]]
    trash.locator(f"[data-removed='{ids[0]}'] .row-check").check()
    control(trash, "account.empty_trash").click()
    control(page.locator("dialog"), "account.empty_trash").click()
    deleted = trash.locator(f"[data-removed='{ids[0]}']")
    expect(deleted).to_have_count(0, timeout=PATIENCE_MS)
    assert ids[0] not in {each["id"] for each in browser.ask("account.removed")["accounts"]}
