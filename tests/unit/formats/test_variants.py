"""Older, newer and odder files of the formats, of which no real one is at hand: what their apps'
own readers take and writers have written, made here.
"""

from __future__ import annotations

import asyncio
import io
import json
import zipfile
from base64 import b64encode
from typing import Any

import pytest
from kakomi import formats
from kakomi.cpython.crypto import CPythonCrypto
from kakomi.errors import FileCipherUnsupported, FileMalformed, FileUnknown
from kakomi.formats.support import limits
from kakomi.otp_key import Key, Kind
from PIL import Image
from support.format_reading import SECRET, URI, keys, names, read
from support.sample_files import HELLO

SIGNED = [72, 101, 108, 108, 111, 33, -34, -83, -66, -17]


# Bitwarden, and what only looks like it.


@pytest.mark.parametrize(
    ("format_id", "item"),
    [
        (
            "enpass",
            {"title": "A", "uuid": "1", "fields": [{"label": "", "type": "totp", "value": HELLO}]},
        ),
        ("psono", {"type": "totp", "name": "A", "totp_code": HELLO}),
    ],
    ids=["Enpass", "Psono"],
)
def test_folders_and_items_of_others_are_not_bitwardens(format_id: str, item: Any) -> None:
    assert read({"folders": [], "items": [item]}).format == format_id
    assert read({"folders": [], "items": []}).format == "bitwarden"


def test_an_organizations_table_has_collections_and_several_addresses() -> None:
    draft = read(
        "collections,type,name,notes,login_uri,login_username,login_totp\n"
        f'Ops,login,ACME,,"https://acme.example/a,b,https://acme.example/c",ann,{HELLO}\n'
    )
    [entry] = draft.entries
    assert (entry.groups, entry.address) == (("Ops",), "https://acme.example/a,b")
    assert entry.sites == ("https://acme.example/a,b", "https://acme.example/c")
    assert draft.left_out == ()


def test_few_of_very_many_addresses_are_kept_and_the_rest_is_reported() -> None:
    written = ",".join(f"https://acme{n}.example" for n in range(500))
    draft = read(f'name,login_uri,login_username,login_totp\nACME,"{written}",ann,{HELLO}\n')
    [entry] = draft.entries
    assert len(entry.sites) == limits.MAX_ADDRESSES
    assert [left.what for left in draft.left_out] == ["further_addresses"]


# Proton Pass.


def test_a_pgp_message_in_an_archive_is_reported() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("Proton Pass/data.pgp", "-----BEGIN PGP MESSAGE-----\n\nwcBM\n")
    with pytest.raises(FileCipherUnsupported) as caught:
        asyncio.run(formats.read("x", packed.getvalue(), None, CPythonCrypto()))
    assert caught.value.where == "pgp"


# 2FAS.


def test_2fas_without_services_is_damaged_not_empty() -> None:
    for sealed in (None, ""):
        with pytest.raises(FileMalformed) as caught:
            read({"schemaVersion": 2, "servicesEncrypted": sealed, "groups": []})
        assert caught.value.where == "services"
    assert read({"schemaVersion": 2, "services": []}).entries == ()


def test_2fas_icons_had_names() -> None:
    icons: list[tuple[object, str]] = [
        ({"selected": "Brand", "brand": {"id": "Facebook"}}, "Facebook"),
        ({"selected": "Brand", "brand": {"id": "ManuallyAdded"}}, ""),
        ({"selected": "Label", "brand": {"id": "Facebook"}}, ""),
        ({"selected": "Brand", "brand": None}, ""),
        (None, ""),
        ("Facebook", ""),
    ]
    services = [{"name": "A", "secret": HELLO, "otp": {}, "icon": icon} for icon, _ in icons]
    draft = read({"schemaVersion": 2, "services": services, "groups": [{"id": None}]})
    assert [entry.icon for entry in draft.entries] == [name for _, name in icons]
    assert {entry.groups for entry in draft.entries} == {()}


# Aegis.


def test_archived_entries_are_imported_and_reported() -> None:
    info = {"secret": HELLO, "algo": "SHA1", "digits": 6, "period": 30}
    entries = [
        {"type": "totp", "name": "ann", "issuer": "ACME", "info": info, "archived": archived}
        for archived in (True, False)
    ]
    items = [
        {"name": "ACME", "archivedDate": date, "login": {"totp": HELLO}} for date in ("2026", None)
    ]
    vaults: list[dict[str, object]] = [
        {"version": 1, "db": {"version": 4, "entries": entries}},
        {"encrypted": False, "items": items},
    ]
    for vault in vaults:
        draft = read(vault)
        assert keys(draft) == [Key(secret=SECRET)] * 2
        assert not any(entry.trashed for entry in draft.entries)
        assert [(left.what, left.count) for left in draft.left_out] == [("archived", 1)]


