"""kakomi: use your Kakomi backups without a browser.

    kakomi codes FILE [WORDS]          show current codes (of accounts whose names contain WORDS)
    kakomi list FILE                   list the accounts in a file
    kakomi import BACKUP FILE …        import files into a backup (created if there is none)
    kakomi export BACKUP FORMAT        export a backup to another app's format
    kakomi convert FILE FORMAT         convert any supported file to another format
    kakomi scan IMAGE …                show what the QR codes in images contain
    kakomi verify-backup BACKUP        test a backup and count its accounts
    kakomi sync FOLDER BACKUP          keep a backup and the sync files in a folder alike

You're asked for passwords, or they're read from --password-file. They can't be given on the command
line, where others could see them. Exit codes: 0 done, 1 failed, 2 usage error, 3 done with some
items skipped. Messages are in the terminal's language, English or Japanese.
"""

from __future__ import annotations

import argparse
import asyncio
import io
import platform
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from kakomi import formats
from kakomi.cpython import report, subcommands
from kakomi.cpython.words import SUMMARY, language, of_error, words
from kakomi.errors import KakomiError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence


class _Help(argparse.RawDescriptionHelpFormatter):
    """argparse's help in the terminal's language, as far as argparse allows it."""

    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, words("usage: ") if prefix is None else prefix)


class _Parser(argparse.ArgumentParser):
    """argparse's parser with errors in the terminal's language."""

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(report.USAGE_ERROR, f"{self.prog}: {words('error: {why}', why=message)}\n")


def _groups(parser: argparse.ArgumentParser) -> tuple[Any, Any]:
    """Adds and returns the groups of positional arguments and of options, with ``--help``."""
    placed = parser.add_argument_group(words("commands and files"))
    named = parser.add_argument_group(words("options"))
    named.add_argument("-h", "--help", action="help", help=words("show this help"))
    return placed, named


def _parser() -> argparse.ArgumentParser:
    text = SUMMARY if language() == "ja" else __doc__
    how: dict[str, Any] = {"formatter_class": _Help, "add_help": False}
    parser = _Parser(prog="kakomi", description=text, **how)
    _groups(parser)
    verbs = parser.add_subparsers(
        required=True, metavar="COMMAND", title=words("commands and files")
    )

    def verb(
        name: str, run: Callable[[subcommands.Invocation], Awaitable[int]], about: str
    ) -> tuple[Any, Any]:
        about = words(about)
        made = verbs.add_parser(name, help=about, description=about, **how)
        made.set_defaults(run=run)
        placed, named = _groups(made)
        help_text = words("file with the password; - for standard input")
        named.add_argument("--password-file", type=Path, metavar="PATH", help=help_text)
        help_text = words("key file of a KeePass database")
        named.add_argument("--key-file", type=Path, metavar="PATH", help=help_text)
        return placed, named

    placed, _ = verb("codes", subcommands.codes, "show current codes")
    placed.add_argument("file", type=Path)
    placed.add_argument("words", nargs="*")
    verb("list", subcommands.list_accounts, "list the accounts in a file")[0].add_argument(
        "file", type=Path
    )
    placed, _ = verb("import", subcommands.import_files, "import files into a backup")
    placed.add_argument("backup", type=Path)
    placed.add_argument("files", type=Path, nargs="+")
    for name, about in (
        ("export", "export a backup to another format"),
        ("convert", "convert any supported file to another format"),
    ):
        placed, named = verb(name, subcommands.convert, about)
        placed.add_argument("file", type=Path)
        placed.add_argument("format", choices=[subcommands.SEALED, *formats.writers()])
        named.add_argument("-o", "--output", type=Path)
    placed, named = verb("scan", subcommands.scan, "show what the QR codes in images contain")
    placed.add_argument("images", type=Path, nargs="+")
    named.add_argument("--uri", action="store_true", help=words("include setup keys"))
    verb("verify-backup", subcommands.verify_backup, "test a backup")[0].add_argument(
        "backup", type=Path
    )
    placed, named = verb("sync", subcommands.sync, "keep a backup and a folder alike")
    placed.add_argument("folder", type=Path)
    placed.add_argument("backup", type=Path)
    help_text = words("name of this machine")
    named.add_argument("--name", default=platform.node() or "kakomi", help=help_text)
    help_text = words("only show what would change")
    named.add_argument("--preview", action="store_true", help=help_text)
    return parser


def main(given: Sequence[str] | None = None) -> int:
    """Runs the command. Returns the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # for names that the terminal can't show
    invocation = subcommands.Invocation(_parser().parse_args(given))
    try:
        return int(asyncio.run(invocation.args.run(invocation)))
    except KakomiError as error:
        report.print_error(f"kakomi: {of_error(error)}")
    except OSError as error:
        report.print_error(f"kakomi: {error.filename}: {words(error.strerror or '')}")
    except subcommands.PassphrasesDifferError:
        report.print_error("kakomi: " + words("passphrases don't match"))
    except (KeyboardInterrupt, EOFError):
        report.print_error("")
    return report.FAILED
