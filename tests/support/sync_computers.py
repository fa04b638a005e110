"""A browser that syncs, with fake ports."""

from __future__ import annotations

from typing import Any

from kakomi.bridge import Bridge
from kakomi.commands import sync_exchange
from kakomi.commands.kept_on_lock import KEPT_ON_LOCK
from kakomi.vault.store import VaultStore

from support.fake_ports import FakePorts, ask, say
from support.seal_samples import CHEAP

PASSPHRASE = "correct horse battery"
OTHER_PASSPHRASE = "nine calm words for a box"
ALICE = "otpauth://totp/ACME:alice?secret=JBSWY3DPEHPK3PXP&issuer=ACME"
BOB = "otpauth://totp/ACME:bob?secret=GEZDGNBVGY3TQOJQ&issuer=ACME"
CAROL = "otpauth://hotp/Bank:carol?secret=GEZDGNBVGY3TQOJQGEZD&issuer=Bank&counter=7"


class Computer:
    """One browser with its vault."""

    def __init__(self, name: str, *uris: str) -> None:
        self.name = name
        self.ports = FakePorts()
        self.start()
        for uri in uris:
            self.ask("account.add", uri=uri)

    def start(self) -> None:
        environment = self.ports.environment()
        self.store = VaultStore(environment, KEPT_ON_LOCK, CHEAP)
        self.bridge = Bridge(environment, self.store)

    def ask(self, command: str, **args: Any) -> Any:
        return ask(self.bridge, command, args)

    def error(self, command: str, **args: Any) -> str:
        code: str = say(self.bridge, command, args)["error"]["code"]
        return code

    def tick(self) -> None:
        """The clock that ``schedule`` set."""
        self.ports.clock.pass_ms(sync_exchange.BETWEEN_WRITES_MS)
        ask(self.bridge, "sync.tick", caller="worker")

    @property
    def area(self) -> dict[str, str]:
        return self.ports.sync_store.texts

    def status(self) -> Any:
        return self.ask("sync.status")

    def accounts(self) -> list[str]:
        return [row["name"] for row in self.ask("sheet.read")["rows"]]

    def id_of(self, name: str) -> str:
        rows = self.ask("sheet.read")["rows"]
        found: str = next(row["id"] for row in rows if row["name"] == name)
        return found

    def turn_on(self, passphrase: str = PASSPHRASE) -> Any:
        return self.ask("sync.turn_on", name=self.name, passphrase=passphrase)

    def join(self, passphrase: str = PASSPHRASE) -> Any:
        seen = self.ask("sync.preview", passphrase=passphrase)
        self.ask("sync.turn_on", name=self.name, preview_id=seen["id"])
        return seen


def carry(source: Computer, target: Computer) -> None:
    """Brings what a browser has written to another one, which then exchanges."""
    target.ports.sync_store.texts = dict(source.area)
    target.tick()


def settle(*computers: Computer) -> None:
    """Carries until everybody has everything."""
    for _ in range(3):
        for source in computers:
            source.tick()
            for target in computers:
                if target is not source:
                    carry(source, target)
