"""For every unit test: fake ports, a bridge to the commands, and keys that are derived only once.

Many tests read the same sample files. Deriving their keys took a third of the time of all unit
tests. The first derivation is real; the same arguments then give the same key.

The fixtures import the commands, because that takes 0.4 s of processor time and many tests need no
command.
"""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING, Any

import pytest
from kakomi.cpython.crypto import CPythonCrypto

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

    from kakomi.bridge import Bridge
    from support.fake_ports import FakePorts

_DERIVATIONS = ("pbkdf2", "scrypt", "argon2", "ecb_rounds")


def pytest_collection_finish() -> None:
    """Leaves what was imported and collected out of all further garbage collections.

    A collection of these 240,000 objects takes 0.13 s, and test_pacing alone asks for 20.
    """
    gc.collect()
    gc.freeze()


@pytest.fixture
def ports() -> FakePorts:
    """What the commands need from outside, all of it empty."""
    from support.fake_ports import FakePorts

    return FakePorts()


@pytest.fixture
def bridge(ports: FakePorts) -> Bridge:
    """The commands, answered with ``ports``."""
    from kakomi.bridge import Bridge

    return Bridge(ports.environment())


def _remembered(derive: Callable[..., Awaitable[bytes]]) -> Callable[..., Awaitable[bytes]]:
    known: dict[tuple[Any, ...], bytes] = {}

    async def remembered(crypto: CPythonCrypto, *args: Any) -> bytes:
        if args not in known:
            known[args] = await derive(crypto, *args)
        return known[args]

    return remembered


@pytest.fixture(scope="session", autouse=True)
def _derive_once() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for name in _DERIVATIONS:
            patch.setattr(CPythonCrypto, name, _remembered(getattr(CPythonCrypto, name)))
        yield
