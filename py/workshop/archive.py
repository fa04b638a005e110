"""Runs inside Pyodide at build time: the archives that the extension's Python imports from.

``/stdlib.zip`` and ``/kakomi.zip`` hold modules as ``.pyc`` only, compiled by the very interpreter
that will read them. The same input gives the same bytes: fixed dates, sorted names, paths relative
to the archive.
"""

from __future__ import annotations

import importlib.util
import marshal
import pathlib
import sys
import zipfile

FIXED_DATE = (2026, 1, 1, 0, 0, 0)
# Unchecked-hash pycs (PEP 552) are taken as they are: there is no source to compare them with.
PYC_HEADER = importlib.util.MAGIC_NUMBER + (0b01).to_bytes(4, "little") + bytes(8)
# Stands in for the browser under CPython alone.
ELSEWHERE = "cpython/"


def compiled(source: bytes, path: str) -> bytes:
    """The ``.pyc`` bytes of one module, without asserts and docstrings."""
    code = compile(source, path, "exec", dont_inherit=True, optimize=2)
    return PYC_HEADER + marshal.dumps(code)


def add(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    """Write one member with a fixed date; stored deflated, as zipimport reads it."""
    info = zipfile.ZipInfo(name, FIXED_DATE)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    archive.writestr(info, data, compresslevel=9)


def pack(members: dict[str, bytes], target: str) -> None:
    """Write ``members`` (path in the archive -> content) as one archive, its modules compiled."""
    with zipfile.ZipFile(target, "w") as archive:
        for name in sorted(members):
            if name.endswith(".py"):
                add(archive, name + "c", compiled(members[name], name))
            else:
                add(archive, name, members[name])


def standard_library() -> dict[str, bytes]:
    """What Pyodide ships as ``python_stdlib.zip``."""
    major, minor = sys.version_info[:2]
    with zipfile.ZipFile(f"/lib/python{major}{minor}.zip") as archive:
        return {n: archive.read(n) for n in archive.namelist() if not n.endswith("/")}


def tree(root: pathlib.Path) -> dict[str, bytes]:
    """Every module and data file under ``root``, by its path from there."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }


async def wheels() -> dict[str, bytes]:
    """Install the pinned wheels with micropip and take what they brought."""
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
    # RECORD, INSTALLER and PYODIDE_* tell of the installation, not of the package.
    return {
        n: d for n, d in kept.items() if n.endswith((".py", "METADATA")) or "license" in n.lower()
    }


async def main() -> None:
    """Make both archives."""
    pack(standard_library(), "/stdlib.zip")
    source = tree(pathlib.Path("/source/kakomi"))
    own = {f"kakomi/{n}": d for n, d in source.items() if not n.startswith(ELSEWHERE)}
    pack({**await wheels(), **own}, "/kakomi.zip")
