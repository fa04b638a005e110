"""Takes the text of an account URI apart: scheme, type, label and parameters, each decoded.

The articles 1, 2 and 4 at the top of ``kakomi.otpauth`` say what is accepted.
"""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import unquote, unquote_to_bytes

from kakomi import text_encoding, uri_schemes, vendor_enrolment
from kakomi.errors import KindPush, KindTwoStep, UriMalformed, UriSchemeUnknown, UriTooLong

# A QR code holds at most 4,296 characters. A pasted URI with the longest names and secret is
# shorter than this even if every character is escaped.
MAX_URI_CHARACTERS = 32_768
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):(.*)", re.IGNORECASE | re.DOTALL | re.ASCII)
_ENCODED_SCHEME = re.compile(rf"(?:{'|'.join(uri_schemes.ACCOUNT)})%(?:25)?3A", re.IGNORECASE)

# What programs write for an absent value: in any case, and in just this case.
_NOTHING = {"", "null", "undefined", "(null)", "[object object]"}
_NOTHING_EXACTLY = {"None", "nil", "NaN"}
_TWO_STEP = "2step_"
_PARAMETERS = (
    "secret",
    "issuer",
    "algorithm",
    "digits",
    "period",
    "counter",
    "encoder",
    "pin",
    "pin_length",
)
_ALIASES = {"algo": "algorithm"}
_FREE_TEXTS = ("issuer=", "image=", "icon=")
_OPAQUE = {"pin"}  # in this, "null" is a value like any other
_NAMED = "|".join((*_PARAMETERS, *_ALIASES, "image", "icon", "2step_[a-z]+"))

# Where parameters begin, and where "?" and ";" separate them: before a known name and "=".
_BEGINS = re.compile(rf"\?(?=\s*(?:{_NAMED})\s*=)", re.IGNORECASE | re.ASCII)
SEPARATOR = re.compile(rf"&(?:amp;)?|[;?]+(?=\s*(?:{_NAMED})\s*=)", re.IGNORECASE | re.ASCII)
_BARE_BEGINS = re.compile(rf"[&;](?:amp;)?(?=\s*(?:{_NAMED})\s*=)", re.IGNORECASE | re.ASCII)
_ENCODED_QUERY = re.compile(rf"%3F(?=(?:{_NAMED})%3D)", re.IGNORECASE | re.ASCII)
_ENCODED_PARAMETER = re.compile(
    rf"(?:^|%26(?:amp%3B)?|%3B)(?:{_NAMED})%3D", re.IGNORECASE | re.ASCII
)
_STARTS_KNOWN = re.compile(rf"(?:{_NAMED})(?:=|%3D)", re.IGNORECASE | re.ASCII)
_PARAMETER_END = re.compile("[#;?]")
_JSON_ESCAPE = re.compile(r"\\(?:/|u(0026|0027|003[d-f]))", re.IGNORECASE)
_JAVASCRIPT_UNIT = re.compile(r"%u[0-9A-Fa-f]{4}")
_JAVASCRIPT_ESCAPE = re.compile(r"%(?:u[0-9A-Fa-f]{4}|[0-9A-Fa-f]{2})")

# Quotation marks and brackets that open, and those that may close them.
_QUOTES = {
    '"': '"',
    "'": "'",
    "`": "`'",
    "\u00b4": "\u00b4",
    "<": ">",
    "(": ")",
    "[": "]",
    "{": "}",
    "\u201c": "\u201d\u201c",
    "\u201d": "\u201d",
    "\u201e": "\u201c\u201d",
    "\u2018": "\u2019\u2018",
    "\u2019": "\u2019",
    "\u201a": "\u2018\u2019",
    "\u00ab": "\u00bb",
    "\u00bb": "\u00ab",
    "\u2039": "\u203a",
    "\u203a": "\u2039",
    "\u300c": "\u300d",
    "\u300e": "\u300f",
    "\uff02": "\uff02",
}
_MAX_QUOTES = 4
_SCHEMES = frozenset(uri_schemes.ACCOUNT)


def _bare(text: str) -> str:
    """Returns the text without surrounding white space and quotation marks (article 1)."""
    # A JavaScript string may contain half a surrogate pair; it becomes U+FFFD here.
    text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    text = _unquoted(trimmed(text))
    for _ in range(2):
        if _ENCODED_SCHEME.match(text):
            text = _unquoted(trimmed(unquote(text)))
    return _JSON_ESCAPE.sub(lambda match: chr(int(match[1], 16)) if match[1] else "/", text)


