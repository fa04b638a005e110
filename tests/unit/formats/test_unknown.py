"""The last resort: account URIs and labelled keys inside files of no known format."""

from __future__ import annotations

import pytest
from kakomi.errors import FileMalformed, FileUnknown, UriSchemeUnknown
from kakomi.otp_key import Key, Kind
from support.format_reading import keys, labels, read

SECRET = "JBSWY3DPEHPK3PXP"
KEY = Key(secret=b"Hello!\xde\xad\xbe\xef")
URI = f"otpauth://totp/Acme:ann?secret={SECRET}&issuer=Acme"


@pytest.mark.parametrize(
    "text",
    [
        f"Add this: {URI}, please.",
        f"# Codes\n\n- Acme: `{URI}`\n",
        f"- [Acme]({URI})\n",
        f"OTP_URL={URI}\nOTHER=1\n",
        f"export OTP='{URI}'\n",
        f"accounts:\n  - otp: {URI}\n",
        f'{{"things": [{{"title": "x", "deep": {{"any": "{URI}"}}}}]}}',
        f'["text with {URI} in it"]',
        f"<notes><note>{URI.replace('&', '&amp;')}</note></notes>",
        f"<p>Scan <a href='{URI.replace('&', '&amp;')}'>this</a><br>now",
        f'<?xml version="1.0"?><a><b link="{URI.replace("&", "&amp;")}"/></a>',
        URI.join(("<<", ">>")),
        f"“{URI}”",
        f"« {URI}»",
        '"' + URI.replace("/", "\\/").replace("&", "\\u0026") + '"',
    ],
)
def test_uris_anywhere_in_a_file_are_found(text: str) -> None:
    draft = read(text)
    assert draft.format == "unknown"
    assert (labels(draft), keys(draft)) == ([("Acme", "ann")], [KEY])


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ('[{"title": "Acme", "username": "ann", "totp": "%s"}]', ("Acme", "ann")),
        ('{"a": {"service": "Acme", "email": "ann", "otp_secret": "%s"}}', ("Acme", "ann")),
        ('{"x": [{"issuer": "Acme", "name": "ann", "secret": "%s"}]}', ("Acme", "ann")),
        ('{"x": [{"name": "Acme", "type": "totp", "key": "%s"}]}', ("Acme", "")),
        ("- name: Acme\n  user: ann\n  totp: %s\n- name: Beta\n", ("Acme", "ann")),
        ("title: Acme\nlogin: ann\n2fa secret: %s\n", ("Acme", "ann")),
        ("# Acme\n\nTOTP secret: `%s`\n", ("Acme", "")),
        ("# Acme\n\nYour setup key is %s. Keep it safe.\n", ("Acme", "")),
        ("<r><e><title>Acme</title><user>ann</user><otp>%s</otp></e></r>", ("Acme", "ann")),
        ("TOTP_SECRET=%s\nISSUER=Acme\n", ("Acme", "")),
        ("[Acme]\nusername = ann\notp = %s\n", ("Acme", "ann")),
        ("<p>Your 2FA key: <code>%s</code></p>", ("", "")),
        ("サービス名：Acme\nユーザー名：ann\nセットアップキー：%s\n", ("Acme", "ann")),
        ("# Acme\n\n2段階認証用のキーは %s です。\n", ("Acme", "")),
        ("- 発行元: Acme\n  秘密鍵: %s\n", ("Acme", "")),
        (
            '[{"サービス名": "Acme", "ユーザー名": "ann", "シークレットキー": "%s"}]',
            ("Acme", "ann"),
        ),
        ('{"x": [{"issuer": "Acme", "name": "ann", "info": {"totp": "%s"}}]}', ("Acme", "ann")),
    ],
)
@pytest.mark.parametrize("secret", [SECRET, "JBSW Y3DP EHPK 3PXP", "jbswy3dpehpk3pxp"])
def test_labelled_keys(text: str, label: tuple[str, str], secret: str) -> None:
    draft = read(text % secret)
    assert draft.format == "unknown"
    assert (labels(draft), keys(draft)) == ([label], [KEY])


