"""Factors: what opens a vault.

Each factor gives 32 bytes to a slot (``kakomi.vault.slots``). ``repr`` shows none of them.

- ``Passphrase``: the typed text in Unicode NFKC, encoded as UTF-8. Full-width letters and combining
  accents then give the same bytes as plain letters and composed accents. Unicode guarantees that
  the NFKC of an assigned character never changes.
- ``Passkey``: the 32 bytes of WebAuthn's PRF extension for one credential and one salt.
- ``RecoveryKey``: 256 random bits that the user writes down (``kakomi.vault.recovery``).
- ``DeviceKey``: 256 random bits, stored next to the vault. Anyone who can read the vault's file can
  read the device key too.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field

from kakomi import passphrase
from kakomi.errors import PassphraseTooWeak, VaultKeyWrong

KEY_BYTES = 32
MAX_PASSPHRASE_CHARACTERS = 1024
MAX_CREDENTIAL_BYTES = 1023  # WebAuthn Level 3, section 4, "Credential ID"


def _check_key(octets: bytes) -> None:
    if len(octets) != KEY_BYTES:
        raise VaultKeyWrong


@dataclass(frozen=True, slots=True)
class Passphrase:
    """A typed passphrase. Any text may be tried; ``check_new`` limits what may be set."""

    typed: str = field(repr=False)

    def octets(self) -> bytes:
        """Returns the bytes for Argon2id. Raises PassphraseTooWeak for text that UTF-8 can't
        encode.
        """
        if not 0 < len(self.typed) <= MAX_PASSPHRASE_CHARACTERS:
            raise PassphraseTooWeak("passphrase")
        try:
            return unicodedata.normalize("NFKC", self.typed).encode("utf-8")
        except UnicodeEncodeError:
            pass
        # The text has a lone surrogate. Raised outside the handler, so that no traceback chains the
        # codec's error, which holds the text.
        raise PassphraseTooWeak("passphrase")

    def check_new(self) -> None:
        """Raises PassphraseTooWeak if it is too short to be set."""
        self.octets()
        if passphrase.length(self.typed) < passphrase.MIN_CHARACTERS:
            raise PassphraseTooWeak("passphrase")


@dataclass(frozen=True, slots=True, kw_only=True)
class Passkey:
    """``output`` is the PRF's output for ``salt``. Raises VaultKeyWrong for a wrong size."""

    credential: bytes
    salt: bytes = field(repr=False)
    output: bytes = field(repr=False)

    def __post_init__(self) -> None:
        _check_key(self.output)
        _check_key(self.salt)
        if not 0 < len(self.credential) <= MAX_CREDENTIAL_BYTES:
            raise VaultKeyWrong


@dataclass(frozen=True, slots=True)
class RecoveryKey:
    """256 bits."""

    octets: bytes = field(repr=False)

    def __post_init__(self) -> None:
        _check_key(self.octets)


@dataclass(frozen=True, slots=True)
class DeviceKey:
    """256 bits."""

    octets: bytes = field(repr=False)

    def __post_init__(self) -> None:
        _check_key(self.octets)


Factor = Passphrase | Passkey | RecoveryKey | DeviceKey
