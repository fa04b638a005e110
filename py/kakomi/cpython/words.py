"""The command line's messages, in the terminal's language: Japanese or English.

``JAPANESE`` has the command line's own messages. The messages of errors and the names of data that
is left out come from ``extension/_locales``, as on the extension's pages. An installed package has
these files as ``kakomi.locales``. Without them, ``KakomiError.text`` is used.
"""

from __future__ import annotations

import functools
import json
import locale
import os
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from kakomi.errors import ScanPartOfSeries

if TYPE_CHECKING:
    from collections.abc import Mapping
    from importlib.resources.abc import Traversable

    from kakomi.errors import KakomiError

_BESIDE = Path(__file__).parents[3] / "extension" / "_locales"  # in a checkout
_INSTALLED = "kakomi.locales"

JAPANESE = {
    "Password of {what}: ": "{what} のパスワード: ",
    "New passphrase: ": "新しいパスフレーズ: ",
    "Confirm passphrase: ": "パスフレーズの確認: ",
    "passphrases don't match": "パスフレーズが一致しません",
    "(no name)": "（名前なし）",
    "not imported: {why}": "インポートできません: {why}",
    "not exported: {why}": "エクスポートできません: {why}",
    "not included: {what}, {count} × [{where}]": "含まれないもの: {what}、{count}件 [{where}]",
    "transfer of {size} QR codes, missing: {missing}": (
        "移行用のQRコード{size}個のうち、読み取っていないもの: {missing}"
    ),
    "needs a PIN": "PINが必要",
    "(counter {counter})": "（カウンター{counter}）",
    "({left} s)": "（残り{left}秒）",
    "{kind} {algorithm} {digits} digits": "{kind} {algorithm} {digits}桁",
    "{period} s": "{period}秒",
    "(deleted)": "（削除済み）",
    "{path}: {added} added, {known} already there": "{path}: {added}件を追加、{known}件は追加済み",
    "{path}: skipped {waiting} that need a PIN": (
        "{path}: {waiting}件はPINが必要なため、スキップしました"
    ),
    "{path}: no QR code found": "{path}: QRコードは見つかりませんでした",
    "transfer {number} of {size}: {who}": "移行用のQRコード {number}/{size}: {who}",
    "account: {who}": "アカウント: {who}",
    "not an account: {why}": "アカウントではありません: {why}",
    "backup works: {count} accounts, {removed} deleted": (
        "開けました: アカウント{count}件、削除済み{removed}件"
    ),
    "generation {generation}, unlocks with: {ways}": "世代{generation}、ロックの解除方法: {ways}",
    "nothing (not encrypted)": "なし（暗号化されていません）",
    "passphrase": "パスフレーズ",
    "passkey": "パスキー",
    "recovery key": "リカバリーキー",
    "key on the computer": "パソコンに保存されたキー",
    "newest account added on {day}": "最も新しいアカウントの追加日: {day}",
    "{path}: {why}": "{path}: {why}",
    "No such file or directory": "ファイルが見つかりません",
    "Permission denied": "アクセスが許可されていません",
    "Is a directory": "ファイルではなくフォルダーです",
    "No space left on device": "空き容量が足りません",
    # The command line's own help.
    "usage: ": "使い方: ",
    "error: {why}": "指定に誤りがあります: {why}",
    "commands and files": "コマンドとファイル",
    "options": "オプション",
    "show this help": "このヘルプを表示",
    "file with the password; - for standard input": "パスワードのファイル。- は標準入力",
    "key file of a KeePass database": "KeePass のデータベースのキーファイル",
    "show current codes": "現在のコードを表示",
    "list the accounts in a file": "ファイルにあるアカウントの一覧",
    "import files into a backup": "ファイルをバックアップにインポート",
    "export a backup to another format": "バックアップを別の形式でエクスポート",
    "convert any supported file to another format": "対応しているファイルを別の形式に変換",
    "show what the QR codes in images contain": "画像のQRコードの内容を表示",
    "include setup keys": "シークレットキーも表示",
    "test a backup": "バックアップの確認",
    "{coming} accounts are coming, {going} are going, {same} are in both": (
        "受け取るアカウント: {coming}件、送るアカウント: {going}件、両方にあるもの: {same}件"
    ),
    "{count} have the names of another account and another key; both are kept": (
        "名前が同じでキーが異なるもの: {count}件（両方とも残ります）"
    ),
    "in the trash, although it was edited on another machine: {who}": (
        "別のパソコンで編集されましたが、ゴミ箱にあります: {who}"
    ),
    "{count} accounts, machines: {names}": "アカウント{count}件、同期中のパソコン: {names}",
    "keep a backup and a folder alike": "バックアップとフォルダーを同期",
    "name of this machine": "このパソコンの名前",
    "only show what would change": "変更の内容だけを表示",
}
SUMMARY = """kakomi: ブラウザーを使わずに、Kakomi のバックアップを利用します。

    kakomi codes FILE [WORDS]          現在のコードを表示（名前に WORDS を含むもの）
    kakomi list FILE                   アカウントの一覧を表示
    kakomi import BACKUP FILE …        ファイルをバックアップにインポート（なければ作成）
    kakomi export BACKUP FORMAT        バックアップを別のアプリの形式でエクスポート
    kakomi convert FILE FORMAT         対応しているファイルを別の形式に変換
    kakomi scan IMAGE …                画像のQRコードの内容を表示
    kakomi verify-backup BACKUP        バックアップを開き、アカウントの数を表示
    kakomi sync FOLDER BACKUP          バックアップとフォルダーの同期ファイルを同期

パスワードは実行中に入力するか、--password-file で指定します。ほかの人に見えるため、
コマンドラインには書けません。終了コード: 0 完了、1 失敗、2 指定の誤り、3 一部をスキップして完了
"""


@functools.cache
def language() -> str:
    """Returns ``ja`` or ``en`` by the environment, then by the locale, in gettext's order."""
    names = (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    locale_name = next(filter(None, names), None) or locale.getlocale()[0] or ""
    if locale_name.partition(".")[0] not in ("", "C", "POSIX"):
        locale_name = os.environ.get("LANGUAGE") or locale_name
    return "ja" if locale_name.lower().startswith("ja") else "en"


def words(english: str, **parts: object) -> str:
    """Returns the sentence in the user's language, with its placeholders filled in."""
    sentence = JAPANESE.get(english, english) if language() == "ja" else english
    return sentence.format(**parts) if parts else sentence


def of_error(error: KakomiError) -> str:
    """Returns the text that the pages show for the error, and its ``where``."""
    key = f"error_{error.code.replace('.', '_')}"
    translated = _of_pages(language()).get(key, error.text)
    if isinstance(error, ScanPartOfSeries):
        number, _, count = error.where.partition("/")
        return translated.replace("$PART$", number).replace("$COUNT$", count)
    return f"{translated} [{error.where}]" if error.where else translated


def of_thing(name: str) -> str:
    """Returns the text that the pages show for data that is left out (``LEFT_OUT``)."""
    return _of_pages(language()).get(f"options_left_{name}", name.replace("_", " "))


@functools.cache
def _of_pages(tag: str) -> Mapping[str, str]:
    for folder in _folders():
        file = folder / tag / "messages.json"
        if file.is_file():
            entries: dict[str, dict[str, str]] = json.loads(file.read_text("utf-8"))
            return {key: entry["message"] for key, entry in entries.items()}
    return {}


def _folders() -> list[Traversable]:
    try:
        return [resources.files(_INSTALLED), _BESIDE]
    except ModuleNotFoundError:
        return [_BESIDE]
