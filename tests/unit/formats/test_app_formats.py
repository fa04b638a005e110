"""Backups of authenticator apps, made as the apps make them, where no real file is at hand."""

from __future__ import annotations

import base64
import hashlib
import json
import sqlite3
import zipfile
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from kakomi import formats
from kakomi.errors import (
    FileAccountBound,
    FileCipherUnsupported,
    FileDeviceBound,
    FileError,
    FileIncomplete,
    FileNewer,
    FilePacked,
    FileUnknown,
    KindUnsupported,
    PasswordNeeded,
    PasswordWrong,
)
from kakomi.otp_key import Algorithm, Key, Kind
from support import sample_files
from support.format_reading import SECRET, URI, keys, names, read
from support.sample_files import HELLO, PASSWORD

if TYPE_CHECKING:
    from pathlib import Path


def zipped(**files: bytes) -> bytes:
    complete = BytesIO()
    with zipfile.ZipFile(complete, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("_", "."), content)
    return complete.getvalue()


def test_2fauth() -> None:
    draft = read(sample_files.twofauth())
    assert draft.format == "2fauth"
    assert keys(draft) == [
        Key(secret=SECRET, algorithm=Algorithm.SHA256, digits=7, period_s=40),
        Key(kind=Kind.HOTP, secret=SECRET, algorithm=Algorithm.SHA256, digits=7),
        Key.steam(SECRET),
    ]
    assert names(draft) == [("ACME", "ann"), ("ACME", "bob"), ("ACME", "cem")]
    assert draft.entries[1].new_account.counter == 5
    assert [left.what for left in draft.left_out] == ["icon_picture"]


def test_authys_cloud() -> None:
    for data in (sample_files.authy_cloud(), sample_files.authy_cloud(iv=bytes(range(16)))):
        draft = read(data, PASSWORD)
        assert draft.encrypted
        assert keys(draft) == [Key(secret=SECRET), Key(secret=SECRET, digits=7)]
        assert names(draft) == [("ACME", "ann"), ("", "bob")]
        with pytest.raises(PasswordNeeded):
            read(data)
        with pytest.raises(PasswordWrong):
            read(data, "wrong")
    draft = read(sample_files.authy_decrypted())
    assert not draft.encrypted
    assert keys(draft) == [Key(secret=SECRET, digits=7)]
    assert names(draft) == [("ACME", "ann")]


def test_authys_own_tokens() -> None:
    token = json.dumps([{"name": "Twitch", "secretSeed": "48656c6c6f", "digits": 7}])
    text = token.replace('"', "&quot;")
    draft = read(
        f'<?xml version="1.0"?><map><string name="com.authy.storage.tokens.authy.key">{text}'
        "</string></map>"
    )
    assert keys(draft) == [Key(secret=b"Hello", digits=7, period_s=10)]


def test_authys_lists_alone_and_its_own_tokens_from_the_cloud() -> None:
    reported = {"accountType": "authenticator", "originalName": "ACME:ann", "name": "ACME: ann"}
    draft = read([reported | {"decryptedSecret": HELLO, "digits": 8}])
    assert (draft.format, names(draft)) == ("authy", [("ACME", "ann")])
    assert keys(draft) == [Key(secret=SECRET, digits=8)]
    own = {"name": "Twitch", "secret_seed": "48656c6c6f"}
    draft = read({"message": "success", "apps": [own, own | {"digits": 6}]})
    assert keys(draft) == [
        Key(secret=b"Hello", digits=7, period_s=10),
        Key(secret=b"Hello", period_s=10),
    ]


def test_authys_old_desktop_app() -> None:
    draft = read([{"name": "ACME: ann", "secret": HELLO, "uri": URI}])
    assert (draft.format, names(draft)) == ("authy", [("ACME", "ann")])


