"""The texts of the store's listing, and the store's limits.

A file of ``.github/listing`` has a section for each text. The limits are those of the Chrome Web
Store's developer dashboard and of the manifest (name 75, summary 132 characters).
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / ".github" / "listing"
LANGUAGES = ("en", "ja")

MAX_CHARACTERS = {
    "Name": 75,
    "Summary": 132,
    "Description": 16_000,
    "Single purpose": 1_000,
    "Privacy": 1_000,
}
MAX_PERMISSION_CHARACTERS = 1_000
SEARCHED_FOR = "2FA / 二要素認証"


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """``sections``: heading -> text. ``permissions``: permission -> why it is needed."""

    sections: dict[str, str]
    permissions: dict[str, str]


def read(language: str) -> Listing:
    """Returns the texts in that language."""
    text = (FOLDER / f"{language}.md").read_text("utf-8")
    sections = _parts(text, "## ")
    permissions = _parts(sections.pop("Permissions", ""), "### ")
    return Listing(sections=sections, permissions=permissions)


def _parts(text: str, mark: str) -> dict[str, str]:
    """Returns the text below each heading of one level."""
    pieces = re.split(rf"^{re.escape(mark)}(.+)$", text, flags=re.MULTILINE)
    return {
        heading.strip(): body.strip()
        for heading, body in zip(pieces[1::2], pieces[2::2], strict=True)
    }


def faults(language: str) -> list[str]:
    """Returns what the store would refuse, or what differs from the product; empty if nothing."""
    listing = read(language)
    found = [f"{name} is missing" for name in MAX_CHARACTERS if not listing.sections.get(name)]
    found += [
        f"{name} has {len(text)} characters, {most} at most"
        for name, most in MAX_CHARACTERS.items()
        if len(text := listing.sections.get(name, "")) > most
    ]
    found += [
        f"{name} has {len(text)} characters, {MAX_PERMISSION_CHARACTERS} at most"
        for name, text in listing.permissions.items()
        if not 0 < len(text) <= MAX_PERMISSION_CHARACTERS
    ]
    manifest = json.loads((ROOT / "manifest.json").read_text("utf-8"))
    wanted = {*manifest["permissions"], *manifest.get("optional_permissions", [])}
    for name in sorted(wanted ^ listing.permissions.keys()):
        found.append(f"{name} is in one of manifest and listing only")
    if SEARCHED_FOR not in listing.sections.get("Summary", ""):
        found.append(f"the summary lacks {SEARCHED_FOR!r}")
    return found + _differences(listing, language)


def _differences(listing: Listing, language: str) -> list[str]:
    """The store takes name and summary from the package, so both must be the same."""
    path = ROOT / "extension" / "_locales" / language / "messages.json"
    messages = json.loads(path.read_text("utf-8"))
    pairs = {"Name": "extName", "Summary": "extDescription"}
    return [
        f"{section} differs from {key} in _locales/{language}"
        for section, key in pairs.items()
        if listing.sections.get(section) != messages[key]["message"]
    ]
