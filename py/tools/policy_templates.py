"""The files for an organization's administrators, from the table of policies.

- The managed schema, by which Chrome reads the policy. It has types only, because Chrome discards
  what does not fit, and then Kakomi could not see that there was a mistake.
- For Windows: the Group Policy template (ADMX), its words (ADML) and a registry file. For macOS: a
  configuration profile. For Linux: a policy file. For Google's Admin console: its JSON.

A policy is a dict as ``generate_types.policy_keys`` makes it.
"""

from __future__ import annotations

import json
import plistlib
import uuid
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape, quoteattr

from tools import extension_id

if TYPE_CHECKING:
    from pathlib import Path

Key = dict[str, Any]

FILES = {
    "admx": "kakomi.admx",
    "adml_en": "en-US/kakomi.adml",
    "adml_ja": "ja-JP/kakomi.adml",
    "reg": "kakomi.reg",
    "mac": "kakomi.mobileconfig",
    "linux": "kakomi.json",
    "google": "google-admin.json",
}
_FOLDER = "facts/policy/"
_CULTURES = {"en": ("adml_en", "en-US"), "ja": ("adml_ja", "ja-JP")}
_SCHEMA_TYPES = {"switch": "boolean", "number": "integer"}
_NAMESPACE = "Kakomi.Policies"
_DISPLAY = {"en": "Kakomi Authenticator", "ja": "Kakomi"}


def files(keys: list[Key], manifest: Path, locales: Path) -> dict[str, str]:
    """Returns the text of each file, by its path in the extension."""
    extension = extension_id.of_folder(manifest.parent)
    texts = {
        "admx": admx(keys, extension),
        "reg": registry_file(keys, extension),
        "mac": mac_profile(keys, extension),
        "linux": linux_file(keys, extension),
        "google": google_admin(keys),
    }
    for language, (name, _) in _CULTURES.items():
        words = json.loads((locales / language / "messages.json").read_text("utf-8"))
        texts[name] = adml(keys, language, {key: entry["message"] for key, entry in words.items()})
    found = {_FOLDER + FILES[name]: text for name, text in texts.items()}
    return {"facts/managed_schema.json": managed_schema(keys), **found}


def managed_schema(keys: list[Key]) -> str:
    """Returns the schema for the manifest's ``storage.managed_schema``."""
    properties = {key["name"]: _schema(key) for key in keys}
    return _json({"type": "object", "properties": properties})


def _schema(key: Key) -> dict[str, Any]:
    if key["kind"] == "sites":
        return {"type": "array", "items": {"type": "string"}}
    if key["kind"] == "presets":
        parts = {part: {"type": "string"} for part in key["parts"]}
        return {"type": "array", "items": {"type": "object", "properties": parts}}
    return {"type": _SCHEMA_TYPES.get(key["kind"], "string")}


def linux_file(keys: list[Key], extension: str) -> str:
    """Returns the policy file of Chrome and Chromium on Linux."""
    return _json({"3rdparty": {"extensions": {extension: _examples(keys)}}})


def google_admin(keys: list[Key]) -> str:
    """Returns the text for Google's Admin console."""
    return _json({name: {"Value": value} for name, value in _examples(keys).items()})


def _examples(keys: list[Key]) -> dict[str, Any]:
    return {key["name"]: key["example"] for key in keys}


def _json(value: object) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def registry_path(extension: str) -> str:
    """Returns the registry key of the extension's policies, below HKEY_LOCAL_MACHINE."""
    return rf"Software\Policies\Google\Chrome\3rdparty\extensions\{extension}\policy"


def registry_file(keys: list[Key], extension: str) -> str:
    """Returns a .reg file. A list is a key with numbered values; objects are JSON text."""
    root = rf"HKEY_LOCAL_MACHINE\{registry_path(extension)}"
    lines, lists = [f"[{root}]"], []
    for key in keys:
        name, value = key["name"], key["example"]
        if key["kind"] == "sites":
            lists += ["", rf"[{root}\{name}]"]
            lists += [f"{_quoted(str(i))}={_quoted(each)}" for i, each in enumerate(value, 1)]
        else:
            lines.append(f"{_quoted(name)}={_registry_value(value)}")
    return "\r\n".join(["Windows Registry Editor Version 5.00", "", *lines, *lists, ""])


def _registry_value(value: Any) -> str:
    if isinstance(value, bool | int):
        return f"dword:{int(value):08x}"
    is_text = isinstance(value, str)
    return _quoted(value if is_text else json.dumps(value, ensure_ascii=False))


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def mac_profile(keys: list[Key], extension: str) -> str:
    """Returns a configuration profile for Chrome on macOS. Its identifiers depend on the
    extension's id alone, so a changed profile replaces the former one.
    """
    domain = f"com.google.Chrome.extensions.{extension}"
    outer, inner = (
        str(uuid.uuid5(uuid.NAMESPACE_URL, f"{domain}/{part}")).upper() for part in ("", "policy")
    )
    payload = {
        "PayloadType": domain,
        "PayloadIdentifier": f"{domain}.policy",
        "PayloadUUID": inner,
        "PayloadVersion": 1,
        "PayloadEnabled": True,
        **_examples(keys),
    }
    profile = {
        "PayloadContent": [payload],
        "PayloadDisplayName": "Kakomi",
        "PayloadIdentifier": domain,
        "PayloadScope": "System",
        "PayloadType": "Configuration",
        "PayloadUUID": outer,
        "PayloadVersion": 1,
    }
    return plistlib.dumps(profile, sort_keys=False).decode("utf-8")


