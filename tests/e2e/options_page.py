"""The options page, as the tests operate it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from e2e.browser import Browser

PASSPHRASE = "correct horse battery staple"
PATIENCE_MS = 20_000  # the derivation of a passphrase's key takes long on purpose


def control(page: Page | Locator, command: str) -> Locator:
    """Returns the visible control that sends the command."""
    return page.locator(f'[data-command="{command}"]:visible')


class OptionsPage:
    """The options page in a tab of its own; an error in its console fails the test."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.page = browser.new_tab(browser.url("manifest.json"))
        self.complaints: list[str] = []
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", self._hear)

    def _hear(self, message: Any) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)

    def enter(self, name: str) -> Page:
        """Open a section of the page. Returns the page."""
        address = self.browser.url(f"options/options.html#{name}")
        if self.page.url.startswith(self.browser.url("options/")):
            self.page.evaluate("address => location.assign(address)", address)
        else:
            self.page.goto(address)
        expect(self.page.locator(f"section.page.{name}")).to_be_visible()
        return self.page

    def bring(self, *files: Any) -> Page:
        """Choose files to import, and wait for their previews. Returns the page."""
        page = self.enter("import")
        page.set_input_files("[name=import_files]", list(files))
        expect(page.locator(".preview").nth(len(files) - 1)).to_be_visible()
        return page

    def unlock_in_dialog(self) -> None:
        """Type the passphrase into the dialog that asks for it."""
        dialog = self.page.locator("dialog")
        dialog.locator("[name=passphrase]").fill(PASSPHRASE)
        self.page.keyboard.press("Enter")

    def protect(self) -> None:
        """Set a passphrase."""
        page = self.enter("protection")
        control(page, "vault.protect").click()
        page.fill("[name=new_passphrase]", PASSPHRASE)
        page.fill("[name=new_passphrase_again]", PASSPHRASE)
        page.keyboard.press("Enter")
        expect(page.locator("#lock-now")).to_be_visible(timeout=PATIENCE_MS)
        expect(page.locator("dialog")).to_have_count(0)
