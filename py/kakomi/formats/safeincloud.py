"""SafeInCloud's XML export. (``tables`` reads its CSV export.)

<database><label name="Work" id="1"/><card title="…" star="true" deleted="true" template="true">
  <field name="Login" type="login">…</field>
  <field name="One-time password" type="one_time_password">URI or secret</field>
  <label_id>1</label_id><notes>…</notes></card></database>
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kakomi.errors import FileUnknown
from kakomi.formats.support.account_builder import (
    account_of_field,
    note_with_title,
    with_field_name,
)
from kakomi.formats.support.format import Format
from kakomi.formats.support.import_builder import ImportBuilder, ImportDraft
from kakomi.formats.support.match import Match
from kakomi.pacing import paced

if TYPE_CHECKING:
    from kakomi.formats.support.decrypt_context import DecryptContext
    from kakomi.formats.support.file import File
    from kakomi.formats.support.xml import Element

_CODE = "one_time_password"


def sniff(file: File) -> Match:
    """Returns SURE for a database of cards."""
    root = file.xml
    if root is None or root.name != "database":
        return Match.NO
    return Match.sure(any(child.name == "card" for child in root.children[:1000]))


async def read(file: File, _context: DecryptContext) -> ImportDraft:
    """Returns the codes of all cards except templates."""
    if file.xml is None:
        raise FileUnknown("file")
    builder = ImportBuilder(FORMAT.id)
    labels = {
        label.attributes.get("id", ""): label.attributes.get("name", "")
        async for label in paced(file.xml.named("label"))
    }
    cards = (card for card in file.xml.named("card") if card.attributes.get("template") != "true")
    async for number, card in paced(enumerate(cards)):
        where = f"cards[{number}]"
        with builder.entry(where):
            _add(builder, card, labels, where)
    return builder.draft()


def _add(builder: ImportBuilder, card: Element, labels: dict[str, str], where: str) -> None:
    fields = [field for field in card.named("field") if field.text.strip()]
    codes = [field for field in fields if _is_code(field)]
    if not codes:
        builder.leave_out("item_without_code", where)
        return
    by_type = {field.attributes.get("type", ""): field.text for field in reversed(fields)}
    if by_type.get("password"):
        builder.leave_out("password", where)
    if card.first("file") is not None or card.first("image") is not None:
        builder.leave_out("attachments", where)
    title = card.attributes.get("title", "")
    username = by_type.get("login") or by_type.get("email", "")
    for field in codes:
        with builder.entry(where):
            account = account_of_field(field.text.strip(), title, username)
            account = with_field_name(account, field.attributes.get("name", ""), len(codes))
            builder.add(
                account,
                note=note_with_title(card.inner("notes"), title, account),
                groups=[labels.get(each.text.strip(), "") for each in card.named("label_id")],
                addresses=[f.text for f in fields if f.attributes.get("type") == "website"],
                pinned=card.attributes.get("star") == "true",
                trashed=card.attributes.get("deleted") == "true",
            )


def _is_code(field: Element) -> bool:
    return field.attributes.get("type") == _CODE or field.text.strip().startswith("otpauth:")


FORMAT = Format(id="safeincloud", title="SafeInCloud", extensions=("xml",), sniff=sniff, read=read)