@pytest.mark.parametrize("kind", [0, 1])
def test_bitwarden_by_either_derivation(kind: int) -> None:
    item = {
        "name": "Site",
        "favorite": True,
        "folderId": "f",
        "notes": "a note",
        "fields": [{"name": "x"}],
        "login": {
            "totp": URI,
            "username": "ann",
            "password": "secret",
            "uris": [{"uri": "androidapp://x"}, {"uri": "https://acme.example/a"}],
            "fido2Credentials": [{}],
        },
    }
    binned = {"name": "ACME", "deletedDate": "2026", "login": {"totp": HELLO, "username": "bob"}}
    data = sample_files.bitwarden_sealed([item, binned, {"name": "none", "login": None}], kind)
    draft = read(data, PASSWORD)
    assert keys(draft) == [Key(secret=SECRET)] * 2
    assert names(draft) == [("ACME", "ann"), ("ACME", "bob")]
    entry = draft.entries[0]
    assert (entry.note, entry.groups, entry.pinned) == ("Site\na note", ("Web",), True)
    assert entry.address == "https://acme.example/a"
    assert [e.trashed for e in draft.entries] == [False, True]
    assert {left.what for left in draft.left_out} == {
        "item_without_code",
        "password",
        "passkey",
        "custom_fields",
        "further_addresses",
    }
    with pytest.raises(PasswordNeeded):
        read(data)
    with pytest.raises(PasswordWrong):
        read(data, "wrong")


@pytest.mark.parametrize(
    "pack", [sample_files.zip_by_zipcrypto, sample_files.zip_by_aes], ids=["zipcrypto", "aes"]
)
def test_encrypted_archives(pack: Any) -> None:
    data = pack("WinAuth.txt", f"{URI}\n".encode() * 50)
    draft = read(data, PASSWORD)
    assert (draft.format, draft.encrypted, len(draft.entries)) == ("otpauth", True, 50)
    with pytest.raises(PasswordNeeded):
        read(data)
    for wrong in range(30):
        with pytest.raises(PasswordWrong):
            read(data, f"wrong {wrong}")


def test_a_raivo_backup_in_its_archive_is_read() -> None:
    entry = {"issuer": "ACME", "account": "ann", "secret": HELLO, "kind": "TOTP"}
    entry |= {"algorithm": "SHA512", "digits": "8", "timer": "60", "counter": "0", "pinned": "true"}
    data = sample_files.zip_by_aes("raivo-otp-export.json", json.dumps([entry]).encode(), "123456")
    draft = read(data, "123456")
    assert draft.format == "raivo"
    assert keys(draft) == [Key(secret=SECRET, algorithm=Algorithm.SHA512, digits=8, period_s=60)]
    assert draft.entries[0].pinned


def test_each_file_in_an_archive_is_read_by_its_own_format() -> None:
    steam = json.dumps({"shared_secret": base64.b64encode(SECRET).decode(), "account_name": "cem"})
    data = zipped(
        a_txt=URI.encode(), b_maFile=steam.encode(), c_png=b"\x89PNG\r\n\x1a\n", d_txt=b"?"
    )
    draft = read(data)
    assert draft.format == "zip"
    assert keys(draft) == [Key(secret=SECRET), Key.steam(SECRET)]
    assert [(left.what, left.count) for left in draft.left_out] == [("file_inside", 2)]


def test_an_archive_in_an_archive_is_not_opened() -> None:
    with pytest.raises(FilePacked):
        read(zipped(a_zip=zipped(a_txt=URI.encode())))


def test_192_bit_keys_are_reported_as_unsupported() -> None:
    draft = read(sample_files.zip_by_aes("a.txt", URI.encode(), strength=2), PASSWORD)
    assert [type(error) for error in draft.refused] == [FileCipherUnsupported]


def test_steam_app_and_command_line() -> None:
    account = {"shared_secret": base64.b64encode(SECRET).decode(), "revocation_code": "R123"}
    account["uri"] = "otpauth://totp/Steam:ann?secret=ASDF&issuer=Steam"
    draft = read({"accounts": {"7656": account, "7657": account}})
    assert keys(draft) == [Key.steam(SECRET)] * 2
    assert names(draft) == [("Steam", "ann")] * 2
    assert draft.entries[0].recovery_codes == ("R123",)

    salt, iv = bytes(range(16)), bytes(range(16, 32))
    key = sample_files.argon2id(PASSWORD.encode(), salt, 3, 12 * 1024, 12)
    sealed = base64.b64encode(sample_files.cbc(key, iv, json.dumps(account).encode()))
    encryption = {
        "scheme": "Argon2idAes256",
        "iv": sample_files.b64(iv),
        "salt": sample_files.b64(salt),
    }
    entry = {"filename": "a.maFile", "steam_id": 1, "encryption": encryption}
    manifest = json.dumps({"version": 1, "entries": [entry]}).encode()
    assert keys(read(sealed, PASSWORD, manifest=manifest)) == [Key.steam(SECRET)]
    with pytest.raises(PasswordNeeded):
        read(sealed, manifest=manifest)
    with pytest.raises(PasswordWrong):
        read(sealed, "wrong", manifest=manifest)
    with pytest.raises(FileIncomplete):
        read(manifest)
    assert read(manifest, None, **{"a.maFile": sealed}).entries == ()
    kept = {"filename": "a.maFile", "steam_id": 1, "encryption": {"scheme": "Keyring"}}
    with pytest.raises(FileCipherUnsupported):
        read(sealed, PASSWORD, manifest=json.dumps({"entries": [kept]}).encode())
    assert keys(read(zipped(a_maFile=sealed, manifest_json=manifest), PASSWORD)) == [
        Key.steam(SECRET)
    ]


