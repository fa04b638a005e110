"""The URI schemes of accounts and transfers.

Every module that recognises such a URI takes the schemes from here; the build writes them to
``extension/facts/account.js`` for the pages.
"""

from __future__ import annotations

import re

# "apple-otpauth" is what iOS hands to a password manager. mOTP and Steam have schemes of their own.
ACCOUNT = ("otpauth", "apple-otpauth", "motp", "steam")
TRANSFER = "otpauth-migration"  # Google Authenticator

_PREFIXES = tuple(f"{scheme}://" for scheme in (*ACCOUNT, TRANSFER))


def is_account_or_transfer(text: str) -> bool:
    """Whether ``text`` begins like the URI of an account or a transfer, after white space."""
    return text.lstrip()[:32].lower().startswith(_PREFIXES)


def pattern(*more: str) -> str:
    """Returns a regular expression for the start of a URI of these schemes or of ``more``."""
    return f"(?:{'|'.join(map(re.escape, (*ACCOUNT, TRANSFER, *more)))})://"
