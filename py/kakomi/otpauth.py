"""Reads and writes account URIs, which are the texts of QR codes for authenticators.

    otpauth://TYPE/LABEL?secret=BASE32&issuer=…&algorithm=…&digits=…&period=…&counter=…

There is no standard, only Google's "Key Uri Format" and the variants that issuers use. Kakomi is
lenient about spelling and strict about meaning: a part that affects the codes is used as given or
refused, and is never guessed or ignored. The tests follow these articles one by one:

 1. Text. White space, invisible characters (Unicode category Cf) and quotation marks or brackets
    around the URI are removed. A text over 32,768 characters is refused. Scheme, type and parameter
    names may be in any case. Letters outside ASCII may be unencoded. A "%" that starts no escape is
    an ordinary character; "%u3042", as JavaScript's escape() writes it, is an escape. Escapes that
    are not UTF-8 are read as Shift_JIS if the result is Japanese, as Windows-1252 if the result is
    letters next to ASCII letters or signs of a text, and are refused otherwise. A "+" in a
    parameter is a space. A "+" in the label is a plus sign, unless the label contains "%2B". A URI
    that is percent-encoded as a whole is decoded, also twice; so are parameters that are encoded
    with their "=", and JSON's escapes of "/", "&" and "=".
 2. Scheme: otpauth, Apple's apple-otpauth, steam://SECRET, and motp://LABEL?secret=TEXT. "//" may
    be missing or longer. Codes for a vendor's own app contain no secret and are refused.
 3. Type: totp, hotp, steam, yaotp (yandex is the same). daypassword is TOTP with a period of one
    day if no period is given. privacyIDEA's pipush is refused as a vendor's own enrolment.
 4. Parameters begin after the first "?" that a known parameter follows, or without a "?" after the
    first "&" or ";" that one follows. They are separated by "&", "&amp;", and by a ";" or "?" that
    a known parameter follows. A parameter given twice must have the same value twice; of two
    issuers the last counts, because an issuer changes no code. Unknown parameters are ignored,
    except 2step_*: privacyIDEA's two-step enrolment is refused, because the URI holds half a key.
    An empty value counts as absent, and so do "null" and "undefined" in all but the PIN.
 5. Secret: base32 as ``secret_encoding.decode_secret`` reads it. A "#", ";" or "?" ends it. A
    secret of 16 or more hexadecimal digits that contains 0, 1, 8 or 9 and has an even length is
    hexadecimal.
    mOTP's secret is a text and is used unchanged. Yandex's has 16 bytes, or 26 with a checksum.
    steam:// also takes Steam's own spelling: base64 of 20 bytes, which is 27 characters and a "=".
 6. Algorithm ("algo" is the same): SHA1, SHA256, SHA384, SHA512, SHA3-224 to SHA3-512 in any
    case, also as SHA-256, HmacSHA256, HMAC-SHA-256, Algorithm.sha256. SHA1 if absent. Any other
    algorithm is refused, MD5 too.
 7. Digits, period, counter: ASCII digits, also with blanks around and as "30.0". A "#" ends a
    number. Absent: 6, 30 s, 0. ``kakomi.otp_key`` has the bounds. A period on hotp and a counter on
    totp have no meaning and are ignored.
 8. Steam: by type, by scheme, by encoder=steam, by digits=s or digits=steam, or by a parameter
    "steam" without a value; then digits and period have no meaning. A totp is Steam too if its
    issuer parameter or its label's prefix names Steam; or if its name does and it has 5 digits, or
    no digits and no issuer. Then digits, period and algorithm must be absent or Steam's own; an
    issuer or prefix other than "Steam" alone counts only if digits are absent or 5.
    encoder=default keeps it a totp. Any other encoder is refused.
 9. Issuer: the parameter if it has a value, else the label's prefix. If the parameter's raw text
    begins with the label's prefix, the prefix tells where the issuer ends, so that an unencoded
    "&", "?", ";" or "#" in it is kept ("R&D Labs"). Without such a prefix, a piece without "="
    after an issuer belongs to the issuer. "null", "undefined" and what else a program writes for
    an absent value are no issuers and no names.
10. Label: "prefix:name", or a name alone, which may be missing. A "/" at its end is removed. The
    name follows the first of these that fits: the issuer parameter and a colon; the first unencoded
    ":"; the last "%3A" (the first one if there is an issuer parameter, so that less is lost). A
    prefix that contains the issuer and more ("Slack (Acme)" with the issuer "Slack") becomes the
    issuer, because it tells two accounts apart. Any other prefix that differs from the parameter is
    dropped.
11. Issuer and name are normalized by ``label.normalize_label``. Over 512 characters is refused.
12. yaotp and motp: a PIN may be given. pin_length must be a number. Yandex's PIN is written as it
    is or in base32 (GEZDGNA is 1234), which begins with a letter. Digits have a meaning for mOTP
    only, period and algorithm for neither. A yaotp without an issuer has the issuer Yandex.
"""

from __future__ import annotations

import base64
import re
from typing import TYPE_CHECKING
from urllib.parse import quote

