"""The registry of the formats: every module is in it, every record is complete."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

from kakomi import formats
from kakomi.formats.support.import_builder import LEFT_OUT
from support import changed_source

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


def test_adding_a_format_touches_its_module_and_the_registry(tmp_path: Path) -> None:
    package = changed_source.copied(tmp_path)
    folder = package / "formats"
    (folder / "example.py").write_text(NEW_FORMAT, "utf-8")
    registry = folder / "__init__.py"
    text = registry.read_text("utf-8")
    assert text.count("    ente,\n") == text.count("    ente.FORMAT,\n") == 1
    text = text.replace("    ente,\n", "    ente,\n    example,\n")
    registry.write_text(
        text.replace("    ente.FORMAT,\n", "    ente.FORMAT,\n    example.FORMAT,\n")
    )
    found = changed_source.printed(tmp_path, READ)

    assert found["preview"]["format"] == "example"
    assert [each["issuer"] for each in found["preview"]["accounts"]] == ["ACME"]
    assert [each["where"] for each in found["preview"]["refused"]] == ["example_keys[1].secret[0]"]
    assert '"example": "Example App"' in found["files"]["facts/formats.js"]
