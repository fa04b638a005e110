"""The areas of the ``mutants`` campaign: their modules, the tests that cover them, and the mutants
that are equivalent to the original.
"""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
UNIT = PROJECT / "tests" / "unit"

_CODES = (
    "test_otpauth.py",
    "test_account.py",
    "test_otp_key.py",
    "test_secret_encoding.py",
    "test_otp.py",
    "test_migration.py",
)
_COMMANDS = (
    "test_bridge.py",
    "test_command.py",
    "test_scan_commands.py",
    "test_vault_commands.py",
    "test_backup_commands.py",
    "test_imports.py",
    "test_transfer_session.py",
    "test_scan_inputs.py",
    "test_recovery_codes.py",
    "vault/test_capacity.py",
    "test_hostile.py",
)
_VAULT = ("vault/test_*.py", "test_vault.py", "test_vault_commands.py", "test_backup_commands.py")
_ACCOUNTS = (
    "test_bridge.py",
    "test_account_key.py",
    "test_account_parameters.py",
    "test_account_picture.py",
    "vault/test_bulk_edit.py",
    "test_vault_commands.py",
    "test_sequences.py",
)
_SYNC = (
    "sync/test_format.py",
    "sync/test_packing.py",
    "sync/test_histories.py",
    "test_sync_commands.py",
    "sync/test_sync_folder.py",
)
_SITES = ("test_site.py", "test_account_sites.py", "test_fill.py", "test_scan_commands.py")
_FIELDS = ("test_code_field.py", "test_fill.py")
_POLICIES = ("test_policy.py", "test_policy_commands.py", "test_policy_templates.py")
_BACKUPS = (
    "test_backup_commands.py",
    "test_policy_commands.py",
    "vault/test_capacity.py",
    "vault/test_seal.py",
    "test_command_line.py",
)
_FORMATS = (
    "formats/test_files.py",
    "formats/test_app_formats.py",
    "formats/test_[!h]*.py",  # the hostile files take long
    "test_imports.py",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """``share`` is the area's part of the mutants, beside the other areas' shares.

    ``tests`` gives, for a pattern of modules, patterns of files under ``tests/unit``. The first
    pattern that fits the module is used. A test file of the module's own name runs first.
    """

    share: int
    tests: dict[str, tuple[str, ...]]

    def covers(self, module: str) -> bool:
        """Returns whether a pattern fits the module."""
        return any(fnmatchcase(module, pattern) for pattern in self.tests)

    def tests_of(self, module: str) -> list[Path]:
        """Returns the test files that cover the module, its own first."""
        files = next(files for each, files in self.tests.items() if fnmatchcase(module, each))
        own = f"test_{module.rpartition('.')[2]}.py"
        found = [sorted(UNIT.glob(pattern)) for pattern in (f"**/{own}", *files)]
        return list(dict.fromkeys(path for paths in found for path in paths))


# A module belongs to the first area that covers it.
AREAS: dict[str, Area] = {
    "codes": Area(
        share=4,
        tests={
            "kakomi.account": ("test_account.py", *_CODES, "test_vault.py"),
            "kakomi.label": ("test_label.py", *_CODES),
            "kakomi.otp_key": ("test_otp_key.py", *_CODES, "test_vault.py"),
            "kakomi.secret_encoding": ("test_secret_encoding.py", *_CODES, "test_vault.py"),
            "kakomi.otp": ("test_otp.py", "test_sheet.py", *_CODES),
            "kakomi.otpauth": _CODES,
            "kakomi.uri_names": _CODES,
            "kakomi.uri_parts": _CODES,
            "kakomi.migration": ("test_migration.py", "test_transfer_session.py"),
            "kakomi.text_encoding": ("test_text_encoding.py", "test_scan.py", *_CODES),
            "kakomi.uri_schemes": (*_CODES, "test_scan.py", "test_scan_commands.py"),
            "kakomi.vendor_enrolment": ("test_vendor_enrolment.py", "test_scan_commands.py"),
        },
    ),
    "scan": Area(
        share=3,
        tests={
            "kakomi.scan": ("test_scan.py", "test_scan_commands.py"),
            "kakomi.qr_decode": ("test_qr_decode.py",),
            "kakomi.reed_solomon": ("test_reed_solomon.py", "test_qr_decode.py"),
            "kakomi.picture_header": ("test_picture_header.py",),
        },
    ),
    "sync": Area(
        share=3,
        tests={
            "kakomi.sync.*": _SYNC,
            "kakomi.commands.sync*": ("test_sync_commands.py", "sync/test_packing.py"),
            "kakomi.cpython.sync_folder": ("sync/test_sync_folder.py",),
            "kakomi.vault.hybrid_clock": ("sync/test_histories.py", *_SYNC),
            "kakomi.vault.field_stamps": ("sync/test_histories.py", *_SYNC),
            "kakomi.vault.sync_*": _SYNC,
        },
    ),
    "sites": Area(
        share=3,
        tests={
            "kakomi.site": (*_SITES, "test_service_icon.py"),
            "kakomi.account_sites": (*_SITES, "test_sheet.py", "vault/test_bulk_add.py"),
            "kakomi.commands.fill*": ("test_fill.py",),
            "kakomi.commands.site_use": ("test_fill.py",),
            "kakomi.commands.frame_origin": ("test_frame_origin.py", "test_fill.py"),
            "kakomi.commands.page": ("test_fill.py", "test_sheet_refresh.py"),
            "kakomi.code_field": _FIELDS,
            "kakomi.field_candidates": _FIELDS,
            "kakomi.page_fields": _FIELDS,
        },
    ),
    "clock": Area(
        share=1,
        tests={
            "kakomi.code_clock": ("test_code_clock.py",),
            "kakomi.commands.clock": ("test_code_clock.py",),
            "kakomi.commands.corrected_clock": ("test_code_clock.py",),
        },
    ),
    "policies": Area(
        share=2,
        tests={
            "kakomi.policy*": _POLICIES,
            "kakomi.account_preset": _POLICIES,
            "kakomi.commands.policy*": ("test_policy_commands.py", "test_policy.py"),
        },
    ),
    "backups": Area(
        share=2,
        tests={
            "kakomi.commands.automatic_backup": ("test_backup_commands.py", *_BACKUPS),
            "kakomi.commands.backup*": _BACKUPS,
            "kakomi.vault.backup_files": ("vault/test_backup_files.py", "test_backup_commands.py"),
            "kakomi.vault.backup*": _BACKUPS,
            "kakomi.paper_backup": ("test_paper_backup.py", "test_backup_commands.py"),
        },
    ),
    "formats": Area(share=3, tests={"kakomi.formats.*": _FORMATS}),
    "sheet": Area(share=1, tests={"kakomi.sheet": ("test_sheet.py", "test_sheet_refresh.py")}),
    "vault": Area(
        share=4,
        tests={"kakomi.vault.account_order": ("test_account_order.py",), "kakomi.vault.*": _VAULT},
    ),
    "commands": Area(
        share=4,
        tests={
            "kakomi.commands.account*": _ACCOUNTS,
            "kakomi.commands.diagnostics": ("test_diagnostics.py",),
            "kakomi.commands.next_step": ("test_next_step.py", "test_scan_commands.py"),
            "kakomi.commands.*": (
                *_COMMANDS,
                "test_session_budget.py",
                "test_sheet_refresh.py",
                "test_lock_races.py",
                "test_sequences.py",
                "test_recovery_key.py",
            ),
        },
    ),
}


def modules_of(area: str) -> list[str]:
    """Returns the names of the area's modules, such as ``kakomi.vault.seal``."""
    source = PROJECT / "py"
    names = (
        ".".join(path.relative_to(source).with_suffix("").parts)
        for path in sorted((source / "kakomi").rglob("*.py"))
        if path.name != "__init__.py"
    )
    return [name for name in names if _area_of(name) == area]


def _area_of(module: str) -> str | None:
    return next((name for name, area in AREAS.items() if area.covers(module)), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Equivalent:
    """Mutants that nothing can tell from the original. ``module``, ``function``, ``before`` and
    ``after`` (the changed line) are patterns of ``fnmatch``.
    """

    module: str
    reason: str
    function: str = "*"
    before: str = "*"
    after: str = "*"

    def covers(self, module: str, function: str, before: str, after: str) -> bool:
        """Returns whether the mutant is one of them."""
        pairs = (
            (module, self.module),
            (function, self.function),
            (before, self.before),
            (after, self.after),
        )
        return all(fnmatchcase(text, pattern) for text, pattern in pairs)


EQUIVALENT: tuple[Equivalent, ...] = (
    Equivalent(
        module="*",
        before="*'utf-8'*",
        after="*'UTF-8'*",
        reason="Python takes the name of an encoding in either case",
    ),
    Equivalent(
        module="*",
        before='*"utf-8"*',
        after='*"UTF-8"*',
        reason="Python takes the name of an encoding in either case",
    ),
    Equivalent(
        module="*",
        before='*"ascii"*',
        after='*"ASCII"*',
        reason="Python takes the name of an encoding in either case",
    ),
    # Not in other modules: there a file can give two lists of different lengths to zip.
    *(
        Equivalent(
            module=module,
            before="*zip(*, strict=True)*",
            after=f"*zip(*, {changed})*",
            reason="both lists have the same length whatever the input is",
        )
        for module in ("kakomi.qr_decode", "kakomi.formats.support.twofish")
        for changed in ("strict=False", "strict=None", "")
    ),
    *(
        Equivalent(
            module="*",
            before='*cast("*',
            after=f"*cast({changed}*",
            reason="the first argument of cast is for the type checker",
        )
        for changed in ("None, ", '"XX')
    ),
    *(
        Equivalent(
            module="kakomi.commands.scan_result",
            before='*cast("ScanSource", *',
            after=f'*cast("{changed}", *',
            reason="the first argument of cast is for the type checker",
        )
        for changed in ("scansource", "SCANSOURCE")
    ),
    Equivalent(
        module="kakomi.commands.automatic_backup",
        before='FOLDER_LOCK = "*',
        after='FOLDER_LOCK = "*',
        reason="any name does that no other lock has",
    ),
    Equivalent(
        module="kakomi.sheet",
        before="MAX_CODES = 2_000",
        after="MAX_CODES = 2001",
        reason="no number of accounts above 100 and below 667 divides 2,001",
    ),
    Equivalent(module="*", before="*TypeVar(*", reason="a type variable is for the type checker"),
    Equivalent(module="*", before="*ClassVar*", after="*= None", reason="for the type checker"),
    Equivalent(
        module="kakomi.reed_solomon",
        function="correct",
        before="*, checks + 1)",
        after="*, checks + 2)",
        reason="the product has no more than checks + 1 terms, so nothing is cut off",
    ),
)
