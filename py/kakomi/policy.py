"""What an organization may decide: the keys of the managed storage area, and how they are read.

``Policy`` is the one table. Each field declares its type, default, strictest value and bounds; its
name in PascalCase is the policy's name. The managed schema, the ADMX template, the administrator's
page, the checker and the documents take the keys from here.

The law of reading fails closed:

1. A number out of bounds counts as the nearest bound.
2. A value that can't be read counts as the last value that could be read; if there was none, as the
   strictest value.
3. If no value at all can be read, the last known values apply.
4. If an entry of a list that permits can't be read, it is skipped. If an entry of a list that
   forbids can't be read, the last known list applies together with the entries that can be read.

Chrome removes a value of another type than the schema's before an extension sees it. So the schema
has types and nothing else: bounds and choices are checked here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, Literal, TypeAlias

from kakomi import site

KeyKind: TypeAlias = Literal[
    "switch", "number", "choice", "text", "address", "folder", "sites", "presets"
]
Fault: TypeAlias = Literal[
    "unknown", "type", "range", "choice", "text", "address", "site", "preset", "too_many"
]

MAX_TEXT_CHARACTERS = 300
MAX_ADDRESS_CHARACTERS = 2_000
MAX_ENTRIES = 500
EVERYWHERE = "*"  # in fill_forbidden_on: no page at all

_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_ADDRESS = re.compile(r"https?://[^\s\x00-\x1f\x7f]+", re.IGNORECASE | re.ASCII)
_FOLDER_NAME = re.compile(r'(?!\.)[^/\\:*?"<>|~\x00-\x1f\x7f]{1,100}(?<![. ])')
MAX_ICON_CHARACTERS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """One policy. ``group`` orders the documents; ``example`` is a value as an administrator writes
    it. ``least`` and ``most`` bound a number.
    """

    name: str = ""
    kind: KeyKind
    group: str
    default: Any
    strictest: Any
    example: Any
    choices: tuple[str, ...] = ()
    least: int = 0
    most: int = 0


def _key(kind: KeyKind, group: str, default: Any, strictest: Any, **more: Any) -> Any:
    more.setdefault("example", strictest)
    key = Key(kind=kind, group=group, default=default, strictest=strictest, **more)
    return field(default=default, metadata={"key": key})


def _switch(group: str) -> Any:
    return _key("switch", group, False, True)


def _choice(group: str, choices: tuple[str, ...], strictest: str) -> Any:
    return _key("choice", group, choices[0], strictest, choices=choices)


def _number(group: str, default: int | None, strictest: int, **more: Any) -> Any:
    return _key("number", group, default, strictest, **more)


def _text(group: str, example: str, kind: KeyKind = "text") -> Any:
    return _key(kind, group, "", "", example=example)


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """What an account gets when it is added and its issuer has this name."""

    issuer: str
    site: str = ""
    icon: str = ""
    help_url: str = ""
    emergency_url: str = ""
    note: str = ""


_PRESET_EXAMPLE = {
    "Issuer": "Mihari Console",
    "Site": "https://console.example.com",
    "HelpUrl": "https://intranet.example.com/2fa",
    "EmergencyUrl": "https://console.example.com/emergency",
    "Note": "Help desk: ext. 1234",
}
# Names of a preset's parts in the managed storage area, and the fields of ``Preset``.
PRESET_PARTS = {
    "Issuer": "issuer",
    "Site": "site",
    "Icon": "icon",
    "HelpUrl": "help_url",
    "EmergencyUrl": "emergency_url",
    "Note": "note",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """The rules of the organization. The defaults apply where it has set none.

    ``lock_after_minutes_max`` and ``fill_only_on`` are None if there is no such rule. An empty
    ``fill_only_on`` permits no site.
    """

    passphrase_required: bool = _switch("protection")
    passphrase_min_length: int = _number("protection", 8, 12, least=8, most=64)
    passphrase_min_strength: int = _number("protection", 0, 3, least=0, most=4)
    passkeys: str = _choice("protection", ("allowed", "required", "forbidden"), "forbidden")
    grace_days: int = _number("protection", 14, 0, least=0, most=90, example=14)
    lock_after_minutes_max: int | None = _number("lock", None, 1, least=1, most=24 * 60, example=15)
    lock_with_screen: bool = _switch("lock")
    lock_with_browser: bool = _switch("lock")
    plain_export_forbidden: bool = _switch("export")
    paper_forbidden: bool = _switch("export")
    qr_display_forbidden: bool = _switch("export")
    transfer_codes_forbidden: bool = _switch("export")
    sync: str = _choice("sync", ("allowed", "forbidden", "required", "folder_only"), "forbidden")
    automatic_backup_required: bool = _switch("backup")
    automatic_backup_folder: str = _text("backup", "Kakomi", "folder")
    fill_only_on: tuple[str, ...] | None = _key(
        "sites", "fill", None, (), example=["console.example.com"]
    )
    fill_forbidden_on: tuple[str, ...] = _key(
        "sites", "fill", (), (EVERYWHERE,), example=["bank.example"]
    )
    presets: tuple[Preset, ...] = _key("presets", "accounts", (), (), example=[_PRESET_EXAMPLE])
    organization: str = _text("help", "Example Corp.")
    contact: str = _text("help", "IT help desk, ext. 1234")
    help_url: str = _text("help", "https://intranet.example.com/2fa", "address")
    first_step: str = _text("help", "Open the console and scan its QR code.")
    first_step_url: str = _text("help", "https://console.example.com/", "address")


NONE = Policy()


def key_name(field_name: str) -> str:
    """Returns the policy's name: "PassphraseMinLength" for "passphrase_min_length"."""
    return "".join(word.capitalize() for word in field_name.split("_"))


