"""What opens a vault: something known, held, written down, or lying beside it.

Each factor gives 32 bytes to a slot (``kakomi.vault.slots``). None of them shows in repr.

- ``Passphrase``: what the person types, as Unicode NFKC in UTF-8, so that full-width letters and
  composed accents open what was set with plain ones. Unicode promises that the NFKC of characters
  it has assigned never changes, so the form outlives versions.
- ``Passkey``: the 32 bytes of WebAuthn's PRF extension for one credential and one salt.
- ``RecoveryKey``: 256 random bits, written down (``kakomi.vault.recovery``).
- ``DeviceKey``: 256 random bits, kept beside the vault under another key. It keeps casual eyes out
  and no more: who can read the one can read the other.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field

from kakomi.errors import PassphraseTooWeak, VaultKeyWrong

KEY_BYTES = 32
MIN_PASSPHRASE_CHARACTERS = 8
MAX_PASSPHRASE_CHARACTERS = 1024
MAX_CREDENTIAL_BYTES = 1023  # WebAuthn Level 3, section 4, "Credential ID"


def _check_key(octets: bytes) -> None:
    if len(octets) != KEY_BYTES:
        raise VaultKeyWrong


@dataclass(frozen=True, slots=True)
class Passphrase:
    """As it was typed. Any text may be tried; ``check_new`` says what may be set."""

    typed: str = field(repr=False)

    def octets(self) -> bytes:
        """What is stretched. Raises PassphraseUnfit."""
        if not 0 < len(self.typed) <= MAX_PASSPHRASE_CHARACTERS:
            raise PassphraseTooWeak("passphrase")
        try:
            return unicodedata.normalize("NFKC", self.typed).encode("utf-8")
        except UnicodeEncodeError:
            pass
        raise PassphraseTooWeak("passphrase")  # a lone surrogate; its error holds the text

    def check_new(self) -> None:
        """Raises PassphraseUnfit if it is too short to be set."""
        self.octets()
        if len(unicodedata.normalize("NFKC", self.typed)) < MIN_PASSPHRASE_CHARACTERS:
            raise PassphraseTooWeak("passphrase")


@dataclass(frozen=True, slots=True, kw_only=True)
class Passkey:
    """``output`` is what the authenticator made of ``salt``. Raises VaultKeyWrong for odd sizes."""

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
