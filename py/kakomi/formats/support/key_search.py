"""Finds account URIs and clearly labelled keys in records and prose of an unknown structure.

A key counts only if its label names a one-time password ("totp", "2FA secret", "setup key"), or if
its label is a plain "secret" and the same record also says "digits", "period" or "issuer". It must
be base32 of at least 16 characters, or hexadecimal of at least 32. Anything else could be a
password.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kakomi.formats.support.account_builder import account_of_field, new_account, parse_kind
from kakomi.formats.support.json_view import Node
from kakomi.otp_key import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kakomi.account import NewAccount

_MIN_CHARACTERS = 16
_KEY = re.compile(r"[A-Za-z2-7](?:[ -]?[A-Za-z2-7]){15,}[ ]?={0,6}")
_HEXADECIMAL_KEY = re.compile(r"(?:[0-9a-f]{2}){16,64}|(?:[0-9A-F]{2}){16,64}")
_STRONG = re.compile(
    r"totp|hotp|otp|2fa|twofa|twofactor|2factor|onetime|authenticatorkey|mfa|^setupkey$"
    r"|ワンタイムパスワード|[2二]段階認証|[2二]要素認証|多要素認証|認証アプリ"
    r"|^(?:セットアップキー|設定キー|シークレットキー)$"
)
_NO_KEY = re.compile(
    r"backup|recovery|type|name|url|digits|period|algorithm|pin$|enabled|id$"
    r"|バックアップ|リカバリ|復旧|予備|種類|方式|桁|周期|アルゴリズム|名$|有効"
)
_WEAK = {
    *("secret", "secretkey", "key", "seed", "sharedsecret", "secretbase32", "base32"),
    *("シークレット", "秘密鍵", "秘密キー", "キー", "共有鍵"),
}
_OTP_SIBLINGS = {
    *("issuer", "digits", "period", "interval", "timestep", "otptype"),
    *("発行元", "発行者", "桁数", "周期"),
}
_KINDS = {"TOTP": Kind.TOTP, "HOTP": Kind.HOTP, "STEAM": Kind.STEAM, "": Kind.TOTP}

_ISSUERS = (
    *("issuer", "service", "title", "site", "itemname", "displayname", "nickname", "app"),
    *("発行元", "発行者", "サービス名", "サービス", "タイトル", "サイト名", "サイト", "アプリ"),
)
_TITLES = (*_ISSUERS, "name", "名前", "名称")
_USERNAMES = (
    *("username", "login", "user", "email", "account", "accountname", "label"),
    *(
        "ユーザ名",
        "ユーザid",
        "ログインid",
        "アカウント名",
        "アカウント",
        "メールアドレス",
        "ラベル",
    ),
)

_PROSE = re.compile(
    r"(?:(?:totp|otp|2fa|two[- ]?factor|one[- ]?time(?: password| code)?|authenticator|setup|"
    r"manual entry)(?:[ _-]?(?:secret|setup key|key|code|seed))?(?:\s+is)?"
    r"|(?:ワンタイムパスワード|[2２二](?:段階|要素)認証|多要素認証|認証アプリ|セットアップ|設定|シークレット)"
    r"(?:用の?|の)?(?:シークレット|秘密)?(?:キー|鍵|コード)?)"
    r"[\W_は]{1,10}([A-Z2-7][A-Z2-7 -]{14,200}[A-Z2-7]|[0-9A-F]{32,128})(?![A-Z0-9])",
    re.IGNORECASE,
)
_PAIR = re.compile(r"[\s>*#-]*[\"'*`]?([\w][\w .()/-]{0,40}?)[\"'*`]*\s*[:=：＝]\s*(.*)")
# Japanese words are written with and without this mark: ユーザー名, ユーザ名.
_OPTIONAL_MARK = re.compile("(?<=[ザダタリ])ー")


@dataclass(frozen=True, slots=True)
class LabelledKey:
    """A key, and the name of the field that holds it."""

    label: str
    key: str


def bare(name: str) -> str:
    """Returns the letters and digits of a field's name in lower case, without the differences of
    Japanese typing: half-width letters, and the mark of a long vowel at the end of a word.
    """
    if not name.isascii():
        name = _OPTIONAL_MARK.sub("", unicodedata.normalize("NFKC", name))
    return "".join(filter(str.isalnum, name.lower()))


def labelled_key(record: Mapping[str, str]) -> LabelledKey | None:
    """Returns the key of a record of named fields, or None."""
    names = {bare(name): name for name in record}
    for short, name in names.items():
        if _STRONG.search(short) and not _NO_KEY.search(short) and _is_key(record[name]):
            return LabelledKey(name, record[name].strip())
    if not any(short in _OTP_SIBLINGS for short in names) and not _says_otp(record, names):
        return None
    for short, name in names.items():
        if short in _WEAK and _is_key(record[name]):
            return LabelledKey(name, record[name].strip())
    return None


def key_in_prose(text: str) -> str:
    """Returns a labelled key in the text ("2FA secret: JBSW Y3DP …"); empty if there is none."""
    for match in _PROSE.finditer(text):
        key = _leading_key(match[1])
        if key:
            return key
    return ""


def _leading_key(text: str) -> str:
    """Returns the key that the text begins with: one word, or groups of equal length."""
    words = re.split("[ -]", text)
    if len(words[0]) >= _MIN_CHARACTERS:
        return words[0] if _is_key(words[0]) else ""
    count = next((n for n, word in enumerate(words) if len(word) != len(words[0])), len(words))
    for end in (count + 1, count):
        key = " ".join(words[:end])
        if _is_key(key):
            return key
    return ""


def account_of_record(record: Mapping[str, str], found: LabelledKey) -> NewAccount:
    """Returns the account of a record with a labelled key.

    Uses the record's digits, period, algorithm and type. Raises AccountError, FileMalformed.
    """
    fields = {bare(name): value.strip() for name, value in record.items() if name != found.label}
    type_name = _first(fields, ("otptype", "type", "kind", "種類", "種別"))
    kind = parse_kind(type_name, _KINDS | _other_types(fields))
    issuer, name = names_of_record(record)
    return new_account(
        found.key,
        kind=kind,
        algorithm=_first(fields, ("algorithm", "algo", "hash", "アルゴリズム")),
        digits=_number(fields, ("digits", "length", "桁数"), 6),
        period_s=_number(fields, ("period", "interval", "timestep", "step", "周期"), 30),
        counter=_number(fields, ("counter", "カウンタ"), 0),
        issuer=issuer,
        name=name,
    )


def account_of_uri(uri: str, record: Mapping[str, str]) -> NewAccount:
    """Returns the account of a URI. Uses the record's names if the URI has none."""
    issuer, name = names_of_record(record)
    return account_of_field(uri, issuer, name)


