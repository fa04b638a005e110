"""A real ``storage.session`` that is full: a saved change is reported as saved, and is shown."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from kakomi.commands.session_budget import MAX_IMPORT_BYTES, QUOTA_BYTES

if TYPE_CHECKING:
    from collections.abc import Callable

    from e2e.browser import Browser

MANY = 500
# The sheet of 3,000 accounts is to fit beside the largest draft.
MAX_BYTES_PER_ROW = (QUOTA_BYTES - MAX_IMPORT_BYTES) // 2_300

FILL = """async (most) => {
    const session = chrome.storage.session;
    let text = "";
    for (let step = most; step >= 1; step = Math.floor(step / 2)) {
        const longer = text + "x".repeat(step);
        try {
            await session.set({ import: { id: "x", entries: longer, sources: [] } });
            text = longer;
        } catch {}
    }
    return [text.length, await session.getBytesInUse(null)];
}"""


def uri(name: str) -> str:
    secret = base64.b32encode(name.encode()).decode().rstrip("=")
    return f"otpauth://totp/Issuer%20of%20{name}:{name}%40example.com?secret={secret}"


def test_a_full_session_storage_does_not_fail_a_saved_change(start: Callable[..., Browser]) -> None:
    browser = start()
    browser.ask("account.add", uri=uri("first"))
    length, used = browser.extension_page.evaluate(FILL, QUOTA_BYTES)
    assert length > QUOTA_BYTES // 2
    assert used > QUOTA_BYTES - 1_000, "the storage is full"
    for name in ("a", "b", "c"):
        assert browser.ask("account.add", uri=uri(name))["state"] == "added"
    values = browser.extension_page.evaluate("chrome.storage.session.get(null)")
    assert "import" not in values
    shown = [row["name"] for row in values["sheet"]["rows"]]
    assert shown == [f"{name}@example.com" for name in ("first", "a", "b", "c")]


def test_the_sheet_of_many_accounts_fits_its_budget(start: Callable[..., Browser]) -> None:
    browser = start()
    text = "\n".join(uri(f"account{i}") for i in range(MANY)).encode()
    data = base64.b64encode(text).decode()
    preview = browser.ask("import.read", name="many.txt", data_base64=data)
    assert browser.ask("import.confirm", id=preview["id"])["added"] == MANY
    browser.ask("sheet.read", brief=True)
    used = browser.extension_page.evaluate(
        "chrome.storage.session.getBytesInUse(['sheet', 'sheet.rest'])"
    )
    assert used < MANY * MAX_BYTES_PER_ROW, f"{used // MANY} bytes for each account"