def test_a_list_reports_each_refused_line() -> None:
    draft = read(f"# my codes\r\n\r\n{URI}\r\nnonsense\rotpauth://totp/b?secret=A1\n{URI}")
    assert len(draft.entries) == 2
    assert [(error.code, error.where) for error in draft.refused] == [
        ("uri.scheme", "lines[3].scheme"),
        ("secret.invalid", "lines[4].secret[1]"),
    ]


def test_entes_parameters() -> None:
    display = '{"pinned":true,"trashed":true,"tags":["work","work",""],"note":"a\\nb","iconID":"x"}'
    draft = read(f"{URI}&codeDisplay={display}")
    (entry,) = draft.entries
    assert (entry.pinned, entry.trashed, entry.groups) == (True, True, ("work",))
    assert (entry.note, entry.icon) == ("a\nb", "x")
    for broken in ("null", "{", "[]", "%FF"):
        assert keys(read(f"{URI}&codeDisplay={broken}")) == [Key(secret=SECRET)]


def test_kinds_with_a_pin_are_imported_without_it() -> None:
    draft = read(
        "motp://ACME:ann?secret=e3152afee62599c8\n"
        "otpauth://yaotp/ann?secret=LA2V6KMCGYMWWVEW64RNP3JA3IAAAAAAHTSG4HRZPI&pin_length=4\n"
    )
    assert [entry.new_account.key.needs_pin for entry in draft.entries] == [True, True]


def test_scanned_codes_are_read_alike() -> None:
    draft = formats.read_codes([URI, "WIFI:T:WPA;;", URI])
    assert len(draft.entries) == 2
    assert [(error.code, error.where) for error in draft.refused] == [
        ("uri.scheme", "codes[1].scheme")
    ]


def database(folder: Path, table: str, *rows: tuple[object, ...]) -> bytes:
    path = folder / "database"
    with sqlite3.connect(path) as connection:
        connection.execute(f"create table {table}")
        marks = ", ".join("?" * len(rows[0]))
        name = table.partition(" ")[0]
        connection.executemany(f"insert into {name} values ({marks})", rows)  # noqa: S608  our own
    return path.read_bytes()


def test_google_rows_that_only_the_phone_can_decrypt_are_reported(tmp_path: Path) -> None:
    data = database(
        tmp_path,
        "accounts (_id integer primary key, email text, secret text, counter int, type int,"
        " issuer text, isencrypted int)",
        (1, "ann", HELLO, 0, 0, "ACME", 0),
        (2, "bob", "gibberish", 0, 0, "ACME", 1),
    )
    draft = read(data)
    assert draft.format == "google_database"
    assert names(draft) == [("ACME", "ann")]
    assert [(type(e), e.where) for e in draft.refused] == [(FileDeviceBound, "accounts[1].secret")]


def test_microsofts_own_accounts(tmp_path: Path) -> None:
    data = database(
        tmp_path,
        "accounts (name text, username text, account_type int, oath_secret_key text)",
        ("ACME", "ann", 0, HELLO.lower()),
        ("MS", "bob", 1, sample_files.b64(SECRET)),
        ("Work", "cem", 2, ""),
    )
    draft = read(data)
    assert keys(draft) == [Key(secret=SECRET), Key(secret=SECRET, digits=8)]
    assert [(left.what, left.where) for left in draft.left_out] == [("push_account", "accounts[2]")]


