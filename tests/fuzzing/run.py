"""Runs one reader over mutated copies of its files."""

from __future__ import annotations

import asyncio
import functools
import io
import json
import time
import traceback
import zipfile
from dataclasses import dataclass, field
from typing import Any

from kakomi import formats
from kakomi.errors import KakomiError
from support import sample_files, shared_data

from fuzzing.crypto import CachedKeyCrypto
from fuzzing.mutation import Mutator

FOLDER = shared_data.FOLDER / "imports"
_MOST_BYTES = 200_000
TOO_SLOW_S = 5.0
# Left out because they are slow: one needs a gigabyte of Argon2, the other a second of Twofish in
# each run. Other files of the same formats are read.
_LEFT_OUT = {
    "ente/stratumauth__ente.encrypted.json",
    "keepass/stratumauth__keepass.twofish.argon2d.kdbx",
}
_MANIFEST = FOLDER / "steam/sda_encrypted_manifest.json"


@dataclass(frozen=True, slots=True)
class SampleFile:
    """A file, its password and companion files, and the secrets that no error may contain."""

    name: str
    data: bytes
    password: str | None
    beside: dict[str, bytes]
    secrets: tuple[str, ...]


@dataclass(slots=True)
class Report:
    """The outcomes of the runs."""

    runs: int = 0
    drafts: int = 0
    refusals: int = 0
    slowest_s: float = 0.0
    crashes: list[str] = field(default_factory=list)


@functools.cache
def readers() -> dict[str, tuple[SampleFile, ...]]:
    """Returns the files by the id of their format: real files if the test data is present, and
    generated files.
    """
    found: dict[str, list[SampleFile]] = {}
    for case in _index():
        if case["file"].startswith("qr_images/") or case["file"] in _LEFT_OUT:
            continue
        real = _real(case)
        for name in asyncio.run(formats.candidates(real.data))[1]:
            if len(real.data) <= _MOST_BYTES:
                found.setdefault(name, []).append(real)
    for name, makers in sample_files.SAMPLES.items():
        made = [
            SampleFile("made", make(), sample_files.PASSWORD, {}, (sample_files.HELLO,))
            for make in makers
        ]
        found.setdefault(name, []).extend(made)
    for real in found.get("zip", [])[:]:
        for inner in _plain_members(real.data):
            for name in asyncio.run(formats.candidates(inner))[1]:
                spoiled = SampleFile(f"in {real.name}", inner, real.password, {}, real.secrets)
                found.setdefault(name, []).append(spoiled)
    return {name: tuple(files) for name, files in found.items()}


def _plain_members(data: bytes) -> list[bytes]:
    """Returns the members of an unencrypted archive. A mutated archive can seldom be read, so its
    members are mutated on their own too.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        infos = [
            i for i in archive.infolist() if not i.flag_bits & 1 and i.file_size <= _MOST_BYTES
        ]
        return [archive.read(info) for info in infos]


def _index() -> list[dict[str, Any]]:
    path = FOLDER / "INDEX.json"
    cases: list[dict[str, Any]] = json.loads(path.read_text("utf-8")) if path.is_file() else []
    return cases


def _real(case: dict[str, Any]) -> SampleFile:
    secrets = tuple(e["secret"] for e in case["expected"] or [] if len(e["secret"]) >= 12)
    beside = {}
    if case["file"].endswith("sda_encrypted_1234.maFile"):
        beside = {_MANIFEST.name: _MANIFEST.read_bytes()}
    data = (FOLDER / case["file"]).read_bytes()
    return SampleFile(case["file"].rpartition("/")[2], data, case["password"], beside, secrets)


def learned(files: tuple[SampleFile, ...]) -> CachedKeyCrypto:
    """Returns the ciphers with the cached keys of these files."""
    crypto = CachedKeyCrypto()
    crypto.learning = True
    for real in files:
        try:
            asyncio.run(formats.read(real.name, real.data, real.password, crypto, real.beside))
        except KakomiError:
            continue
    crypto.learning = False
    return crypto


def run(files: tuple[SampleFile, ...], runs: int, seed: int) -> Report:
    """Reads ``runs`` mutated copies of these files."""
    crypto, report = learned(files), Report()
    for number in range(runs):
        mutator = Mutator(seed * 1_000_003 + number)
        real = mutator.random.choice(files)
        # In half of the runs the decrypted content is mutated instead of the file.
        crypto.mutate = mutator if mutator.random.random() < 0.5 else None
        data = real.data if crypto.mutate is not None else mutator(real.data)
        _read(real, data, crypto, report, f"{real.name}, run {number} of seed {seed}")
    return report


def _read(
    real: SampleFile, data: bytes, crypto: CachedKeyCrypto, report: Report, reported: str
) -> None:
    report.runs += 1
    began = time.process_time()
    try:
        draft = asyncio.run(formats.read(real.name, data, real.password, crypto, real.beside))
    except KakomiError as error:
        report.refusals += 1
        errors = [error]
    except Exception:
        report.crashes.append(f"{reported}: {traceback.format_exc(limit=-3)}")
        return
    else:
        report.drafts += 1
        errors = list(draft.refused)
    took = time.process_time() - began
    report.slowest_s = max(report.slowest_s, took)
    if took > TOO_SLOW_S:
        report.crashes.append(f"{reported}: {took:.1f} s")
    said = " ".join(f"{error} {error.where}" for error in errors).upper()
    if any(secret.upper() in said for secret in real.secrets):
        report.crashes.append(f"{reported}: an error tells a secret")
