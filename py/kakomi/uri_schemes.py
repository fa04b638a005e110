"""The URI schemes of accounts and transfers.

Every module that recognises such a URI takes the schemes from here; the build writes them to
``extension/facts/account.js`` for the pages.
"""

from __future__ import annotations

import re

# iOS opens password managers with "apple-otpauth". mOTP and Steam have their own schemes.
ACCOUNT = ("otpauth", "apple-otpauth", "motp", "steam")
TRANSFER = "otpauth-migration"  # Google Authenticator

# Sites also write these without "//". Too many other texts begin with "steam:" and "motp:".
SLASHES_OPTIONAL = ("otpauth", "apple-otpauth", TRANSFER)


def pattern(*more: str) -> str:
    """Returns a regular expression for the start of a URI of these schemes or of ``more``.

    The caller must compile it with IGNORECASE. The colon may be percent-encoded, as in a URI that
    is encoded as a whole.
    """
    others = [scheme for scheme in (*ACCOUNT, *more) if scheme not in SLASHES_OPTIONAL]
    optional, strict = ("|".join(map(re.escape, schemes)) for schemes in (SLASHES_OPTIONAL, others))
    return f"(?:(?:{optional})(?::|%3A)|(?:{strict})(?::|%3A)(?:/|%2F){{2}})"


_START = re.compile(f"[\"'<`\\s\u200b\u2060\ufeff]*{pattern()}", re.IGNORECASE)


def is_account_or_transfer(text: str) -> bool:
    """Returns whether ``text`` begins like the URI of an account or a transfer.

    White space, invisible characters and a quotation mark before the URI are skipped.
    """
    return _START.match(text) is not None
