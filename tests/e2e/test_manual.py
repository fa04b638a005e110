"""Follows every chapter of the manual to its end, at the practice console and in Kakomi's pages,
and takes the picture of each step. A step without a picture fails, and so does a text that names a
control which its picture does not show. ``build.py manual`` runs these tests to make the manual, in
both languages. Otherwise each chapter is followed in one language: ``tests/unit/test_manual.py``
checks that the other language's text names the same controls.
"""

from __future__ import annotations

import io
import json
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
import segno
from kakomi import formats
from kakomi.formats import Entry
from kakomi.formats.support.account_builder import new_account
from manual.chapters import AT_THE_CONSOLE, LANGUAGES, chapters, walked_language
from manual.pictures import FOLDER, FRAME_HEIGHT, HEIGHT, SCALE, WIDTH, Album
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import expect
from support import sample_files

from e2e.browser import Browser, Setting, until
from e2e.user_actions import User, box_round, overlay_is_there

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import Any

    import console
    from playwright.sync_api import Locator, Page

    from e2e.screenshots import Screenshots

PASSPHRASE = "correct horse battery staple"
PATIENCE_MS = 20_000  # a passphrase is stretched on purpose
APPEARING_MS = 250  # of the animation of the overlay
SETUP_LINKS = [
    f"otpauth://totp/{issuer}:hanako@example.com?secret={secret}&issuer={issuer}"
    for issuer, secret in (
        ("GitHub", "JBSWY3DPEHPK3PXP"),
        ("Dropbox", "KRUGS4ZANFZSAYJA"),
        ("GitLab", "ORSXG5DTMVRXEZLU"),
    )
]
POLICY = {"PassphraseRequired": True, "GraceDays": 14, "Contact": "ext. 1234"}


IN_KAKOMIS_PAGES = tuple(c.id for c in chapters() if c.id not in AT_THE_CONSOLE)


def languages(topics: tuple[str, ...]) -> tuple[str, ...]:
    """Returns the languages in which these chapters are followed."""
    return LANGUAGES if FOLDER else tuple({walked_language(topic) for topic in topics})


def setting(language: str) -> Setting:
    """Returns the usual browser, or one for sharp pictures if any are to be drawn."""
    if not FOLDER:
        return Setting(language=language)
    return Setting(language=language, ratio=SCALE, width=WIDTH, height=HEIGHT + FRAME_HEIGHT)


@pytest.fixture
def someone(
    language: str, start: Callable[..., Browser], site: console.Site, screenshots: Screenshots
) -> User:
    """A user with a new browser and nothing in it but Kakomi."""
    return User(start(setting(language)), site, screenshots)


@pytest.fixture
def album(language: str) -> Album:
    return Album(language)


@pytest.mark.parametrize("language", languages(AT_THE_CONSOLE))
def test_the_chapters_at_the_console_can_be_followed_to_the_end(
    someone: User, album: Album
) -> None:
    switch_on(someone, album)
    sign_in(someone, album)
    lose_the_device(someone, album)
    change_the_device(someone, album)
    assert album.missing(AT_THE_CONSOLE) == []
    rows = someone.browser.ask("sheet.read")["rows"]
    assert [(row["issuer"], row["name"]) for row in rows] == [("Mihari Console", "hanako")]


@pytest.mark.parametrize("language", languages(IN_KAKOMIS_PAGES))
def test_the_chapters_in_kakomis_pages_can_be_followed_to_the_end(
    someone: User, album: Album, tmp_path: Path
) -> None:
    install(someone, album)
    backup = make_a_backup(someone, album, tmp_path)
    someone.browser.reset()  # the other computer
    open_the_camera(someone, album)
    bring_the_backup(someone, album, backup)
    bring_from_other_apps(someone, album)
    administer(someone, album)
    assert album.missing(IN_KAKOMIS_PAGES) == []


# --- at the console ---


def draw_from_popup(someone: User, album: Album, topic: str, step: str) -> None:
    """Shows the QR code, takes the picture of the popup's button, and draws a box."""
    someone.show_qr()
    popup = someone.open_popup()
    begin = popup.locator("[data-command='scan.region']:visible").first
    add = popup.locator("#add:visible")
    expect(begin.or_(add).first).to_be_visible(timeout=PATIENCE_MS)
    if add.count():  # with accounts, the button is in the menu of "+"
        add.click()
    begin.wait_for()
    album.take(topic, step, someone.page, begin, popup)
    begin.click()
    draw(someone)


