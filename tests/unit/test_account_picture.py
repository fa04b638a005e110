"""The user's own pictures of accounts."""

from __future__ import annotations

import base64
import io
import json
from dataclasses import replace
from typing import Any

import pytest
from kakomi import account, account_picture, otpauth
from kakomi.account_details import AccountDetails
from kakomi.bridge import Bridge
from kakomi.commands import import_pictures
from kakomi.commands.account_picture import squared
from kakomi.cpython.pictures import NativePictures
from kakomi.errors import ScanPictureUnreadable
from kakomi.formats import Entry, ImportDraft, LeftOut
from kakomi.vault import canonical, capacity
from PIL import Image
from support.fake_ports import FakePorts, ask, say
from support.seal_samples import run

URI = "otpauth://totp/Acme:ann?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Acme"


def image(width: int, height: int, kind: str = "PNG") -> bytes:
    out = io.BytesIO()
    noise = Image.effect_noise((width, height), 100).convert("RGB")
    noise.save(out, kind)
    return out.getvalue()


def set_picture(bridge: Bridge, account_id: str, data: bytes) -> Any:
    encoded = base64.b64encode(data).decode()
    return ask(bridge, "account.set_picture", {"id": account_id, "data_base64": encoded})


@pytest.fixture
def account_id(bridge: Bridge) -> str:
    return str(ask(bridge, "account.add", {"uri": URI})["account_id"])


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_large_image_is_cropped_and_made_small(kind: str) -> None:
    made = run(squared(image(640, 400, kind), NativePictures()))
    assert len(made) <= account_picture.MAX_BYTES
    with Image.open(io.BytesIO(made)) as opened:
        assert opened.size == (account_picture.SIDE, account_picture.SIDE)


def test_an_image_that_was_made_here_is_not_changed_and_a_small_one_not_enlarged() -> None:
    made = run(squared(image(32, 40), NativePictures()))
    with Image.open(io.BytesIO(made)) as opened:
        assert opened.size == (32, 32)
    assert run(squared(made, NativePictures())) == made


def test_a_file_that_is_no_image_is_refused() -> None:
    with pytest.raises(ScanPictureUnreadable):
        run(squared(b"<svg/>", NativePictures()))


def test_a_picture_is_saved_shown_and_removed(
    ports: FakePorts, bridge: Bridge, account_id: str
) -> None:
    saved = set_picture(bridge, account_id, image(300, 200))
    assert saved["version"]
    row = ports.session.values["sheet"]["rows"][0]
    assert row["picture"] == saved["version"]
    assert "base64" not in str(ports.session.values["sheet"])
    wanted = {"ids": [account_id, "other"]}
    assert ask(bridge, "account.pictures", wanted) == {"pictures": [saved]}
    assert saved["data_url"].startswith("data:image/webp;base64,")
    assert ask(bridge, "account.details", {"id": account_id})["picture"] == saved["version"]
    removed = set_picture(bridge, account_id, b"")
    assert removed == {"id": account_id, "version": "", "data_url": ""}
    assert ask(bridge, "account.pictures", wanted) == {"pictures": []}


def test_malformed_base64_is_refused_and_changes_nothing(bridge: Bridge, account_id: str) -> None:
    before = set_picture(bridge, account_id, image(20, 20))
    reply = say(bridge, "account.set_picture", {"id": account_id, "data_base64": "?"})
    assert reply["error"]["code"] == "request.malformed"
    reply = say(bridge, "account.set_picture", {"id": account_id, "data_base64": "PHN2Zy8+"})
    assert reply["error"]["code"] == "scan.picture_unreadable"
    assert ask(bridge, "account.pictures", {"ids": [account_id]}) == {"pictures": [before]}


@pytest.mark.parametrize("side", range(20, 26))
def test_the_bound_of_an_accounts_size_counts_its_picture(side: int) -> None:
    plain = otpauth.parse(URI).account(id="a", added_at_unix=1)
    picture = image(side, side)
    with_picture = replace(plain, details=AccountDetails(picture=picture))
    without = replace(plain, details=AccountDetails(note="x"))
    more = len(canonical.dumps(account.to_json(with_picture))) - len(
        canonical.dumps(account.to_json(without))
    )
    assert more > len(picture)
    bound = capacity.bytes_at_most(with_picture) - capacity.bytes_at_most(replace(plain))
    assert bound >= more


