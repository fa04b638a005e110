"""policy.*"""

from typing import Any, Literal, TypeAlias, TypedDict

from kakomi.policy_conformity import Duty
from kakomi.policy_reader import Fault

# What the pages hide because the policy forbids it.
Forbidden: TypeAlias = Literal[
    "plain_export", "paper", "qr_display", "transfer_codes", "passkeys", "no_passphrase"
]


class PolicyDue(TypedDict):
    """Something the user has to do before ``deadline_unix``. ``days_left``: rounded
    up, so 1 on the last day.
    """

    duty: Duty
    deadline_unix: int
    days_left: int
    is_overdue: bool


class PolicyProblem(TypedDict):
    """A value that was not taken as it is written. ``where`` is a path such as
    ``Presets[2].Site``. ``meant``: a policy whose name is close to an unknown one, or empty.
    """

    where: str
    fault: Fault
    meant: str


class PolicyReadReply(TypedDict):
    """The rules that apply. ``given``: the names of the policies that are set; nothing is, where
    ``managed`` is false. ``locked_rules``: the switches of the lock that can't be turned off.
    ``is_last_known``: the policy can't be read now.
    """

    managed: bool
    is_last_known: bool
    organization: str
    contact: str
    help_url: str
    first_step: str
    first_step_url: str
    given: list[str]
    forbidden: list[Forbidden]
    lock_after_minutes_max: int | None
    locked_rules: list[str]
    passphrase_min_length: int
    passphrase_min_strength: int
    automatic_backup_required: bool
    due: list[PolicyDue]
    problems: list[PolicyProblem]


class PolicyCheckRequest(TypedDict):
    """A policy as an administrator has written it."""

    text: str


class CheckedPolicy(TypedDict):
    """``value`` is what applies, as it is written in the managed storage area."""

    name: str
    value: Any


class PolicyCheckReply(TypedDict):
    """``form``: in which form it is written; "" if it is not JSON, and then ``line`` says where it
    ends to be (1 for the first), or "other" if nothing in it is for Kakomi. ``preview``: what the
    owner of a vault without passphrase will see.
    """

    form: Literal["", "values", "file", "console", "other"]
    line: int
    policies: list[CheckedPolicy]
    problems: list[PolicyProblem]
    preview: PolicyReadReply
