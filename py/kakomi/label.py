"""Issuers and account names, and how a label with both is separated.

Issuer and name have at most 512 characters and are normalized by ``normalize_label``.
"""

from __future__ import annotations

import re

MAX_LABEL_CHARACTERS = 512

# Bidirectional embeddings, overrides and isolates (Unicode UAX #9). In a name they can make it look
# like another name.
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_SURROGATES = re.compile("[\ud800-\udfff]")
_DOMAIN = re.compile(r"[\w-]+(?:\.[\w-]+)+")


def normalize_label(text: str) -> str:
    """Returns ``text`` as an issuer or a name.

    Control characters and line breaks become a space, and lone surrogates become U+FFFD. Bidi
    overrides and white space at both ends are removed. Everything else stays unchanged.
    """
    text = _BIDI.sub("", text)
    text = _SURROGATES.sub("\N{REPLACEMENT CHARACTER}", text)
    return _CONTROLS.sub(" ", text).strip()


def strip_issuer_prefix(text: str, issuer: str) -> str | None:
    """Returns the rest of ``text`` after the issuer (in any case) and a colon; None if ``text``
    does not begin with them.
    """
    end = len(issuer)
    if issuer and text[:end].casefold() == issuer.casefold() and text[end : end + 1] == ":":
        return normalize_label(text[end + 1 :])
    return None


def separate_label(issuer: str, name: str) -> tuple[str, str]:
    """Returns issuer and name without the issuer's repetition at the beginning of the name.

    A prefix that contains the issuer and more ("Slack (Acme):me" of the issuer "Slack") becomes the
    issuer, because it tells two accounts apart. Any other name stays unchanged.
    """
    rest = strip_issuer_prefix(name, issuer)
    if rest is not None:
        return issuer, rest
    prefix, colon, after = name.partition(":")
    prefix = normalize_label(prefix)
    if colon and extends_issuer(prefix, issuer):
        return prefix, normalize_label(after)
    return issuer, name


def extends_issuer(prefix: str, issuer: str) -> bool:
    """Returns whether the prefix contains the issuer as whole words, and more, and is no domain."""
    words = re.escape(issuer.casefold())
    return (
        bool(issuer)
        and len(prefix) > len(issuer)
        and re.search(rf"(?<!\w){words}(?!\w)", prefix.casefold()) is not None
        and _DOMAIN.fullmatch(prefix) is None
    )