def switch_on(someone: User, album: Album) -> None:
    page = someone.page
    someone.sign_in()
    someone.sees("advice")
    album.take("switch_on", "help_switch_on_1", page, page.locator("#set-up"))
    page.click("#set-up")
    someone.sees("setup")
    album.take("switch_on", "help_switch_on_2", page, page.locator("#send-mail"))
    page.click("#send-mail")
    confirm_the_address(someone)
    album.take("switch_on", "help_switch_on_3", page, page.locator("#continue"))
    page.click("#continue")
    someone.sees("enrol")
    album.take("switch_on", "help_switch_on_4", page, page.locator("#show-qr"))
    draw_from_popup(someone, album, "switch_on", "help_switch_on_5")
    album.take("switch_on", "help_switch_on_6", page, box_round(someone.qr()))
    page.mouse.up()
    popup = someone.browser.popup()
    someone.is_told_added(popup)
    row = fill_row(popup)
    album.take("switch_on", "help_switch_on_7", page, row, popup)
    fill_in(someone, popup)
    album.take("switch_on", "help_switch_on_8", page, page.locator("#enable"))
    page.click("#enable")
    someone.sees("two-factor-on", "enabled")
    album.take("switch_on", "help_switch_on_9", page, page.locator("#two-factor-state"))


def sign_in(someone: User, album: Album) -> None:
    """With one gesture, then by copying."""
    page = someone.page
    sign_out(someone)
    someone.site.forget_used_codes()  # or it would have to wait for the next
    someone.browser.ask("scan.dismiss")  # a day later, the popup no longer tells what was added
    album.take("sign_in", "help_sign_in_1", page, page.locator("#sign-in"))
    someone.sign_in()
    someone.sees("sign-in-code")
    popup = someone.open_popup()
    row = fill_row(popup)
    expect(popup.locator("#rows [data-account]").first).to_have_attribute(
        "data-site", someone.site.url.removeprefix("http://").rstrip("/")
    )
    album.take("sign_in", "help_sign_in_2", page, row, popup)
    fill_in(someone, popup)
    album.take("sign_in", "help_sign_in_3", page, page.locator("#submit-code"))
    page.click("#submit-code")
    someone.sees("home")

    ask_for_a_code(someone)
    popup = someone.open_popup()
    someone.has_right_code(popup)
    copy = popup.locator("#rows .copy-only").first
    album.take("sign_in", "help_sign_in_copy_1", page, copy, popup)
    someone.copy(popup)
    someone.close(popup)
    paste(someone)
    album.take("sign_in", "help_sign_in_copy_2", page, page.locator("#submit-code"))
    page.click("#submit-code")
    someone.sees("home")


def lose_the_device(someone: User, album: Album) -> None:
    """A code by mail, off, and on again: the site made another secret."""
    page = someone.page
    ask_for_a_code(someone)
    album.take("emergency", "help_emergency_1", page, page.locator("#send-emergency"))
    page.click("#send-emergency")
    someone.sees("emergency")
    album.take("emergency", "help_emergency_2", page, page.locator("#send-emergency-mail"))
    page.click("#send-emergency-mail")
    someone.sees("emergency-code")
    page.fill("#emergency-code", someone.mailed_code("emergency"))
    album.take("emergency", "help_emergency_3", page, page.locator("#submit-emergency"))
    page.click("#submit-emergency")
    someone.sees("home")
    page.click("#user-menu summary")
    album.take("emergency", "help_emergency_4", page, page.locator("#user-information"))
    page.click("#user-information")
    album.take("emergency", "help_emergency_5", page, page.locator("#settings"))
    page.click("#settings")
    album.take("emergency", "help_emergency_6", page, page.locator("#switch-off"))
    page.click("#switch-off")
    confirm = page.locator("#switch-off-dialog #confirm-switch-off")
    album.take("emergency", "help_emergency_7", page, confirm)
    confirm.click()
    someone.sees("two-factor-off", "disabled")
    album.take("emergency", "help_emergency_8", page, page.locator("#switch-on"))
    page.click("#switch-on")
    page.click("#send-mail")
    confirm_the_address(someone)
    page.click("#continue")
    someone.sees("enrol")
    scan(someone)
    popup = asked_to_replace(someone)
    album.take("emergency", "help_emergency_9", page, replacing(popup), popup)
    replace(someone, popup)
    album.take("emergency", "help_emergency_10", page, page.locator("#enable"))
    page.click("#enable")
    someone.sees("two-factor-on", "enabled")


