"""A copy of the product's source that a test changes, to prove what an addition touches."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, Any

from tools.paths import SOURCE

if TYPE_CHECKING:
    from pathlib import Path


def copied(folder: Path) -> Path:
    """Copies the package ``kakomi`` into the folder. Returns the copy."""
    package = folder / "kakomi"
    shutil.copytree(SOURCE / "kakomi", package)
    return package


def printed(folder: Path, script: str) -> Any:
    """Runs the script with the copy in the folder. Returns the JSON value that it prints."""
    paths = os.pathsep.join(map(str, (folder, SOURCE.parent / "tests", SOURCE)))
    done = subprocess.run(  # noqa: S603  the caller's own script
        [sys.executable, "-c", script],
        env={**os.environ, "PYTHONPATH": paths},
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)
