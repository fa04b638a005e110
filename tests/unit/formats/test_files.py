"""Real files of other apps (../shared/data/imports): each read completely and compared, field by
field and in its order, with what its index says; or refused, with a reason that fits.

Where Kakomi reads otherwise on purpose, the tables here say what and why. An entry of a table that
is no longer needed fails.
"""

from __future__ import annotations

import asyncio
import functools
import json
from pathlib import Path
from typing import Any

import pytest
from kakomi import formats
from kakomi.cpython.crypto import CPythonCrypto
from kakomi.errors import (
    AlgorithmUnsupported,
    DigitsUnsupported,
    FileAccountBound,
    FileError,
    FileIncomplete,
    FileMalformed,
    FileUnknown,
    KakomiError,
    KindUnsupported,
    MigrationMalformed,
    MigrationPartMissing,
    PeriodUnsupported,
    SecretInvalid,
    SecretMissing,
    UriSchemeUnknown,
)
from kakomi.label import strip_issuer_prefix
from kakomi.otp_key import Kind, format_secret
from kakomi.secret_encoding import encode_secret
from support import shared_data

FOLDER = shared_data.FOLDER / "imports"
# The index leaves this one out: its project's tests would know it.
PASSWORDS = {"cotp/replydev__empty_database": "12345678"}

Instead = dict[int, dict[str, object] | type[KakomiError]]