def test_an_older_battle_net_app_stores_secret_and_serial_in_one_field() -> None:
    plain = SECRET.ljust(20, b"x").hex().encode() + b"EU-1234-5678-9012"
    mask = bytes.fromhex(
        "398e27fc50276a656065b0e525f4c06c04c61075286b8e7aeda59da9813b5dd6"
        "c80d2fb38068773fa59ba47c17ca6c6479015c1d5b8b8f6b9a"
    )
    masked = bytes(a ^ b for a, b in zip(plain, mask, strict=True)).hex()
    draft = read(
        '<map><long name="com.blizzard.bma.AUTH_STORE.CLOCK_OFFSET" value="1"/>'
        f'<string name="com.blizzard.bma.AUTH_STORE.HASH">{masked}</string></map>'
    )
    assert keys(draft) == [Key(secret=SECRET.ljust(20, b"x"), digits=8)]
    assert names(draft) == [("Battle.net", "EU-1234-5678-9012")]


def _winauth(kind: str, data: str, name: str = "ACME:ann", more: str = "", sealed: str = "") -> str:
    return (
        f'<WinAuthAuthenticator type="WinAuth.{kind}"><name>{name}</name>{more}'
        f"<authenticatordata{sealed}><secretdata>{data}</secretdata></authenticatordata>"
        "</WinAuthAuthenticator>"
    )


def test_winauths_own_configuration() -> None:
    secret, long = SECRET.hex(), SECRET.hex() * 2
    steam = json.dumps({"revocation_code": "R1"}).encode().hex()
    entries = (
        _winauth("GoogleAuthenticator", f"{secret}\t8\tSHA256\t60", more="<skin>a.png</skin>"),
        _winauth("HOTPAuthenticator", f"{secret}\t6\tSHA1\t30|42"),
        _winauth("BattleNetAuthenticator", f"{long}\t8|{b'EU-1'.hex()}", name=""),
        _winauth("SteamAuthenticator", f"{secret}|00|00|{steam}|", name="bob"),
        _winauth("MicrosoftAuthenticator", secret, "eve", "<skin>base64:AAAA</skin>"),
        _winauth("TrionAuthenticator", secret),
        _winauth("GoogleAuthenticator", "00", sealed=' encrypted="y"'),
        _winauth("GoogleAuthenticator", "00", sealed=' encrypted="yu"'),
    )
    draft = read(f'<?xml version="1.0"?><WinAuth version="3.5">{"".join(entries)}</WinAuth>')
    assert [entry.new_account.key for entry in draft.entries] == [
        Key(secret=SECRET, algorithm=Algorithm.SHA256, digits=8, period_s=60),
        Key(kind=Kind.HOTP, secret=SECRET),
        Key(secret=SECRET * 2, digits=8),
        Key.steam(SECRET),
        Key(secret=SECRET),
    ]
    assert names(draft)[2:] == [("Battle.net", "EU-1"), ("Steam", "bob"), ("Microsoft", "eve")]
    assert draft.entries[0].icon == "a.png"
    assert draft.entries[1].new_account.counter == 43
    assert draft.entries[3].recovery_codes == ("R1",)
    assert [type(error) for error in draft.refused] == [
        KindUnsupported,
        FileCipherUnsupported,
        FileDeviceBound,
    ]
    assert [left.what for left in draft.left_out] == ["steam_confirmations", "icon_picture"]


def test_winauths_older_configuration_and_one_sealed_as_a_whole() -> None:
    data = f"<secretdata>{SECRET.hex() * 2}{b'EU-1'.hex()}</secretdata>"
    old = (
        f'<authenticator type="WindowsAuthenticator.BattleNetAuthenticator">{data}</authenticator>'
    )
    draft = read(f'<?xml version="1.0"?><WinAuth version="2.0">{old}</WinAuth>')
    assert keys(draft) == [Key(secret=SECRET * 2, digits=8)]
    assert names(draft) == [("Battle.net", "EU-1")]
    with pytest.raises(FileCipherUnsupported):
        read('<?xml version="1.0"?><WinAuth><data encrypted="y">00</data></WinAuth>')


