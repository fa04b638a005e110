"""Typing into the filter finds accounts by accents folded, and by group and note."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from e2e.browser import Browser

NAMES = ("Müller Versand", "Société Générale", "ÖBB", "Łódź", "İstanbul", "Straße", "楽天")


@pytest.mark.parametrize("page_name", ["popup", "options"])
def test_typed_words_find_the_account(own: Browser, page_name: str) -> None:
    for at, name in enumerate(NAMES):
        secret = f"JBSWY3DPEHPK3PX{'ABCDEFG'[at]}"
        added = own.ask("account.add", uri=f"otpauth://totp/{name}:me?secret={secret}")
        if name == "ÖBB":
            note = "travel card 4711"
            own.ask("account.edit", id=added["account_id"], groups=["Work"], note=note)
    if page_name == "popup":
        page = own.press_icon()
        field, rows = page.locator("#filter"), page.locator("#rows .row .issuer")
    else:
        page = own.new_tab(own.url("options/options.html#accounts"))
        field, rows = page.locator('[type="search"]'), page.locator(".accounts-list .issuer")
    expect(rows).to_have_count(len(NAMES))
    for typed, found in (
        ("muller", ["Müller Versand"]),
        ("societe", ["Société Générale"]),
        ("obb", ["ÖBB"]),
        ("lodz", ["Łódź"]),
        ("istanbul", ["İstanbul"]),
        ("strasse", ["Straße"]),
        ("work", ["ÖBB"]),
        ("4711", ["ÖBB"]),
        ("", list(NAMES)),
    ):
        field.fill(typed)
        expect(rows).to_have_text(found)
    assert "travel card" not in str(own.session())  # digits alone might be those of a code
