"""What messages of more than one noun use."""

from typing import Annotated, Literal, TypeAlias, TypedDict

from kakomi.errors import KakomiError, is_transient

KindName: TypeAlias = Literal["totp", "hotp", "steam", "motp", "yandex"]
HmacName: TypeAlias = Literal[
    "SHA1", "SHA256", "SHA512", "SHA384", "SHA3-224", "SHA3-256", "SHA3-384", "SHA3-512"
]  # what a typed account may have
AlgorithmName: TypeAlias = Literal[HmacName, "MD5"]

# TypeScript's type of this name lists every code of ``kakomi.errors``.
ErrorCode: TypeAlias = Annotated[str, "ErrorCode"]

# How an account that was read compares with the vault. known: the same account is there. second:
# its key is there under another name. ahead: its key is there with a lower counter. namesake: an
# account with the same issuer and name but another key is there.
MatchState: TypeAlias = Literal["new", "known", "second", "ahead", "namesake"]


class Empty(TypedDict):
    """No fields."""


class Failure(TypedDict):
    """Why a request was refused. ``where`` is a path into the input, never a value.

    ``can_retry``: the same request may succeed if it is sent again. ``retry_after_ms``: after a
    wrong passphrase, how long the next attempt is refused; None if it is not.
    """

    code: ErrorCode
    message: str
    where: str
    can_retry: bool
    retry_after_ms: int | None


def failure(error: KakomiError) -> Failure:
    """Returns the error as it is sent to the pages."""
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
    """Something that the target has no field for: ``what`` it is, the first place it occurred at
    (``where``), and how often it occurred.
    """

    what: str
    where: str
    count: int
