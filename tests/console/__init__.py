"""The practice console: a small web application with the two-factor enrollment of a security
console, for practice and for tests.

    python -m console --port 8765            (with tests/ on PYTHONPATH)
    with console.serve(port=0) as site: ...

device.py and state.py have the state and its changes (pure, no I/O), actions.py the function of
each address, server.py the HTTP server. layout.py, pages.py, enrolment.py and rehearsal.py make the
HTML, words.py has its texts, ways.py and qr.py the QR codes. The heads of pages.py, enrolment.py
and rehearsal.py list the elements that tests use.
"""

from __future__ import annotations

from console.server import Site, serve
from console.state import ADDRESS, PASSWORD, USER
from console.ways import WAYS

__all__ = ["ADDRESS", "PASSWORD", "USER", "WAYS", "Site", "serve"]
