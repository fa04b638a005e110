"""The rehearsal console: a small web application that plays the two-factor enrolment of a security
console, to practise with and to test against.

    python -m console --port 8765            (with tests/ on PYTHONPATH)
    with console.serve(port=0) as site: ...

Rooms: device.py and state.py hold what is true (pure, no I/O), actions.py what each address does,
server.py the HTTP; layout.py, pages.py, enrolment.py and rehearsal.py make the HTML, words.py
has its texts, ways.py and qr.py the QR codes. Hooks for tests are listed at the top of pages.py,
enrolment.py and rehearsal.py.
"""

from __future__ import annotations

from console.server import Site, serve
from console.state import ADDRESS, PASSWORD, USER
from console.ways import WAYS

__all__ = ["ADDRESS", "PASSWORD", "USER", "WAYS", "Site", "serve"]
