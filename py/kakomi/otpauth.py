"""Account URIs, both ways: what a QR code for an authenticator holds.

    otpauth://TYPE/LABEL?secret=BASE32&issuer=…&algorithm=…&digits=…&period=…&counter=…

There is no standard, only Google's "Key Uri Format" and what issuers make of it. Kakomi is lenient
in how a thing is spelled and strict in what it means: whatever would change the codes is taken as
said or refused, never guessed. The law, which the tests hold article by article:

 1. Text. White space around it goes. Over 32,768 characters is refused. Scheme, type and parameter
    names in any case; letters outside ASCII may stand unencoded; "%" that starts no escape and "#"
    are ordinary characters; "&amp;" is "&". Escapes that make no UTF-8 are refused. In parameters
    "+" is a space; in the label it is a plus (alice+work@…), unless the label holds "%2B": who
    escapes the plus means a space by a bare one.
 2. Scheme: otpauth, Apple's apple-otpauth, steam://SECRET, and motp://LABEL?secret=TEXT. The codes
    of Microsoft's, Duo's and Okta's own apps hold no secret and are refused.
 3. Type: totp, hotp, steam, yaotp (yandex is the same). daypassword is TOTP, with a day for its
    period where none is given.
 4. A parameter given twice must say the same twice. Unknown ones are passed over (image, color,
    …). An empty one is as good as absent; so is "null" or "undefined" as algorithm, digits,
    period, counter.
 5. Secret: base32 as ``account.decode_secret`` has it: any case, white space, hyphens, padding;
    left-over bits are dropped. "0", "1", "8" and "9" are refused: nobody knows what they were
    meant to be. mOTP's is a text, taken as it is; Yandex's has 16 bytes, or 26 with its check sum.
    steam:// takes Steam's own spelling, too: base64 of 20 bytes, which is 27 characters and a "=".
 6. Algorithm ("algo" is the same): SHA1, SHA256, SHA512 in any case, also as SHA-256, HmacSHA256,
    HMAC-SHA-256, Algorithm.sha256; SHA1 if absent. Any other is refused, MD5 too.
 7. Digits, period, counter: ASCII digits alone. Absent: 6, 30 s, 0. Their bounds are
    ``account``'s. A period on hotp and a counter on totp mean nothing and are passed over.
 8. Steam: by type, by scheme, by encoder=steam or by a bare "steam" for a parameter, and then
    digits and period mean nothing. By an issuer "Steam" alone only a totp, and then digits, period
    and algorithm must be absent or Steam's own; encoder=default keeps it a totp. Any other encoder
    is refused.
 9. Issuer: the parameter if there is one, else the label's prefix.
10. Label: "prefix:name", or a name alone, which may be missing. The name is what follows the first
    that fits: the issuer parameter and a colon; a bare ":", the first; an encoded "%3A", the last
    (with an issuer parameter, the first, so that less is lost). A prefix that differs from the
    parameter is dropped.
11. Issuer and name are made ``account.tidy``; over 512 characters is refused.
12. yaotp and motp: pin may be told, and mostly isn't; pin_length must be a number. Yandex's is
    written as it is or in base32 (GEZDGNA is 1234), which begins with a letter. Digits mean
    something to mOTP alone, period and algorithm nothing to both. yaotp without an issuer is
    Yandex's.
"""

from __future__ import annotations

import base64
import re
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote_to_bytes