def change_the_device(someone: User, album: Album) -> None:
    page = someone.page
    page.click("#user-menu summary")
    page.click("#user-information")
    someone.sees("user")
    album.take("change_device", "help_change_device_1", page, page.locator("#settings"))
    page.click("#settings")
    album.take("change_device", "help_change_device_2", page, page.locator("#change-device"))
    page.click("#change-device")
    someone.sees("change")
    someone.site.forget_used_codes()
    popup = someone.open_popup()
    someone.has_right_code(popup)
    someone.copy(popup)
    someone.close(popup)
    paste(someone)
    album.take("change_device", "help_change_device_3", page, page.locator("#continue"))
    page.click("#continue")
    someone.sees("enrol")
    draw_from_popup(someone, album, "change_device", "help_change_device_4")
    page.mouse.up()
    popup = asked_to_replace(someone)
    album.take("change_device", "help_change_device_5", page, replacing(popup), popup)
    replace(someone, popup)
    album.take("change_device", "help_change_device_6", page, page.locator("#enable"))
    page.click("#enable")
    someone.sees("two-factor-on", "changed")


def confirm_the_address(someone: User) -> None:
    """The mail, and its code in the field."""
    someone.sees("confirm")
    someone.page.fill("#confirmation-code", someone.mailed_code("confirmation"))


def scan(someone: User) -> None:
    """Show the QR code, and drag around it."""
    someone.show_qr()
    someone.press(someone.open_popup(), "scan.region")
    draw(someone)
    someone.page.mouse.up()


def draw(someone: User) -> None:
    """The box over the page, with the left button held."""
    page = someone.page
    until(lambda: overlay_is_there(page), "the box over the page")
    page.wait_for_timeout(APPEARING_MS)  # the overlay's closed shadow root hides its animation
    begin, end = box_round(someone.qr()).corners("se")
    page.mouse.move(begin.x, begin.y)
    page.mouse.down()
    page.mouse.move(end.x, end.y, steps=10)


def fill_row(popup: Page) -> Locator:
    """The row of the account of the page in front, when it is there."""
    row = popup.locator('#rows [data-site] [data-command="account.fill"]').first
    expect(row).to_be_visible()
    return row


def fill_in(someone: User, popup: Page) -> None:
    """Press Enter in the popup, which fills the code in and closes."""
    with suppress(PlaywrightError):  # the popup is gone before it has answered
        popup.keyboard.press("Enter")
    until(lambda: not someone.browser.popup_is_open(), "the popup to close")
    field = someone.page.locator("#otp")
    until(lambda: len(field.input_value()) == 6, "the field to be filled in")


def paste(someone: User) -> None:
    """Click the field and paste the copied code."""
    someone.page.click("#otp")
    someone.page.keyboard.press("Control+V")


def ask_for_a_code(someone: User) -> None:
    """Sign out and in again, as far as the code."""
    sign_out(someone)
    someone.site.forget_used_codes()
    someone.sign_in()
    someone.sees("sign-in-code")


def sign_out(someone: User) -> None:
    someone.page.click("#user-menu summary")
    someone.page.click("#sign-out")
    someone.sees("sign-in", "signed-out")


def asked_to_replace(someone: User) -> Page:
    """The popup asks about the account of the same name."""
    popup = someone.browser.popup()
    expect(replacing(popup)).to_be_visible()
    return popup


def replacing(popup: Page) -> Locator:
    return popup.locator("#result .found .second")


def replace(someone: User, popup: Page) -> None:
    """The account is replaced, and its code is copied and pasted."""
    replacing(popup).click()
    someone.is_told_added(popup)
    expect(popup.locator("#rows [data-account]")).to_have_count(1)
    someone.copy(popup)
    someone.close(popup)
    paste(someone)


# --- in Kakomi's pages ---


def install(someone: User, album: Album) -> None:
    page = someone.page
    page.goto(someone.browser.url("welcome/welcome.html"))
    go_on = page.get_by_role("button", name=album.texts("welcome_next"), exact=True)
    expect(go_on).to_be_visible()
    album.take("install", "help_install_2", page, go_on)
    go_on.click()
    go_on.click()
    protect = page.locator(".protection-summary a[href$='#protection']")
    expect(protect).to_be_visible()
    album.take("install", "help_install_3", page, protect)


def make_a_backup(someone: User, album: Album, folder: Path) -> Path:
    browser, page = someone.browser, someone.page
    browser.ask("account.add", uri=SETUP_LINKS[0])
    browser.save_downloads(folder)
    enter(someone, "backup")
    page.fill("[name=new_passphrase]", PASSPHRASE)
    page.fill("[name=new_passphrase_again]", PASSPHRASE)
    form = page.locator("form:has([name=new_passphrase])")
    make = form.locator("[data-command='backup.export']")
    album.take("new_computer", "help_new_computer_1", page, make)
    make.click()
    made = form.locator(".notice.good")
    expect(made).to_be_visible(timeout=PATIENCE_MS)
    album.take("new_computer", "help_new_computer_2", page, made)
    found = until(lambda: list(folder.glob("kakomi-*.json")), "the downloaded backup")
    return found[0]


