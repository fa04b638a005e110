"""What an organization may decide: the keys of the managed storage area, and what they mean.

``Policy`` is the one table. Each field declares its type, default, strictest value and bounds; its
name in PascalCase is the policy's name. The managed schema, the ADMX template, the administrator's
page, the checker and the documents take the keys from here. ``policy_reader`` reads the values.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from typing import Any, Literal, TypeAlias

from kakomi import passphrase, site

KeyKind: TypeAlias = Literal[
    "switch", "number", "choice", "text", "address", "folder", "sites", "presets"
]

MAX_ADDRESS_CHARACTERS = 2_000
EVERYWHERE = "*"  # in fill_forbidden_on: no page at all


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
    passphrase_min_length: int = _number(
        "protection", passphrase.MIN_CHARACTERS, 12, least=passphrase.MIN_CHARACTERS, most=64
    )
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


# The field of ``Policy`` and the key, by the policy's name.
FIELD_AND_KEY = _keys()
KEYS: tuple[Key, ...] = tuple(key for _, key in FIELD_AND_KEY.values())


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