def _unquoted(text: str) -> str:
    """Returns the text without the quotation marks and brackets around it. A mark that opens and is
    never closed is removed too, because no URI begins with one.
    """
    for _ in range(_MAX_QUOTES):
        text = text.removeprefix("\\")
        if text[:1] not in _QUOTES or not text[:1]:
            break
        closing, text = _QUOTES[text[0]], text[1:]
        if text[-1:] and text[-1:] in closing:
            text = text[:-1].removesuffix("\\")
        text = trimmed(text)
    return text


def trimmed(text: str) -> str:
    """Returns the text without white space and invisible characters around it."""
    start, end = 0, len(text)
    while start < end and _is_blank(text[start]):
        start += 1
    while start < end and _is_blank(text[end - 1]):
        end -= 1
    return text[start:end]


def _is_blank(character: str) -> bool:
    return character.isspace() or unicodedata.category(character) == "Cf"


def split(text: str) -> tuple[str, str, str, str]:
    """Returns scheme, type, label and query (articles 1, 2 and 4)."""
    if len(text) > MAX_URI_CHARACTERS:
        raise UriTooLong("uri")
    match = _SCHEME.fullmatch(_bare(text))
    scheme, rest = (match[1].lower(), match[2]) if match else ("", "")
    if vendor_enrolment.is_vendor_scheme(scheme):
        raise KindPush("scheme")
    if scheme not in _SCHEMES or not (
        rest.startswith("//") or scheme in uri_schemes.SLASHES_OPTIONAL
    ):
        raise UriSchemeUnknown("scheme")
    if scheme == "steam":
        return scheme, rest.removeprefix("//").partition("?")[0], "", ""
    rest = rest.lstrip("/")
    if _BEGINS.search(rest) is None:
        rest = _with_decoded_query(rest)
    begins = _BEGINS.search(rest)
    if begins is None and "?" not in rest:
        begins = _BARE_BEGINS.search(rest)
    end, start = begins.span() if begins else (rest.find("?"), rest.find("?") + 1)
    path, query = (rest, "") if end < 0 else (rest[:end], rest[start:])
    if scheme != "motp" and "/" not in path and "%2f" in path.lower():
        path = unquote(path)
    kind_name, _, label = path.partition("/")
    return scheme, trimmed(kind_name), label.strip("/"), _with_decoded_parameters(query)


def _with_decoded_query(rest: str) -> str:
    """Decode "?" and what follows it, if they were encoded as a part of the label."""
    encoded = _ENCODED_QUERY.search(rest)
    return rest if encoded is None else rest[: encoded.start()] + unquote(rest[encoded.start() :])


def _with_decoded_parameters(query: str) -> str:
    """Decode known parameters whose "=" is percent-encoded with them ("secret=…%26issuer%3D…").

    An issuer keeps its text, and so do parameters that are not known: an image's address may have
    such a query.
    """
    if not _ENCODED_PARAMETER.search(query):
        return query
    return "&".join(
        unquote(piece)
        if _STARTS_KNOWN.match(piece)
        and not piece.lower().startswith(_FREE_TEXTS)
        and _ENCODED_PARAMETER.search(piece)
        else piece
        for piece in query.split("&")
    )


def decoded(text: str, where: str) -> str:
    """Returns the text with its percent escapes resolved (article 1). Raises UriMalformed."""
    if _JAVASCRIPT_UNIT.search(text):
        return _decoded_from_javascript(text)
    decoded = text_encoding.decode_plausible(unquote_to_bytes(text))
    if decoded is None:
        raise UriMalformed(where)
    return decoded


def _decoded_from_javascript(text: str) -> str:
    """Returns the text that JavaScript's escape() encoded as UTF-16 code units of two or four
    digits.
    """
    units = _JAVASCRIPT_ESCAPE.sub(lambda match: chr(int(match[0].lstrip("%u"), 16)), text)
    return units.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def decoded_parameters(query: str) -> dict[str, str]:
    """Returns the known parameters that have a value, decoded, without the issuer (article 4)."""
    found: dict[str, str] = {}
    for piece in SEPARATOR.split(query):
        name, given, value = piece.partition("=")
        name = trimmed(name).lower()
        name = _ALIASES.get(name, name)
        if name.startswith(_TWO_STEP):
            raise KindTwoStep(name)
        if name == "steam" and not given:
            name, value = "encoder", "steam"
        if name not in _PARAMETERS or name == "issuer":
            continue
        value = decoded(_PARAMETER_END.split(value, 1)[0].replace("+", " "), name)
        if not trimmed(value) or (name not in _OPAQUE and is_nothing(trimmed(value))):
            continue
        if found.setdefault(name, value) != value:
            raise UriMalformed(name)
    return found


def is_nothing(text: str) -> bool:
    """Whether the text is what programs write for an absent value."""
    return text.lower() in _NOTHING or text in _NOTHING_EXACTLY