COUNTS_UP_FIRST = "FreeOTP counts up before it makes a code: the next counter is one more"
NO_BASE32 = "1 is not base32: nobody knows what it was meant to be (otpauth, article 5)"
MOTP_IS_MD5 = "mOTP is MD5 and 10 seconds, whatever else the file's fields say (account)"
OTHERWISE: dict[str, tuple[str, Instead]] = {
    "aegis/protonpass__aegis-json-unencrypted-with-bad-period-digits.json": (
        "out of bounds, and the index says to report them",
        {0: DigitsUnsupported, 1: PeriodUnsupported},
    ),
    "aegis/bitwarden_android__Aegis_VALID_MULTIPLE_ENTRIES_JSON.json": (
        NO_BASE32,
        {0: SecretInvalid},
    ),
    "2fas/bitwarden_android__TwoFas_MIXED_TOTP_HOTP_JSON.json": (NO_BASE32, {0: SecretInvalid}),
    "lastpass/bitwarden__LastpassExport.json": (NO_BASE32, {0: SecretInvalid}),
    "lastpass/bitwarden_android__LastPass_VALID_MULTIPLE_ACCOUNTS_JSON.json": (
        NO_BASE32,
        {0: SecretInvalid},
    ),
    "lastpass/bitwarden_android__LastPass_VALID_SECRET_FIELD_JSON.json": (
        NO_BASE32,
        {0: SecretInvalid},
    ),
    "raivo/bitwarden__RaivoExport.json": (NO_BASE32, {0: SecretInvalid}),
    "andotp/stratumauth__andotp.unencrypted.json": (
        MOTP_IS_MD5,
        {7: {"algorithm": "MD5", "period": 10}},
    ),
    "andotp/stratumauth__andotp.encrypted.bin": (
        MOTP_IS_MD5,
        {7: {"algorithm": "MD5", "period": 10}},
    ),
    "stratum/stratumauth__backup.unencrypted.authpro": (MOTP_IS_MD5, {13: {"period": 10}}),
    "stratum/stratumauth__demo.authpro": (MOTP_IS_MD5, {13: {"period": 10}}),
    "stratum/stratumauth__demo.encrypted.authpro": (MOTP_IS_MD5, {13: {"period": 10}}),
    "freeotp/beemdevelopment__freeotp.xml": (
        COUNTS_UP_FIRST,
        {0: {"counter": 10300}, 3: {"counter": 1}},
    ),
    "freeotp_plus/beemdevelopment__freeotp_plus.json": (
        COUNTS_UP_FIRST,
        {0: {"counter": 10300}, 1: {"counter": 50}, 2: {"counter": 1}},
    ),
    "freeotp_plus/stratumauth__freeotpplus.json": (COUNTS_UP_FIRST, {4: {"counter": 10}}),
    "freeotp_plus/privacyidea__freeotpplus.json": (COUNTS_UP_FIRST, {0: {"counter": 5}}),
    "freeotp_plus/replydev__freeotp_plus.json": (
        COUNTS_UP_FIRST,
        {3: {"counter": 5}, 4: {"counter": 5}, 5: {"counter": 6}},
    ),
    "freeotp_plus/roddhjav__freeotp.json": (COUNTS_UP_FIRST, {0: {"counter": 11}}),
    "authenticator_plus/stratumauth__authplus.db": (
        "what stands in the file: a label alone is a name, and Battle.net is written so",
        {2: {"issuer": "", "name": "NoIssuer"}, 7: {"issuer": "Battle.net®"}},
    ),
    "keepass/roddhjav__keepass.kdbx": (
        "the settings say 30;S, which is Steam",
        {0: {"type": "steam", "digits": 5}},
    ),
    "proton_pass/protonpass__PassExport.zip": (
        "the URI's own issuer and name: a list of 'Proton Pass' would tell nothing apart",
        {
            2: {"issuer": "Only custom fields", "name": "Proton Pass"},
            3: {"issuer": "Only custom fields", "name": "Proton Pass"},
            4: {"issuer": "Main TOTP and custom fields", "name": "Proton Pass"},
            5: {"issuer": "Main TOTP and custom fields", "name": "Proton Pass"},
            6: {"issuer": "Main TOTP and custom fields", "name": "Proton Pass"},
        },
    ),
}
REPEATED = {
    "aegis/bitwarden_android__Aegis_VALID_SINGLE_ENTRY_JSON.json",
    "aegis/bitwarden_android__Aegis_VALID_MULTIPLE_ENTRIES_JSON.json",
    "aegis/bitwarden_android__Aegis_VALID_WITH_ISSUER_JSON.json",
    "google_authenticator/stratumauth__googleauthenticator.txt",
    "google_authenticator/scito__test_plus_problem_export.txt",
    "qr_images/scito__example_export.png",
}
# Whole files that can't be read, and why.
REFUSED: dict[str, type[FileError]] = {
    "aegis/2fauth__ENCRYPTED_AEGIS_JSON_MIGRATION_PAYLOAD.json": FileMalformed,
    "uri_list/2fauth__INVALID_PLAIN_TEXT_NO_URI.txt": FileUnknown,
    "winauth/stratumauth__winauth.invalid.zip": FileUnknown,
    "bitwarden/stratumauth__bitwarden.encrypted.accountrestricted.json": FileAccountBound,
    "google_authenticator/scito__test_export_wrong_content.txt": FileUnknown,
    "google_authenticator/scito__empty_file.txt": FileUnknown,
    "google_authenticator/scito__only_comments.txt": FileUnknown,
    "2fas/bitwarden_android__TwoFas_ENCRYPTED_SERVICES_JSON.json": FileMalformed,
    "lastpass/bitwarden_android__LastPass_MALFORMED_JSON.json": FileMalformed,
    "bitwarden_authenticator/bitwarden_android__Bitwarden_MALFORMED_JSON.json": FileMalformed,
    "bitwarden_authenticator/2fauth__ENCRYPTED_BITWARDEN_AUTH_JSON_MIGRATION_PAYLOAD.json": (
        FileAccountBound
    ),
    "bitwarden_authenticator/2fauth__INVALID_BITWARDEN_AUTH_JSON_MIGRATION_PAYLOAD.json": (
        FileMalformed
    ),
    "steam/sda_plain_manifest.json": FileIncomplete,
    "steam/sda_encrypted_manifest.json": FileIncomplete,
}
# Single entries that the index leaves out, or counts as failures, too.
ALSO_REFUSED: dict[str, tuple[type[KakomiError], str]] = {
    "google_authenticator/scito__test_export_wrong_prefix.txt": (
        UriSchemeUnknown,
        "lines[0].scheme",
    ),
    "aegis/bitwarden_android__Aegis_UNSUPPORTED_OTP_TYPE_JSON.json": (
        FileMalformed,
        "db.entries[0].info.counter",
    ),
    "google_authenticator/scito__test_export_wrong_data.txt": (
        MigrationMalformed,
        "lines[0].data",
    ),
    "2fas/bitwarden_android__TwoFas_UNSUPPORTED_TOKEN_TYPE_JSON.json": (
        KindUnsupported,
        "services[0].type",
    ),
    "lastpass/bitwarden_android__LastPass_INVALID_ALGORITHM_JSON.json": (
        AlgorithmUnsupported,
        "accounts[0].algorithm",
    ),
    "proton_pass/protonpass__PassExport.zip": (
        SecretMissing,
        "members[1].vaults[3].items[3].data.extraFields[2].data.totpUri.secret",
    ),
    "qr_images/protonpass__GoogleAuthenticatorExport_1.png": (MigrationPartMissing, "parts[0]"),
    "qr_images/protonpass__GoogleAuthenticatorExport_2.png": (MigrationPartMissing, "parts[0]"),
}