from kakomi import uri_schemes
from kakomi.account import (
    DEFAULT_DIGITS,
    DEFAULT_PERIOD_S,
    MAX_PERIOD_S,
    STEAM_DIGITS,
    Account,
    Algorithm,
    Key,
    Kind,
    NewAccount,
    decode_algorithm,
    decode_secret,
    encode_secret,
    normalize_label,
    strip_issuer_prefix,
)
from kakomi.errors import (
    AccountError,
    CounterInvalid,
    DigitsUnsupported,
    KindPush,
    KindUnsupported,
    PeriodUnsupported,
    PinInvalid,
    SecretInvalid,
    SecretMissing,
    UriMalformed,
    UriSchemeUnknown,
    UriTooLong,
    UriTypeUnknown,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

# A QR code holds 4,296 characters at most; a pasted URI with the longest names and secret, every
# character escaped, stays under this.
MAX_URI_CHARACTERS = 32_768

_URI = re.compile(
    r"([a-z][a-z0-9+.-]*)://([^/?]*)/*([^?]*)\??(.*)", re.IGNORECASE | re.DOTALL | re.ASCII
)
_PUSH_SCHEMES = {"phonefactor", "duo", "oktaverify"}
_TYPES = {
    "totp": Kind.TOTP,
    "hotp": Kind.HOTP,
    "steam": Kind.STEAM,
    "daypassword": Kind.TOTP,
    "yaotp": Kind.YANDEX,
    "yandex": Kind.YANDEX,
}
_TYPE_NAMES = {Kind.HOTP: "hotp", Kind.YANDEX: "yaotp"}  # the others are written as totp
_NUMBER = re.compile(r"[0-9]{1,20}", re.ASCII)
_NAMESPACE = re.compile(r"\s*Algorithm\.", re.IGNORECASE | re.ASCII)  # Dart's, of its own names
_STEAMS_BASE64 = re.compile(r"[A-Za-z0-9+/]{27}=", re.ASCII)
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
_NULLABLE = {"algorithm", "digits", "period", "counter"}
_SPELLING = {
    "period_s": "period",
    "name": "label",
}  # where the fields of Key and Enrolment come from
_SCHEMES = frozenset(uri_schemes.ACCOUNT)
_AROUND = " \t\r\n\f\v\u00a0\u3000\ufeff"


def parse(text: str) -> NewAccount:
    """The account that the URI describes. The law is at the top of this file.

    Raises UriError if it is no account URI, AccountError if it is one that can't be used;
    ``where`` names the part: ``type``, ``label``, ``secret[3]``, ``period``.
    """
    scheme, kind_name, label, query = _split(text)
    if scheme == "steam":
        return _bare_steam(f"{kind_name}/{label}".rstrip("/"))
    parameters = _parameters(query)
    if scheme == "motp":
        label = f"{kind_name}/{label}" if label else kind_name
    issuer, name = _names(label, parameters.get("issuer", ""))
    kind, ignored = (
        (Kind.MOTP, {"period", "algorithm", "counter"})
        if scheme == "motp"
        else _kind(kind_name.lower(), parameters, issuer)
    )
    for meaningless in ignored:
        parameters.pop(meaningless, None)
    if kind_name.lower() == "daypassword":
        parameters.setdefault("period", str(MAX_PERIOD_S))
    try:
        return NewAccount(
            key=_key(kind, parameters),
            issuer=issuer or ("Yandex" if kind is Kind.YANDEX else ""),
            name=name,
            counter=_number(parameters, "counter", 0, CounterInvalid),
        )
    except AccountError as error:
        raise error.at(_SPELLING.get(error.where, error.where)) from error


def parse_secret(text: str) -> NewAccount:
    """A secret typed without any URI: TOTP with the usual parameters, nameless.

    Raises SecretMissing, SecretInvalid, SecretTooLong.
    """
    return NewAccount(key=Key(secret=decode_secret(text)))


def format(account: Account | NewAccount) -> str:  # noqa: A001  the pair of parse
    """The URI that ``parse`` reads back as the same key, names and counter.

    Parameters at their defaults are left out, save the issuer, which stands in both its places.
    """
    key = account.key
    label = _quote(account.name)
    if account.issuer or ":" in account.name:
        label = f"{_quote(account.issuer)}:{label}"
    parameters = {"secret": encode_secret(key.secret), "issuer": account.issuer}
    if key.kind in (Kind.TOTP, Kind.HOTP) and key.algorithm is not Algorithm.SHA1:
        parameters["algorithm"] = key.algorithm.value
    if key.kind is not Kind.YANDEX and key.digits != DEFAULT_DIGITS:
        parameters["digits"] = str(key.digits)
    if key.kind is Kind.TOTP and key.period_s != DEFAULT_PERIOD_S:
        parameters["period"] = str(key.period_s)
    if key.kind is Kind.HOTP:
        parameters["counter"] = str(account.counter)
    if key.kind is Kind.STEAM:
        parameters["encoder"] = "steam"
    elif key.kind is Kind.TOTP and account.issuer.casefold() == "steam":
        parameters["encoder"] = "default"
    if key.kind is Kind.MOTP:
        parameters["secret"] = key.secret.decode("ascii")
    parameters["pin"] = key.pin
    query = "&".join(f"{name}={_quote(value)}" for name, value in parameters.items() if value)
    if key.kind is Kind.MOTP:
        return f"motp://{label}?{query}"
    return f"otpauth://{_TYPE_NAMES.get(key.kind, 'totp')}/{label}?{query}"


def _quote(text: str) -> str:
    return quote(text, safe="@")


def _split(text: str) -> tuple[str, str, str, str]:
    """Articles 1 and 2: scheme, type, label, query."""
    if len(text) > MAX_URI_CHARACTERS:
        raise UriTooLong("uri")
    # JavaScript's strings may hold half a character; it becomes U+FFFD here.
    text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    match = _URI.fullmatch(text.strip(_AROUND))
    if match is None:
        raise UriSchemeUnknown("scheme")
    scheme, kind_name, label, query = match.groups()
    scheme = scheme.lower()
    if scheme in _PUSH_SCHEMES:
        raise KindPush("scheme")
    if scheme not in _SCHEMES:
        raise UriSchemeUnknown("scheme")
    return scheme, kind_name, label, query


def _bare_steam(text: str) -> NewAccount:
    written = _decoded(text, "secret")
    if _STEAMS_BASE64.fullmatch(written):
        secret = base64.b64decode(written)
    else:
        secret = decode_secret(written)
    return NewAccount(key=Key.steam(secret), issuer="Steam")


def _decoded(text: str, where: str) -> str:
    """Percent escapes resolved. Raises UriMalformed if they make no UTF-8."""
    content = unquote_to_bytes(text)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        pass
    raise UriMalformed(where)  # not in the handler: that exception holds the text


def _parameters(query: str) -> dict[str, str]:
    """Article 4: the known ones that say something, decoded."""
    parameters: dict[str, str] = {}
    for piece in query.split("&"):
        name, given, value = piece.partition("=")
        name = name.strip().lower().removeprefix("amp;")
        name = _ALIASES.get(name, name)
        if name == "steam" and not given:
            name, value = "encoder", "steam"
        if name not in _PARAMETERS:
            continue
        value = _decoded(value.replace("+", " "), name)
        said = value.strip().lower()
        if not said or (name in _NULLABLE and said in ("null", "undefined")):
            continue
        if parameters.setdefault(name, value) != value:
            raise UriMalformed(name)
    return parameters


def _names(label: str, issuer: str) -> tuple[str, str]:
    """Articles 9 to 11: issuer and name."""
    if "%2b" in label.lower():
        label = label.replace("+", " ")
    issuer = normalize_label(issuer)
    whole = normalize_label(_decoded(label, "label"))
    rest = strip_issuer_prefix(whole, issuer)
    if rest is not None:
        return issuer, rest
    bare_prefix, bare_colon, bare_rest = label.partition(":")
    if bare_colon:
        prefix, name = _decoded(bare_prefix, "label"), _decoded(bare_rest, "label")
    elif ":" in whole:
        prefix, name = whole.split(":", 1) if issuer else whole.rsplit(":", 1)
    else:
        prefix, name = "", whole
    return issuer or normalize_label(prefix), normalize_label(name)


def _kind(kind_name: str, parameters: Mapping[str, str], issuer: str) -> tuple[Kind, set[str]]:
    """Articles 3, 7 and 8: the kind, and which parameters mean nothing to it."""
    if kind_name == "motp":
        raise KindUnsupported("type")
    if kind_name not in _TYPES:
        raise UriTypeUnknown("type")
    kind = _TYPES[kind_name]
    encoder = parameters.get("encoder", "").strip().lower()
    if encoder not in ("", "steam", "default"):
        raise KindUnsupported("encoder")
    if kind is Kind.YANDEX:
        return kind, {"digits", "period", "algorithm", "counter"}
    if kind is Kind.HOTP:
        return kind, {"period"}
    if kind is Kind.STEAM or encoder == "steam":
        return Kind.STEAM, {"digits", "period", "counter"}
    if kind_name == "totp" and not encoder and issuer.casefold() == "steam":
        return Kind.STEAM, {"counter"}
    return kind, {"counter"}


def _key(kind: Kind, parameters: Mapping[str, str]) -> Key:
    secret = parameters.get("secret", "")
    if kind in (Kind.YANDEX, Kind.MOTP):
        pin = parameters.get("pin", "").strip()
        _number(parameters, "pin_length", 0, PinInvalid)
        if kind is Kind.YANDEX:
            return Key.yandex(decode_secret(secret), _yandex_pin(pin))
        digits = _number(parameters, "digits", DEFAULT_DIGITS, DigitsUnsupported)
        return Key.motp(_motp_secret(secret), pin, digits)
    digits = STEAM_DIGITS if kind is Kind.STEAM else DEFAULT_DIGITS
    return Key(
        kind=kind,
        secret=decode_secret(secret),
        algorithm=decode_algorithm(_NAMESPACE.sub("", parameters.get("algorithm", "SHA1"))),
        digits=_number(parameters, "digits", digits, DigitsUnsupported),
        period_s=_number(parameters, "period", DEFAULT_PERIOD_S, PeriodUnsupported),
    )


def _yandex_pin(text: str) -> str:
    """Article 12; what is neither is left for Key to refuse."""
    if not text[:1].isalpha():
        return text
    try:
        return decode_secret(text).decode("ascii")
    except (AccountError, UnicodeDecodeError):
        return text


def _motp_secret(text: str) -> bytes:
    text = text.strip()
    if not text:
        raise SecretMissing("secret")
    if not text.isascii():
        raise SecretInvalid("secret")
    return text.encode("ascii")


def _number(
    parameters: Mapping[str, str], name: str, default: int, error: type[AccountError]
) -> int:
    """Article 7, save the bounds."""
    text = parameters.get(name, str(default)).strip()
    if not _NUMBER.fullmatch(text):
        raise error(name)
    return int(text)