def admx(keys: list[Key], extension: str) -> str:
    """Returns the Group Policy template, by Microsoft's schema of policy definitions 1.0."""
    path = registry_path(extension)
    groups = list(dict.fromkeys(key["group"] for key in keys))
    categories = ['    <category name="kakomi" displayName="$(string.kakomi)" />']
    categories += [
        f'    <category name="{group}" displayName="$(string.group_{group})">'
        '<parentCategory ref="kakomi" /></category>'
        for group in groups
    ]
    policies = [_admx_policy(key, path) for key in keys]
    return "\r\n".join(
        [
            '<?xml version="1.0" encoding="utf-8"?>',
            '<policyDefinitions xmlns="http://schemas.microsoft.com/GroupPolicy/2006/07/'
            'PolicyDefinitions" revision="1.0" schemaVersion="1.0">',
            "  <policyNamespaces>",
            f'    <target prefix="kakomi" namespace="{_NAMESPACE}" />',
            "  </policyNamespaces>",
            '  <resources minRequiredRevision="1.0" />',
            "  <supportedOn><definitions>",
            '    <definition name="chrome" displayName="$(string.supported)" />',
            "  </definitions></supportedOn>",
            "  <categories>",
            *categories,
            "  </categories>",
            "  <policies>",
            *policies,
            "  </policies>",
            "</policyDefinitions>",
            "",
        ]
    )


def _admx_policy(key: Key, path: str) -> str:
    name = key["name"]
    is_switch = key["kind"] == "switch"
    head = (
        f'    <policy name="{name}" class="Both" displayName="$(string.{name})" '
        f'explainText="$(string.{name}_text)" key={quoteattr(path)}'
        + (f' valueName="{name}"' if is_switch else f' presentation="$(presentation.{name})"')
        + f'><parentCategory ref="{key["group"]}" /><supportedOn ref="chrome" />'
    )
    if is_switch:
        body = (
            '<enabledValue><decimal value="1" /></enabledValue>'
            '<disabledValue><decimal value="0" /></disabledValue>'
        )
    else:
        body = f"<elements>{_admx_element(key, path)}</elements>"
    return f"{head}{body}</policy>"


def _admx_element(key: Key, path: str) -> str:
    name, kind = key["name"], key["kind"]
    if kind == "number":
        return (
            f'<decimal id="{name}" valueName="{name}" minValue="{key["least"]}" '
            f'maxValue="{key["most"]}" />'
        )
    if kind == "choice":
        items = "".join(
            f'<item displayName="$(string.{name}_{choice})">'
            f"<value><string>{choice}</string></value></item>"
            for choice in key["choices"]
        )
        return f'<enum id="{name}" valueName="{name}" required="true">{items}</enum>'
    if kind == "sites":
        return f'<list id="{name}" key={quoteattr(f"{path}{chr(92)}{name}")} valuePrefix="" />'
    return f'<text id="{name}" valueName="{name}" maxLength="{_MAX_TEXT}" />'


_MAX_TEXT = 16_000  # of a text in Group Policy; presets are one text in JSON


def adml(keys: list[Key], language: str, words: dict[str, str]) -> str:
    """Returns the words of the template in one language."""
    groups = dict.fromkeys(key["group"] for key in keys)
    strings = {"kakomi": _DISPLAY[language], "supported": "Chrome 140"}
    strings |= {f"group_{group}": words[f"policy_group_{group}"] for group in groups}
    presentations = []
    for key in keys:
        name = key["name"]
        strings[name] = words[f"policy_{name}"]
        strings[f"{name}_text"] = _explained(key, words)
        for choice in key["choices"]:
            strings[f"{name}_{choice}"] = choice
        if key["kind"] != "switch":
            presentations.append(_presentation(key, words[f"policy_{name}"]))
    table = [f'      <string id="{key}">{escape(text)}</string>' for key, text in strings.items()]
    return "\r\n".join(
        [
            '<?xml version="1.0" encoding="utf-8"?>',
            '<policyDefinitionResources xmlns="http://schemas.microsoft.com/GroupPolicy/2006/07/'
            'PolicyDefinitions" revision="1.0" schemaVersion="1.0">',
            f"  <displayName>{escape(_DISPLAY[language])}</displayName>",
            f"  <description>{escape(words['admin_lead'])}</description>",
            "  <resources>",
            "    <stringTable>",
            *table,
            "    </stringTable>",
            "    <presentationTable>",
            *presentations,
            "    </presentationTable>",
            "  </resources>",
            "</policyDefinitionResources>",
            "",
        ]
    )


def _explained(key: Key, words: dict[str, str]) -> str:
    """Returns the explanation, and how a value is written that is not obvious."""
    text = words[f"policy_{key['name']}_text"]
    if key["kind"] in ("sites", "presets"):
        return f"{text}\n\n{json.dumps(key['example'], ensure_ascii=False)}"
    return text


def _presentation(key: Key, label: str) -> str:
    name, text = key["name"], escape(label)
    if key["kind"] == "number":
        first = key["example"]
        inner = f'<decimalTextBox refId="{name}" defaultValue="{first}">{text}</decimalTextBox>'
    elif key["kind"] == "choice":
        inner = f'<dropdownList refId="{name}" noSort="true">{text}</dropdownList>'
    elif key["kind"] == "sites":
        inner = f'<listBox refId="{name}">{text}</listBox>'
    else:
        inner = f'<textBox refId="{name}"><label>{text}</label></textBox>'
    return f'      <presentation id="{name}">{inner}</presentation>'
