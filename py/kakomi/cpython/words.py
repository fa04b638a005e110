"""What the command line says, in the language of the terminal: Japanese or English.

Its own sentences are below, English and Japanese side by side. What errors and things are called
comes from the browser's pages (``extension/_locales``), so that both say it alike; ``pip install``
takes these files along as ``kakomi.locales``. Where they are not to be had, what stands in the code
is said.
"""

from __future__ import annotations

import functools
import json
import locale
import os
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from importlib.resources.abc import Traversable

    from kakomi.errors import KakomiError

_BESIDE = Path(__file__).parents[3] / "extension" / "_locales"  # in a checkout
_INSTALLED = "kakomi.locales"

JAPANESE = {
    "Password of {what}: ": "{what} のパスワード: ",
    "New passphrase: ": "新しいパスフレーズ: ",
    "Once more: ": "もう一度: ",
    "the two passphrases differ": "2つのパスフレーズが一致しません",
    "(no name)": "（名前なし）",
    "not taken: {why}": "取り込めません: {why}",
    "not written: {why}": "書き出せません: {why}",
    "left out: {what}, {count} × [{where}]": "含まれないもの: {what}、{count}件 [{where}]",
    "of a transfer in {size} codes these are missing: {missing}": (
        "移行用のQRコード{size}個のうち、まだ読み取っていないもの: {missing}"
    ),
    "needs its PIN": "PINが必要",
    "(counter {counter})": "（カウンター {counter}）",
    "({left} s)": "（残り{left}秒）",
    "{kind} {algorithm} {digits} digits": "{kind} {algorithm} {digits}桁",
    "{period} s": "{period}秒",
    "(removed)": "（削除済み）",
    "{path}: {added} added, {known} were there": "{path}: {added}件を追加、{known}件は追加済み",
    "{path}: {waiting} need their PIN and were left out": (
        "{path}: {waiting}件はPINが必要なため、追加していません"
    ),
    "{path}: no code was read": "{path}: QRコードは見つかりませんでした",
    "transfer {number} of {size}: {who}": "移行用のQRコード {number}/{size}: {who}",
    "account: {who}": "アカウント: {who}",
    "no account: {why}": "アカウントではありません: {why}",
    "whole and opened: {count} accounts, {removed} removed": (
        "壊れておらず、開けました: アカウント{count}件、削除済み{removed}件"
    ),
    "generation {generation}, opened by: {ways}": "世代 {generation}、開く方法: {ways}",
    "anybody: it is not sealed": "暗号化されておらず、だれでも開けます",
    "passphrase": "パスフレーズ",
    "passkey": "パスキー",
    "recovery": "リカバリーキー",
    "device": "この端末の鍵",
    "the newest account was added on {day}": "最も新しいアカウントの追加日: {day}",
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
    "show this help": "この説明を表示する",
    "read it there; - is standard input": "パスワードを読むファイル。- は標準入力",
    "a KeePass database's key file": "KeePass のデータベースのキーファイル",
    "the codes of now": "今のコードを表示する",
    "who is in a file": "ファイルにあるアカウントの一覧",
    "take files' accounts into a backup": "ファイルのアカウントをバックアップに追加する",
    "a backup in another format": "バックアップを別の形式で書き出す",
    "any file, too": "読めるファイルを、別の形式に変える",
    "what the QR codes in pictures are": "画像のQRコードが何かを調べる",
    "with their secrets": "シークレットキーも含めて表示する",
    "open a backup": "バックアップが開けるか確かめる",
}
SUMMARY = """kakomi: ブラウザーなしで同じデータを扱います。ブラウザーが使えない日のためのものです。

    kakomi codes FILE [WORDS]          今のコード（名前に WORDS を含むもの）
    kakomi list FILE                   アカウントの一覧
    kakomi import BACKUP FILE …        ファイルのアカウントをバックアップに追加（なければ作成）
    kakomi export BACKUP FORMAT        バックアップを別のアプリの形式で書き出す
    kakomi convert FILE FORMAT         読めるファイルを、書ける形式に変える
    kakomi scan IMAGE …                画像のQRコードを調べる
    kakomi verify-backup BACKUP        バックアップを開き、中身を確かめる

パスワードはその場で尋ねるか、--password-file から読みます。ほかの人に見えるため、コマンドラインには
書けません。終了コード: 0 完了、1 できない、2 指定の誤り、3 一部を除いて完了
"""


@functools.cache
def language() -> str:
    """``ja`` or ``en``: as gettext looks for it, the environment first."""
    names = (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    told = next(filter(None, names), None) or locale.getlocale()[0] or ""
    if told.partition(".")[0] not in ("", "C", "POSIX"):
        told = os.environ.get("LANGUAGE") or told
    return "ja" if told.lower().startswith("ja") else "en"


def words(english: str, **parts: object) -> str:
    """That sentence, with what stands in it."""
    sentence = JAPANESE.get(english, english) if language() == "ja" else english
    return sentence.format(**parts) if parts else sentence


def of_error(error: KakomiError) -> str:
    """What the pages say of it, and where it is."""
    key = f"error_{error.code.replace('.', '_')}"
    said = _of_pages(language()).get(key, error.text)
    return f"{said} [{error.where}]" if error.where else said


def of_thing(name: str) -> str:
    """What the pages call what was left out."""
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
