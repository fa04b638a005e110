"""The glossary: both locales, and the command line, use one term for one thing.

``GLOSSARY`` has a row for each term: the English term, its Japanese term, and the synonyms that no
message may use. ``STYLE`` lists wording that is not a synonym of a term. Both search without regard
to case; English words match whole words.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from kakomi.cpython import command_line
from kakomi.cpython import words as terminal

LOCALES = Path(__file__).parents[2] / "extension" / "_locales"


@dataclass(frozen=True, slots=True)
class Term:
    """One row of the glossary."""

    english: str
    japanese: str
    not_english: tuple[str, ...] = ()
    not_japanese: tuple[str, ...] = ()


GLOSSARY = (
    Term("account", "アカウント", ("credential", "token"), ("登録",)),
    Term("setup key", "シークレットキー", ("secret key", "secret", "secrets"), ("秘密鍵",)),
    Term("setup link", "設定用リンク", ("account link", "otpauth link"), ("アカウントのリンク",)),
    Term(
        "code", "コード", ("passcode", "one-time password"), ("認証コード", "ワンタイムパスワード")
    ),
    Term("scan", "読み取る", ("look for a QR code", "was read", "were read"), ("スキャン",)),
    Term("select", "囲", ("draw a box", "the box"), ("枠を描",)),
    Term("area", "範囲", ("region",), ("領域を",)),
    Term("image", "画像", ("picture", "pictures"), ("写真の画像",)),
    Term("screenshot", "スクリーンショット", ("picture of the page",), ("写した", "画面の画像")),
    Term("import", "インポート", ("be taken", "take over", "bring accounts"), ("取り込",)),
    Term("export", "エクスポート", (), ("書き出",)),
    Term("restore", "復元", ("bring back", "is back"), ("から戻",)),
    Term("backup", "バックアップ", ("safety copy",), ("控え",)),
    Term("copy", "コピー", ("storage place", "places"), ("写し",)),
    Term("transfer", "移行", ("migration",), ("移す", "移る")),
    Term("lock", "ロック", ("seal", "sealed", "protection"), ("施錠",)),
    Term("unlock", "ロックを解除", ("open the lock",), ("アンロック",)),
    Term("unlock method", "解除方法", ("way to unlock", "ways to unlock"), ("開き方",)),
    Term("passphrase", "パスフレーズ", ("master password",), ("マスターパスワード", "合言葉")),
    Term("passkey", "パスキー", ("pass key",), ("パス・キー",)),
    Term("recovery key", "リカバリーキー", ("paper key", "paper keys"), ("回復キー", "復旧キー")),
    Term("security key", "セキュリティキー", ("hardware key",), ("セキュリティー",)),
    Term("key", "キー", (), ("鍵",)),
    Term("trash", "ゴミ箱", ("bin", "recycle bin"), ("ごみ箱",)),
    Term("remove", "削除", ("take away",), ("外す", "外し", "取り除")),
    Term("delete permanently", "完全に削除", ("for good", "purge"), ("抹消",)),
    Term("skip", "スキップ", ("leave out", "left out"), ("取り込まない", "追加しない")),
    Term("cancel", "キャンセル", ("leave",), ("やめる", "やめま", "取りやめ", "中止")),
    Term("edit", "編集", ("rename", "renamed"), ("名前を変",)),
    Term("device", "デバイス", ("gadget",), ("端末", "機器")),
    Term("email", "メール", ("mail", "e-mail"), ("電子メール",)),
    Term("sync", "同期", ("synchronize", "synchronization", "synchronise"), ("シンク", "シンクロ")),
    Term("two-factor", "二要素認証", ("2-factor", "two factor"), ("二段階認証",)),
)

STYLE = {
    "en": (
        # British and archaic words.
        *("round", "licence", "licences", "enrol", "cancelled", "anew", "from afar", "for want of"),
        *("beside", "whilst", "colour", "lies", "casual eyes", "at hand", "once more", "go on"),
        *("switch on", "switch off", "switched", "namesake", "please"),
        # Contractions instead of the long forms.
        *("is not", "are not", "do not", "does not", "did not", "was not", "could not"),
        *("cannot", "can not", "will not", "has not", "have not", "it is", "you are"),
        # Causatives: "have the site make a new one".
        *("have the site make", "have the QR code", "have the old app", "had the site"),
    ),
    "ja": (
        *("確かめ", "添え", "手を加え", "版", "知っている"),
        *("を出す", "を出し", "出せ", "に出る", "に出て", "が出る", "と出る", "出ます"),
        *("もとの", "いまは", "だれ", "メモリー", "Web", "／", "...", "ですか。", "ますか。"),
    ),
}

# A message may use a synonym for a reason.
EXCEPTIONS = {
    ("en", "options_manual_secret_text", "secret key"): "many sites call the setup key so",
    ("en", "options_manual_secret_text", "secret"): "many sites call the setup key so",
    ("ja", "help_site_user_information", "登録"): "the site's menu",
    ("ja", "options_privacy_text", "登録"): "会員登録 is a sign-up",
    ("ja", "options_export_warning", "鍵"): "the key of a cabinet",
    ("ja", "options_paper_warning", "鍵"): "the key of a cabinet",
    ("ja", "options_recovery_paper_text", "鍵"): "the key of a cabinet",
}


def _locale(language: str) -> dict[str, str]:
    path = LOCALES / language / "messages.json"
    entries: dict[str, dict[str, str]] = json.loads(path.read_text("utf-8"))
    return {key: entry["message"] for key, entry in entries.items()}


def _messages(language: str) -> dict[str, str]:
    """The messages of the pages and of the command line."""
    summary = terminal.SUMMARY if language == "ja" else command_line.__doc__ or ""
    said = {
        english: (english if language == "en" else j) for english, j in terminal.JAPANESE.items()
    }
    return _locale(language) | said | {"SUMMARY": summary}


def _forbidden(language: str) -> list[str]:
    terms = (t.not_english if language == "en" else t.not_japanese for t in GLOSSARY)
    return [*(synonym for row in terms for synonym in row), *STYLE[language]]


def _uses(message: str, wording: str, language: str) -> bool:
    if language == "ja":
        return wording in message
    return bool(re.search(rf"(?<![\w-]){re.escape(wording)}(?![\w-])", message, re.IGNORECASE))


@pytest.mark.parametrize("language", ["en", "ja"])
def test_no_message_uses_a_synonym_of_a_term(language: str) -> None:
    found = {
        (language, key, wording)
        for key, message in _messages(language).items()
        for wording in _forbidden(language)
        if _uses(message.replace("’", "'"), wording, language)
    }
    assert sorted(found - set(EXCEPTIONS)) == []


@pytest.mark.parametrize("exception", EXCEPTIONS, ids=str)
def test_every_exception_is_needed(exception: tuple[str, str, str]) -> None:
    language, key, wording = exception
    assert wording in _forbidden(language)
    assert _uses(_locale(language)[key], wording, language)


@pytest.mark.parametrize("term", GLOSSARY, ids=lambda term: term.english)
def test_every_term_is_used_in_both_languages(term: Term) -> None:
    english, japanese = _locale("en").values(), _locale("ja").values()
    assert any(term.english in message.lower() for message in english)
    assert any(term.japanese in message for message in japanese)


def test_the_check_finds_a_synonym() -> None:
    assert _uses("Draw a box round it.", "round", "en")
    assert not _uses("Drag around it.", "round", "en")
    assert _uses("セキュリティーキー", "セキュリティー", "ja")


@pytest.mark.parametrize("language", ["en", "ja"])
def test_shortcuts_stand_in_braces(language: str) -> None:
    """The page names them as on its computer (``extension/overlay/key_names.js``)."""
    shortcut = re.compile(r"\{((?:Ctrl|Alt|Shift)(?:\+[A-Z])?)\}")
    for key, message in _locale(language).items():
        rest = shortcut.sub("", message)
        assert not re.search(r"[{}⌘⌥]|\b(Ctrl|Alt|Option|Command)\b", rest), key
        assert rest == message or "$" not in message, key  # a name may hold braces


def test_both_languages_name_the_same_shortcuts() -> None:
    braces = re.compile(r"\{[^}]*\}")
    japanese = _locale("ja")
    for key, message in _locale("en").items():
        assert sorted(braces.findall(message)) == sorted(braces.findall(japanese[key])), key


def test_english_uses_typographic_quotes() -> None:
    assert [key for key, message in _locale("en").items() if re.search("['\"]", message)] == []


# The parts of a Japanese message, for the spaces between them.
KANA_OR_KANJI = "[ぁ-ゖァ-ヺー一-鿿々]"
NUMBERS = "AT|COUNT|COUNTER|DAYS|DIGITS|HAVE|HEIGHT|LEFT|NUMBER|OF|PLACE|SECONDS|TOTAL|WIDTH|X|Y"
NAMES = "ACCOUNT|DAY|HOST|NAME|VERSION"
LATIN = re.compile(r"\{[^}]*\}|\$[A-Z_]+\$|[A-Za-z0-9][A-Za-z0-9.:/+\-]*")
ABBREVIATED_NAMES = {"2FAS", "F2"}


def _is_spaced(word: str) -> bool | None:
    """Whether a half-width space separates the word from kana and kanji; None: either is right."""
    if word.startswith("$"):
        name = word.strip("$")
        if re.fullmatch(NAMES, name):
            return True
        return False if re.fullmatch(NUMBERS, name) else None
    return word in ABBREVIATED_NAMES or word.startswith("{") or any(c.islower() for c in word)


def _wrong_spaces(message: str) -> list[str]:
    wrong = []
    for match in LATIN.finditer(message):
        before, after = message[: match.start()], message[match.end() :]
        spaced = _is_spaced(match.group())
        touches = re.search(rf"{KANA_OR_KANJI}$", before) or re.match(KANA_OR_KANJI, after)
        apart = re.search(rf"{KANA_OR_KANJI} $", before) or re.match(rf" {KANA_OR_KANJI}", after)
        if (spaced is True and touches) or (spaced is False and apart):
            wrong.append(match.group())
    return wrong


def test_japanese_spaces() -> None:
    """A space separates names and keys (Kakomi), none numbers and abbreviations (QRコード)."""
    wrong = {key: _wrong_spaces(message) for key, message in _locale("ja").items()}
    # "kUTMみまもりサポート" is a product's own name.
    assert {key: words for key, words in wrong.items() if words} == {"help_site_note": ["kUTM"]}


def test_japanese_punctuation_and_endings() -> None:
    for key, message in _locale("ja").items():
        assert not re.search(rf"{KANA_OR_KANJI} ?[,.:;!?()]", message), key
        is_topic = key.startswith("help_") and not key.startswith("help_to_")  # or a site's button
        assert is_topic or not re.search(r"[一-鿿ァ-ヺー]する$", message), key  # ends in a noun


def test_contributing_has_the_same_glossary() -> None:
    text = (LOCALES.parents[1] / ".github" / "CONTRIBUTING.md").read_text("utf-8")
    table = text.split("## Words of the product")[1].split("\n## ")[0]
    rows = [line.strip("| ").split(" | ") for line in table.splitlines() if line.startswith("| ")]
    assert [row[:2] for row in rows[1:]] == [[term.english, term.japanese] for term in GLOSSARY]
