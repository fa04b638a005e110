"""Files that mean harm, or met it: cut short, spoiled by the thousand, of wrong types, in odd
encodings. Each ends in a draft or in a reason with its place; none in a crash, a hang, or a secret
in an error.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import time
import traceback
from typing import TYPE_CHECKING, Any

import pytest
from fuzzing.crypto import CachedKeyCrypto
from fuzzing.mutation import Mutator
from fuzzing.run import SampleFile, learned, readers, run
from hypothesis import given, settings
from hypothesis import strategies as st
from kakomi import formats
from kakomi.cpython.crypto import CPythonCrypto
from kakomi.errors import FileError, FileTooLarge, KakomiError
from kakomi.formats.support import limits
from support import sample_files

if TYPE_CHECKING:
    from collections.abc import Sequence

RUNS = 40  # for each reader; `python -m fuzzing 100000` is the long run
CUTS = 25  # for each file
# With KAKOMI_EVERY_CASE=1 in the environment, a file is cut at every byte, and every value is
# replaced by every wrong value.
EVERY_CASE = bool(os.environ.get("KAKOMI_EVERY_CASE"))
INSIDE = 1 if EVERY_CASE else 8
WRONG_STEP = 1 if EVERY_CASE else 4
HELLO = sample_files.HELLO


async def drafted(
    data: bytes, crypto: CachedKeyCrypto | None = None, real: SampleFile | None = None
) -> formats.ImportDraft:
    password, beside = (real.password, real.beside) if real else (None, {})
    return await formats.read("", data, password, crypto or CPythonCrypto(), beside)


def read(data: bytes) -> formats.ImportDraft:
    return asyncio.run(drafted(data))


async def errors_of(
    data: bytes, crypto: CachedKeyCrypto | None = None, real: SampleFile | None = None
) -> list[KakomiError]:
    """Returns every error: that of the file, or those of its lines."""
    try:
        return list((await drafted(data, crypto, real)).refused)
    except KakomiError as error:
        return [error]


def ended(
    data: bytes, crypto: CachedKeyCrypto | None = None, real: SampleFile | None = None
) -> list[KakomiError]:
    return asyncio.run(errors_of(data, crypto, real))


@pytest.mark.parametrize("name", sorted(readers()))
def test_mutated_files_give_a_draft_or_an_error(name: str) -> None:
    report = run(readers()[name], RUNS, seed=1)
    assert not report.crashes
    assert report.runs == RUNS


@pytest.mark.parametrize("name", sorted(readers()))
def test_truncated_files_give_a_draft_or_an_error(name: str) -> None:
    """The shortest is cut at each end of a word and inside words, the others at so many places."""
    files = readers()[name]
    shortest = min(files, key=lambda real: len(real.data))
    asyncio.run(_check_cuts(files, shortest, learned(files)))


async def _check_cuts(
    files: Sequence[SampleFile], shortest: SampleFile, crypto: CachedKeyCrypto
) -> None:
    for real in files:
        length = len(real.data)
        is_short = real is shortest and length < 1500
        cuts = _cuts(real.data) if is_short else range(0, length, max(1, length // CUTS))
        for end in cuts:
            errors = await errors_of(real.data[:end], crypto, real)
            assert all(error.where for error in errors)


def _cuts(data: bytes) -> list[int]:
    """Returns each place next to a byte that is not a letter or a digit, and some of the others."""
    chance = random.Random(1)  # noqa: S311  places, not secrets
    return [
        end
        for end in range(len(data))
        if end < INSIDE or not data[end - 1 : end + 1].isalnum() or not chance.randrange(INSIDE)
    ]


_WRONG: list[Any] = [
    None,
    True,
    0,
    -1,
    10**40,
    0.5,
    "",
    "x",
    [],
    {},
    [[]],
    [{}],
    {"x": {}},
    "\ud800",
]


@pytest.mark.parametrize("name", sorted(readers()))
def test_values_of_wrong_types_are_refused_with_their_place(name: str) -> None:
    """Each value of every JSON file's first entries is replaced by values of wrong types.

    In the first file, every wrong value replaces each value. In the others, some of them do.
    """
    asyncio.run(_check_wrong_types(readers()[name][:4]))


async def _check_wrong_types(files: Sequence[SampleFile]) -> None:
    step = 1
    for real in files:
        try:
            complete = json.loads(real.data)
        except ValueError:
            continue
        for turn, (holder, key) in enumerate(_places(complete, 40)):
            before = holder[key]
            for wrong in _WRONG[turn % step :: step]:
                holder[key] = wrong
                reasons = await errors_of(json.dumps(complete).encode(), CachedKeyCrypto(), real)
                assert all(error.where for error in reasons)
            holder[key] = before
        step = WRONG_STEP


def _places(value: Any, most: int) -> list[tuple[Any, Any]]:
    found: list[tuple[Any, Any]] = []
    left = [value]
    while left and len(found) < most:
        holder = left.pop(0)
        for key, item in list(holder.items() if isinstance(holder, dict) else enumerate(holder)):
            found.append((holder, key))
            if isinstance(item, dict | list):
                left.append(item)
    return found[:most]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32", "utf-16-le"])
def test_byte_order_marks_and_wide_letters_are_read_through(encoding: str) -> None:
    uri = f"otpauth://totp/ACME:ann?secret={HELLO}"
    vault = formats.write("aegis", read(uri.encode()).entries, 0).content.decode()
    table = f"name,totp\nACME,{HELLO}\n"
    for text, format_ in ((uri, "otpauth"), (vault, "aegis"), (table, "csv")):
        draft = read(text.encode(encoding))
        assert (draft.format, len(draft.entries)) == (format_, 1)


def test_bytes_of_no_encoding_are_refused_with_that_reason() -> None:
    with pytest.raises(FileError) as caught:
        read(f"otpauth://totp/?secret={HELLO}\x81\x8d".encode("latin-1"))
    assert (caught.value.code, caught.value.where) == ("file.encoding", "text")


@given(st.binary(max_size=2000))
@settings(max_examples=300, deadline=None)
def test_any_bytes(data: bytes) -> None:
    assert all(error.where for error in ended(data))


@given(st.integers(0, 2**32), st.sampled_from(sorted(readers())))
@settings(max_examples=100, deadline=None)
def test_no_traceback_contains_a_secret(seed: int, name: str) -> None:
    files = readers()[name]
    real = files[seed % len(files)]
    for reported in ended(Mutator(seed)(real.data), CachedKeyCrypto(), real):
        text = _all_of(reported).upper()
        assert not any(secret.upper() in text for secret in real.secrets)


def _all_of(error: BaseException) -> str:
    """Everything an error drags along, its source lines left out: they are ours."""
    texts: list[str] = []
    link: BaseException | None = error
    while link is not None:
        texts += [str(link), repr(link.args), repr(vars(link))]
        texts += [repr(getattr(link, name, "")) for name in ("object", "doc")]
        texts += traceback.format_exception_only(link)
        link = link.__cause__ or link.__context__
    return "\n".join(texts)


def test_too_many_accounts_are_refused_quickly() -> None:
    line = f"otpauth://totp/a?secret={HELLO}\n"
    began = time.process_time()
    assert len(read((line * limits.MAX_ENTRIES).encode()).entries) == limits.MAX_ENTRIES
    with pytest.raises(FileTooLarge):
        read((line * (limits.MAX_ENTRIES + 1)).encode())
    for bomb in ("x\n" * 300_000, "otpauth://\n" * 190_000, "a,totp\n" + "x,y\n" * 250_000):
        with pytest.raises(FileError):
            read(bomb.encode())
    assert time.process_time() - began < 30


@pytest.mark.parametrize(
    "text",
    [
        '"' * 2_000_000,
        "[" + '"\\' * 1_000_000,
        "{" * 2_000_000,
        "<html>" + "otpauth://" * 200_000,
        "<?xml version='1.0'?>" + "<a>" * 500_000,
        "<html>" + "&amp" * 500_000 + "otpauth://x",
        "otpauth://totp/" + "%" * 2_000_000,
        "otpauth://totp/a?" + "&" * 2_000_000,
        "otpauth://totp/a?secret=" + "0" * 2_000_000,
        "name,totp\n" + '"' * 2_000_001,
        "a," * 4_000 + "totp\n" + "," * 2_000_000,
        " " * 5_000_000,
        "=" * 5_000_000,
        "A" * 5_000_000,
    ],
    ids=lambda text: text[:24],
)
def test_no_text_makes_a_reader_backtrack(text: str) -> None:
    began = time.process_time()
    assert all(error.where for error in ended(text.encode()))
    assert time.process_time() - began < 10
