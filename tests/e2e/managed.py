"""Gives one browser an organization's policy, and no other browser on this computer.

Chromium on Linux reads policies from ``/etc/chromium/policies`` and from nowhere else. So the
browser runs in a mount namespace of its own, in which that folder is the test's.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

_CHROMIUM = Path("/etc/chromium")
# $0: the folder to mount; the other arguments: the program.
_MOUNT = f'mount --bind "$0" {_CHROMIUM} && exec "$@"'


def reason_to_skip() -> str:
    """Returns why policies can't be tested on this computer; empty if they can be."""
    if shutil.which("unshare") is None:
        return "this computer has no unshare"
    if not _CHROMIUM.is_dir():
        if os.geteuid() != 0:
            return f"only root can make {_CHROMIUM}"
        _CHROMIUM.mkdir()
    tried = subprocess.run(  # noqa: S603  its own command
        [*_unshare(), "sh", "-c", _MOUNT, "/tmp", "true"],  # noqa: S108  nothing is written there
        check=False,
        capture_output=True,
        text=True,
    )
    return "" if tried.returncode == 0 else f"no mount namespaces here: {tried.stderr.strip()}"


def _unshare() -> list[str]:
    return ["unshare", "--mount", *([] if os.geteuid() == 0 else ["--map-root-user"])]


def command(policies: Path | None) -> list[str]:
    """Returns what to write before a program's name so that it sees these policies."""
    return [] if policies is None else [*_unshare(), "sh", "-c", _MOUNT, str(policies)]


class Policies:
    """The policies of one browser. Chromium notices within seconds when they change."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._file = folder / "policies" / "managed" / "kakomi.json"
        self._file.parent.mkdir(parents=True)
        for each in _CHROMIUM.iterdir():  # the distribution's own settings
            if each.is_file():
                shutil.copy(each, folder)

    def set(self, extension: str, values: dict[str, Any], **chrome: Any) -> None:
        """Sets the policy of an extension, and policies of the browser itself, in one step."""
        text = json.dumps({"3rdparty": {"extensions": {extension: values}}, **chrome})
        new = self.folder / "new"  # Chromium reads every file in the folder of policies
        new.write_text(text, "utf-8")
        new.replace(self._file)
