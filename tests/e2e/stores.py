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

_READ_SECOND = """async () => {
    const folder = await navigator.storage.getDirectory();
    const found = {};
    for await (const [name, handle] of folder.entries()) {
        found[name] = await (await handle.getFile()).text();
    }
    return found;
}"""
_WRITE_SECOND = """async (texts) => {
    const folder = await navigator.storage.getDirectory();
    for (const [name, text] of Object.entries(texts)) {
        const handle = await folder.getFileHandle(name, {create: true});
        const stream = await handle.createWritable();
        await stream.write(text);
        await stream.close();
    }
}"""
_EMPTY_SECOND = """async () => {
    const folder = await navigator.storage.getDirectory();
    for await (const name of folder.keys()) await folder.removeEntry(name);
}"""


def first(browser: Browser) -> dict[str, str]:
    """What the first store holds."""
    return browser.stored()


def write_first(browser: Browser, texts: dict[str, str]) -> None:
    """Put that there, whatever it is."""
    browser.back_room.evaluate("texts => chrome.storage.local.set(texts)", texts)


def empty_first(browser: Browser) -> None:
    """Take everything out of it."""
    browser.back_room.evaluate("chrome.storage.local.clear()")


def second(browser: Browser) -> dict[str, str]:
    """What the second store holds."""
    found: dict[str, str] = browser.back_room.evaluate(_READ_SECOND)
    return found


def write_second(browser: Browser, texts: dict[str, str]) -> None:
    """Put that there, whatever it is."""
    browser.back_room.evaluate(_WRITE_SECOND, texts)


def empty_second(browser: Browser) -> None:
    """Take everything out of it."""
    browser.back_room.evaluate(_EMPTY_SECOND)


def altered(text: str) -> str:
    """The same with one letter changed to the next, in the middle of what is sealed."""
    at = text.index('"ciphertext":"') + 40 if '"ciphertext":"' in text else len(text) // 2
    letter = LETTERS[(LETTERS.find(text[at]) + 1) % len(LETTERS)]
    return text[:at] + letter + text[at + 1 :]


def on_disk(profile: Path, needles: Iterable[bytes]) -> list[str]:
    """The files of a profile that hold any of these, each with which of them."""
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
