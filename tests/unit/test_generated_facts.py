"""The constants that JavaScript takes from Python, and that neither language lists them again."""

from __future__ import annotations

import ast
import json
import re
from typing import TYPE_CHECKING

import pytest
from kakomi import account_parameters, formats, otp_key, otpauth, scan, uri_schemes
from support import javascript
from tools import generate_types
from tools.paths import EXTENSION, FACTS, SOURCE, files

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_SCHEME = re.compile(r"\b(?:otpauth|apple-otpauth|motp|otpauth-migration):|steam:/", re.IGNORECASE)


def _scripts() -> tuple[javascript.Script, ...]:
    found = files(EXTENSION, suffixes=(".js",))
    return javascript.parse(
        *(p for p in found if "vendor" not in p.parts and FACTS not in p.parents)
    )


def _strings(path: Path) -> Iterator[str]:
    """Yields the string literals of a Python file, without docstrings."""
    tree = ast.parse(path.read_text("utf-8"))
    docs = {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in docs:
            yield node.value


def test_no_script_lists_the_uri_schemes_again() -> None:
    scripts = _scripts()
    assert len(scripts) > 100
    naming = [
        script.path.name
        for script in scripts
        if any(_SCHEME.search(part) for text in script.texts for part in text)
    ]
    assert naming == []


def test_no_script_lists_the_kinds_of_accounts_again() -> None:
    kinds = set(otp_key.Kind)
    listing = {s.path.name: kinds & (s.strings | s.names) for s in _scripts()}
    assert [name for name, listed in listing.items() if {"motp", "yandex"} <= listed] == []


def test_no_script_repeats_a_title_of_a_format() -> None:
    # "Steam" and "Kakomi" are also names of other things.
    titles = {f.title for f in formats.REGISTRY} - {"", "Steam", "Kakomi"}
    assert len(titles) > 20
    assert [s.path.name for s in _scripts() if titles & s.strings] == []


def test_no_script_repeats_a_shared_duration() -> None:
    shared = {12_000, 86_400}
    repeating = [
        s.path.name
        for s in _scripts()
        if shared & s.numbers or any(n.endswith("_S") and v == 180 for n, v in s.constants)
    ]
    assert repeating == []


def test_no_script_lists_the_errors_of_an_unlock_factor_again() -> None:
    codes = generate_types.facts()["errors"]["FACTOR_ERRORS"][1]
    assert isinstance(codes, list)
    assert {"vault.key_wrong", "vault.ask_again", "recovery.mistyped"} <= set(codes)
    listing = {s.path.name: s.strings & set(codes) for s in _scripts()}
    assert [name for name, listed in listing.items() if len(listed) > 1] == []


def test_no_python_module_lists_the_uri_schemes_again() -> None:
    listing = re.compile(r"otpauth[^\n]*(?:motp|steam)|(?:motp|steam)[^\n]*otpauth")
    found = [
        path.name
        for path in files(SOURCE / "kakomi", suffixes=(".py",))
        if path.name != "uri_schemes.py" and any(listing.search(text) for text in _strings(path))
    ]
    assert found == []


@pytest.mark.parametrize("scheme", [*uri_schemes.ACCOUNT, uri_schemes.TRANSFER])
def test_every_scheme_is_an_account_to_the_scan(scheme: str) -> None:
    assert scan.Text(text=f" {scheme.upper()}://x", corners=(), by="plain").is_account
    assert not scan.Text(text=f"{scheme}s://x", corners=(), by="plain").is_account


def test_every_account_scheme_is_read() -> None:
    for scheme, rest in {
        "otpauth": "totp/a?secret=JBSWY3DPEHPK3PXP",
        "apple-otpauth": "totp/a?secret=JBSWY3DPEHPK3PXP",
        "motp": "a?secret=0123456789abcdef",
        "steam": "JBSWY3DPEHPK3PXP",
    }.items():
        assert scheme in uri_schemes.ACCOUNT
        assert otpauth.parse(f"{scheme}://{rest}").key.secret
    assert len(uri_schemes.ACCOUNT) == 4


def test_exports_are_the_formats_that_can_be_written() -> None:
    plain = generate_types.facts()["formats"]["PLAIN_EXPORT_FORMATS"][1]
    assert isinstance(plain, list)
    assert sorted(plain) == sorted({*formats.writers(), "paper"})


def test_every_format_has_a_title_in_one_place() -> None:
    titles = generate_types.facts()["formats"]["FORMAT_TITLES"][1]
    assert isinstance(titles, dict)
    for locale in ("en", "ja"):
        path = EXTENSION / "_locales" / locale / "messages.json"
        messages = json.loads(path.read_text("utf-8"))
        for format_ in formats.REGISTRY:
            named = f"options_format_{format_.id}" in messages
            assert (format_.id in titles) != named or not format_.can_read, format_.id


def test_every_constant_is_used_by_a_script() -> None:
    used = {name for script in _scripts() for name in script.names}
    made = {name for module in generate_types.facts().values() for name in module}
    assert sorted(made - used) == []


def test_facts_are_the_values_of_python() -> None:
    facts = generate_types.facts()
    values = {name: value for module in facts.values() for name, (_, value) in module.items()}
    assert values["ACCOUNT_SCHEMES"] == uri_schemes.ACCOUNT
    assert set(account_parameters.FIELDS) == set(otp_key.Kind) == set(otp_key.KIND_NAMES)
    text = generate_types.generated()["facts/account.js"]
    assert (
        f"export const DIGITS = /** @type {{const}} */ ({json.dumps(values['DIGITS'], indent=2)});"
        in text
    )
