"""KeePass databases and exports, and the codes that each plug-in keeps in them."""

from __future__ import annotations

import base64
import hashlib
import re
from typing import Any

import pytest
from kakomi.errors import FileMalformed, FileNewer, PasswordNeeded, PasswordWrong
from kakomi.otp_key import Algorithm, Key, Kind
from support import sample_files
from support.format_reading import SECRET, URI, keys, names, read
from support.sample_files import HELLO, PASSWORD, keepass_entry, keepass_xml


@pytest.mark.parametrize("make", [sample_files.kdbx3, sample_files.kdbx4])
def test_keepass_entries_of_each_plug_in_are_read(make: Any) -> None:
    entries = "".join(
        (
            keepass_entry(Title="ACME", UserName="ann", otp=URI.replace("&", "&amp;")),
            keepass_entry(Title="ACME", UserName="bob", otp=HELLO),
            keepass_entry(Title="A", otp=f"key={HELLO}&amp;step=60&amp;size=8"),
            keepass_entry(Title="A", otp=f"key={HELLO}&amp;type=hotp&amp;counter=9"),
            keepass_entry(
                Title="B", TimeOtp_Secret_Hex=SECRET.hex(), TimeOtp_Algorithm="HMAC-SHA-256"
            ),
            keepass_entry(Title="B", TimeOtp_Secret="Hello", TimeOtp_Length="8"),
            keepass_entry(Title="B", TimeOtp_Secret_Base64="SGVsbG8=", TimeOtp_Period="60"),
            keepass_entry(Title="B", HmacOtp_Secret_Base32=HELLO, HmacOtp_Counter="5"),
            keepass_entry(Title="C", TOTP__Seed=HELLO.lower(), TOTP__Settings="30;8"),
            keepass_entry(Title="C", TOTP__Seed=HELLO, TOTP__Settings="30;S"),
            keepass_entry(Title="C", TOTP__Seed=HELLO),
            keepass_entry(Title="Nothing", Password="secret"),
        )
    )
    binned = keepass_entry(Title="Old", otp=HELLO)
    draft = read(make(keepass_xml(entries, binned)), PASSWORD)
    hello = b"Hello"
    assert keys(draft) == [
        Key(secret=SECRET),
        Key(secret=SECRET),
        Key(secret=SECRET, period_s=60, digits=8),
        Key(kind=Kind.HOTP, secret=SECRET),
        Key(secret=SECRET, algorithm=Algorithm.SHA256),
        Key(secret=hello, digits=8),
        Key(secret=hello, period_s=60),
        Key(kind=Kind.HOTP, secret=SECRET),
        Key(secret=SECRET, digits=8),
        Key.steam(SECRET),
        Key(secret=SECRET),
    ]
    assert names(draft)[:3] == [("ACME", "ann"), ("ACME", "bob"), ("A", "")]
    assert [draft.entries[n].new_account.counter for n in (3, 7)] == [9, 5]
    assert draft.entries[0].groups == ("Web",)
    assert {left.what: left.count for left in draft.left_out} == {
        "item_without_code": 1,
        "recycle_bin": 1,
    }


def test_keepass_entries_with_several_codes() -> None:
    further = (
        f"<String><Key>otp_1</Key><Value>{URI.replace(HELLO, 'JBSWY3DP').replace('&', '&amp;')}"
        "</Value></String><String><Key>work</Key><Value>otpauth://totp/x?secret=GE</Value></String>"
        "</Entry>"
    )
    entries = "".join(
        (
            keepass_entry(Title="A", otp=HELLO).replace("</Entry>", further),
            keepass_entry(Title="B", TimeOtp_Secret_Base32=HELLO, HmacOtp_Secret_Base32=HELLO),
            keepass_entry(Title="C", otp=HELLO, TOTP__Seed=HELLO, TOTP__Settings="30;6"),
            keepass_entry(Title="D", otp="otpauth://x/x?secret=GE", TOTP__Seed="JBSWY3DP"),
        )
    )
    draft = read(keepass_xml(entries))
    assert [entry.new_account.key for entry in draft.entries] == [
        Key(secret=SECRET),
        Key(secret=b"Hello"),
        Key(secret=b"1"),
        Key(secret=SECRET),
        Key(kind=Kind.HOTP, secret=SECRET),
        Key(secret=SECRET),
        Key(secret=b"Hello"),
    ]
    assert [error.where for error in draft.refused] == ["entries[3].type"]
    assert not draft.left_out