def _keys() -> dict[str, tuple[str, Key]]:
    found = {}
    for each in fields(Policy):
        name = key_name(each.name)
        found[name] = (each.name, replace(each.metadata["key"], name=name))
    return found


_FIELD_AND_KEY = _keys()
KEYS: tuple[Key, ...] = tuple(key for _, key in _FIELD_AND_KEY.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A value that does not apply as it is written. ``where`` is its path, such as
    ``Presets[2].Site``, and never contains the value.
    """

    where: str
    fault: Fault


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """``given``: the names of the policies that are set. ``known``: for each of them the value that
    applies, as it is written in the managed storage area; ``read`` takes it as ``last_known``.
    """

    policy: Policy
    given: frozenset[str]
    known: Mapping[str, Any]
    problems: tuple[Problem, ...] = ()


_NOTHING = Reading(policy=NONE, given=frozenset(), known={})


class _UnreadableError(Exception):
    """A value can't be read. ``rest`` has the entries of a list that can."""

    def __init__(self, fault: Fault, rest: Any = None) -> None:
        super().__init__(fault)
        self.fault, self.rest = fault, rest


def read(values: object, last_known: Mapping[str, Any] | None = None) -> Reading:
    """Returns the policy of the managed storage area, read by the law above. ``values`` is None if
    the area could not be read.
    """
    known_before = last_known or {}
    if not isinstance(values, Mapping):
        return read(known_before) if known_before else _NOTHING
    problems: list[Problem] = []
    chosen: dict[str, Any] = {}
    known: dict[str, Any] = {}
    for name, value in values.items():
        if name not in _FIELD_AND_KEY:
            problems.append(Problem(where=str(name)[:64], fault="unknown"))
            continue
        field_name, key = _FIELD_AND_KEY[name]
        try:
            chosen[field_name] = _value(key, value, problems)
        except _UnreadableError as error:
            problems.append(Problem(where=name, fault=error.fault))
            chosen[field_name] = _instead(key, known_before.get(name), error.rest)
        known[name] = written(key, chosen[field_name])
    return Reading(
        policy=Policy(**chosen),
        given=frozenset(known),
        known=known,
        problems=tuple(problems),
    )


def _instead(key: Key, last_known: Any, rest: Any) -> Any:
    """Returns what applies in place of a value that can't be read."""
    before = key.strictest
    if last_known is not None:
        try:
            before = _value(key, last_known, [])
        except _UnreadableError:
            before = key.strictest
    return tuple(dict.fromkeys((*before, *rest))) if rest is not None else before


def _value(key: Key, value: Any, problems: list[Problem]) -> Any:
    """Returns the value for the field of ``Policy``. Adds a problem if only a part of the value
    applies. Raises _UnreadableError.
    """
    if key.kind == "switch":
        if not isinstance(value, bool):
            raise _UnreadableError("type")
        return value
    if key.kind == "number":
        return _number_in_bounds(key, value, problems)
    if key.kind == "sites":
        return _sites(key, value, problems)
    if key.kind == "presets":
        return _presets(value, problems)
    if not isinstance(value, str):
        raise _UnreadableError("type")
    if key.kind == "choice" and value not in key.choices:
        raise _UnreadableError("choice")
    if key.kind == "folder":
        return _folder(value)
    return _checked_text(value, "address" if key.kind == "address" else "text")


def _folder(text: str) -> str:
    """Returns a path below the download folder. Raises _UnreadableError."""
    names = text.split("/") if text else []
    if len(text) > MAX_TEXT_CHARACTERS or not all(_FOLDER_NAME.fullmatch(name) for name in names):
        raise _UnreadableError("text")
    return text


def _number_in_bounds(key: Key, value: Any, problems: list[Problem]) -> int:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool):
        raise _UnreadableError("type")
    if not key.least <= value <= key.most:
        problems.append(Problem(where=key.name, fault="range"))
    return min(max(value, key.least), key.most)


