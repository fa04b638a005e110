"""One trial of the ``mutants`` campaign, in a process of its own: some test files run against the
changed source of one module, and nothing is written into the tree.

The process imports nothing of ``kakomi`` before the changed source is in its place. Hypothesis does
not shrink: the first failure is enough.
"""

from __future__ import annotations

import os
import sys
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import Phase, settings

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import CodeType

PROFILE = "mutants"
NICENESS = 10


class _ChangedLoader(SourceFileLoader):
    """Loads the changed source under the path of the original."""

    source = ""

    def get_code(self, fullname: str) -> CodeType:
        return compile(self.source, self.get_filename(fullname), "exec")


class _ChangedFinder(MetaPathFinder):
    """Finds the one changed module; all others are found as usual."""

    def __init__(self, module: str, source: str) -> None:
        self._module, self._source = module, source

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: object = None
    ) -> ModuleSpec | None:
        del target
        if fullname != self._module:
            return None
        spec = PathFinder.find_spec(fullname, path)
        if spec is None or spec.origin is None:
            return None
        loader = _ChangedLoader(fullname, spec.origin)
        loader.source = self._source
        spec.loader = loader
        return spec


def run(
    module: str, source: str | None, tests: list[str], log: str, result: str, cpu_s: int
) -> None:
    """Run the test files until the first failure, and end the process.

    ``source`` None: nothing is changed. The file ``log`` receives pytest's output, the file
    ``result`` its exit code, so that a process that failed otherwise is not taken for a test that
    failed. After ``cpu_s`` seconds of computing, the system ends the process, where it can.
    """
    output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(output, 1)
    os.dup2(output, 2)
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    _limit_cpu(cpu_s)
    sys.dont_write_bytecode = True
    if source is not None:
        sys.meta_path.insert(0, _ChangedFinder(module, source))
    settings.register_profile(
        PROFILE,
        settings.get_profile("default"),
        deadline=None,
        database=None,
        derandomize=True,
        phases=(Phase.explicit, Phase.generate),
    )
    options = ["-x", "-q", "-p", "no:cacheprovider", f"--hypothesis-profile={PROFILE}"]
    code = int(pytest.main([*options, *tests]))
    sys.stdout.flush()
    Path(result).write_text(str(code), "utf-8")
    os._exit(0)


def _limit_cpu(cpu_s: int) -> None:
    try:
        import resource
    except ImportError:  # Windows
        return
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_s, cpu_s))
