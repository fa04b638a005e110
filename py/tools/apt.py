"""What the machine itself offers: apt, where we may use it."""

from __future__ import annotations

import os
import shutil
import subprocess

from tools.tasks import is_root, log


def _apt_prefix() -> list[str] | None:
    """How apt-get can be run without asking anybody, if it can."""
    if shutil.which("apt-get") is None:
        return None
    if is_root():
        return []
    if shutil.which("sudo") is None:
        return None
    asked = subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False)
    return ["sudo", "-n"] if asked.returncode == 0 else None


def apt_install(*names: str) -> bool:
    """Install Debian packages if that needs no password; True if they are there now."""
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

    apt("update")  # without it the list of packages may be old or empty; then the next line tells
    return apt("install", "-y", "--no-install-recommends", *names) == 0
