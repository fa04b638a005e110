"""The name and the logo of a reseller who distributes the manual, from a small TOML file:

name = "Example Corp."                       on the cover and on each page
contact = "Help desk: 03-1234-5678"          optional, on the cover; may have several lines
logo = "logo.svg"                            optional: PNG, JPEG or SVG, beside the file
"""

from __future__ import annotations

import base64
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_LOGO_TYPES = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".svg": "image/svg+xml",
}
_KEYS = ("name", "contact", "logo")
MAX_LOGO_BYTES = 2_000_000


class ResellerError(Exception):
    """A file that can't be used. The message says where the fault is."""


@dataclass(frozen=True, slots=True)
class Reseller:
    """``logo_url``: the logo as a ``data:`` address, empty if there is none."""

    name: str = ""
    contact: str = ""
    logo_url: str = ""


def read(path: Path) -> Reseller:
    """Returns what the file says. Raises ResellerError."""
    try:
        values = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise ResellerError(f"{path.name}: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ResellerError(f"{path.name}: {error}") from None
    for key, value in values.items():
        if key not in _KEYS:
            raise ResellerError(f"{path.name}: {key} is unknown; it may have {', '.join(_KEYS)}")
        if not isinstance(value, str):
            raise ResellerError(f"{path.name}: {key} is not a text")
    if not values.get("name", "").strip():
        raise ResellerError(f"{path.name}: name is missing")
    logo = values.get("logo", "")
    return Reseller(
        name=values["name"].strip(),
        contact=values.get("contact", "").strip(),
        logo_url=_data_url(path.parent / logo) if logo else "",
    )


def _data_url(logo: Path) -> str:
    kind = _LOGO_TYPES.get(logo.suffix.lower())
    if kind is None:
        raise ResellerError(f"{logo.name}: a logo is a PNG, JPEG or SVG file")
    try:
        data = logo.read_bytes()
    except OSError as error:
        raise ResellerError(f"{logo.name}: {error.strerror}") from None
    if len(data) > MAX_LOGO_BYTES:
        raise ResellerError(f"{logo.name} has more than {MAX_LOGO_BYTES} bytes")
    return f"data:{kind};base64,{base64.b64encode(data).decode()}"