def test_fields_that_change_the_codes_are_used_or_the_account_is_refused() -> None:
    record = '{"x": [{"issuer": "A", "secret": "%s", "digits": %s, "period": 60, "type": "%s"}]}'
    assert keys(read(record % (SECRET, 8, "TOTP"))) == [
        Key(secret=KEY.secret, digits=8, period_s=60)
    ]
    assert keys(read(record % (SECRET, 6, "hotp")))[0].kind is Kind.HOTP
    draft = read(record % (SECRET, 44, "totp"))
    assert (draft.entries, [error.where for error in draft.refused]) == ((), ["records[1].digits"])


@pytest.mark.parametrize(
    "text",
    [
        "two factor, please enable this option now",
        "Use 2FA: two four six seven eight",
        '{"secret": "JBSWY3DPEHPK3PXP"}',
        '{"title": "Acme", "password": "JBSWY3DPEHPK3PXP"}',
        '{"totp": "correcthorsebatterystaple"}',
        '{"totp_url": "JBSWY3DPEHPK3PXP"}',
        '{"totp": "JBSWY3DP"}',
        "otp recovery codes: 2345 6723 4567",
        "secret: JBSWY3DPEHPK3PXP",
        "an otpauth link would be here",
        "the scheme otpauth: is for links",
        "a link begins with otpauth://.",
        '{"etag": "00112233445566778899aabbccddeeff", "digits": 6}',
        "https://example.com/?a=otpauth",
        "<html><body>nothing</body></html>",
        "{}",
        "name: Acme\n",
    ],
)
def test_nothing_is_guessed(text: str) -> None:
    with pytest.raises(FileUnknown):
        read(text)


def test_a_uri_found_twice_is_one_account() -> None:
    assert len(read(f"{URI}x no\n- {URI}\n- {URI}\n").entries) >= 1
    assert labels(read(f"see {URI}\nand see {URI}\n")) == [("Acme", "ann")]


def test_unusable_uris_are_refused_with_their_place() -> None:
    draft = read("see otpauth://totp/a?secret=J0\n")
    assert [type(error).__name__ for error in draft.refused] == ["SecretInvalid"]
    assert all(error.where for error in draft.refused)


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ('{"encrypted": false, "things": [{"name": "Acme", "login": {"totp": "%s"}}]}', "items"),
        ('{"version": 1, "header": {"slots": null, "params": null}, "b": ["%s"]}', "db"),
        ('{"header": {"slots": null, "params": null}, "db": {"e": ["%s"]}}', "version"),
        ('{"Categories": [], "AuthenticatorCategories": [], "Others": ["%s"]}', "Authenticators"),
        ('{"schemaVersion": 4, "groups": [], "things": ["%s"]}', "services"),
        ('{"version": 3, "folders": [], "localDeviceId": "x", "a": ["%s"]}', "accounts"),
        ('{"tokenOrder": [], "things": ["%s"]}', "tokens"),
        ('{"version": 1, "things": [{"content": {"uri": "%s", "entry_type": "Totp"}}]}', "entries"),
    ],
)
def test_a_damaged_file_of_a_known_format_is_refused_and_not_searched(
    text: str, missing: str
) -> None:
    with pytest.raises(FileMalformed) as caught:
        read(text % URI)
    assert caught.value.where == missing


def test_a_scanners_output_is_a_list_whose_lines_are_refused() -> None:
    draft = read(f"QR-Code:{URI}\n")
    assert (draft.format, draft.entries) == ("otpauth", ())
    assert [(type(e), e.where) for e in draft.refused] == [(UriSchemeUnknown, "lines[0].scheme")]


def test_a_labelled_key_in_hexadecimal_is_read() -> None:
    for text in ("2FA secret: %s\n", '{"totp": "%s", "title": "x"}'):
        assert keys(read(text % "31323334353637383930313233343536")) == [
            Key(secret=b"1234567890123456")
        ]


@pytest.mark.parametrize(
    "text",
    [
        f"秘密鍵: {SECRET}\n",
        f"サービス名: Acme\nバックアップキー: {SECRET}\n",
        f"二段階認証のリカバリーコード: {SECRET}\n",
        f'{{"service": "Acme", "auth": {{"secret": "{SECRET}"}}}}',
    ],
)
def test_a_secret_that_no_word_calls_a_key_of_a_code_is_no_account(text: str) -> None:
    with pytest.raises(FileUnknown):
        read(text)