def _checked_text(text: str, kind: Literal["text", "address"]) -> str:
    is_address = kind == "address"
    if len(text) > (MAX_ADDRESS_CHARACTERS if is_address else MAX_TEXT_CHARACTERS):
        raise _UnreadableError(kind)
    if _CONTROLS.search(text) or (is_address and text and not _ADDRESS.fullmatch(text)):
        raise _UnreadableError(kind)
    return text


def _sites(key: Key, value: Any, problems: list[Problem]) -> tuple[str, ...]:
    if not isinstance(value, list | tuple):
        raise _UnreadableError("type")
    forbids = key.name == "FillForbiddenOn"
    good: list[str] = []
    faults = 0
    for index, text in enumerate(value):
        if is_site_pattern(text) and index < MAX_ENTRIES:
            good.append(text.strip())
            continue
        faults += 1
        if not forbids:
            fault: Fault = "site" if index < MAX_ENTRIES else "too_many"
            problems.append(Problem(where=f"{key.name}[{index}]", fault=fault))
    if forbids and faults:
        raise _UnreadableError("site", good)
    return tuple(dict.fromkeys(good))


def _presets(value: Any, problems: list[Problem]) -> tuple[Preset, ...]:
    if not isinstance(value, list | tuple):
        raise _UnreadableError("type")
    found = []
    for index, entry in enumerate(value[:MAX_ENTRIES]):
        where = f"Presets[{index}]"
        if not isinstance(entry, Mapping) or not isinstance(entry.get("Issuer"), str):
            problems.append(Problem(where=where, fault="preset"))
            continue
        parts: dict[str, str] = {}
        for name, part in entry.items():
            if _is_preset_part(name, part):
                parts[PRESET_PARTS[name]] = part
            else:
                fault: Fault = "preset" if name in PRESET_PARTS else "unknown"
                problems.append(Problem(where=f"{where}.{str(name)[:64]}", fault=fault))
        if parts.get("issuer", "").strip():
            found.append(Preset(**parts))
    return tuple(found)


def _is_preset_part(name: Any, part: Any) -> bool:
    if name not in PRESET_PARTS or not isinstance(part, str):
        return False
    if name == "Site":
        return part == "" or site.parse_typed(part) is not None
    if name == "Icon" and len(part) > MAX_ICON_CHARACTERS:
        return False
    try:
        _checked_text(part, "address" if name.endswith("Url") else "text")
    except _UnreadableError:
        return False
    return True


def written(key: Key, value: Any) -> Any:
    """Returns a value of ``Policy`` as it is written in the managed storage area."""
    if key.kind == "presets":
        return [
            {
                name: getattr(each, part)
                for name, part in PRESET_PARTS.items()
                if getattr(each, part)
            }
            for each in value
        ]
    return list(value) if isinstance(value, tuple) else value


def is_site_pattern(text: object) -> bool:
    """Whether a text is a pattern for ``is_listed``: a host name, an address, or "*"."""
    if not isinstance(text, str) or len(text) > MAX_ADDRESS_CHARACTERS:
        return False
    return text.strip() == EVERYWHERE or site.parse_typed(text.strip()) is not None


def is_listed(page: site.Origin, patterns: tuple[str, ...]) -> bool:
    """Whether a page matches one of the patterns.

    ``example.com`` matches that host and every host below it, with http and https, on any port.
    ``https://example.com:8443`` matches only with that scheme and port.
    """
    return any(_matches(page, pattern.strip()) for pattern in patterns)


def _matches(page: site.Origin, pattern: str) -> bool:
    if pattern == EVERYWHERE:
        return True
    origin = site.parse_typed(pattern)
    if origin is None:
        return False
    is_below = page.host == origin.host or page.host.endswith(f".{origin.host}")
    if "://" in pattern:
        return is_below and page.scheme == origin.scheme and page.port == origin.port
    return is_below and origin.port in (None, page.port)


def may_fill(policy: Policy, page: site.Origin) -> bool:
    """Whether codes may be filled in on that page."""
    if is_listed(page, policy.fill_forbidden_on):
        return False
    return policy.fill_only_on is None or is_listed(page, policy.fill_only_on)


def may_sync(policy: Policy, way: Literal["browser", "folder"]) -> bool:
    """Whether the vault may be synchronized by the browser's account, or by a folder."""
    if policy.sync == "forbidden":
        return False
    return policy.sync != "folder_only" or way == "folder"


def preset_of(policy: Policy, issuer: str) -> Preset | None:
    """Returns the preset of that issuer. Letter case and spaces at the ends do not matter."""
    wanted = issuer.strip().casefold()
    found = (each for each in policy.presets if each.issuer.strip().casefold() == wanted)
    return next(found, None) if wanted else None


def passphrase_length(passphrase: str) -> int:
    """Returns the length that ``passphrase_min_length`` limits: in characters after NFKC."""
    return len(unicodedata.normalize("NFKC", passphrase))