def open_the_camera(someone: User, album: Album) -> None:
    page = someone.page
    someone.go("/sign-in")
    popup = someone.open_popup()
    camera = popup.locator("[data-page='camera/camera.html']:visible").first
    camera.wait_for()
    album.take("from_google", "help_from_google_2", page, camera, popup)
    someone.close(popup)
    page.goto(someone.browser.url("camera/camera.html"))
    album.take("from_google", "help_from_google_3", page, page.locator("#begin"))


def bring_the_backup(someone: User, album: Album, backup: Path) -> None:
    page = someone.page
    enter(someone, "import")
    album.take("new_computer", "help_new_computer_3", page, choose_button(page))
    page.set_input_files("[name=import_files]", backup)
    page.fill("[name=import_password]", PASSPHRASE)
    album.take("new_computer", "help_new_computer_4", page, open_button(page))
    open_button(page).click()
    confirm(someone, album, "new_computer", "help_import_confirm")


def bring_from_other_apps(someone: User, album: Album) -> None:
    page = someone.page
    enter(someone, "import")
    album.take("from_addon", "help_import_file", page, choose_button(page))
    sealed = sample_files.addon_secrets_sealed(sample_files.PASSWORD.encode())
    page.set_input_files("[name=import_files]", file("authenticator.json", sealed))
    page.fill("[name=import_password]", sample_files.PASSWORD)
    album.take("from_addon", "help_from_addon_3", page, open_button(page))
    open_button(page).click()
    confirm(someone, album, "from_addon", "help_import_confirm")

    enter(someone, "import")
    album.take("from_winauth", "help_import_file", page, choose_button(page))
    page.set_input_files(
        "[name=import_files]", file("winauth.txt", "\n".join(SETUP_LINKS[1:]).encode())
    )
    confirm(someone, album, "from_winauth", "help_import_confirm")

    enter(someone, "import")
    page.set_input_files("[name=import_files]", file("phone.png", transfer_picture()))
    confirm(someone, album, "from_google", "help_from_google_4")


def confirm(someone: User, album: Album, chapter: str, step: str) -> None:
    """See what the file holds, and add it."""
    page = someone.page
    expect(page.locator(".preview li").first).to_be_visible(timeout=PATIENCE_MS)
    add = page.locator("[data-command='import.confirm']:visible")
    album.take(chapter, step, page, add)
    add.click()
    expect(page.locator(".done")).to_be_visible(timeout=PATIENCE_MS)


def administer(someone: User, album: Album) -> None:
    page = someone.page
    enter(someone, "about")
    link = page.locator("a[href$='admin/admin.html']")
    album.take("admin", "help_admin_1", page, link)
    link.click()
    page.wait_for_url("**/admin/admin.html")
    expect(page.locator(".policy").first).to_be_visible()
    album.take("admin", "help_admin_2", page, page.locator("#extension-id"))
    album.take("admin", "help_admin_3", page, page.locator(".policy h4").first)
    download = page.locator(".policy-file button").first
    album.take("admin", "help_admin_4", page, download)
    page.fill("#policy-text", json.dumps(POLICY, indent=2))
    check = page.locator("[data-command='policy.check']")
    check.click()
    expect(page.locator("#check-result .preview")).to_be_visible()
    check.evaluate("button => button.scrollIntoView({ block: 'center' })")  # with the result
    album.take("admin", "help_admin_5", page, check)
    album.take("admin", "help_admin_6", page, page.locator("#print-guide"))


def enter(someone: User, name: str) -> None:
    """Open a page of the settings, anew."""
    someone.page.goto("about:blank")
    someone.page.goto(someone.browser.url(f"options/options.html#{name}"))
    expect(someone.page.locator(f"section.page.{name}")).to_be_visible()


def choose_button(page: Page) -> Locator:
    return page.locator("[data-command='import.read'].primary:visible").first


def open_button(page: Page) -> Locator:
    return page.locator("form:has([name=import_password]) [type=submit]:visible")


def file(name: str, content: bytes) -> Any:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


def transfer_picture() -> bytes:
    """A photo of the phone's screen: the code of two accounts."""
    accounts = (("Slack", "hanako", "MFRGGZDFMZTWQ2LK"), ("AWS", "production", "NBSWY3DPO5XXE3DE"))
    entries = [
        Entry(new_account=new_account(secret, issuer=issuer, name=name))
        for issuer, name, secret in accounts
    ]
    [code] = formats.write("google", entries, 1).codes
    drawn = io.BytesIO()
    segno.make(code, error="l", micro=False).save(drawn, kind="png", scale=5, border=4)
    return drawn.getvalue()
