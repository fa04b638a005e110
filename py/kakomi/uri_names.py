"""The issuer and the name of an account URI, by the articles 9 to 11 of ``kakomi.otpauth``."""

from __future__ import annotations

import re
from urllib.parse import unquote_to_bytes

from kakomi import text_encoding
from kakomi.label import extends_issuer, normalize_label, strip_issuer_prefix
from kakomi.uri_parts import SEPARATOR, decoded, is_nothing

_ISSUER = re.compile(r"(?:^|[&;?])(?:amp;)?\s*issuer\s*=", re.IGNORECASE | re.ASCII)


def last_issuer(query: str, label: str) -> str:
    """Returns the last issuer of the query, or an empty text (article 9)."""
    found = [_issuer_value(query[match.end() :], label) for match in _ISSUER.finditer(query)]
    named = [issuer for issuer in found if not is_nothing(issuer)]
    return named[-1] if named else ""


def _issuer_value(rest: str, label: str) -> str:
    """Returns the issuer that ``rest`` of the query begins with."""
    decoded_label = normalize_label(text_encoding.decode(unquote_to_bytes(rest.replace("+", " "))))
    for prefix in _prefixes(label):
        if decoded_label[: len(prefix)].casefold() != prefix.casefold():
            continue
        after = decoded_label[len(prefix) :]
        if not after or after[0] in "#" or SEPARATOR.match(after):
            return decoded_label[: len(prefix)]
    pieces = SEPARATOR.split(rest)
    joined = [pieces[0]]
    for piece in pieces[1:]:
        if "=" in piece or not piece.strip() or piece.strip().lower() == "steam":
            break
        joined.append(piece)
    return normalize_label(decoded("&".join(joined).replace("+", " "), "issuer"))


def _prefixes(label: str) -> list[str]:
    """Returns the possible prefixes of the label, the longest first; none is empty."""
    decoded_label = normalize_label(decoded(label, "label"))
    ends = [index for index, character in enumerate(decoded_label) if character == ":"]
    return [prefix for end in reversed(ends) if (prefix := normalize_label(decoded_label[:end]))]


def first_prefix(label: str) -> str:
    """Return what precedes the first colon of the label, or an empty text."""
    prefix, colon, _ = decoded(label, "label").partition(":")
    return normalize_label(prefix) if colon else ""


def issuer_and_name(label: str, issuer: str) -> tuple[str, str]:
    """Returns issuer and name (articles 9 to 11)."""
    if "%2b" in label.lower():
        label = label.replace("+", " ")
    decoded_label = normalize_label(decoded(label, "label"))
    rest = strip_issuer_prefix(decoded_label, issuer)
    if rest is not None:
        return issuer, _unless_nothing(rest)
    bare_prefix, bare_colon, bare_rest = label.partition(":")
    if bare_colon:
        prefix, name = decoded(bare_prefix, "label"), decoded(bare_rest, "label")
    elif ":" in decoded_label:
        prefix, name = decoded_label.split(":", 1) if issuer else decoded_label.rsplit(":", 1)
    else:
        prefix, name = "", decoded_label
    prefix, name = _unless_nothing(prefix), _unless_nothing(name)
    if issuer and not extends_issuer(prefix, issuer):
        prefix = issuer
    return prefix, name


def _unless_nothing(text: str) -> str:
    text = normalize_label(text)
    return "" if is_nothing(text) else text