def test_an_aegis_group_without_an_identifier_is_ignored() -> None:
    entry = {"type": "totp", "info": {"secret": HELLO}, "groups": ["g"]}
    groups: list[dict[str, object]] = [{"uuid": None, "name": "H"}, {"uuid": "g", "name": "G"}]
    draft = read({"version": 1, "db": {"version": 3, "entries": [entry], "groups": groups}})
    assert draft.entries[0].groups == ("G",)


# FreeOTP.


def token(**fields: object) -> dict[str, object]:
    plain = {"type": "TOTP", "algo": "SHA1", "period": 30, "secret": SIGNED, "label": "ann"}
    return {**plain, **fields}


def test_freeotp_makes_steams_letters_for_the_issuer_steam() -> None:
    tokens = [
        token(issuerExt="Steam", digits=5),
        token(issuerExt="Steam"),
        token(issuerExt="Steam", digits=6),
        token(issuerExt="Steam", digits=6, type="HOTP", counter=3),
        token(issuerExt="ACME", digits=5),
    ]
    draft = read({"tokens": tokens, "tokenOrder": []})
    assert keys(draft) == [
        Key.steam(SECRET),
        Key.steam(SECRET),
        Key(secret=SECRET),
        Key(kind=Kind.HOTP, secret=SECRET),
        Key(secret=SECRET, digits=5),
    ]


def test_freeotps_bytes_may_have_no_sign_and_its_tokens_no_order() -> None:
    unsigned = token(secret=[number & 0xFF for number in SIGNED])
    draft = read({"tokens": [unsigned]})
    assert (draft.format, keys(draft)) == ("freeotp_plus", [Key(secret=SECRET)])
    for number in (256, -129, 1.5, True, "1", None):
        draft = read({"tokens": [token(secret=[number])]})
        assert [error.where for error in draft.refused] == ["tokens[0].secret"]


def test_freeotps_pictures_are_reported() -> None:
    tokens = [token(image="content://x/1"), token(imageAlt="content://x/2"), token(image="")]
    draft = read({"tokens": tokens, "tokenOrder": []})
    assert [(left.what, left.where, left.count) for left in draft.left_out] == [
        ("icon_picture", "tokens[0]", 2)
    ]


def test_the_first_freeotp_kept_uris() -> None:
    xml = f"""<?xml version='1.0' encoding='utf-8' standalone='yes' ?><map>
        <string name="ACME:ann">{URI.replace("&", "&amp;")}</string>
        <string name="tokenOrder">[&quot;ACME:ann&quot;]</string></map>"""
    draft = read(xml)
    assert (draft.format, keys(draft)) == ("freeotp", [Key(secret=SECRET)])
    assert names(draft) == [("ACME", "ann")]


# andOTP.


def test_andotps_oldest_entries() -> None:
    draft = read([{"secret": HELLO, "label": "ACME - ann", "period": 60}])
    assert (draft.format, keys(draft)) == ("andotp", [Key(secret=SECRET, period_s=60)])
    assert names(draft) == [("", "ACME - ann")]


# Bitwarden.


def test_bitwarden_of_an_organization() -> None:
    item = {
        "type": 1,
        "name": "ACME",
        "folderId": None,
        "collectionIds": ["c", "d", "gone"],
        "login": {"username": "ann", "totp": HELLO},
    }
    collections = [{"id": "c", "name": "Web"}, {"id": "d", "name": "Web/Shop"}]
    for mark in ({"encrypted": False}, {}):
        draft = read({**mark, "collections": collections, "items": [item]})
        assert (draft.format, keys(draft)) == ("bitwarden", [Key(secret=SECRET)])
        assert draft.entries[0].groups == ("Web", "Web/Shop")


def test_bitwarden_as_others_write_it_for_bitwarden() -> None:
    login = {"totp": URI, "uris": ["https://acme.example"]}
    draft = read({"items": [{"type": 1, "name": "ACME", "login": login}]})
    assert (draft.format, names(draft)) == ("bitwarden", [("ACME", "ann")])
    assert draft.entries[0].address == "https://acme.example"
    with pytest.raises(FileUnknown):
        read({"items": []})


# Ente.


def test_entes_json() -> None:
    shown = {"pinned": True, "trashed": True, "tags": ["Web"], "note": "x", "iconID": "acme"}
    items = [
        {"rawData": URI, "display": shown},
        {"rawData": URI, "display": None},
        {"rawData": "x"},
        {"rawData": URI, "display": []},
        1,
    ]
    draft = read({"items": items})
    assert (draft.format, names(draft)) == ("ente", [("ACME", "ann")] * 3)
    entry = draft.entries[0]
    assert (entry.pinned, entry.trashed, entry.note) == (True, True, "x")
    assert (entry.groups, entry.icon) == (("Web",), "acme")
    assert [error.where for error in draft.refused] == ["items[2].scheme", "items[4]"]


