"""The URI schemes of accounts and transfers.

Every module that recognises such a URI takes the schemes from here; the build writes them to
``extension/facts/account.js`` for the pages.
"""

from __future__ import annotations

import re

# "apple-otpauth" is what iOS hands to a password manager. mOTP and Steam have schemes of their own.
ACCOUNT = ("otpauth", "apple-otpauth", "motp", "steam")
TRANSFER = "otpauth-migration"  # Google Authenticator

# Sites also write these without "//". "steam:" and "motp:" begin too many other texts.
SLASHES_OPTIONAL = ("otpauth", "apple-otpauth", TRANSFER)


def pattern(*more: str) -> str:
    """Returns a regular expression for the start of a URI of these schemes or of ``more``.

    The expression ignores nothing by itself: use it with IGNORECASE. The colon may be
    percent-encoded, as in a URI that is encoded as a whole.
    """
    others = [scheme for scheme in (*ACCOUNT, *more) if scheme not in SLASHES_OPTIONAL]
    optional, strict = ("|".join(map(re.escape, schemes)) for schemes in (SLASHES_OPTIONAL, others))
    return f"(?:(?:{optional})(?::|%3A)|(?:{strict})(?::|%3A)(?:/|%2F){{2}})"


_START = re.compile(f"[\"'<`\\s\u200b\u2060\ufeff]*{pattern()}", re.IGNORECASE)


def is_account_or_transfer(text: str) -> bool:
    """Whether ``text`` begins like the URI of an account or a transfer.

    White space, invisible characters and a quotation mark may stand before it.
    """
    return _START.match(text) is not None
