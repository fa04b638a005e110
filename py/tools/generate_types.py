"""Generates ``extension/shapes.d.ts`` and ``extension/facts/*.js`` from Python.

``shapes.d.ts`` has the types of all requests and replies, for the type checker. Each script of
``facts/`` is a module of constants. ``facts/`` also has the schema and the templates of policies.
``python -m tools.generate_types`` prints all files as one JSON object that maps paths to texts. It
imports kakomi, so it needs ``.venv``.
"""

from __future__ import annotations

import json
import pkgutil
import shutil
import sys
from importlib import import_module
from types import NoneType, UnionType
from typing import (
    Annotated,
    Any,
    Literal,
    NotRequired,
    Union,
    get_args,
    get_origin,
    get_type_hints,
    is_typeddict,
)

from tools import environment, policy_templates
from tools.paths import EXTENSION, FACTS, LOCALES, MANIFEST, SHAPES, SOURCE, TOOLS, files
from tools.tasks import run_program, task

_WRITTEN_BY = "// Written by the build from py/kakomi: change it there."
_PLAIN = {str: "string", int: "number", float: "number", bool: "boolean", NoneType: "null"}
_PLAIN_ANY = {object: "unknown", Any: "any"}


def prepare() -> None:
    """Write the files again if their Python sources changed. Raises BuildError."""
    task(
        "types and constants for JavaScript",
        _write,
        inputs=[
            TOOLS / "generate_types.py",
            TOOLS / "policy_templates.py",
            MANIFEST,
            *files(SOURCE / "kakomi", suffixes=(".py",)),
            *files(LOCALES, suffixes=(".json",)),
        ],
        outputs=[SHAPES, FACTS],
    )


def _write() -> None:
    output = run_program(
        environment.PYTHON, "-m", "tools.generate_types",
        why="the types and constants for JavaScript could not be made",
        env=environment.python_environment(),
    )  # fmt: skip
    shutil.rmtree(FACTS, ignore_errors=True)
    FACTS.mkdir()
    SHAPES.unlink(missing_ok=True)  # another folder's copy may be a hard link to this one
    for name, text in json.loads(output).items():
        path = EXTENSION / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8", newline="\n")


def type_of(shape: Any, named: dict[str, Any]) -> str:
    """Returns the TypeScript type of a Python type, and adds each TypedDict in it to ``named``.

    The type of an Annotated is its annotation: a name, or a dataclass.
    """
    if is_typeddict(shape):
        named.setdefault(shape.__name__, shape)
        return str(shape.__name__)
    origin, inner = get_origin(shape), get_args(shape)
    if origin is Annotated:
        meaning = inner[1]
        if not isinstance(meaning, type):
            return str(meaning)
        named.setdefault(meaning.__name__, meaning)
        return str(meaning.__name__)
    if origin is NotRequired:
        return type_of(inner[0], named)
    if origin is Literal:
        return " | ".join(f'"{value}"' if isinstance(value, str) else str(value) for value in inner)
    if origin in (Union, UnionType):
        return " | ".join(type_of(part, named) for part in inner)
    if origin is list:
        return f"Array<{type_of(inner[0], named)}>"
    if origin is dict:
        return f"Record<{type_of(inner[0], named)}, {type_of(inner[1], named)}>"
    return _PLAIN.get(shape) or _PLAIN_ANY[shape]


def interface(shape: Any, named: dict[str, Any]) -> list[str]:
    """Returns the lines that declare a TypedDict or a dataclass."""
    hints = get_type_hints(shape, include_extras=True)
    lines = [
        f"/** {' '.join((shape.__doc__ or '').split())} */",
        f"export interface {shape.__name__} {{",
    ]
    for key, hint in hints.items():
        optional = getattr(shape, "__optional_keys__", ())
        absent = key in optional or get_origin(hint) is NotRequired
        mark = "?" if absent else ""
        lines.append(f"  {key}{mark}: {type_of(hint, named)};")
    return [*lines, "}"]


