"""The files for administrators: each has every policy, and the values that the table has."""

from __future__ import annotations

import json
import plistlib
import re
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from kakomi import policy, policy_check
from tools import extension_id, generate_types, policy_templates
from tools.paths import LOCALES, MANIFEST

KEYS = generate_types.policy_keys()
NAMES = {key.name for key in policy.KEYS}
EXAMPLES = {key.name: key.example for key in policy.KEYS}
FILES = policy_templates.files(KEYS, MANIFEST, LOCALES)
NAMESPACE = "{http://schemas.microsoft.com/GroupPolicy/2006/07/PolicyDefinitions}"
ID = extension_id.of_folder(MANIFEST.parent)


def text(name: str) -> str:
    return FILES[f"facts/policy/{policy_templates.FILES[name]}"]


def test_the_schema_has_types_alone_because_chrome_hides_what_does_not_fit() -> None:
    schema = json.loads(FILES["facts/managed_schema.json"])
    assert schema["properties"].keys() == NAMES
    assert set(re.findall(r'"(\w+)": (?!\{)', FILES["facts/managed_schema.json"])) == {"type"}


@pytest.mark.parametrize("name", ["linux", "google"])
def test_the_checker_reads_the_examples_without_a_problem(name: str) -> None:
    checked = policy_check.check(text(name))
    assert checked.reading.known == EXAMPLES
    assert checked.reading.problems == ()


def test_the_profile_for_macos_has_the_examples() -> None:
    [payload] = plistlib.loads(text("mac").encode())["PayloadContent"]
    assert payload["PayloadType"] == f"com.google.Chrome.extensions.{ID}"
    assert {name: payload[name] for name in NAMES} == EXAMPLES


def test_the_registry_file_has_the_examples() -> None:
    found: dict[str, Any] = {}
    for section in text("reg").split("\r\n\r\n")[1:]:
        head, *lines = section.strip().split("\r\n")
        pairs = dict(line.split("=", 1) for line in lines)
        values = {
            json.loads(key): int(value[6:], 16) if value.startswith("dword:") else json.loads(value)
            for key, value in pairs.items()
        }
        name = head.strip("[]").rpartition("\\")[2]
        found |= values if name == "policy" else {name: list(values.values())}
    found["Presets"] = json.loads(found["Presets"])
    assert found == EXAMPLES  # a switch is the number 1


def test_group_policy_has_every_policy_and_every_word() -> None:
    root = ET.fromstring(text("admx").encode())  # noqa: S314  our own file
    policies = root.findall(f".//{NAMESPACE}policy")
    assert {each.attrib["name"] for each in policies} == NAMES
    for each in policies:
        assert each.attrib["key"].startswith(
            rf"Software\Policies\Google\Chrome\3rdparty\extensions\{ID}"
        )
    wanted = set(re.findall(r"\$\(string\.(\w+)\)", text("admx")))
    presented = set(re.findall(r"\$\(presentation\.(\w+)\)", text("admx")))
    elements = {each.attrib["id"] for each in root.iter() if "id" in each.attrib}
    for language in ("adml_en", "adml_ja"):
        words = ET.fromstring(text(language).encode())  # noqa: S314  our own file
        strings = {each.attrib["id"] for each in words.findall(f".//{NAMESPACE}string")}
        assert strings == wanted
        shown = {each.attrib["id"] for each in words.findall(f".//{NAMESPACE}presentation")}
        assert shown == presented == elements
        assert {e.attrib["refId"] for e in words.iter() if "refId" in e.attrib} == elements
