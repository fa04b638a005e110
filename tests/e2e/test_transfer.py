"""Google Authenticator's export codes over several scans, in the toolbar popup."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kakomi import migration
from kakomi.account import NewAccount
from kakomi.otp_key import Key
from playwright.sync_api import expect

from e2e.screenshots import looks, setting_in
from e2e.user_actions import press_command

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from e2e.browser import Browser
    from e2e.page_server import PageServer
    from e2e.screenshots import Screenshots


def codes(size: int, batch_id: int = 7, first: int = 0, each: int = 3) -> list[str]:
    """A transfer's codes."""
    return [
        migration.format(
            migration.Transfer(
                accounts=tuple(
                    NewAccount(
                        key=Key(secret=bytes([first + index * each + i + 1] * 10)),
                        issuer=f"Service {first + index * each + i}",
                        name="hanako@example.com",
                    )
                    for i in range(each)
                ),
                batch_size=size,
                batch_index=index,
                batch_id=batch_id,
            )
        )
        for index in range(size)
    ]


setting = setting_in(*looks("ja-dark", "en"))


def scan(own: Browser, local_pages: PageServer, text: str) -> Page:
    """Show a code in a page and press "Scan"."""
    own.page.goto(local_pages.page(local_pages.img(text)))
    popup = own.press_icon()
    press_command(popup, "scan.page")
    return popup


def test_codes_are_collected_over_several_scans(
    own: Browser, local_pages: PageServer, screenshots: Screenshots
) -> None:
    first, second, third = codes(3)
    popup = scan(own, local_pages, first)
    expect(popup.locator(".card.transfer .received")).to_have_text(["1"])
    screenshots.take(popup, "first")
    popup.close()
    own.stop_worker()
    popup = scan(own, local_pages, third)
    expect(popup.locator(".card.transfer .received")).to_have_text(["1", "3"])
    screenshots.take(popup, "third")
    popup.close()

    popup = scan(own, local_pages, third)
    expect(popup.locator(".card.transfer .received")).to_have_count(2)
    screenshots.take(popup, "again")
    popup.close()

    popup = own.press_icon()
    expect(popup.locator("#banner")).to_be_visible()
    screenshots.take(popup, "waiting")
    popup.locator("#banner-action").click()
    expect(popup.locator(".card.transfer")).to_be_visible()
    popup.close()

    popup = scan(own, local_pages, second)
    expect(popup.locator(".found-list .row")).to_have_count(9)
    screenshots.take(popup, "complete")
    before = own.ask("vault.status")["generation"]
    popup.keyboard.press("Enter")
    expect(popup.locator("#banner[data-tone='good']")).to_be_visible()
    expect(popup.locator("#rows [data-account]")).to_have_count(9)
    screenshots.take(popup, "added")
    assert own.ask("vault.status")["generation"] == before + 1
    assert not {"transfer", "transfer.held", "found"} & own.session().keys()
    popup.locator("#banner-action").click()
    expect(popup.locator("[data-view-name='empty']")).to_be_visible()
    screenshots.take(popup, "undone")
    popup.close()


def test_another_transfer_is_asked_about(
    own: Browser, local_pages: PageServer, screenshots: Screenshots
) -> None:
    first, second = codes(2)
    popup = scan(own, local_pages, first)
    expect(popup.locator(".card.transfer .received")).to_have_text(["1"])
    popup.close()
    popup = scan(own, local_pages, codes(4, batch_id=9, first=100)[2])
    expect(popup.locator(".card.transfer .keep")).to_be_visible()
    screenshots.take(popup, "other")
    popup.locator(".keep").click()
    expect(popup.locator(".card.transfer .received")).to_have_text(["1"])
    popup.close()
    popup = scan(own, local_pages, codes(4, batch_id=9, first=100)[2])
    popup.locator(".switch").click()
    expect(popup.locator(".card.transfer .received")).to_have_text(["3"])
    screenshots.take(popup, "switched")
    popup.locator(".cancel").click()
    expect(popup.locator("#toast")).to_be_visible()
    screenshots.take(popup, "cancelled")
    assert not {"transfer", "transfer.held"} & own.session().keys()
    popup.close()
    popup = scan(own, local_pages, second)
    expect(popup.locator(".card.transfer .received")).to_have_text(["2"])
    popup.locator(".take").click()
    expect(popup.locator(".found-list .row")).to_have_count(3)
    popup.close()


def test_a_saved_name_is_asked_about_in_the_list(
    own: Browser, local_pages: PageServer, screenshots: Screenshots
) -> None:
    own.ask(
        "account.add", uri="otpauth://totp/Service%200:hanako@example.com?secret=JBSWY3DPEHPK3PXP"
    )
    popup = scan(own, local_pages, codes(1)[0])
    expect(popup.locator(".found-list .question")).to_have_count(1)
    screenshots.take(popup, "question")
    popup.keyboard.press("Enter")
    expect(popup.locator(".found-list .settled")).to_have_count(2)
    screenshots.take(popup, "others-added")
    popup.locator(".question .replace").click()
    expect(popup.locator(".found-list .settled")).to_have_count(3)
    expect(popup.locator(".found-list .done")).to_be_visible()
    screenshots.take(popup, "replaced")
    assert len(own.ask("sheet.read")["rows"]) == 3
    popup.locator("#toast-action").click()
    expect(popup.locator("#toast-action")).to_be_hidden()  # the toast that says it is undone
    names = [row["issuer"] for row in own.ask("sheet.read")["rows"]]
    assert names.count("Service 0") == 1
    popup.close()
