"""Puts small random faults into the product, one at a time. The unit tests must detect them.

``python3 build.py campaigns mutants N [--seed S] [--area AREA]``; needs no build and no browser.

mutmut makes the faults. Its operators for a node of libcst's tree are used as a library. Its own
runner is not used, because it runs all mutants of all modules with all tests, mutates no decorated
function (so no command), and needs ``fork``. The runner here draws N of them, spread over the areas
of mutant_areas.py, over their modules by size and over mutmut's operators, and runs for each only
the test files that cover the module, in a process of its own (mutant_trial.py).

Before the first fault the same test files run without one, and must pass.
"""

from __future__ import annotations

import argparse
import ast
import multiprocessing
import random
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from enum import Enum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import libcst
from libcst.metadata import MetadataWrapper, PositionProvider
from mutmut.mutation.mutators import mutation_operators

from campaigns import mutant_trial
from campaigns.mutant_areas import AREAS, EQUIVALENT, PROJECT, modules_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from multiprocessing.context import BaseContext

CPU_S = 90  # for the tests of one mutant
WALL_S = 1_200
NEEDED = 0.95  # share that must be noticed
MANY = 100  # in a run of so many or more
TRIES = 20  # draws for each mutant wanted
_LEFT_ALONE = (libcst.Annotation, libcst.Decorator, libcst.ImportFrom)  # no program text
_TESTS_FAILED = (1, 2, 3)  # pytest's exit codes: a test failed, no collection, an internal error


class Outcome(Enum):
    """The result of a trial. A test run that does not end has detected the fault too."""

    NOTICED = "noticed"
    UNNOTICED = "unnoticed"
    TIMED_OUT = "timed out"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """``source`` is the whole changed source of ``module``. Its first change is in ``line``, which
    was ``before`` and is ``after``.
    """

    module: str
    operator: str
    function: str
    line: int
    before: str
    after: str
    source: str = field(repr=False)

    def __str__(self) -> str:
        path = "py/" + self.module.replace(".", "/") + ".py"
        return f"{path}:{self.line} {self.function}: {self.before}  ->  {self.after}"

    @property
    def is_equivalent(self) -> bool:
        """Whether it is in the list of equivalent mutants, which no test can detect."""
        return any(
            each.covers(self.module, self.function, self.before, self.after) for each in EQUIVALENT
        )


@dataclass(frozen=True, slots=True)
class _Change:
    """A node in a function, and its replacement by one of mutmut's operators."""

    operator: str
    function: str
    line: int
    old: libcst.CSTNode
    new: libcst.CSTNode


@cache
def _changes(module: str) -> tuple[libcst.Module, list[_Change]]:
    wrapper = MetadataWrapper(libcst.parse_module(_path(module).read_text("utf-8")))
    lines = {node: where.start.line for node, where in wrapper.resolve(PositionProvider).items()}
    return wrapper.module, list(_changes_below(wrapper.module, lines, ()))


def _changes_below(
    node: libcst.CSTNode, lines: dict[libcst.CSTNode, int], within: tuple[str, ...]
) -> Iterator[_Change]:
    """Yields the changes of the node and of all below it, outside of ``_LEFT_ALONE``."""
    if isinstance(node, _LEFT_ALONE):
        return
    if isinstance(node, libcst.FunctionDef | libcst.ClassDef):
        within = (*within, node.name.value)
    for kind, operator in mutation_operators:
        if isinstance(node, kind):
            for new in operator(node):
                function = ".".join(within) or "module"
                yield _Change(operator.__name__, function, lines.get(node, 0), node, new)
    for child in node.children:
        yield from _changes_below(child, lines, within)


def _path(module: str) -> Path:
    return (PROJECT / "py" / Path(*module.split("."))).with_suffix(".py")


@cache
def _syntax(module: str) -> str:
    """Returns the unchanged module's syntax tree as a text."""
    return ast.dump(ast.parse(_changes(module)[0].code))


def _mutant(module: str, change: _Change) -> Mutant | None:
    """Returns the mutant; None if Python can't compile it or compiles it to the same program."""
    tree = _changes(module)[0]
    changed = tree.deep_replace(change.old, change.new)
    assert isinstance(changed, libcst.Module)
    try:
        if ast.dump(ast.parse(changed.code)) == _syntax(module):
            return None
        compile(changed.code, module, "exec")
    except SyntaxError:
        return None
    old, new = tree.code.splitlines(), changed.code.splitlines()
    at = next((i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), 0)
    return Mutant(
        module=module,
        operator=change.operator,
        function=change.function,
        line=at + 1,
        before=old[at].strip(),
        after=new[at].strip(),
        source=changed.code,
    )


def mutants_of(module: str, function: str) -> Iterator[Mutant]:
    """Yields every mutant of the module's function, including equivalent ones."""
    for change in _changes(module)[1]:
        mutant = _mutant(module, change) if change.function == function else None
        if mutant is not None:
            yield mutant


