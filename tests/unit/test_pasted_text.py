"""What a pasted text is, by its form."""

from __future__ import annotations

import pytest
from kakomi.pasted_text import MAX_LINE_CHARACTERS, MAX_LINKS, PastedText, kind

LINK = "otpauth://totp/a?secret=A"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (LINK, PastedText.LINKS),
        (f"  {LINK.upper()}\n", PastedText.LINKS),
        (f"{LINK}\r\n\n  motp://b?secret=00\nsteam://c\n", PastedText.LINKS),
        (f"{LINK}&issuer={'x' * 1_000}", PastedText.LINKS),
        ("otpauth-migration://offline?data=x", PastedText.LINKS),
        ("\n".join([LINK] * MAX_LINKS), PastedText.LINKS),
        ("\n".join([LINK] * (MAX_LINKS + 1)), PastedText.FILE),
        (f"{LINK}\nhello", PastedText.FILE),
        ('{"a": "otpauth://totp/a?secret=A"}', PastedText.FILE),
        ("see otpauth-migration://offline?data=x", PastedText.FILE),
        ("JBSW Y3DP\nEHPK 3PXP", PastedText.FILE),
        ("x" * (MAX_LINE_CHARACTERS + 1), PastedText.FILE),
        ("JBSW Y3DP EHPK 3PXP", PastedText.SETUP_KEY),
        (" jbsw-y3dp-ehpk-3pxp====\n", PastedText.SETUP_KEY),
        ("JBSW\u00a0Y3DP", PastedText.SETUP_KEY),
        ("123456", PastedText.OTHER),
        ("https://example.com", PastedText.OTHER),
        ("see steam://run/440", PastedText.OTHER),
        ("囲み囲み囲み囲み", PastedText.OTHER),
        (" \n", PastedText.OTHER),
        ("", PastedText.OTHER),
    ],
)
def test_a_pasted_text_is_sorted_by_its_form(text: str, expected: PastedText) -> None:
    assert kind(text) is expected
