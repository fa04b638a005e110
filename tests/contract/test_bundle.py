"""The shipped Python in Pyodide, started from the built archives and the snapshot."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

import pytest
from contract.worker import Worker, worker
from support import shared_data
from tools import paths

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HOTP = shared_data.vectors("rfc4226_hotp")
TOTP = shared_data.vectors("rfc6238_totp")
STEAM = shared_data.vectors("steam")
FELL_BACK = "the snapshot was not restored"
BUILD_ID_AFTER = b"\x00snp"
URI = "otpauth://totp/Example:alice?secret=JBSWY3DPEHPK3PXP&issuer=Example"


def base32(secret_hex: str) -> str:
    return base64.b32encode(bytes.fromhex(secret_hex)).decode()


@pytest.fixture(scope="module", params=["snapshot", "plain"])
def product(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Worker]:
    """A worker that all tests share, once with the snapshot and once with none in its place."""
    none = tmp_path_factory.mktemp("none") / "snapshot.bin"
    with worker(none if request.param == "plain" else None) as running:
        running.ask("vault.status")
        assert (FELL_BACK in "".join(running.notes)) == (request.param == "plain")
        yield running


def code(
    product: Worker, kind: str, secret_hex: str, step: int, digits: int, algorithm: str = "SHA1"
) -> str:
    """Returns the code of one step, as the bundle makes it."""
    found = product.ask(
        "otp.codes", kind=kind, secret_base32=base32(secret_hex), algorithm=algorithm,
        digits=digits, first_step=step, count=1,
    )  # fmt: skip
    return str(found["codes"][0])


@pytest.mark.parametrize("vector", HOTP["vectors"], ids=lambda v: str(v["counter"]))
def test_rfc_4226(product: Worker, vector: dict[str, Any]) -> None:
    made = code(product, "hotp", HOTP["secret_hex"], vector["counter"], digits=6)
    assert made == vector["code"]


@pytest.mark.parametrize("index", range(len(TOTP["vectors"])))
def test_rfc_6238(product: Worker, index: int) -> None:
    vector = TOTP["vectors"][index]
    step, algorithm = vector["at_unix"] // TOTP["period_s"], vector["algorithm"]
    made = code(product, "totp", vector["secret_hex"], step, digits=8, algorithm=algorithm)
    assert made == vector["code"]


@pytest.mark.parametrize("vector", STEAM["vectors"], ids=lambda v: str(v["step"]))
def test_steam(product: Worker, vector: dict[str, Any]) -> None:
    assert code(product, "steam", STEAM["secret_hex"], vector["step"], digits=5) == vector["code"]


def test_an_unknown_command_is_refused(product: Worker) -> None:
    assert product.refusal("sheet.burn") == "request.unknown_command"
    assert product.refusal("sheet.read", colour="red") == "request.malformed"
    assert product.reply_to([])["error"]["code"] == "request.malformed"


def test_a_web_page_may_send_no_command(product: Worker) -> None:
    for command in ("sheet.read", "account.add", "vault.status", "otp.codes"):
        reply = product.reply(command, "overlay")
        assert reply["error"]["code"] == "request.forbidden", command


def test_a_host_function_that_rejects_without_an_error_is_still_answered(product: Worker) -> None:
    product.reply_to({"command": "test.mishap", "args": {"times": 1}})
    assert product.ask("sheet.read")["total"] == 0, "it was looked again"
    product.reply_to({"command": "test.mishap", "args": {"times": 100}})
    assert product.reply("sheet.read")["error"]["code"]
    product.reply_to({"command": "test.mishap", "args": {"times": 0}})
    assert product.ask("vault.status")


def test_an_account_is_added_shown_and_removed(product: Worker) -> None:
    added = product.ask("account.add", uri=URI)
    assert added["state"] == "added"
    [row] = product.ask("sheet.read")["rows"]
    assert (row["issuer"], row["name"]) == ("Example", "alice")
    [code] = product.ask(
        "otp.codes", kind="totp", secret_base32="JBSWY3DPEHPK3PXP", algorithm="SHA1",
        digits=6, first_step=row["first_step"], count=1,
    )["codes"]  # fmt: skip
    assert row["codes"][0] == code
    product.ask("account.remove", id=row["id"])
    assert product.ask("sheet.read")["total"] == 0


def test_two_restored_workers_have_different_random_states() -> None:
    tokens = set()
    for _ in range(2):
        with worker() as product:
            tokens.add(product.ask("account.add", uri=URI)["account_id"])
    assert len(tokens) == 2


@pytest.mark.parametrize("damage", ["empty", "noise", "cut", "of another build"])
def test_without_a_fitting_snapshot_python_starts_without_it(damage: str, tmp_path: Path) -> None:
    complete = (paths.UNPACKED / "python" / "snapshot.bin").read_bytes()
    broken = tmp_path / "snapshot.bin"
    match damage:
        case "empty":
            broken.write_bytes(b"")
        case "noise":
            broken.write_bytes(bytes(range(256)) * 4096)
        case "cut":
            broken.write_bytes(complete[: len(complete) // 2])
        case "of another build":
            head = complete.index(
                BUILD_ID_AFTER
            )  # Pyodide's own head: its magic, 3 numbers, its id
            broken.write_bytes(complete[: head + 16] + bytes(32) + complete[head + 48 :])
    with worker(broken) as product:
        assert product.ask("account.add", uri=URI)["state"] == "added"
        assert product.ask("sheet.read")["total"] == 1
        assert FELL_BACK in "".join(product.notes)