def draw(count: int, seed: int, areas: Sequence[str]) -> list[tuple[str, Mutant]]:
    """Returns ``count`` different mutants, each with its area; the same for the same ``seed``."""
    chance = random.Random(seed)  # noqa: S311  a choice, not a secret
    turns = [area for area in areas for _ in range(AREAS[area].share)]
    drawn: dict[Mutant, str] = {}
    for _ in range(count * TRIES):
        if len(drawn) == count:
            break
        if len(drawn) % len(turns) == 0:
            chance.shuffle(turns)
        area = turns[len(drawn) % len(turns)]
        mutant = _draw_one(area, chance)
        if mutant is not None and not mutant.is_equivalent:
            drawn.setdefault(mutant, area)
    if len(drawn) < count:
        raise ValueError(f"{', '.join(areas)}: there are hardly {count} mutants")
    return [(area, mutant) for mutant, area in drawn.items()]


def _draw_one(area: str, chance: random.Random) -> Mutant | None:
    """Draws a module by its size, an operator that applies to it, and a change. Returns the mutant,
    or None.
    """
    modules = modules_of(area)
    sizes = [_path(module).stat().st_size for module in modules]
    module = chance.choices(modules, sizes)[0]
    changes = _changes(module)[1]
    operators = sorted({change.operator for change in changes})
    if not operators:
        return None
    operator = chance.choice(operators)
    return _mutant(module, chance.choice([c for c in changes if c.operator == operator]))


def trial(mutant: Mutant, tests: Sequence[Path], cpu_s: int = CPU_S) -> Outcome:
    """Run the test files against the mutant. Raises RuntimeError if they can't run at all."""
    code, said = _run(mutant.module, mutant.source, tests, cpu_s)
    if code is None:
        return Outcome.TIMED_OUT
    if code in _TESTS_FAILED:
        return Outcome.NOTICED
    if code == 0:
        return Outcome.UNNOTICED
    raise RuntimeError(f"{mutant}: pytest ended with {code}\n{said}")


def check_unchanged(tests: Sequence[Path]) -> None:
    """Raises RuntimeError unless the test files pass without a fault."""
    code, said = _run("", None, tests, cpu_s=CPU_S * max(1, len(tests)))
    if code != 0:
        raise RuntimeError(f"the tests fail without a fault:\n{said}")


def _context() -> BaseContext:
    """Returns the multiprocessing context whose processes start without ``kakomi`` imported. Uses a
    fork server if the system has fork, because it is fast.
    """
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([mutant_trial.__name__])
    return context


def _run(
    module: str, source: str | None, tests: Sequence[Path], cpu_s: int
) -> tuple[int | None, str]:
    """Returns the exit code that pytest reported, None after a limit, and the end of its output.

    Raises RuntimeError if the process ended before pytest did.
    """
    context = _context()
    with tempfile.TemporaryDirectory(prefix="kakomi-mutant-") as folder:
        log, result = Path(folder) / "pytest.log", Path(folder) / "code"
        names = [str(path) for path in tests]
        arguments = (module, source, names, str(log), str(result), cpu_s)
        process = context.Process(  # type: ignore[attr-defined]  # each context has it
            target=mutant_trial.run, args=arguments
        )
        process.start()
        process.join(WALL_S)
        if process.is_alive():
            process.kill()
            process.join()
            return None, ""
        said = log.read_text("utf-8", "replace")[-2_000:] if log.is_file() else ""
        if result.is_file():
            return int(result.read_text("utf-8")), said
        if (process.exitcode or 0) < 0:  # a signal: the limit of the processor
            return None, said
        raise RuntimeError(f"{module}: the tests did not run\n{said}")


def main(args: list[str]) -> int:
    """Returns 0 if enough mutants were detected: ``NEEDED`` of ``MANY`` or more, all of fewer."""
    parser = argparse.ArgumentParser(prog="campaigns mutants", description=__doc__)
    parser.add_argument("count", type=int)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--area", choices=list(AREAS))
    parsed = parser.parse_args(args)
    began = time.monotonic()
    drawn = draw(parsed.count, parsed.seed, [parsed.area] if parsed.area else list(AREAS))
    files = [path for area, mutant in drawn for path in AREAS[area].tests_of(mutant.module)]
    check_unchanged(list(dict.fromkeys(files)))
    outcomes: Counter[tuple[str, Outcome]] = Counter()
    for area, mutant in drawn:
        outcome = trial(mutant, AREAS[area].tests_of(mutant.module))
        outcomes[area, outcome] += 1
        _print(f"{outcome.value:9}  {mutant}")
    _print(f"mutants, seed {parsed.seed}, {time.monotonic() - began:.0f} s")
    for line in share_lines(outcomes):
        _print(line)
    unnoticed = sum(n for (_, outcome), n in outcomes.items() if outcome is Outcome.UNNOTICED)
    allowed = (1 - NEEDED) * parsed.count if parsed.count >= MANY else 0
    return 1 if unnoticed > allowed else 0


def share_lines(outcomes: Counter[tuple[str, Outcome]]) -> list[str]:
    """Returns a line for each area and one for all, with the numbers of detected mutants."""
    lines = []
    for name in [*AREAS, "all"]:
        mine = {o: n for (area, o), n in outcomes.items() if name in (area, "all")}
        if name == "all":
            mine = {o: sum(n for (_, each), n in outcomes.items() if each is o) for o in Outcome}
        total = sum(mine.values())
        if total:
            noticed = total - mine.get(Outcome.UNNOTICED, 0)
            late = mine.get(Outcome.TIMED_OUT, 0)
            lines.append(f"{name:9} {noticed} of {total} noticed, {late} of them by a time-out")
    return lines


def _print(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
