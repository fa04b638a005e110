"""The requests and replies of the account commands that change its parameters."""

from typing import NotRequired, TypedDict

from kakomi.messages.common import HmacName, KindName
from kakomi.messages.sheet import Row


class NewParameters(TypedDict):
    """How an account's codes are to be made. A field that the kind does not have is ignored. A PIN
    that is absent stays as it is.
    """

    kind: KindName
    algorithm: NotRequired[HmacName]
    digits: NotRequired[int]
    period_s: NotRequired[int]
    counter: NotRequired[int]
    pin: NotRequired[str]


class AccountWithParameters(TypedDict):
    """An account, and the parameters that it is to have."""

    id: str
    parameters: NewParameters


class AccountPreviewParametersRequest(TypedDict):
    """The ``id`` of an account, or of a scan result (``found``), and the parameters that it is to
    have.
    """

    id: NotRequired[str]
    found: NotRequired[str]
    parameters: NewParameters


class AccountPreviewParametersReply(TypedDict):
    """The row that the account would have."""

    row: Row


class AccountSetParametersReply(TypedDict):
    """``import.undo`` takes ``undo``."""

    undo: str