@functools.cache
def index() -> list[dict[str, Any]]:
    if not (FOLDER / "INDEX.json").is_file():
        return []
    cases: list[dict[str, Any]] = json.loads((FOLDER / "INDEX.json").read_text("utf-8"))
    return cases


def cases() -> list[Any]:
    if not index():
        why = "the shared test data (../shared/data/imports) is not beside this repository"
        return [pytest.param({}, marks=pytest.mark.skip(reason=why), id="absent")]
    return [pytest.param(case, id=case["file"]) for case in index()]


def read(case: dict[str, Any], password: str | None = None) -> formats.ImportDraft:
    """The file as the person gives it: a picture's codes, an encrypted maFile with its manifest."""
    if case["file"].startswith("qr_images/"):
        if not case.get("decoded_texts"):
            pytest.skip("no code in it could be read when the index was made")
        return formats.read_codes(case["decoded_texts"])
    return _read(case["file"], password or case["password"] or PASSWORDS.get(case["file"]))


@functools.cache
def _read(file: str, password: str | None) -> formats.ImportDraft:
    """Once each: some keys take a second to make, and one a gigabyte."""
    path = FOLDER / file
    beside = {}
    if file == "steam/sda_encrypted_1234.maFile":
        manifest = FOLDER / "steam/sda_encrypted_manifest.json"
        beside = {manifest.name: manifest.read_bytes()}
    crypto = CPythonCrypto()
    return asyncio.run(formats.read(path.name, path.read_bytes(), password, crypto, beside))


def fields(entry: formats.Entry) -> dict[str, object]:
    """An entry as the index spells it."""
    key = entry.new_account.key
    return {
        "issuer": entry.new_account.issuer,
        "name": entry.new_account.name,
        "secret": format_secret(key),
        "type": key.kind.value,
        "algorithm": key.algorithm.value,
        "digits": key.digits,
        "period": None if key.kind is Kind.HOTP else key.period_s,
        "counter": entry.new_account.counter if key.kind is Kind.HOTP else None,
    }


def expected(case: dict[str, Any]) -> list[dict[str, object]]:
    """What the index says, the secret's left-over bits dropped, and Kakomi's own laws applied."""
    instead = OTHERWISE.get(case["file"], ("", {}))[1]
    repeated = case["file"] in REPEATED
    wanted: list[dict[str, object]] = []
    for number, entry in enumerate(case["expected"] or []):
        change = instead.get(number, {})
        if isinstance(change, type):
            continue
        said = {name: entry[name] for name in FIELDS}
        said["secret"] = _secret(entry)
        if repeated:
            rest = strip_issuer_prefix(said["name"], said["issuer"])
            said["name"] = said["name"] if rest is None else rest
        assert all(said[name] != value for name, value in change.items()), "no deviation any more"
        wanted.append({**said, **change})
    return wanted


FIELDS = ("issuer", "name", "secret", "type", "algorithm", "digits", "period", "counter")