def test_lastpass_folders_by_any_id_and_a_list_without_a_version() -> None:
    account = {"issuerName": "", "originalIssuerName": "ACME", "userName": "ann", "secret": HELLO}
    assert read({"accounts": [account]}).format == "lastpass"
    accounts = [account | {"folderData": {"folderId": id_}} for id_ in ("x", 2, 0)] + [account]
    folders = [{"id": "x", "name": "X"}, {"id": "2", "name": "Two"}, {"id": 0, "name": "Other"}]
    draft = read({"version": 3, "accounts": accounts, "folders": folders})
    assert keys(draft) == [Key(secret=SECRET)] * 4
    assert [entry.groups for entry in draft.entries] == [("X",), ("Two",), (), ()]


def test_stratums_categories_go_by_the_secret_however_it_is_written() -> None:
    backup = {
        "Authenticators": [{"Type": 2, "Issuer": "ACME", "Secret": HELLO}],
        "Categories": [{"Id": "c", "Name": "Work"}],
        "AuthenticatorCategories": [
            {"CategoryId": "c", "AuthenticatorSecret": f"{HELLO[:4].lower()} {HELLO[4:]}=="}
        ],
    }
    assert read(backup).entries[0].groups == ("Work",)


@pytest.mark.parametrize("older", [False, True])
@pytest.mark.parametrize("alone", [False, True])
def test_otp_auths_backups_and_accounts_of_both_ages(alone: bool, older: bool) -> None:
    data = sample_files.otpauth_ios(alone=alone, older=older)
    draft = read(data, PASSWORD)
    assert (draft.format, draft.encrypted) == ("otpauth_ios", True)
    assert keys(draft) == [Key(secret=SECRET, algorithm=Algorithm.SHA256, digits=8, period_s=60)]
    assert names(draft) == [("ACME", "ann")]
    assert draft.entries[0].groups == (() if alone else ("Work",))
    with pytest.raises(PasswordNeeded):
        read(data)
    with pytest.raises(PasswordWrong):
        read(data, "wrong")


@pytest.mark.parametrize("listed", [False, True])
def test_a_totp_authenticator_backup_without_numbers_is_read(listed: bool) -> None:
    accounts = [
        {"base": 32, "key": HELLO, "issuer": "ACME", "name": "ann", "digits": "", "period": ""},
        {"base": 16, "key": SECRET.hex(), "digits": "x"},
        {"base": 64, "key": sample_files.b64(SECRET), "digits": "8", "period": "30"},
    ]
    complete = {"STATIC_TOTP_CODES_LIST": accounts} if listed else {json.dumps(accounts): ""}
    word = hashlib.sha256(b"TotpAuthenticator").digest()
    sealed = sample_files.cbc(word, bytes(16), json.dumps(complete).encode())
    draft = read(sample_files.b64(sealed))
    assert [entry.new_account.key for entry in draft.entries] == [Key(secret=SECRET)] * 2
    assert [error.where for error in draft.refused] == ["accounts[1].digits"]
    assert [left.where for left in draft.left_out] == ["accounts[2]"]


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (
            b"-----BEGIN PGP MESSAGE-----\n\nhQEMA\n-----END PGP MESSAGE-----\n",
            FileCipherUnsupported,
        ),
        (b"%PDF-1.7\n", FileUnknown),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), FileUnknown),
        (b"", FileUnknown),
        (b"\x00" * 1000, FileUnknown),
        (b"{}", FileUnknown),
        (b"[]", FileUnknown),
        (b"hello", FileUnknown),
    ],
)
def test_a_file_of_no_known_format_is_reported(data: bytes, error: type[FileError]) -> None:
    with pytest.raises(error):
        read(data, PASSWORD)


def test_newer_versions_and_device_bound_files_are_reported() -> None:
    for data, error in (
        ({"version": 2, "header": {}, "db": "x"}, FileNewer),
        ({"schemaVersion": 5, "services": []}, FileNewer),
        ({"version": 2, "entries": []}, FileNewer),
        ({"version": 2, "kdfParams": {}, "encryptedData": "", "encryptionNonce": ""}, FileNewer),
        ({"app": "2fauth_v9", "schema": 2, "data": []}, FileNewer),
        ({"encrypted": True, "items": []}, FileAccountBound),
        (
            {"version": 1, "header": {"slots": [{"type": 2}], "params": {}}, "db": ""},
            FileDeviceBound,
        ),
        ({"encrypted": True, "vaults": {}}, FileCipherUnsupported),
    ):
        with pytest.raises(error):
            read(data, PASSWORD)