def names_of_record(record: Mapping[str, str]) -> tuple[str, str]:
    """Returns the issuer and the account's name of a record."""
    fields = {bare(name): value.strip() for name, value in record.items() if len(value) <= 200}
    issuer, name = _first(fields, _ISSUERS), _first(fields, _USERNAMES)
    if issuer and not name:
        return issuer, fields.get("name", "") if fields.get("name", "") != issuer else ""
    return issuer or _first(fields, _TITLES), name


def pairs_of_lines(lines: Iterable[str]) -> dict[str, str]:
    """Returns the fields of lines such as "name: value" or "NAME=value"."""
    record: dict[str, str] = {}
    for line in lines:
        match = _PAIR.fullmatch(line.strip()[:500])
        if match:
            record.setdefault(match[1].strip(), match[2].strip().strip("\"'`*,;"))
    return record


def _is_key(text: str) -> bool:
    """Returns whether the text is base32 as sites write it, and not the words of a sentence; or at
    least 16 bytes in hexadecimal.

    All groups have the same length, except the last, which may be shorter. All letters have the
    same case. Lower-case base32 has digits.
    """
    text = text.strip()
    if _HEXADECIMAL_KEY.fullmatch(text):
        return True
    groups = re.split("[ -]", text.rstrip("= "))
    if not _KEY.fullmatch(text) or sum(map(len, groups)) < _MIN_CHARACTERS:
        return False
    if len({len(group) for group in groups[:-1]}) > 1 or len(groups[-1]) > len(groups[0]):
        return False
    return text == text.upper() or (text == text.lower() and any(d in text for d in "234567"))


def _says_otp(record: Mapping[str, str], names: Mapping[str, str]) -> bool:
    return any(
        record[names[name]].strip().upper() in ("TOTP", "HOTP")
        for name in ("type", "kind", "otptype")
        if name in names
    )


def _other_types(fields: Mapping[str, str]) -> dict[str, Kind]:
    """Returns KINDS extended by the record's type if it is none of them, as TOTP: a type such as
    "login" says nothing about the code.
    """
    type_name = _first(fields, ("type", "kind", "種類", "種別")).upper()
    if fields.get("otptype") or "OTP" in type_name:
        return {}
    return {type_name: _KINDS.get(type_name, Kind.TOTP)}


def _first(fields: Mapping[str, str], names: Iterable[str]) -> str:
    return next((fields[name] for name in names if fields.get(name)), "")


def _number(fields: Mapping[str, str], names: Iterable[str], default: int) -> int:
    return Node(_first(fields, names) or None, "number").integer(default)