# Proton Pass.


def test_proton_pass_has_codes_in_sections_too() -> None:
    def field(kind: str, **data: str) -> dict[str, object]:
        return {"fieldName": "x", "type": kind, "data": data}

    def item(**content: object) -> dict[str, object]:
        return {"data": {"metadata": {"name": "ACME"}, "extraFields": [], "content": content}}

    code, text = field("totp", totpUri=HELLO), field("text", content="y")
    items = [
        item(sections=[{"sectionName": "A", "sectionFields": [text, code]}]),
        item(extraSections=[{"sectionFields": [code, code]}], extraWorkDetails=[code]),
        item(extraWorkDetails=[text], extraSections=[]),
    ]
    draft = read({"version": "1", "vaults": {"v": {"name": "Mine", "items": items}}})
    assert keys(draft) == [Key(secret=SECRET)] * 4
    assert set(names(draft)) == {("ACME", ""), ("ACME", "x")}
    assert [(left.what, left.count) for left in draft.left_out] == [
        ("custom_fields", 1),
        ("item_without_code", 1),
    ]


# Lists of URIs.


def test_a_list_may_be_json() -> None:
    draft = read([URI, "", f"steam://{HELLO}", 1, f"motp://a?secret={SECRET.hex()}"])
    assert [entry.new_account.issuer for entry in draft.entries] == ["ACME", "Steam", ""]
    assert [error.where for error in draft.refused] == ["lines[1].scheme", "lines[3].scheme"]
    with pytest.raises(FileUnknown):
        read(["a"])
    assert read([1, URI]).format == "unknown"


def test_commas_may_separate_a_list() -> None:
    other = f"otpauth://totp/a, b;c?secret={HELLO}&issuer=A,"
    for text in (
        f"{URI},{URI}, {URI};{URI} {URI}",
        f"{URI},\n{URI},\r\n{URI}\n{URI}, \n{URI},",
        f"{URI} ,{URI}\n  {URI}\n\t{URI}\n{URI}",
        f"{URI}\u2028{URI}\u2029{URI}\x85{URI}\x0b{URI}",
        f"{URI}、{URI}，{URI}\u3000{URI}；{URI}",
    ):
        assert names(read(text)) == [("ACME", "ann")] * 5
    assert names(read(f"{other}\n\n{URI}\n{URI}"))[0] == ("A", "a, b;c")
    draft = read(f"{URI}\n# not {URI}, {URI}\nnor {URI},\n {URI}")
    assert len(draft.entries) == 2
    assert [error.where for error in draft.refused] == ["lines[2].scheme"]


def test_a_uri_may_have_tags_and_an_icon() -> None:
    draft = read(f"{URI}&tags=Web%20x&tags=B&icon=acme\n{URI}&icon=https%3A%2F%2Fa.example%2Fx.png")
    assert [(entry.groups, entry.icon) for entry in draft.entries] == [
        (("Web x", "B"), "acme"),
        ((), ""),
    ]
    assert not draft.left_out


def test_pictures_of_accounts_are_read_and_what_is_no_image_is_reported() -> None:
    png = b64encode(square_png()).decode()
    entries = [
        {"type": "totp", "name": "a", "issuer": name, "icon": icon, "info": {"secret": HELLO}}
        for name, icon in (("PNG", png), ("SVG", b64encode(b"<svg/>").decode()), ("none", None))
    ]
    aegis = {"version": 1, "header": {"slots": None}, "db": {"version": 2, "entries": entries}}
    draft = read(json.dumps(aegis))
    assert [entry.picture for entry in draft.entries] == [square_png(), b"", b""]
    assert [(left.what, left.count) for left in draft.left_out] == [("icon_picture", 1)]


def test_strange_pictures_are_reported() -> None:
    stratum = {
        "Authenticators": [
            {"Type": 2, "Icon": icon, "Issuer": "A", "Secret": HELLO, "Period": 30, "Digits": 6}
            for icon in ("@1", "@2", "google")
        ],
        "Categories": [],
        "AuthenticatorCategories": [],
        "CustomIcons": [{"Id": "1", "Data": b64encode(square_png()).decode()}],
    }
    draft = read(json.dumps(stratum))
    assert [entry.picture for entry in draft.entries] == [square_png(), b"", b""]
    assert [entry.icon for entry in draft.entries] == ["", "", "google"]
    assert [(left.what, left.count) for left in draft.left_out] == [("icon_picture", 1)]


def square_png() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(out, "PNG")
    return out.getvalue()
