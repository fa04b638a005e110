"""Installs Debian packages if apt-get can be run without a password."""

from __future__ import annotations

import os
import shutil
import subprocess

from tools.tasks import is_root, log


def _apt_prefix() -> list[str] | None:
    """Returns the command prefix that runs apt-get without a password; None if there is none."""
    if shutil.which("apt-get") is None:
        return None
    if is_root():
        return []
    if shutil.which("sudo") is None:
        return None
    asked = subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False)
    return ["sudo", "-n"] if asked.returncode == 0 else None


def apt_install(*names: str) -> bool:
    """Install packages if that needs no password. Returns whether they are installed now."""
    prefix = _apt_prefix()
    if prefix is None:
        return False
    log(f"(apt-get install {' '.join(names)})")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}

    def apt(*words: str) -> int:
        return subprocess.run(
            [*prefix, "apt-get", "-qq", *words],
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        ).returncode

    apt("update")  # the list of packages may be old or empty
    return apt("install", "-y", "--no-install-recommends", *names) == 0
