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

    def modules(self) -> list[str]:
        """Returns the modules' names, such as ``kakomi.vault.seal``."""
        source = PROJECT / "py"
        names = (
            ".".join(path.relative_to(source).with_suffix("").parts)
            for path in sorted((source / "kakomi").rglob("*.py"))
            if path.name != "__init__.py"
        )
        return [name for name in names if any(fnmatchcase(name, each) for each in self.tests)]

    def tests_of(self, module: str) -> list[Path]:
        """Returns the test files that cover the module, its own first."""
        files = next(files for each, files in self.tests.items() if fnmatchcase(module, each))
        own = f"test_{module.rpartition('.')[2]}.py"
        found = [sorted(UNIT.glob(pattern)) for pattern in (f"**/{own}", *files)]
        return list(dict.fromkeys(path for paths in found for path in paths))


AREAS: dict[str, Area] = {
    "vault": Area(share=5, tests={"kakomi.vault.*": _VAULT}),
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
    "commands": Area(share=4, tests={"kakomi.commands.*": _COMMANDS}),
    "formats": Area(share=3, tests={"kakomi.formats.*": _FORMATS}),
    "sheet": Area(share=1, tests={"kakomi.sheet": ("test_sheet.py", "test_sheet_refresh.py")}),
}


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
