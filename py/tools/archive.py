"""Writes the archives from which the extension's Python imports, and the package of the extension.
Runs inside Pyodide at build time.

Modules are ``.pyc`` files, compiled by the interpreter that will import them. The same input gives
the same bytes: fixed dates, sorted names, paths relative to the archive.
"""

from __future__ import annotations

import ast
import contextlib
import importlib
import importlib.util
import marshal
import pathlib
import re
import sys
import types
import zipfile
from typing import TYPE_CHECKING

from tools import shared_constants

if TYPE_CHECKING:
    from collections.abc import Iterator

FIXED_DATE = (2026, 1, 1, 0, 0, 0)
# Unchecked-hash pycs (PEP 552): there is no source to compare them with.
PYC_HEADER = importlib.util.MAGIC_NUMBER + (0b01).to_bytes(4, "little") + bytes(8)
# Not shipped: the ports under CPython, and documents.
ELSEWHERE = r"cpython/|.*\.md$"
# Encodings that an XML declaration may name. They are imported by name when they are needed.
LATE = r"encodings\.(ascii|cp\d+|idna|iso8859_\d+|latin_1|punycode|\w*unicode_escape|utf_\w+)"


def compiled(members: dict[str, bytes], *, debug: bool = False) -> dict[str, bytes]:
    """Returns the members with modules as ``.pyc``.

    Without ``debug`` they have no asserts, docstrings and line numbers.
    """
    made = {}
    for name, data in members.items():
        if name.endswith(".py"):
            code = compile(data, name, "exec", dont_inherit=True, optimize=0 if debug else 2)
            made[name + "c"] = PYC_HEADER + (
                marshal.dumps(code) if debug else shared_constants.dumps(without_lines(code))
            )
        else:
            made[name] = data
    return made


def without_lines(code: types.CodeType) -> types.CodeType:
    """Returns the code without line numbers, which are a third of the archives' bytes. All
    functions of a module share one table, which is long enough for the longest of them.
    """
    units = max(len(each.co_code) // 2 for each in nested(code))
    # Location code 15 means "no location", for up to eight code units (CPython's
    # InternalDocs/code_objects.md).
    return with_table(code, b"\xff" * -(-units // 8))


def nested(code: types.CodeType) -> Iterator[types.CodeType]:
    """Yields the code and all code in it."""
    yield code
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from nested(constant)


def with_table(code: types.CodeType, table: bytes) -> types.CodeType:
    """Returns the code and all code in it with this table of locations."""
    inner = tuple(
        with_table(c, table) if isinstance(c, types.CodeType) else c for c in code.co_consts
    )
    return code.replace(co_consts=inner, co_linetable=table)


def write(members: dict[str, bytes], target: str) -> None:
    """Write an archive of ``members``, which maps paths to contents."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(members):
            info = zipfile.ZipInfo(name, FIXED_DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            archive.writestr(info, members[name])


def needed(own: pathlib.Path, brought: list[pathlib.Path]) -> set[str]:
    """Returns the names of all modules that are imported by importing every module of Kakomi and
    every module that one of them names. The interpreter must have imported nothing else before.
    """
    sys.path[:0] = [str(own.parent), *map(str, brought)]
    sources = {n: d for n, d in tree(own).items() if n.endswith(".py")}
    for name, data in sources.items():
        if re.match(ELSEWHERE, name):
            continue
        for asked in named(data):
            with contextlib.suppress(ImportError):  # a name in a module, not a module
                importlib.import_module(asked)
        importlib.import_module(f"{own.name}.{name.removesuffix('.py')}".replace("/", "."))
    return set(sys.modules)


def named(source: bytes) -> list[str]:
    """Returns every name in a source's import statements that may be a module."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    return found


def stock_library() -> dict[str, bytes]:
    """Returns the modules of Pyodide's ``python_stdlib.zip``."""
    major, minor = sys.version_info[:2]
    with zipfile.ZipFile(f"/lib/python{major}{minor}.zip") as archive:
        return {n: archive.read(n) for n in archive.namelist() if n.endswith(".py")}


def standard_library(needed: set[str]) -> dict[str, bytes]:
    """Returns the modules of the standard library that are imported, a third of its 3 MB.

    The others are left out, because the whole archive is read at each start. Raises ValueError if
    a module or a passage that is to be replaced or left out is not there.
    """
    shipped = {
        name: data
        for name, data in stock_library().items()
        if module_of(name) in needed or re.fullmatch(LATE, module_of(name))
    }
    rules = pathlib.Path(__file__).with_name("replaced_modules.toml")
    return replaced(shipped, rules.read_text("utf-8"))


def replaced(shipped: dict[str, bytes], told: str) -> dict[str, bytes]:
    """Returns the modules as ``replaced_modules.toml`` has them. Raises ValueError."""
    import tomllib  # not shipped, so it may not be imported before the needed modules are known

    rules = tomllib.loads(told)
    made = dict(shipped)
    for each in rules["module"]:
        if each["file"] not in made:
            raise ValueError(f"replaced_modules.toml: nothing imports {each['file']}")
        made[each["file"]] = each["source"].encode()
    for each in rules["change"]:
        text = made[each["file"]].decode()
        if text.count(each["old"]) != 1:
            raise ValueError(
                f"replaced_modules.toml: {each['old']!r} is not once in {each['file']}"
            )
        made[each["file"]] = text.replace(each["old"], each["new"]).encode()
    left_out = set(rules["left_out"])
    if absent := left_out - set(map(module_of, made)):
        raise ValueError(f"replaced_modules.toml: nothing imports {sorted(absent)}")
    return {name: data for name, data in made.items() if module_of(name) not in left_out}


def module_of(path: str) -> str:
    """Returns the module name of a path."""
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def tree(root: pathlib.Path) -> dict[str, bytes]:
    """Returns the content of every file under ``root`` by its relative path."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }


async def wheels() -> dict[str, bytes]:
    """Install the pinned wheels with micropip and return the files that they installed."""
    found = sorted(pathlib.Path("/wheels").glob("*.whl"))
    [micropip_wheel] = [w for w in found if w.name.startswith("micropip-")]
    sys.path.insert(0, str(micropip_wheel))
    import micropip

    site = pathlib.Path(next(p for p in sys.path if p.endswith("site-packages")))
    before = set(tree(site))
    for wheel in found:
        if wheel != micropip_wheel:
            await micropip.install(f"emfs:{wheel}", deps=False)
    kept = {n: data for n, data in tree(site).items() if n not in before}
    # RECORD, INSTALLER and PYODIDE_* describe the installation, not the package.
    return {
        n: d for n, d in kept.items() if n.endswith((".py", "METADATA")) or "license" in n.lower()
    }


async def archives() -> None:
    """Write ``/stdlib.zip`` and ``/kakomi.zip`` from ``/source`` and ``/wheels``."""
    source = pathlib.Path("/source/kakomi")
    brought = [w for w in pathlib.Path("/wheels").glob("*.whl") if "micropip" not in w.name]
    write(compiled(standard_library(needed(source, brought))), "/stdlib.zip")
    own = {f"kakomi/{n}": d for n, d in tree(source).items() if not re.match(ELSEWHERE, n)}
    write(compiled({**await wheels(), **own}), "/kakomi.zip")


async def library() -> None:
    """Write ``/stdlib.zip`` for a debug build."""
    write(compiled(stock_library(), debug=True), "/stdlib.zip")


async def package() -> None:
    """Write ``/package.zip`` from ``/unpacked``."""
    write(tree(pathlib.Path("/unpacked")), "/package.zip")
