"""Psono's JSON export.

    {"folders": [{"name", "items": […], "folders": […]}], "items": [
      {"type": "totp", "totp_title", "totp_code", "totp_period", "totp_algorithm", "totp_digits"},
      {"type": "website_password", "website_password_title", "website_password_totp_code", …}]}

The names of an item's fields begin with its type.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kakomi.formats.support import json_view, limits
from kakomi.formats.support.account_builder import account_of_field, new_account, note_with_title
from kakomi.formats.support.format import Format
from kakomi.formats.support.import_builder import ImportBuilder, ImportDraft
from kakomi.formats.support.json_view import Node
from kakomi.formats.support.match import Match
from kakomi.pacing import paced

if TYPE_CHECKING:
    from kakomi.formats.support.decrypt_context import DecryptContext
    from kakomi.formats.support.file import File


def sniff(file: File) -> Match:
    """Returns SURE if an item has Psono's names."""
    if not json_view.has_members(file.json, "folders") and not json_view.has_members(
        file.json, "items"
    ):
        return Match.NO
    left, looked_at = [file.json], 0
    while left and looked_at < _SNIFFED:
        folder = left.pop(0)
        looked_at += 1
        if not isinstance(folder, dict):
            continue
        for item in _list(folder.get("items"))[:_SNIFFED]:
            if isinstance(item, dict) and _has_psonos_names(item):
                return Match.SURE
        left += _list(folder.get("folders"))[:_SNIFFED]
    return Match.NO


def _has_psonos_names(item: dict[str, object]) -> bool:
    prefix = f"{item.get('type')}_"
    return any(name.startswith(prefix) for name in item)


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


async def read(file: File, _context: DecryptContext) -> ImportDraft:
    """Returns the codes of all folders' items."""
    builder = ImportBuilder(FORMAT.id)
    left: list[tuple[Node, tuple[str, ...]]] = [(Node(file.json), ())]
    while left:
        folder, path = left.pop()
        if len(path) > limits.MAX_DEPTH:
            folder.fail()
        async for item in paced(folder.at("items").list()):
            with builder.entry(item.where):
                _add(builder, item, path)
        inner = [(each, (*path, each.at("name").text(""))) for each in folder.at("folders").list()]
        left += reversed(inner)
    return builder.draft()


def _add(builder: ImportBuilder, item: Node, path: tuple[str, ...]) -> None:
    kind = item.at("type").text("")

    def text(name: str) -> str:
        value = item.at(f"{kind}_{name}").value
        return str(value) if type(value) is int else item.at(f"{kind}_{name}").text("")

    code = text("code") if kind == "totp" else text("totp_code")
    prefix = "" if kind == "totp" else "totp_"
    if not code.strip():
        builder.leave_out("item_without_code", item.where)
        return
    if text("password"):
        builder.leave_out("password", item.where)
    title = text("title") or item.at("name").text("")
    if "://" in code:
        account = account_of_field(code, title, text("username"))
    else:
        account = new_account(
            code,
            algorithm=text(f"{prefix}algorithm"),
            digits=Node(text(f"{prefix}digits") or None, f"{item.where}.digits").integer(6),
            period_s=Node(text(f"{prefix}period") or None, f"{item.where}.period").integer(30),
            issuer=title,
            name=text("username"),
        )
    builder.add(
        account,
        note=note_with_title(text("notes"), title, account),
        groups=list(path),
        addresses=[text("url")],
    )


_SNIFFED = 100  # folders and items that ``sniff`` checks
FORMAT = Format(id="psono", title="Psono", extensions=("json",), sniff=sniff, read=read)
