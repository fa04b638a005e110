"""vault.*"""

from typing import Annotated, Any, Literal, NotRequired, TypeAlias, TypedDict

from kakomi.rules import LockRules

VaultState: TypeAlias = Literal["open", "locked", "lost", "damaged", "newer"]
SlotKindName: TypeAlias = Literal["device", "passphrase", "passkey", "recovery"]


class SlotInfo(TypedDict):
    """One key slot of the vault. ``credential`` and ``salt`` (the PRF input) are those of a
    passkey, as base64url without padding; empty for other kinds.
    """

    id: str
    kind: SlotKindName
    added_at_unix: int
    credential: str
    salt: str


# The fields of kakomi.rules.LockRules, as JSON. A status has all of them.
RulesJson: TypeAlias = Annotated[dict[str, Any], LockRules]
VaultSetRulesRequest: TypeAlias = RulesJson


class VaultStatus(TypedDict):
    """The state of the vault.

    locked: one of ``slots`` opens it; lost: there was a vault and it is gone; damaged: no valid
    copy is left; newer: a later version of Kakomi wrote it. ``protected``: the files on disk alone
    do not open it. ``wait_ms``: how long until a passphrase may be tried again. Counts and rules
    are set only if it is open.
    """

    state: VaultState
    format: str
    version: int
    generation: int
    accounts: int
    removed: int
    protected: bool
    lockable: bool
    slots: list[SlotInfo]
    rules: RulesJson
    wait_ms: int


class ProtectionResult(VaultStatus):
    """The state after a change of the key slots. ``revoked``: the kinds of slots that no longer
    open the vault.
    """

    revoked: list[SlotKindName]


class PasskeyAssertion(TypedDict):
    """The credential's id and the PRF output of a passkey, as base64url."""

    credential: str
    output: str


class UnlockFactor(TypedDict):
    """Exactly one of the three."""

    passphrase: NotRequired[str]
    passkey: NotRequired[PasskeyAssertion]
    recovery_key: NotRequired[str]


class VaultUnlockRequest(UnlockFactor):
    """What opens the vault."""


class VaultProtectRequest(TypedDict):
    """The passphrase to set. ``renew``: under a new master key, which drops every other slot."""

    passphrase: str
    renew: NotRequired[bool]


class VaultMakeRecoveryKeyReply(TypedDict):
    """A recovery key that opens nothing yet. ``group``: the group, counted from 0, that the user is
    to type.
    """

    recovery_key: str
    group: int


class VaultConfirmRecoveryKeyRequest(TypedDict):
    """What the user typed: the group that was asked for, or the whole key."""

    typed: str


class VaultAddPasskeyRequest(PasskeyAssertion):
    """A new passkey, and the salt that was its PRF input."""

    salt: str


class VaultRemoveSlotRequest(TypedDict):
    """The slot's id, as in ``SlotInfo``."""

    id: str