from kakomi.account import Account, NewAccount
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
    UriTypeUnknown,
)
from kakomi.otp_key import (
    DEFAULT_DIGITS,
    DEFAULT_PERIOD_S,
    MAX_PERIOD_S,
    STEAM_DIGITS,
    Algorithm,
    Key,
    Kind,
    decode_algorithm,
)
from kakomi.secret_encoding import decode_secret, decode_written_secret, encode_secret
from kakomi.uri_names import first_prefix, issuer_and_name, last_issuer
from kakomi.uri_parts import decoded, decoded_parameters, split, trimmed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


_PUSH_TYPES = {"pipush"}
_TYPES = {
    "totp": Kind.TOTP,
    "hotp": Kind.HOTP,
    "steam": Kind.STEAM,
    "daypassword": Kind.TOTP,
    "yaotp": Kind.YANDEX,
    "yandex": Kind.YANDEX,
}
_TYPE_NAMES = {Kind.HOTP: "hotp", Kind.YANDEX: "yaotp"}  # the others are written as totp
_NUMBER = re.compile(r"([0-9]{1,20})(?:\.0*)?", re.ASCII)
_NAMESPACE = re.compile(r"\s*Algorithm\.", re.IGNORECASE | re.ASCII)  # Dart's, of its own names
_STEAMS_BASE64 = re.compile(r"[A-Za-z0-9+/]{27}=", re.ASCII)
_STEAM_NAMES = {
    *("steam", "steam guard", "steamguard", "steam community", "steamcommunity"),
    *("steamcommunity.com", "steampowered", "steampowered.com", "store.steampowered.com"),
}
# Fields of Key and NewAccount -> the part of the URI that they come from.
_SPELLING = {"period_s": "period", "name": "label"}


def parse(text: str) -> NewAccount:
    """Returns the account that the URI describes, by the articles at the top of this file.

    Raises UriError if the text is no account URI, AccountError if the URI's account can't be used.
    ``where`` names the part of the URI: ``type``, ``label``, ``secret[3]``, ``period``.
    """
    scheme, kind_name, label, query = split(text)
    if scheme == "steam":
        return _bare_steam(kind_name.rstrip("/"))
    if scheme == "motp":
        label = f"{kind_name}/{label}" if label else kind_name
    parameters = decoded_parameters(query)
    given_issuer = last_issuer(query, label)
    issuer, name = issuer_and_name(label, given_issuer)
    kind, ignored = (
        (Kind.MOTP, {"period", "algorithm", "counter"})
        if scheme == "motp"
        else _kind(kind_name.lower(), parameters, [issuer, given_issuer, first_prefix(label)], name)
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
    """Returns a TOTP account without names for a secret that was typed without a URI.

    Raises SecretMissing, SecretInvalid, SecretTooLong.
    """
    return NewAccount(key=Key(secret=decode_written_secret(text)))


def format(account: Account | NewAccount) -> str:  # noqa: A001  the pair of parse
    """Returns the URI that ``parse`` reads back as the same key, names and counter.

    Parameters that have their default are left out. The issuer is in the label and in a parameter.
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
    elif key.kind is Kind.TOTP and _names_steam(
        [account.issuer], account.name, parameters.get("digits", "")
    ):
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


def _bare_steam(text: str) -> NewAccount:
    written = decoded(text, "secret")
    if _STEAMS_BASE64.fullmatch(written):
        secret = base64.b64decode(written)
    else:
        secret = decode_secret(written)
    return NewAccount(key=Key.steam(secret), issuer="Steam")


def _kind(
    kind_name: str, parameters: Mapping[str, str], issuers: Sequence[str], name: str
) -> tuple[Kind, set[str]]:
    """Returns the kind, and the parameters that have no meaning for it (articles 3, 7 and 8).

    ``issuers`` are the account's issuer, the parameter and the label's prefix.
    """
    if kind_name in _PUSH_TYPES:
        raise KindPush("type")
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
    digits = trimmed(parameters.get("digits", "")).lower()
    if kind is Kind.STEAM or encoder == "steam" or digits in ("s", "steam"):
        return Kind.STEAM, {"digits", "period", "counter"}
    if kind_name == "totp" and not encoder and _names_steam(issuers, name, digits):
        return Kind.STEAM, {"counter"}
    return kind, {"counter"}


def _names_steam(issuers: Sequence[str], name: str, digits: str) -> bool:
    """Returns whether the names say that a totp is Steam's (article 8). ``digits`` is the
    parameter, empty if it is absent.
    """
    if issuers[0].casefold() == "steam":
        return True
    number = _NUMBER.fullmatch(digits)
    has_steams_digits = number is not None and int(number[1]) == STEAM_DIGITS
    if digits and not has_steams_digits:
        return False
    if any(issuer.casefold() in _STEAM_NAMES for issuer in issuers):
        return True
    return name.casefold() in _STEAM_NAMES and (has_steams_digits or not any(issuers))


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
        secret=decode_written_secret(secret),
        algorithm=decode_algorithm(_NAMESPACE.sub("", parameters.get("algorithm", "SHA1"))),
        digits=_number(parameters, "digits", digits, DigitsUnsupported),
        period_s=_number(parameters, "period", DEFAULT_PERIOD_S, PeriodUnsupported),
    )


def _yandex_pin(text: str) -> str:
    """Returns the PIN (article 12). ``Key`` refuses an invalid PIN."""
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
    """Returns the number (article 7). ``Key`` and ``NewAccount`` check its bounds."""
    match = _NUMBER.fullmatch(trimmed(parameters.get(name, str(default))))
    if match is None:
        raise error(name)
    return int(match[1])
