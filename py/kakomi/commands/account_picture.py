"""account.set_icon, account.find_icons, account.set_picture and account.pictures: what an account's
tile shows.

The sheet has no pictures, because the pictures of 1,000 accounts would fill ``storage.session``. A
row has the picture's version only, and a page requests the pictures that it shows.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kakomi import account_picture, picture_header, service_icon
from kakomi.commands import undo
from kakomi.commands.account import tile
from kakomi.commands.command import PAGE, command
from kakomi.commands.context import Context
from kakomi.commands.undo import Undo
from kakomi.errors import RequestMalformed
from kakomi.messages.account_picture import (
    AccountFindIconsReply,
    AccountFindIconsRequest,
    AccountPicture,
    AccountPicturesReply,
    AccountPicturesRequest,
    AccountSetIconReply,
    AccountSetIconRequest,
    AccountSetPictureRequest,
)
from kakomi.messages.validation import base64_bytes
from kakomi.vault import vault

if TYPE_CHECKING:
    from kakomi.account import Account
    from kakomi.ports import Pictures
    from kakomi.vault.vault import Vault

MAX_IDS = 1_000


@command("account.set_picture", callers={PAGE})
async def set_picture(args: AccountSetPictureRequest, context: Context) -> AccountPicture:
    """Save the middle square of an image as the account's picture, or remove its picture.

    Raises ScanPictureUnreadable, ScanPictureTooLarge, AccountNotFound, VaultFull.
    """
    data = base64_bytes(args["data_base64"], "args.data_base64")
    picture = await squared(data, context.environment.pictures) if data else b""

    def step(before: Vault) -> tuple[Vault, None]:
        account = before.account(args["id"])
        details = replace(account.details, picture=picture)
        return vault.put(before, replace(account, details=details)), None

    await context.change(step)
    return _info(args["id"], picture)


@command("account.find_icons", callers={PAGE})
async def find_icons(args: AccountFindIconsRequest, _context: Context) -> AccountFindIconsReply:
    """Returns the shipped icons that the text finds."""
    return {"icons": service_icon.search(args["text"])}


@command("account.set_icon", callers={PAGE})
async def set_icon(args: AccountSetIconRequest, context: Context) -> AccountSetIconReply:
    """Choose the account's icon. Its own picture is removed, because it would come first.

    Raises RequestMalformed if there is no such icon, AccountNotFound.
    """
    icon = args["icon"]
    if icon not in ("", service_icon.MONOGRAM) and icon not in service_icon.names():
        raise RequestMalformed("args.icon")

    def step(before: Vault) -> tuple[Vault, tuple[Account, Account]]:
        account = before.account(args["id"])
        details = replace(account.details, icon=icon, picture=b"")
        changed = replace(account, details=details)
        return vault.put(before, changed), (account, changed)

    before, changed = await context.change(step)
    undo_id = await undo.save(context.environment, Undo(icons=[before]))
    return {**tile(changed), "icon": icon, "undo": undo_id}


@command("account.pictures", callers={PAGE})
async def pictures(args: AccountPicturesRequest, context: Context) -> AccountPicturesReply:
    """Returns the pictures of the accounts that have one."""
    if len(args["ids"]) > MAX_IDS:
        raise RequestMalformed("args.ids")
    wanted = set(args["ids"])
    accounts = (await context.vault(use=False)).accounts
    return {
        "pictures": [
            _info(each.id, each.details.picture)
            for each in accounts
            if each.id in wanted and each.details.picture
        ]
    }


async def squared(data: bytes, host: Pictures) -> bytes:
    """Returns the image as an account's picture. A WebP file that fits is not encoded again, so
    that a picture made by Kakomi keeps its quality.

    Raises ScanPictureUnreadable, ScanPictureTooLarge.
    """
    found = picture_header.header(data)
    is_made = found.media_type == "image/webp" and account_picture.is_square(data)
    if is_made and len(data) <= account_picture.MAX_BYTES:
        return data
    side = min(account_picture.SIDE, found.width, found.height)
    made = await host.square(data, found.media_type, side, account_picture.MAX_BYTES)
    account_picture.check(made, "picture")
    return made


def _info(account_id: str, picture: bytes) -> AccountPicture:
    return {
        "id": account_id,
        "version": account_picture.version(picture),
        "data_url": account_picture.data_url(picture) if picture else "",
    }
