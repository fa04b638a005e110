"""Exports of password managers: items with one or several one-time passwords."""

from __future__ import annotations

import base64
import json
import zipfile
from io import BytesIO
from typing import Any

import pytest
from kakomi.errors import FileDeviceBound, FileKeePass1, FileOpVault, FileWithoutKeys
from kakomi.otp_key import Algorithm, Key, Kind
from support.format_reading import keys, labels, omitted, read

SECRET = "JBSWY3DPEHPK3PXP"
OTHER = "KRSXG5CTMVRXEZLU"
KEY, OTHER_KEY = Key(secret=b"Hello!\xde\xad\xbe\xef"), Key(secret=b"TestSecret")
URI = f"otpauth://totp/Shop:bob?secret={SECRET}&issuer=Shop&digits=8"


def enpass(**item: Any) -> dict[str, Any]:
    fields = [
        {"type": "username", "label": "Username", "value": "ann"},
        {"type": "password", "label": "Password", "value": "pw"},
        {"type": "url", "label": "Website", "value": "shop.example"},
        {"type": "totp", "label": "One-time code", "value": SECRET},
        {"type": "totp", "label": "Old", "value": "GEZDGNBV", "deleted": 1},
        {"type": "text", "label": "Empty", "value": ""},
    ]
    complete = {"uuid": "u", "title": "Shop", "category": "login", "fields": fields, "note": "mine"}
    return {"folders": [{"uuid": "f", "title": "Work"}], "items": [{**complete, **item}]}


def test_enpass() -> None:
    draft = read(enpass(folders=["f"], favorite=1))
    assert (draft.format, labels(draft), keys(draft)) == ("enpass", [("Shop", "ann")], [KEY])
    (entry,) = draft.entries
    assert (entry.note, entry.groups, entry.address) == ("mine", ("Work",), "https://shop.example")
    assert (entry.pinned, entry.trashed) == (True, False)
    assert omitted(draft) == {"password"}


def test_enpass_archived_is_not_trash() -> None:
    draft = read(enpass(archived=1))
    assert not draft.entries[0].trashed
    assert "archived" in omitted(draft)
    assert read(enpass(trashed=1)).entries[0].trashed


def test_enpass_item_without_code() -> None:
    draft = read(enpass(fields=[{"type": "username", "value": "ann"}]))
    assert (draft.entries, omitted(draft)) == ((), {"item_without_code"})


def test_keeper() -> None:
    record = {
        "title": "Shop",
        "login": "ann",
        "password": "pw",
        "login_url": "https://shop.example",
        "notes": "mine",
        "custom_fields": {"TFC:Keeper": URI, "Colour": "red"},
        "folders": [{"folder": "Work"}, {"shared_folder": "Team", "can_edit": True}],
    }
    draft = read({"shared_folders": [], "records": [record, {"title": "Plain", "login": "x"}]})
    assert (draft.format, labels(draft)) == ("keeper", [("Shop", "bob")])
    assert keys(draft)[0].digits == 8
    assert draft.entries[0].groups == ("Work", "Team")
    assert omitted(draft) == {"password", "custom_fields", "item_without_code"}


def test_keeper_with_several_codes() -> None:
    custom = {
        "$oneTimeCode:trading:1": [f"otpauth://totp/a?secret={SECRET}"],
        "$oneTimeCode": OTHER,
    }
    record = {"title": "Shop", "login": "ann", "$type": "login", "custom_fields": custom}
    draft = read({"records": [record]})
    assert labels(draft) == [("", "a (trading)"), ("Shop", "ann")]
    assert keys(draft) == [KEY, OTHER_KEY]