def declarations() -> str:
    """Returns the text of ``shapes.d.ts``."""
    from kakomi.commands import all_commands
    from kakomi.errors import all_codes

    named = {shape.__name__: shape for shape in _message_shapes()}
    commands = [
        "/** What each command takes and gives, and who may call it. */",
        "export interface Commands {",
    ]
    for name, command in sorted(all_commands().items()):
        request, reply = type_of(command.request, named), type_of(command.reply, named)
        callers = " | ".join(f'"{caller}"' for caller in sorted(command.callers))
        commands.append(f'  "{name}": {{ args: {request}; value: {reply}; callers: {callers} }};')
    codes = " | ".join(json.dumps(code) for code in sorted(all_codes()))
    lines = [
        _WRITTEN_BY,
        "",
        "/** The code of every error. */",
        f"export type ErrorCode = {codes};",
        "",
    ]
    done: set[str] = set()
    while waiting := sorted(set(named) - done):
        for name in waiting:
            lines += [*interface(named[name], named), ""]
            done.add(name)
    return "\n".join([*lines, *commands, "}", ""])


def _message_shapes() -> list[Any]:
    """Returns the TypedDicts that the modules of ``kakomi.messages`` define."""
    import kakomi.messages

    modules = [
        import_module(f"kakomi.messages.{module.name}")
        for module in pkgutil.iter_modules(kakomi.messages.__path__)
    ]
    return [
        value
        for module in modules
        for value in vars(module).values()
        if is_typeddict(value) and value.__module__ == module.__name__
    ]


def facts() -> dict[str, dict[str, tuple[str, object]]]:
    """Returns the JSDoc and the value of each constant, by module and name."""
    from kakomi import (
        account_parameters,
        code_clock,
        errors,
        formats,
        otp_key,
        rules,
        search,
        secret_encoding,
        uri_schemes,
    )
    from kakomi.commands import (
        all_commands,
        backup_export,
        fill_memory,
        pending_results,
        sync_record,
        sync_status,
        undo,
    )
    from kakomi.messages.backup import ExportFormat
    from kakomi.vault import backup_status, sync_state

    return {
        "account": {
            "ACCOUNT_SCHEMES": ("The URI schemes of one account.", uri_schemes.ACCOUNT),
            "TRANSFER_SCHEME": ("The URI scheme of a transfer.", uri_schemes.TRANSFER),
            "PAGE_LINK_SCHEMES": (
                "The URI schemes that are looked for in a page.",
                uri_schemes.SLASHES_OPTIONAL,
            ),
            "BASE32_LOOKALIKES": (
                "Digits that a setup key cannot have, and the letters that they look like.",
                secret_encoding.BASE32_LOOKALIKES,
            ),
            "KIND_NAMES": ("How each kind is called.", otp_key.KIND_NAMES),
            "TYPED_FIELDS": (
                "The fields of a typed account beside its names and secret, by kind.",
                account_parameters.FIELDS,
            ),
            "TYPED_ALGORITHMS": (
                "The algorithms a typed account may have.",
                [a for a in otp_key.Algorithm if a is not otp_key.Algorithm.MD5],
            ),
            "PIN_PATTERNS": (
                "Regular expressions of a valid PIN, for the kinds that need one.",
                {kind: pattern.pattern for kind, pattern in otp_key.PIN_PATTERNS.items()},
            ),
            "DIGITS": (
                "How many digits a code may have.",
                _bounds(otp_key.MIN_DIGITS, otp_key.MAX_DIGITS, otp_key.DEFAULT_DIGITS),
            ),
            "PERIOD_S": (
                "How long a code may be valid.",
                _bounds(1, otp_key.MAX_PERIOD_S, otp_key.DEFAULT_PERIOD_S),
            ),
        },
        "formats": {
            "FORMAT_TITLES": (
                "What the makers call the formats of files; the messages name those without maker.",
                {format_.id: format_.title for format_ in formats.REGISTRY if format_.title},
            ),
            "PLAIN_EXPORT_FORMATS": (
                "The formats an export may have besides the encrypted backup.",
                [name for name in get_args(ExportFormat) if name != backup_export.SEALED],
            ),
        },
        "backup": {
            "KEEP_COUNTS": (
                "How many automatic backups may be kept; the options page offers these.",
                list(backup_status.OFFERED_KEEP),
            ),
        },
        "lock": {
            "LOCK_MINUTES": (
                "After how many idle minutes the vault may lock; the options page offers these.",
                rules.OFFERED_MINUTES,
            ),
            "RULE_SWITCHES": (
                "The rules of the lock that are on or off.",
                rules.switches(),
            ),
            "COPYING_SWITCHES": (
                "The rules of what happens after a code is copied.",
                rules.switches(rules.COPYING["group"]),
            ),
            "LISTING_SWITCHES": (
                "The rules of how accounts are listed that are on or off.",
                rules.switches(rules.LISTING["group"]),
            ),
            "LISTING_CHOICES": (
                "The rules of how accounts are listed, and the values of each, the default first.",
                rules.choices(rules.LISTING["group"]),
            ),
            "SHOWING_SWITCHES": (
                "The rules of how codes are shown that are on or off.",
                rules.switches(rules.SHOWING["group"]),
            ),
            "SHOWING_CHOICES": (
                "The rules of how codes are shown, and the values of each, the default first.",
                rules.choices(rules.SHOWING["group"]),
            ),
        },
        "preferences": {
            "PREFERENCES": (
                "The settings that the popup obeys, as they are before anybody changes them.",
                rules.DEFAULT.preferences,
            ),
        },
        "errors": {
            "FACTOR_ERRORS": (
                "The errors that concern the passphrase, passkey or recovery key of a request.",
                errors.factor_codes(),
            ),
        },
        "search": {
            "LETTERS": (
                "Letters and signs that count as others when accounts are searched.",
                search.LETTERS,
            ),
        },
        "timings": {
            "CLIPBOARD_CLEARED_AFTER_S": (
                "How long a copied code stays in the clipboard, if it is to be cleared.",
                rules.CLIPBOARD_CLEARED_AFTER_S,
            ),
            "MIN_CLOCK_JUMP_MS": (
                "A smaller step of the clock is not reported.",
                code_clock.MIN_JUMP_MS,
            ),
            "PENDING_FILL_LIFETIME_S": (
                "How long after the gesture the popup goes on with a fill.",
                fill_memory.PENDING_LIFETIME_S,
            ),
            "UNDO_OFFERED_MS": (
                "How long the pages offer to undo a change.",
                undo.OFFERED_S * 1000,
            ),
            "RESULT_LIFETIME_S": (
                "How long the popup shows a scan result that needs no answer.",
                pending_results.RESULT_LIFETIME_S,
            ),
        },
        "sync": {
            "NEARLY_FULL_PERCENT": (
                "From which share of its sync storage on the browser counts as nearly full.",
                sync_status.NEARLY_FULL_PERCENT,
            ),
            "RECORD_KEY": (
                "The key in chrome.storage.local that changes after an exchange.",
                sync_record.KEY,
            ),
            "MAX_MACHINE_NAME_CHARACTERS": (
                "The longest name of a computer that syncs.",
                sync_state.MAX_NAME_CHARACTERS,
            ),
        },
        "policy": {
            "POLICY_KEYS": ("The policies of an organization.", policy_keys()),
            "POLICY_FILES": (
                "The files for administrators, in this folder's folder policy.",
                policy_templates.FILES,
            ),
        },
        "commands": {
            "BEGIN_WITH_CAPTURE": (
                "Commands for which the worker takes a picture of the tab before it wakes Python.",
                sorted(
                    name for name, command in all_commands().items() if command.begins_with_capture
                ),
            ),
            "BEGIN_WITH_SURVEY": (
                "Commands for which the worker surveys the tab's page while it wakes Python.",
                sorted(
                    name for name, command in all_commands().items() if command.begins_with_survey
                ),
            ),
        },
    }


