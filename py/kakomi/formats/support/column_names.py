"""The names of a table's columns in English and Japanese, by their meaning.

Some tables are lists of secrets: one column has a name such as "secret" or "key", which alone says
too little, and another has the issuer. In such a list, "name" is the account's name.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kakomi.formats.support.key_search import bare

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

# As ``bare`` returns them. The first one that a table has is used.
_NAMES: Mapping[str, tuple[str, ...]] = {
    "code": (
        "otpauth",
        "otpauthurl",
        "otpauthuri",
        "logintotp",
        "totp",
        "otp",
        "otpurl",
        "otpuri",
        "otpsecret",
        "onetimepassword",
        "onetimecode",
        "2fa",
        "twofasecret",
        "twofactorsecret",
        "totpsecret",
        "totpsecretkey",
        "totpurl",
        "totpuri",
        "timeotpsecretbase32",
        "hmacotpsecretbase32",
        "authenticatorkey",
        "authtoken",
        "setupkey",
        "ワンタイムパスワード",
        "ワンタイムコード",
        "セットアップキー",
        "設定キー",
        "設定用リンク",
        "2段階認証",
        "二段階認証",
        "2要素認証",
        "二要素認証",
    ),
    "title": (
        "title",
        "issuer",
        "name",
        "itemname",
        "displayname",
        "nickname",
        "passwordname",
        "secretname",
        "account",
        "service",
        "servicename",
        "app",
        "タイトル",
        "発行元",
        "発行者",
        "サービス名",
        "サービス",
        "サイト名",
        "名前",
        "名称",
        "項目名",
        "アプリ",
        "アプリ名",
        "アカウント",
    ),
    "username": (
        "username",
        "loginusername",
        "login",
        "user",
        "email",
        "loginemail",
        "accountname",
        "account",
        "label",
        "ユーザ名",
        "ユーザid",
        "ログインid",
        "ログイン名",
        "アカウント名",
        "アカウント",
        "メールアドレス",
        "メール",
        "ユーザ",
        "ラベル",
        "id",
    ),
    "password": ("password", "loginpassword", "pwd", "パスワード"),
    "note": (
        *("notes", "note", "extra", "notesplain", "comment", "additionalinfo"),
        *("メモ", "備考", "ノート", "注記", "コメント"),
    ),
    "address": (
        "url",
        "website",
        "loginuri",
        "uri",
        "websiteurl",
        "webaddress",
        "loginurl",
        "loginurls",
        "passwordurl",
        "secreturl",
        "サイトurl",
        "ウェブサイト",
        "webサイト",
        "サイト",
        "アドレス",
        "リンク",
    ),
    "group": (
        *("folder", "group", "grouping", "vault", "category", "collections", "tags"),
        *("フォルダ", "グループ", "カテゴリ", "分類", "タグ"),
    ),
    "pinned": ("favorite", "fav", "favourite", "お気に入り", "ピン留め"),
    "algorithm": (
        *("algorithm", "algo", "timeotpalgorithm", "hmacotpalgorithm"),
        *("アルゴリズム", "ハッシュ", "ハッシュ関数"),
    ),
    "digits": ("digits", "timeotplength", "hmacotplength", "桁数", "桁"),
    "period": (
        *("period", "timestep", "timeotpperiod"),
        *("周期", "更新間隔", "間隔", "期間", "有効時間", "秒数"),
    ),
    "counter": ("counter", "hmacotpcounter", "カウンタ"),
}
# A name such as "2FA key" or "TOTP秘密鍵".
_CODE = re.compile(
    r"(?:totp|hotp|otp|[2二]fa|2factor|twofactor|mfa|onetime|authenticator"
    r"|ワンタイムパスワード|[2二]段階認証|[2二]要素認証|多要素認証|認証アプリ)"
    r".{0,10}(?:key|secret|seed|キー|シークレット|鍵|シード)"
)
_LISTED_ISSUERS = (
    *("issuer", "service", "servicename", "app"),
    *("発行元", "発行者", "サービス名", "サービス", "アプリ", "アプリ名"),
)
_LISTED: Mapping[str, tuple[str, ...]] = {
    **_NAMES,
    "code": (
        *("secret", "secretkey", "key", "seed", "sharedsecret"),
        *("シークレット", "シークレットキー", "秘密鍵", "秘密キー", "キー", "共有鍵"),
    ),
    "title": _LISTED_ISSUERS,
    "username": (
        *("name", "account", "accountname", "label", "username", "user", "email"),
        *("アカウント名", "アカウント", "名前"),
        *(name for name in _NAMES["username"] if not name.isascii()),
        *("login", "id"),
    ),
    "kind": ("type", "kind", "otptype", "種類", "種別", "方式"),
}
_KNOWN = frozenset(name for names in _NAMES.values() for name in names)


def is_known(name: str) -> bool:
    """Returns whether a column of a table of logins may have this name."""
    return bare(name) in _KNOWN


def columns(names: Sequence[str], *, is_list: bool) -> dict[str, int]:
    """Returns the index of each column by its meaning, for the names in a table's first line.

    Of a list of secrets, ``code`` is only there if a column with the issuers is there too.
    """
    found = {bare(name): index for index, name in reversed(list(enumerate(names)))}
    if all(map(str.isascii, found)):
        found.pop("id", None)  # the number of a row; in Japanese tables it is the user's name
    meanings = _LISTED if is_list else _NAMES
    made = {meaning: at for meaning, known in meanings.items() if (at := _first(found, known)) >= 0}
    if is_list:
        if "title" not in made:
            made.pop("code", None)
    elif "code" not in made:
        at = next((at for name, at in found.items() if _CODE.fullmatch(name)), -1)
        made |= {"code": at} if at >= 0 else {}
    return made


def _first(found: Mapping[str, int], names: Iterable[str]) -> int:
    return next((found[name] for name in names if name in found), -1)
