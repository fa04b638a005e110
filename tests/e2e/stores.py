"""Reads and writes the vault's two stores directly, from a page of the extension or as files of the
profile.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from e2e.browser import Browser

PLACES = ("vault.0", "vault.1", "vault.2")
COPY = "vault"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

_READ_MIRROR = """async () => {
    const folder = await navigator.storage.getDirectory();
    const found = {};
    for await (const [name, handle] of folder.entries()) {
        found[name] = await (await handle.getFile()).text();
    }
    return found;
}"""
_WRITE_MIRROR = """async (texts) => {
    const folder = await navigator.storage.getDirectory();
    for (const [name, text] of Object.entries(texts)) {
        const handle = await folder.getFileHandle(name, {create: true});
        const stream = await handle.createWritable();
        await stream.write(text);
        await stream.close();
    }
}"""
_CLEAR_MIRROR = """async () => {
    const folder = await navigator.storage.getDirectory();
    for await (const name of folder.keys()) await folder.removeEntry(name);
}"""


def read_primary(browser: Browser) -> dict[str, str]:
    """Returns the primary store's texts, by key."""
    return browser.stored()


def write_primary(browser: Browser, texts: dict[str, str]) -> None:
    """Writes the texts to the primary store."""
    browser.extension_page.evaluate("texts => chrome.storage.local.set(texts)", texts)


def clear_primary(browser: Browser) -> None:
    """Clears the primary store."""
    browser.extension_page.evaluate("chrome.storage.local.clear()")


def read_mirror(browser: Browser) -> dict[str, str]:
    """Returns the mirror store's texts, by key."""
    found: dict[str, str] = browser.extension_page.evaluate(_READ_MIRROR)
    return found


def write_mirror(browser: Browser, texts: dict[str, str]) -> None:
    """Writes the texts to the mirror store."""
    browser.extension_page.evaluate(_WRITE_MIRROR, texts)


def clear_mirror(browser: Browser) -> None:
    """Clears the mirror store."""
    browser.extension_page.evaluate(_CLEAR_MIRROR)


def altered(text: str) -> str:
    """Returns the text with one character of its sealed part changed."""
    at = text.index('"ciphertext":"') + 40 if '"ciphertext":"' in text else len(text) // 2
    letter = LETTERS[(LETTERS.find(text[at]) + 1) % len(LETTERS)]
    return text[:at] + letter + text[at + 1 :]


def on_disk(profile: Path, needles: Iterable[bytes]) -> list[str]:
    """Returns the profile's files that contain a needle, each with the needle's number."""
    needles = list(needles)
    found = []
    for path in sorted(p for p in profile.rglob("*") if p.is_file()):
        content = path.read_bytes()
        found += [
            f"{path.relative_to(profile)}: needle {number}"
            for number, needle in enumerate(needles)
            if needle in content
        ]
    return found
