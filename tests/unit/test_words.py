"""Messages: both languages have all of them, and every message that a page names exists."""

from __future__ import annotations

import functools
import json
import re
from pathlib import Path

import pytest
from kakomi import formats
from kakomi.errors import all_codes
from support import javascript

ROOT = Path(__file__).parents[2]
EXTENSION = ROOT / "extension"
LANGUAGES = ("en", "ja")
NOT_OURS = {"node_modules", "vendor"}

# What a key looks like in a script, and the fixed parts of one that is put together: "error_".
KEY = re.compile(r"[a-z][a-z0-9_]*")
KEY_PART = re.compile(r"[a-z0-9_]*")


def _messages(language: str) -> dict[str, dict[str, object]]:
    path = EXTENSION / "_locales" / language / "messages.json"
    loaded: dict[str, dict[str, object]] = json.loads(path.read_text("utf-8"))
    return loaded


@functools.cache
def _sources(suffix: str) -> list[Path]:
    folders = [
        EXTENSION,
        *(f for f in EXTENSION.iterdir() if f.is_dir() and f.name not in NOT_OURS),
    ]
    found = [f.glob(f"*{suffix}") if f == EXTENSION else f.rglob(f"*{suffix}") for f in folders]
    return sorted(path for paths in found for path in paths)


def _keys_in_html() -> set[str]:
    attribute = re.compile(r'data-message(?:-\w+)?="([^"]+)"')
    return {key for page in _sources(".html") for key in attribute.findall(page.read_text("utf-8"))}


def _scripts() -> tuple[javascript.Script, ...]:
    return javascript.parse(*_sources(".js"))


def _keys_in_scripts() -> set[str]:
    """Returns the keys in calls of message() and plural(), and in properties named "message".

    plural() uses two keys. overlayMessage() puts "overlay_" before its key.
    """
    keys = set()
    for script in _scripts():
        for name, texts in (*script.calls, *script.properties):
            named = {text[0] for text in texts if len(text) == 1 and KEY.fullmatch(text[0])}
            if name == "message":
                keys |= named
            elif name == "plural":
                keys |= {f"{key}_{form}" for key in named for form in ("one", "many")}
            elif name == "overlayMessage":
                keys |= {f"overlay_{key}" for key in named}
    return keys


def _composed_keys() -> re.Pattern[str]:
    """Returns the pattern of the keys that scripts compose: `error_${code}`, `${kind}_title`."""
    templates = {text for script in _scripts() for text in script.texts if len(text) > 1}
    shapes = {
        r"\w+".join(template)
        for template in templates
        if all(KEY_PART.fullmatch(part) for part in template) and "_" in "".join(template)
    }
    return re.compile("|".join(sorted(shapes)))


def _keys_in_help() -> set[str]:
    """Returns the keys of the controls and topics that help texts name: "[help_site_submit]"."""
    texts = (str(entry["message"]) for entry in _messages("en").values())
    return {key for text in texts for key in re.findall(r"\[(\w+)\]", text)}


def _keys_in_manifest() -> set[str]:
    return set(re.findall(r"__MSG_(\w+)__", (ROOT / "manifest.json").read_text("utf-8")))


def test_both_languages_have_the_same_keys_in_the_same_order() -> None:
    assert list(_messages("en")) == list(_messages("ja"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_error_has_a_message(language: str) -> None:
    missing = {
        code for code in all_codes() if f"error_{code.replace('.', '_')}" not in _messages(language)
    }
    assert sorted(missing) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_exactly_the_permissions_of_the_manifest_are_explained(language: str) -> None:
    manifest = json.loads((ROOT / "manifest.json").read_text("utf-8"))
    requested = {*manifest["permissions"], *manifest["optional_permissions"]}
    explained = {
        key.removeprefix("options_permission_").removesuffix("_text")
        for key in _messages(language)
        if key.startswith("options_permission_")
    }
    assert explained == requested


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_format_without_a_title_has_a_name_in_every_language(language: str) -> None:
    named = {
        key.removeprefix("options_format_")
        for key in _messages(language)
        if key.startswith("options_format_")
    }
    assert named == {format_.id for format_ in formats.REGISTRY if not format_.title}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_that_a_page_names_exists(language: str) -> None:
    named = _keys_in_html() | _keys_in_scripts() | _keys_in_manifest()
    assert len(named) > 300
    assert sorted(named - set(_messages(language))) == []


def test_every_message_is_used() -> None:
    strings = {string for script in _scripts() for string in script.strings}
    of_sites = {key for key in _keys_in_help() if key.startswith("help_site_")}
    named = _keys_in_html() | _keys_in_manifest() | _keys_in_scripts() | of_sites | strings
    composed = _composed_keys()
    unused = {key for key in _messages("en") if key not in named and not composed.fullmatch(key)}
    assert sorted(unused) == []


def test_help_names_only_controls_that_a_page_has() -> None:
    strings = {string for script in _scripts() for string in script.strings}
    shown = _keys_in_html() | _keys_in_scripts() | strings
    composed = _composed_keys()
    controls = {key for key in _keys_in_help() if not key.startswith("help_site_")}
    assert len(controls) > 20
    assert {key for key in controls - shown if not composed.fullmatch(key)} == set()


def test_placeholders_agree_between_the_languages() -> None:
    """Both languages declare the same placeholders, and each message uses all of them."""
    for (key, english), (_, japanese) in zip(
        _messages("en").items(), _messages("ja").items(), strict=True
    ):
        assert english.get("placeholders") == japanese.get("placeholders"), key
        declared = set(english.get("placeholders") or {})  # type: ignore[call-overload]
        for message in (english["message"], japanese["message"]):
            used = {name.lower() for name in re.findall(r"\$(\w+)\$", str(message))}
            assert used == declared, key


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_message_is_empty_or_has_blanks_at_its_ends(language: str) -> None:
    for key, entry in _messages(language).items():
        message = str(entry["message"])
        assert message, key
        assert message == message.strip() or key.startswith("label_"), key
        assert "..." not in message, key


def test_every_japanese_message_has_japanese_characters() -> None:
    """A message of names and abbreviations alone (Aegis, PIN) needs none."""
    left = {
        key
        for key, entry in _messages("ja").items()
        if not re.search(r"[぀-ヿ一-鿿]", str(entry["message"]))
        and not all(
            word[0].isupper() or not word[0].isalpha() for word in str(entry["message"]).split()
        )
    }
    assert sorted(left - {"lang"}) == []


def test_no_two_messages_differ_in_letter_case_alone() -> None:
    """Chrome looks a message up without regard to case."""
    keys = [key.lower() for key in _messages("en")]
    assert len(set(keys)) == len(keys)