def _secret(entry: dict[str, Any]) -> str:
    text = str(entry["secret"])
    if entry["type"] == "motp" and not text.isupper():
        return encode_secret(text.encode())  # Stratum's is the text itself
    return encode_secret(shared_data.secret_bytes(text))


@pytest.mark.parametrize("case", cases())
def test_each_file_is_read_as_its_index_says(case: dict[str, Any]) -> None:
    if case["file"] in REFUSED:
        with pytest.raises(REFUSED[case["file"]]) as caught:
            read(case)
        assert caught.value.where
        assert not case["expected"]
        return
    draft = read(case)
    assert [fields(entry) for entry in draft.entries] == expected(case)
    errors = [type(error) for error in draft.refused]
    changes = OTHERWISE.get(case["file"], ("", {}))[1].values()
    wanted = [change for change in changes if isinstance(change, type)]
    if case["file"] in ALSO_REFUSED:
        kind, where = ALSO_REFUSED[case["file"]]
        assert (type(draft.refused[0]), draft.refused[0].where) == (kind, where)
    else:
        assert errors == wanted
    if "must_reject" in case:
        assert draft.refused
        assert not draft.entries


@pytest.mark.parametrize("case", cases())
def test_groups_notes_and_other_details_are_imported(case: dict[str, Any]) -> None:
    if case["file"] in REFUSED or not case["expected"] or case["file"] in OTHERWISE:
        return
    for entry, said in zip(read(case).entries, case["expected"], strict=True):
        assert set(said.get("groups") or said.get("tags") or ()) <= set(entry.groups)
        assert said.get("note") in (None, entry.note)
        assert bool(said.get("favorite")) <= entry.pinned
        assert bool(said.get("trashed")) == entry.trashed
        assert said.get("pin", "") == entry.new_account.key.pin


# A wrong password costs another derivation. Of each kind of these a faster file is here too.
SLOW = {
    "ente/stratumauth__ente.encrypted.json",
    "keepass/stratumauth__keepass.groups.kdbx",
    "keepass/stratumauth__keepass.recyclebin.kdbx",
    "keepass/stratumauth__keepass.twofish.argon2d.kdbx",
}


@pytest.mark.parametrize("case", cases())
def test_an_encrypted_file_requests_a_password_and_reports_a_wrong_one(
    case: dict[str, Any],
) -> None:
    if not case["encrypted"] or case["file"] in REFUSED or not case["password"]:
        return
    if case["file"] in SLOW:
        return
    with pytest.raises(FileError) as caught:
        read({**case, "password": None})
    assert caught.value.code == "password.needed"
    with pytest.raises(FileError) as caught:
        read(case, f"{case['password']}!")
    assert caught.value.code == "password.wrong"


def test_a_format_is_detected_by_the_content_alone() -> None:
    """Under any name, and with the others' names, each file is what it is."""
    for case in index():
        path = FOLDER / case["file"]
        if case["file"].startswith("qr_images/") or not path.stat().st_size:
            continue
        data = path.read_bytes()
        named = asyncio.run(formats.candidates(data, path.name))
        assert named == asyncio.run(formats.candidates(data, "accounts.json"))


def test_pictures_are_detected() -> None:
    for case in index():
        if case["file"].endswith(".png"):
            assert formats.is_picture((FOLDER / case["file"]).read_bytes())
    assert not formats.is_picture(b"{}")


def test_the_tables_name_existing_files() -> None:
    if not index():
        pytest.skip("the shared test data is not beside this repository")
    files = {case["file"] for case in index()}
    for table in (OTHERWISE, REPEATED, REFUSED, ALSO_REFUSED, PASSWORDS):
        assert set(table) <= files
    for name, (why, _) in OTHERWISE.items():
        assert why, name
    assert Path(shared_data.ROOT / "py/kakomi/formats").is_dir()


def test_the_table_of_repeated_issuers_is_exact() -> None:
    for case in index():
        repeats = any(
            strip_issuer_prefix(e["name"], e["issuer"]) is not None for e in case["expected"] or []
        )
        assert repeats == (case["file"] in REPEATED), case["file"]
