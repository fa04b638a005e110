"""The registry of the formats: every module is in it, every record is complete."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

from kakomi import formats
from kakomi.formats.support.import_builder import LEFT_OUT


def test_every_module_of_the_folder_is_in_the_registry() -> None:
    folder = Path(formats.__file__).parent
    modules = {
        importlib.import_module(f"kakomi.formats.{path.stem}")
        for path in folder.glob("*.py")
        if path.stem != "__init__"
    }
    defined = {id(v) for m in modules for v in vars(m).values() if isinstance(v, formats.Format)}
    archive = [format_ for format_ in formats.REGISTRY if format_.id == "zip"]
    assert defined | {id(format_) for format_ in archive} == set(map(id, formats.REGISTRY))
    assert len({format_.id for format_ in formats.REGISTRY}) == len(formats.REGISTRY)


def test_every_record_reads_or_writes_and_has_a_title_or_words() -> None:
    for format_ in formats.REGISTRY:
        assert format_.can_read or format_.can_write
        assert (format_.sniff is None) == (format_.read is None)
        assert format_.extensions
    assert formats.writers() == ("2fas", "aegis", "bitwarden", "google", "otpauth")


def test_what_is_left_out_has_a_name_of_its_own() -> None:
    folder = Path(formats.__file__).parent
    said = {
        name
        for path in folder.rglob("*.py")
        for name in re.findall(r'leave_out\("([a-z_]+)"', path.read_text("utf-8"))
    }
    assert said <= set(LEFT_OUT)