def test_psono() -> None:
    login = {
        "type": "website_password",
        "name": "Shop",
        "website_password_title": "Shop",
        "website_password_username": "ann",
        "website_password_password": "pw",
        "website_password_url": "https://shop.example",
        "website_password_notes": "mine",
        "website_password_totp_code": SECRET,
        "website_password_totp_period": 60,
        "website_password_totp_algorithm": "SHA256",
        "website_password_totp_digits": 8,
    }
    code = {"type": "totp", "name": "Bank", "totp_title": "Bank", "totp_code": OTHER}
    draft = read({"folders": [{"name": "Work", "folders": [], "items": [login]}], "items": [code]})
    assert (draft.format, labels(draft)) == ("psono", [("Bank", ""), ("Shop", "ann")])
    assert keys(draft) == [
        OTHER_KEY,
        Key(secret=KEY.secret, algorithm=Algorithm.SHA256, digits=8, period_s=60),
    ]
    assert [entry.groups for entry in draft.entries] == [(), ("Work",)]
    plain = {"type": "note", "note_title": "x", "note_notes": "y"}
    assert omitted(read({"items": [plain]})) == {"item_without_code"}


def test_nextcloud_otp_manager() -> None:
    account = {
        "id": 1,
        "secret": SECRET,
        "name": "ann",
        "issuer": "Shop",
        "digits": 8,
        "type": "totp",
        "period": 60,
        "algorithm": 2,
        "counter": 0,
    }
    hotp = {**account, "type": "hotp", "counter": 7, "digits": 6, "algorithm": 0}
    draft = read({"accounts": [account, hotp, {**account, "algorithm": 9}]})
    assert draft.format == "nextcloud_otp_manager"
    assert [entry.new_account.key for entry in draft.entries] == [
        Key(secret=KEY.secret, algorithm=Algorithm.SHA512, digits=8, period_s=60),
        Key(kind=Kind.HOTP, secret=KEY.secret),
    ]
    assert draft.entries[1].new_account.counter == 7
    assert [error.where for error in draft.refused] == ["accounts[2].algorithm"]


def test_safeincloud() -> None:
    card = f"""<card title="Shop" star="true"><field name="Login" type="login">ann</field>
      <field name="Password" type="password">pw</field>
      <field name="Website" type="website">https://shop.example</field>
      <field name="Main" type="one_time_password">{SECRET}</field>
      <field name="Second" type="one_time_password">{URI.replace("&", "&amp;")}</field>
      <label_id>1</label_id><notes>mine</notes></card>"""
    rest = '<card title="Template" template="true"/><card title="Plain" deleted="true"/>'
    for start in ("", '<?xml version="1.0" encoding="utf-8"?>\n'):
        draft = read(f'{start}<database><label name="Work" id="1"/>{card}{rest}</database>')
        assert (draft.format, len(draft.entries)) == ("safeincloud", 2)
        assert labels(draft) == [("Shop", "ann (Main)"), ("Shop", "bob (Second)")]
        assert draft.entries[0].groups == ("Work",)
        assert draft.entries[0].pinned
        assert omitted(draft) == {"password", "item_without_code"}


def test_1pif() -> None:
    item = {
        "uuid": "A",
        "title": "Shop",
        "location": "https://shop.example",
        "typeName": "webforms.WebForm",
        "openContents": {"tags": ["Work"], "faveIndex": 1},
        "secureContents": {
            "fields": [{"designation": "username", "value": "ann"}],
            "notesPlain": "mine",
            "sections": [{"fields": [{"n": "TOTP_1", "t": "One-Time Password", "v": SECRET}]}],
        },
    }
    trashed = {**item, "trashed": True}
    folder = {"uuid": "F", "title": "Folder", "typeName": "system.folder.Regular"}
    separator = "\n***5642bee8-a5ff-11dc-8314-0800200c9a66***\n"
    text = "".join(json.dumps(each) + separator for each in (item, trashed, folder))
    draft = read(text)
    assert (draft.format, labels(draft), keys(draft)) == (
        "onepif",
        [("Shop", "ann")] * 2,
        [KEY] * 2,
    )
    assert [entry.trashed for entry in draft.entries] == [False, True]
    assert (draft.entries[0].groups, draft.entries[0].note) == (("Work",), "mine")
    damaged = read(text.replace('"uuid": "A"', '"uuid": A', 1))
    assert [error.where for error in damaged.refused] == ["items[0][9]"]


