"""The registry of the formats: every module is in it, every record is complete."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

from kakomi import formats
from kakomi.formats import registry
from kakomi.formats.support.import_builder import LEFT_OUT
from support import changed_source
from tools import format_registry

NEW_FORMAT = """
from kakomi.formats.support import json_view
from kakomi.formats.support.account_builder import new_account
from kakomi.formats.support.format import Format
from kakomi.formats.support.import_builder import ImportBuilder
from kakomi.formats.support.json_view import Node
from kakomi.formats.support.match import Match


def sniff(file):
    return Match.sure(json_view.has_members(file.json, "example_keys"))


async def read(file, _context):
    builder = ImportBuilder(FORMAT.id)
    for entry in Node(file.json).at("example_keys"):
        with builder.entry(entry.where):
            builder.add(new_account(entry.at("key").text(), issuer=entry.at("at").text("")))
    return builder.draft()


FORMAT = Format(id="example", title="Example App", extensions=("json",), sniff=sniff, read=read)
"""
READ = """
import base64
import json
from kakomi.bridge import Bridge
from support.fake_ports import FakePorts, ask
from tools.generate_types import generated

export = {"example_keys": [{"key": "JBSWY3DPEHPK3PXP", "at": "ACME"}, {"key": "?"}]}
data = base64.b64encode(json.dumps(export).encode()).decode()
bridge = Bridge(FakePorts().environment())
preview = ask(bridge, "import.read", {"name": "example.json", "data_base64": data})
print(json.dumps({"preview": preview, "files": generated()}))
"""


def test_every_module_of_the_folder_is_in_the_registry() -> None:
    folder = Path(formats.__file__).parent
    modules = {
        importlib.import_module(f"kakomi.formats.{path.stem}")
        for path in folder.glob("*.py")
        if path.stem != "__init__"
    }
    defined = {id(v) for m in modules for v in vars(m).values() if isinstance(v, formats.Format)}
    assert defined == set(map(id, formats.REGISTRY))
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


def test_the_committed_list_is_the_one_that_the_build_writes() -> None:
    stale = "run `python3 build.py check`, which writes kakomi/formats/registry.py"
    assert Path(registry.__file__).read_text("utf-8") == format_registry.text(), stale


def test_a_list_that_is_out_of_date_is_written_again_once(tmp_path: Path) -> None:
    folder = changed_source.copied(tmp_path) / "formats"
    assert not format_registry.prepare(folder)
    text = (folder / format_registry.NAME).read_text("utf-8")
    (folder / "ente.py").rename(folder / "renamed.py")
    assert format_registry.prepare(folder)
    changed = (folder / format_registry.NAME).read_text("utf-8")
    assert sorted(changed.replace("renamed", "ente").split()) == sorted(text.split())
    assert not format_registry.prepare(folder)


def test_adding_a_format_is_one_new_module(tmp_path: Path) -> None:
    folder = changed_source.copied(tmp_path) / "formats"
    (folder / "example.py").write_text(NEW_FORMAT, "utf-8")
    format_registry.prepare(folder)
    found = changed_source.printed(tmp_path, READ)

    assert found["preview"]["format"] == "example"
    assert [each["issuer"] for each in found["preview"]["accounts"]] == ["ACME"]
    assert [each["where"] for each in found["preview"]["refused"]] == ["example_keys[1].secret[0]"]
    assert '"example": "Example App"' in found["files"]["facts/formats.js"]