def policy_keys() -> list[dict[str, Any]]:
    """Returns the table of policies, as ``tools.policy_templates`` takes it."""
    from kakomi import policy

    return [
        {
            "name": key.name,
            "kind": key.kind,
            "group": key.group,
            "default": policy.written(key, key.default),
            "example": key.example,
            "choices": list(key.choices),
            "least": key.least,
            "most": key.most,
            "parts": list(policy.PRESET_PARTS) if key.kind == "presets" else [],
        }
        for key in policy.KEYS
    ]


def _bounds(least: int, most: int, default: int) -> dict[str, int]:
    return {"min": least, "max": most, "default": default}


def module_text(constants: dict[str, tuple[str, object]]) -> str:
    """Returns a JavaScript module that exports the constants, typed as narrowly as possible."""
    lines = [_WRITTEN_BY]
    for name, (doc, value) in constants.items():
        text = json.dumps(value, ensure_ascii=False, indent=2)
        lines += ["", f"/** {doc} */", f"export const {name} = /** @type {{const}} */ ({text});"]
    return "\n".join([*lines, ""])


def generated() -> dict[str, str]:
    """Returns the text of every file, by its path in the extension."""
    modules = {f"facts/{name}.js": module_text(constants) for name, constants in facts().items()}
    templates = policy_templates.files(policy_keys(), MANIFEST, LOCALES)
    return {SHAPES.name: declarations(), **modules, **templates}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(generated()))