def onepux(state: str, **codes: str) -> bytes:
    fields = [{"title": title, "value": {"totp": code}} for title, code in codes.items()]
    item = {
        "state": state,
        "overview": {"title": "Shop", "url": "https://shop.example"},
        "details": {
            "loginFields": [{"designation": "username", "value": "ann"}],
            "sections": [{"fields": fields}],
        },
    }
    export = {"accounts": [{"vaults": [{"attrs": {"name": "Personal"}, "items": [item]}]}]}
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("export.data", json.dumps(export))
    return packed.getvalue()


def test_1password_archived_is_not_trash() -> None:
    draft = read(onepux("archived", code=SECRET))
    assert not draft.entries[0].trashed
    assert omitted(draft) == {"archived"}


def test_several_codes_of_an_item_have_the_names_of_their_fields() -> None:
    assert labels(read(onepux("active", trading=SECRET, funding=OTHER))) == [
        ("Shop", "ann (trading)"),
        ("Shop", "ann (funding)"),
    ]
    one = onepux("active", **{"one-time password": SECRET, "funding": OTHER})
    assert labels(read(one)) == [("Shop", "ann"), ("Shop", "ann (funding)")]
    assert labels(read(onepux("active", trading=SECRET))) == [("Shop", "ann")]


def test_authme() -> None:
    text = f"\nName:   ann\nSecret: {SECRET}\nIssuer: Shop\nType:   OTP_TOTP\n"
    text += f"\nName:   ben\nSecret: {OTHER}\nIssuer: Bank\nType:   OTP_TOTP\n"
    codes = base64.b64encode(text.encode()).decode()
    draft = read({"role": "export", "encrypted": False, "codes": codes, "version": 3})
    assert (draft.format, labels(draft)) == ("authme", [("Shop", "ann"), ("Bank", "ben")])
    assert keys(draft) == [KEY, OTHER_KEY]
    with pytest.raises(FileDeviceBound):
        read({"role": "export", "encrypted": True, "codes": codes})


def test_myki_two_factor_table() -> None:
    draft = read(f"status,tags,authToken,nickname,additionalInfo\nactive,,{SECRET},Shop,mine\n")
    assert (draft.format, labels(draft), keys(draft)) == ("csv", [("Shop", "")], [KEY])


def test_roboform() -> None:
    table = "Name,Url,MatchUrl,Login,Pwd,Note,Folder,RfFieldsV2\n"
    draft = read(
        f'{table}"Shop","https://shop.example","","ann","pw","","/Work","TOTP KEY$,,,{SECRET}"\n'
    )
    assert (labels(draft), keys(draft)) == ([("Shop", "ann")], [KEY])


def test_links_in_the_notes_of_a_table_of_logins_are_read_and_keys_are_not() -> None:
    table = "name,url,username,password,note\n"
    notes = [f"2FA secret: {SECRET}", f"see {URI}", "nothing", "totp: please call me on 234567"]
    rows = "".join(f"Shop,https://shop.example,ann,pw,{note}\n" for note in notes)
    draft = read(table + rows)
    assert keys(draft) == [Key(secret=KEY.secret, digits=8)]
    assert omitted(draft) >= {"item_without_code"}
    with pytest.raises(FileWithoutKeys):
        read(f"{table}Shop,https://shop.example,ann,correcthorsebatterystaple,\n")


def test_a_recognized_file_that_cannot_be_read_says_what_to_do() -> None:
    for text in ('var profile={"iterations": 1};', 'ld({"A": {}});', 'loadFolders({"A": {}});'):
        with pytest.raises(FileOpVault):
            read(text)
    with pytest.raises(FileKeePass1):
        read(bytes.fromhex("03d9a29a65fb4bb5") + bytes(120))
