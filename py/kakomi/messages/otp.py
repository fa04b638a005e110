"""The requests and replies of otp.*."""

from typing import NotRequired, TypedDict

from kakomi.messages.common import HmacName, KindName
from kakomi.messages.sheet import Row


class OtpPreviewRequest(TypedDict):
    """An account that the user is typing: its URI, or its fields."""

    uri: NotRequired[str]
    issuer: NotRequired[str]
    name: NotRequired[str]
    secret_base32: NotRequired[str]
    kind: NotRequired[KindName]
    algorithm: NotRequired[HmacName]
    digits: NotRequired[int]
    period_s: NotRequired[int]
    counter: NotRequired[int]
    pin: NotRequired[str]


class OtherReading(TypedDict):
    """The account if its key is hexadecimal."""

    row: Row
    uri: str


class OtpPreviewReply(TypedDict):
    """The row of the account, and its ``uri`` for ``account.add``. ``hexadecimal``: set if the key
    is valid as base32 and as hexadecimal.
    """

    row: Row
    uri: str
    hexadecimal: OtherReading | None


class OtpCodesRequest(TypedDict):
    """``count`` codes from time step (or counter) ``first_step`` on."""

    kind: str
    secret_base32: str
    algorithm: str
    digits: int
    first_step: int
    count: int


class OtpCodesReply(TypedDict):
    """The codes, in order."""

    codes: list[str]
