"""The requests and replies of vault.*."""

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


class VaultSetCurtainRequest(TypedDict):
    """``curtain``: whether neither names nor codes are shown."""

    curtain: bool


class VaultStatus(TypedDict):
    """The status of the vault.

    ``state``: "locked" means that a factor of one of ``slots`` unlocks it; "lost" that a vault
    existed and no copy is left; "damaged" that no valid copy is left; "newer" that a newer version
    of Kakomi wrote it. ``protected``: the files on disk alone do not open it.
    ``has_portable_slot``: a passphrase or a recovery key opens its backups on another device.
    ``wait_ms``: the time until a passphrase may be tried again. Counts and rules are set only if it
    is open.
    """

    state: VaultState
    format: str
    version: int
    generation: int
    accounts: int
    removed: int
    protected: bool
    lockable: bool
    has_portable_slot: bool
    slots: list[SlotInfo]
    rules: RulesJson
    wait_ms: int


class ProtectionResult(VaultStatus):
    """The status after a change of the key slots. ``revoked``: the kinds of slots that no longer
    open the vault.
    """

    revoked: list[SlotKindName]


class PasskeyAssertion(TypedDict):
    """The credential's id and the PRF output of a passkey, as base64url."""

    credential: str
    output: str


class UnlockFactor(TypedDict):
    """A factor that opens the vault: exactly one of the three fields."""

    passphrase: NotRequired[str]
    passkey: NotRequired[PasskeyAssertion]
    recovery_key: NotRequired[str]


class VaultUnlockRequest(UnlockFactor):
    """The factor that opens the vault."""


class VaultProtectRequest(TypedDict):
    """The passphrase to set. ``renew``: make a new master key, which drops every other slot.
    ``first``: set it only if there is none. ``strength``: the page's estimate of the passphrase,
    from 0 to 4, which a policy may ask for.
    """

    passphrase: str
    first: NotRequired[bool]
    strength: NotRequired[int]
    renew: NotRequired[bool]


class VaultMakeRecoveryKeyReply(TypedDict):
    """A recovery key that opens nothing yet. ``group``: the index, from 0, of the group that the
    user must type.
    """

    recovery_key: str
    group: int


class VaultConfirmRecoveryKeyRequest(TypedDict):
    """The group that the user typed, or the whole key."""

    typed: str


class VaultAddPasskeyRequest(PasskeyAssertion):
    """A new passkey, and the salt that was the input of its PRF."""

    salt: str


class VaultRemoveSlotRequest(TypedDict):
    """The slot's id, as in ``SlotInfo``."""

    id: str