def test_pictures_of_an_import_are_made_small_and_limited(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    account = otpauth.parse(URI)
    large, broken = image(300, 200), b"\x89PNG\r\n\x1a\n" + image(9, 9)[8:40]
    entries = [Entry(new_account=account, picture=data) for data in (large, b"", broken, large)]
    draft = ImportDraft(format="aegis", entries=tuple(entries))
    made = run(import_pictures.with_small_pictures(draft, NativePictures()))
    first, none, unread, again = (entry.picture for entry in made.entries)
    assert 0 < len(first) <= account_picture.MAX_BYTES
    assert (none, unread, again) == (b"", b"", first)
    assert made.left_out == (LeftOut(what="icon_picture", where="entries[2]", count=1),)
    monkeypatch.setattr(import_pictures, "MAX_BYTES", len(first))
    made = run(import_pictures.with_small_pictures(draft, NativePictures()))
    assert [bool(entry.picture) for entry in made.entries] == [True, False, False, False]
    assert made.left_out == (LeftOut(what="icon_picture", where="entries[2]", count=2),)


def test_a_picture_of_an_import_comes_into_the_vault(bridge: Bridge) -> None:
    picture = base64.b64encode(image(300, 300)).decode()
    info = {"secret": "GEZDGNBVGY3TQOJQ", "digits": 6, "period": 30, "algo": "SHA1"}
    entry = {"type": "totp", "name": "a", "issuer": "B", "icon": picture, "info": info}
    aegis = {"version": 1, "header": {"slots": None}, "db": {"version": 2, "entries": [entry]}}
    content = base64.b64encode(json.dumps(aegis).encode()).decode()
    shown = ask(bridge, "import.read", {"name": "aegis.json", "data_base64": content})
    assert shown["left_out"] == []
    ask(bridge, "import.confirm", {"id": shown["id"]})
    [row] = ask(bridge, "sheet.read")["rows"]
    [saved] = ask(bridge, "account.pictures", {"ids": [row["id"]]})["pictures"]
    assert saved["version"] == row["picture"] != ""


def test_an_icon_is_chosen_in_place_of_the_picture_and_undone(
    bridge: Bridge, account_id: str
) -> None:
    set_picture(bridge, account_id, image(64, 64))
    before = ask(bridge, "account.details", {"id": account_id})
    chosen = ask(bridge, "account.set_icon", {"id": account_id, "icon": "github.com"})
    assert (chosen["service_icon"], chosen["picture"]) == ("github.com", "")
    ask(bridge, "account.edit", {"id": account_id, "note": "later"})
    ask(bridge, "import.undo", {"undo": chosen["undo"]})
    assert ask(bridge, "account.details", {"id": account_id}) == {**before, "note": "later"}
    letters = ask(bridge, "account.set_icon", {"id": account_id, "icon": "monogram"})
    assert (letters["service_icon"], letters["picture"]) == ("", "")
    assert "github.com" in ask(bridge, "account.find_icons", {"text": "GitHub"})["icons"]


def test_an_icon_that_is_not_shipped_is_refused(bridge: Bridge, account_id: str) -> None:
    refused = say(bridge, "account.set_icon", {"id": account_id, "icon": "../x"})
    assert refused["error"]["where"] == "args.icon"


def test_a_picture_is_in_an_encrypted_backup_and_comes_back(
    bridge: Bridge, account_id: str
) -> None:
    before = set_picture(bridge, account_id, image(300, 200))
    wanted = {"format": "kakomi", "passphrase": "correct horse battery"}
    [file] = ask(bridge, "backup.export", wanted)["files"]
    other = Bridge(FakePorts().environment())
    given = {"name": file["name"], "data_base64": file["data_base64"]}
    shown = ask(other, "import.read", {**given, "password": "correct horse battery"})
    ask(other, "import.confirm", {"id": shown["id"]})
    [row] = ask(other, "sheet.read")["rows"]
    [after] = ask(other, "account.pictures", {"ids": [row["id"]]})["pictures"]
    assert (after["version"], after["data_url"]) == (before["version"], before["data_url"])
    again = ask(other, "import.read", {**given, "password": "correct horse battery"})
    ask(other, "import.confirm", {"id": again["id"]})
    assert len(ask(other, "sheet.read")["rows"]) == 1
