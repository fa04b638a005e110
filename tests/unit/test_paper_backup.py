from __future__ import annotations

import pytest
from kakomi import otpauth, paper_backup
from kakomi.account import Account
from kakomi.otp_key import KIND_NAMES


def card(uri: str) -> paper_backup.PaperCard:
    account = otpauth.parse(uri).account(id="a", added_at_unix=0)
    assert isinstance(account, Account)
    return paper_backup.card(account)


def test_a_card_has_the_names_the_uri_and_the_secret_in_groups_of_four() -> None:
    found = card("otpauth://totp/ACME:ann?secret=JBSWY3DPEHPK3PXPAA&issuer=ACME")
    assert (found.issuer, found.name) == ("ACME", "ann")
    assert found.secret == "JBSW Y3DP EHPK 3PXP AA"
    assert otpauth.parse(found.uri).issuer == "ACME"


@pytest.mark.parametrize(
    ("uri", "parameters"),
    [
        ("otpauth://totp/a?secret=JBSWY3DPEHPK3PXP", ()),
        (
            "otpauth://totp/a?secret=JBSWY3DPEHPK3PXP&algorithm=SHA256&digits=8&period=60",
            ("algorithm SHA256", "digits 8", "period 60"),
        ),
        ("otpauth://hotp/a?secret=JBSWY3DPEHPK3PXP&counter=0", ("HOTP", "counter 0")),
        ("steam://JBSWY3DPEHPK3PXP", ("Steam",)),
        ("motp://a?secret=0123456789abcdef&pin=1234", ("mOTP", "pin 1234")),
        (
            "otpauth://yaotp/a?secret=JBSWY3DPEHPK3PXPJBSWY3DPEA&pin=1234",
            ("Yandex", "pin 1234"),
        ),
    ],
)
def test_a_card_lists_the_unusual_parameters(uri: str, parameters: tuple[str, ...]) -> None:
    assert card(uri).parameters == parameters


def test_the_secret_of_motp_is_printed_as_its_app_takes_it() -> None:
    assert card("motp://a?secret=0123456789abcdef&pin=1").secret == "0123 4567 89ab cdef"
    assert len(KIND_NAMES) == 5
