"""Texts that describe no account: what they are, by one table."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kakomi import vendor_enrolment
from kakomi.vendor_enrolment import MAX_SHOWN_CHARACTERS, Content, describe


def duo(host: str) -> str:
    return f"Q7dK2mXw9LpZ3nVb-{base64.b64encode(host.encode()).decode().rstrip('=')}"


@pytest.mark.parametrize(
    ("text", "vendor"),
    [
        ("phonefactor://activate_account?code=1", "Microsoft Authenticator"),
        ("PhoneFactor:activate", "Microsoft Authenticator"),
        ("duo://abcdefgh-YXBp", "Duo Mobile"),
        *((duo(f"{'a' * n}.duosecurity.com"), "Duo Mobile") for n in range(1, 4)),
        (duo("api-1a2b3c4d.duo.com") + "==", "Duo Mobile"),
        ("com.rsa.securid://ctf?ctfData=2000", "RSA SecurID"),
        ("http://127.0.0.1/securid/ctf?ctfData=2000", "RSA SecurID"),
        ("oktaverify://email/?t=1", "Okta Verify"),
        ("https://acme.okta.com/activate?x=1", "Okta Verify"),
        ("https://acme.okta.com/api/v1/users/00u1/factors/opf2/qr/x", "Okta Verify"),
        ("msauthv2://enroll?x=1", "Microsoft Authenticator"),
        ("lastpassmfa://pair?x=1", "LastPass Authenticator"),
        ("otpauth://pipush/PIPU1?url=https%3A%2F%2Fexample.com", "privacyIDEA Authenticator"),
        ("pushauth://push/a:b?r=x", "ForgeRock Authenticator"),
    ],
)
def test_a_vendors_own_enrolment_code_names_the_product(text: str, vendor: str) -> None:
    found = describe(text)
    assert (found.content, found.vendor) == (Content.VENDOR_APP, vendor)


@pytest.mark.parametrize(
    "text",
    [
        "https://apps.example.com/app/id123",
        "http://example.com:8080",
        "HTTPS://EXAMPLE.COM/?a=b#c",
        "www.example.com/app",
        "market://details?id=com.example",
        "itms-apps://apps.example.com/app/id1",
        "https://evil.example/api-1.duosecurity.com",
        "https://notduosecurity.com/x",
    ],
)
def test_a_web_link_is_a_web_link(text: str) -> None:
    found = describe(text)
    assert (found.content, found.vendor) == (Content.WEB_LINK, "")


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("FIDO:/0123456789", Content.PASSKEY),
        ("WIFI:T:WPA;S:net;P:password;;", Content.TEXT),
        ("hello", Content.TEXT),
        (duo("api.example.com"), Content.TEXT),
        ("ABCDEFGHIJ-notbase64!", Content.TEXT),
        ("https://two words", Content.TEXT),
        ("", Content.TEXT),
    ],
)
def test_other_texts(text: str, content: Content) -> None:
    found = describe(text)
    assert (found.content, found.vendor) == (content, "")


def test_what_is_shown_is_short_and_has_no_hidden_characters() -> None:
    assert describe("a\n\u202eb\x00c\ud800").shown == "a b c"
    exact = "x" * MAX_SHOWN_CHARACTERS
    assert describe(exact).shown == exact
    assert describe(exact + "y").shown == exact[:-1] + "\u2026"


@given(st.text(st.characters(exclude_categories=[]), max_size=300))
def test_any_text_is_described(text: str) -> None:
    found = describe(text)
    assert len(found.shown) <= MAX_SHOWN_CHARACTERS
    assert found.shown.isprintable() or found.shown
    assert vendor_enrolment.is_vendor_scheme("duo")
