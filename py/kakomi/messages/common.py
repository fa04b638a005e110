"""What messages of more than one noun use."""

from typing import Literal, TypeAlias, TypedDict

from kakomi.errors import KakomiError

KindName: TypeAlias = Literal["totp", "hotp", "steam", "motp", "yandex"]
AlgorithmName: TypeAlias = Literal["SHA1", "SHA256", "SHA512", "MD5"]

# How an account that was read compares with the vault. known: the same account is there.
# namesake: an account with the same issuer and name but another secret is there.
MatchState: TypeAlias = Literal["new", "known", "namesake"]


class Empty(TypedDict):
    """No fields."""


class Failure(TypedDict):
    """Why a request was refused. ``where`` is a path into the input, never a value."""

    code: str
    message: str
    where: str


def failure(error: KakomiError) -> Failure:
    """Returns the error as it is sent to the pages."""
    return {"code": error.code, "message": error.text, "where": error.where}


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