@pytest.mark.parametrize(
    "written",
    [
        "key=48656c6c6f&amp;encoding=Hex",
        "key=SGVsbG8%3d&amp;encoding=Base64",
        "key=Hello&amp;encoding=UTF8&amp;type=Totp",
        "key=JBSWY3DP&amp;otpHashMode=Sha1",
    ],
)
def test_keeotps_keys_in_other_encodings(written: str) -> None:
    assert keys(read(keepass_xml(keepass_entry(otp=written)))) == [Key(secret=b"Hello")]


def test_keepass_entries_that_refer_to_others() -> None:
    identifier = f"<Entry><UUID>{base64.b64encode(bytes(range(16))).decode()}</UUID>"
    there, gone = (f"@I:{octets.hex().upper()}}}" for octets in (bytes(range(16)), bytes(16)))
    fields = {
        "Title": f"{{REF:T{there}",
        "UserName": f"{{REF:U{there}",
        "Notes": f"x {{REF:N{there}",
    }
    binned = keepass_entry(Title="ACME", UserName="ann").replace("<Entry>", identifier)
    entries = keepass_entry(**fields, otp=HELLO) + keepass_entry(
        Title=f"{{REF:U{gone}", UserName=f"{{REF:P{there}", TOTP__Seed=HELLO, TOTP__Settings="30;"
    )
    draft = read(keepass_xml(entries, binned))
    assert names(draft) == [("ACME", "ann"), (f"{{REF:U{gone}", f"{{REF:P{there}")]
    assert draft.entries[0].note == f"x {{REF:N{there}"
    assert keys(draft) == [Key(secret=SECRET)] * 2


def test_keepass_2_is_read_and_a_group_without_an_id_is_not_the_recycle_bin() -> None:
    entry = keepass_entry(Title="ACME", otp=HELLO)
    old = bytearray(sample_files.kdbx3(keepass_xml(entry)))
    old[8:12] = bytes((0, 0, 2, 0))
    assert keys(read(bytes(old), PASSWORD)) == [Key(secret=SECRET)]
    without = re.sub("<RecycleBinUUID>.*?<", f"<RecycleBinUUID>{'A' * 22}==<", keepass_xml(entry))
    without = without.replace("<Name>Web", f"<UUID>{'A' * 22}==</UUID><Name>Web")
    assert keys(read(without)) == [Key(secret=SECRET)]


def test_the_header_hash_of_keepass_3_is_checked() -> None:
    def reported(content: bytes) -> bytes:
        xml = keepass_xml(keepass_entry(Title="ACME", otp=HELLO))
        digest = sample_files.b64(hashlib.sha256(content).digest())
        return sample_files.kdbx3(xml.replace("<Meta>", f"<Meta><HeaderHash>{digest}</HeaderHash>"))

    header = reported(b"").partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
    assert keys(read(reported(header), PASSWORD)) == [Key(secret=SECRET)]
    with pytest.raises(FileMalformed):
        read(reported(header + b"x"), PASSWORD)


def test_keepass_3_values_protected_by_salsa20_are_read() -> None:
    xml = keepass_xml(
        "<Entry><String><Key>Password</Key><Value Protected='True'>{0}</Value></String>"
        "<String><Key>otp</Key><Value Protected='True'>{1}</Value></String>"
        "<History><Entry><String><Key>otp</Key><Value Protected='True'>{2}</Value></String></Entry>"
        "</History></Entry>"
        "<Entry><String><Key>otp</Key><Value Protected='True'>{3}</Value></String></Entry>"
    )
    covered = ("x" * 100, HELLO, "old", "JBSWY3DP")
    draft = read(sample_files.kdbx3(xml, covered), PASSWORD)
    assert keys(draft) == [Key(secret=SECRET), Key(secret=b"Hello")]
    with pytest.raises(PasswordWrong):
        read(sample_files.kdbx3(xml, covered), "wrong")


def test_keepass_in_plain_xml_is_read_with_its_details() -> None:
    entry = keepass_entry(Title="ACME", otp=HELLO, Colour="red").replace(
        "</Entry>", "<Binary><Key>a</Key></Binary></Entry>"
    )
    draft = read(keepass_xml(entry))
    assert (draft.format, draft.encrypted, keys(draft)) == ("keepass", False, [Key(secret=SECRET)])
    assert {left.what for left in draft.left_out} == {"custom_fields", "attachments"}


def test_unsupported_keepass_files_are_reported() -> None:
    complete = sample_files.kdbx4(keepass_xml(""))
    with pytest.raises(PasswordWrong):
        read(complete, "wrong")
    with pytest.raises(PasswordNeeded):
        read(complete)
    with pytest.raises(FileNewer):
        read(complete[:10] + b"\x05\x00" + complete[12:], PASSWORD)
