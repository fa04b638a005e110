"""The names of a table's columns in English, Japanese and other languages, by their meaning.

Some tables are lists of secrets: one column has a name such as "secret" or "key", which alone says
too little, and another has the issuer. In such a list, "name" is the account's name.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from kakomi.formats.support.column_name_languages import names_of
from kakomi.formats.support.key_search import bare

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

# As ``bare`` returns them. The first one that a table has is used.
_ENGLISH_AND_JAPANESE: Mapping[str, tuple[str, ...]] = {
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
# The meanings in ``column_name_languages`` of a table's columns, where they differ from its own.
_MEANINGS: Mapping[str, tuple[str, ...]] = {
    "title": ("issuer", "title", "name", "account"),
    "username": ("username", "account"),
}
_NAMES: Mapping[str, tuple[str, ...]] = {
    meaning: (
        *names,
        *names_of(*_MEANINGS.get(meaning, (meaning,))),
        *(("id",) if meaning == "username" else ()),
    )
    for meaning, names in _ENGLISH_AND_JAPANESE.items()
}
_SECOND_FACTOR = (
    r"(?:totp|hotp|otp|[2二]fa|a2f|2factor|twofactor|mfa|onetime|authenticator|authentificat(?:or|eur)"
    r"|zweifaktor|2faktor|(?:2|deux)facteurs|doublefacteur|(?:2|dos)factores|doblefactor"
    r"|autenticador|ワンタイムパスワード|[2二](?:段階|要素)認証|多要素認証|認証アプリ"
    r"|(?:两步|兩步驟?|双重|雙重|双因素|二次)(?:验证|驗證|认证|認證)|(?:验证|驗證|认证)器"
    r"|(?:动态|動態|一次性)(?:密码|密碼|口令)|(?:[2이]단계|이중|2차)인증|일회용비밀번호|인증앱)"
)
_KEY = (
    r"(?:key|secret|seed|schlussel|schluessel|geheimnis|cle|clef|clave|secreto|semilla"
    r"|キー|シークレット|鍵|シード|密钥|密鑰|秘钥|金鑰|种子|키|시크릿|시드)"
)
# A name without accents, such as "2FA key", "TOTP秘密鍵" or "clé secrète TOTP".
_CODE = re.compile(
    f"{_SECOND_FACTOR}.{{0,10}}{_KEY}|(?:cle|clef|clave|secret).{{0,12}}{_SECOND_FACTOR}"
)
# The service's name or its address. Used for the title if no other column is.
_SITES = ("site", "website", "サイト", "webseite", "siteweb", "sitio", "网站", "網站", "사이트")
_LISTED_ISSUERS = (
    *("issuer", "service", "servicename", "app"),
    *("発行元", "発行者", "サービス名", "サービス", "アプリ", "アプリ名"),
    *names_of("issuer"),
    *_SITES,
)
_LISTED: Mapping[str, tuple[str, ...]] = {
    **_NAMES,
    "code": (
        *("secret", "secretkey", "key", "seed", "sharedsecret"),
        *("シークレット", "シークレットキー", "秘密鍵", "秘密キー", "キー", "共有鍵"),
        *names_of("secret"),
    ),
    "title": _LISTED_ISSUERS,
    "username": (
        *("name", "account", "accountname", "label", "username", "user", "email"),
        *("アカウント名", "アカウント", "名前"),
        *(name for name in _ENGLISH_AND_JAPANESE["username"] if not name.isascii()),
        *names_of("account", "name", "username"),
        *("login", "id"),
    ),
    "kind": ("type", "kind", "otptype", "種類", "種別", "方式", *names_of("kind")),
}
_ACCENTS = re.compile("[\u0300-\u036f]")
_LAST_LATIN = "\u024f"


def is_known(name: str) -> bool:
    """Returns whether a column of a table of logins may have this name."""
    return _plain(name) in _KNOWN


def columns(names: Sequence[str], *, is_list: bool) -> dict[str, int]:
    """Returns the index of each column by its meaning, for the names in a table's first line.

    Of a list of secrets, ``code`` is only there if a column with the issuers is there too.
    """
    found = {_plain(name): index for index, name in reversed(list(enumerate(names)))}
    if max("".join(found), default="") <= _LAST_LATIN:
        found.pop("id", None)  # the number of a row; in Asian tables it is the user's name
    meanings = _PLAIN_LISTED if is_list else _PLAIN_NAMES
    made = {meaning: at for meaning, known in meanings.items() if (at := _first(found, known)) >= 0}
    if is_list:
        if "title" not in made:
            made.pop("code", None)
    elif "code" not in made:
        at = next((at for name, at in found.items() if _CODE.fullmatch(name)), -1)
        made |= {"code": at} if at >= 0 else {}
    if "code" in made and "title" not in made and (at := _first(found, _SITES)) >= 0:
        made["title"] = at
    return made


def _plain(name: str) -> str:
    """Returns ``bare(name)`` without accents, which people leave out."""
    short = bare(name)
    if short.isascii():
        return short
    return unicodedata.normalize("NFC", _ACCENTS.sub("", unicodedata.normalize("NFD", short)))


def _first(found: Mapping[str, int], names: Iterable[str]) -> int:
    return next((found[name] for name in names if name in found), -1)


_PLAIN_NAMES = {meaning: [*map(_plain, names)] for meaning, names in _NAMES.items()}
_PLAIN_LISTED = {meaning: [*map(_plain, names)] for meaning, names in _LISTED.items()}
_KNOWN = frozenset(name for names in _PLAIN_NAMES.values() for name in names)
