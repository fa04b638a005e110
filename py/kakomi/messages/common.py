"""Types that the messages of several nouns use."""

from typing import Annotated, Literal, TypeAlias, TypedDict

from kakomi.errors import KakomiError, is_transient

KindName: TypeAlias = Literal["totp", "hotp", "steam", "motp", "yandex"]
HmacName: TypeAlias = Literal[
    "SHA1", "SHA256", "SHA512", "SHA384", "SHA3-224", "SHA3-256", "SHA3-384", "SHA3-512"
]  # what a typed account may have
AlgorithmName: TypeAlias = Literal[HmacName, "MD5"]

# TypeScript's type of this name lists every code of ``kakomi.errors``.
ErrorCode: TypeAlias = Annotated[str, "ErrorCode"]

# How a new account compares with the saved ones. new: nothing of it is saved. known: the same
# account is saved. second: its key is saved under another name. ahead: its key is saved with a
# lower counter. namesake: an account with the same issuer and name and another key is saved.
MatchState: TypeAlias = Literal["new", "known", "second", "ahead", "namesake"]

# What comes next for an account that was scanned. add: it may be added without a question. known:
# nothing, it is saved. The others are questions to the user, without whose answer it is not added.
# pin: for its PIN. reading: whether its key is base32 or hexadecimal. second, ahead, namesake: what
# to do about the account that MatchState names.
NextStep: TypeAlias = Literal["add", "known", "pin", "reading", "second", "ahead", "namesake"]


class Empty(TypedDict):
    """No fields."""


class Failure(TypedDict):
    """The error of a request. ``where`` is a path into the input, never a value.

    ``can_retry``: the same request may succeed if it is sent again. ``retry_after_ms``: the time
    until the next attempt is allowed after wrong passphrases; None if it is allowed now.
    """

    code: ErrorCode
    message: str
    where: str
    can_retry: bool
    retry_after_ms: int | None


def failure(error: KakomiError) -> Failure:
    """Returns the error in the form for the pages."""
    return {
        "code": error.code,
        "message": error.text,
        "where": error.where,
        "can_retry": is_transient(error),
        "retry_after_ms": error.retry_after_ms,
    }


class NamedFile(TypedDict):
    """A file's name and its bytes, as base64."""

    name: str
    data_base64: str


class LeftOut(TypedDict):
    """Data for which the target has no field. ``what`` is its kind, ``where`` the path of its first
    occurrence, ``count`` the number of occurrences.
    """

    what: str
    where: str
    count: int
