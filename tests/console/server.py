"""The console over HTTP, on loopback only: requests, replies, cookies and headers.

    with console.serve(port=0) as site:
        browser.goto(site.url)

Nothing is cached, and nothing outside the site is loaded.
"""

from __future__ import annotations

import mimetypes
import secrets
import sys
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

from console import state
from console.actions import Desk, Reply, Request, Session, act
from console.words import LANGUAGES, choose_language

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable, Iterator

HOST = "127.0.0.1"
MAX_BODY_BYTES = 10_000
POLICY = (
    "default-src 'none'; img-src 'self'; style-src 'self'; script-src 'self'; frame-src 'self';"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
)
_STATIC = Path(__file__).parent / "static"


def _clock() -> int:
    return int(time.time())


@dataclass(slots=True, kw_only=True)
class Site:
    """A running console: its address, and what tests may read or reset."""

    url: str
    desk: Desk
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def console(self) -> state.Console:
        """The current account."""
        return self.desk.console

    def forget_used_codes(self) -> None:
        """Make used codes valid again, for tests that would wait 30 s for the next one."""
        with self.lock:
            self.desk.console = state.forget_used_codes(self.desk.console)


@contextmanager
def serve(*, port: int = 0, now: Callable[[], int] = _clock) -> Iterator[Site]:
    """Run a console with an account of its own until the block ends. Port 0 is any free one.

    ``now`` returns Unix seconds. Raises OSError if the port is in use.
    """
    server = _Server((HOST, port), _Handler)
    site = Site(url=f"http://{HOST}:{server.server_port}/", desk=Desk(now=now))
    server.site = site
    # How often the server checks whether it must stop; the default of 0.5 s adds up in tests.
    poll = {"poll_interval": 0.02}
    thread = threading.Thread(target=server.serve_forever, kwargs=poll, name="console", daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    site: Site

    def handle_error(
        self, request: socket.socket | tuple[bytes, socket.socket], client_address: object
    ) -> None:
        """Ignore connections that the browser closed; report other errors."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_GET(self) -> None:
        self._serve("GET")

    def do_POST(self) -> None:
        self._serve("POST")

    def log_message(self, *args: object) -> None:
        """Log nothing, because addresses may contain a ticket."""

    def _serve(self, method: str) -> None:
        address = urlsplit(self.path)
        if method == "GET" and address.path.startswith("/static/"):
            self._send(_static(address.path.removeprefix("/static/")), [])
            return
        length = int(self.headers.get("Content-Length") or 0)
        if length > MAX_BODY_BYTES:
            self.close_connection = True
            self._send(Reply(status=413, kind="text/plain"), [])
            return
        query = dict(parse_qsl(address.query))
        form = dict(parse_qsl(self.rfile.read(length).decode("utf-8", "replace")))
        with self.server.site.lock:
            reply, cookies = self._act(method, address.path, query, form)
        self._send(reply, cookies)

    def _act(
        self, method: str, path: str, query: dict[str, str], form: dict[str, str]
    ) -> tuple[Reply, list[str]]:
        # Cookies do not depend on the port; two consoles in one browser must not share them.
        desk, port = self.server.site.desk, self.server.server_port
        session_name, language_name = f"mihari_session_{port}", f"mihari_language_{port}"
        jar = SimpleCookie(self.headers.get("Cookie", ""))
        held = {name: morsel.value for name, morsel in jar.items()}
        ticket = form.get("ticket") or query.get("ticket", "")
        asked = query.get("lang")
        request = Request(
            desk=desk,
            session=_session(desk, held.get(session_name, ""), ticket),
            path=path,
            query={k: v for k, v in query.items() if k != "lang"},
            form=form,
            language=choose_language(
                asked, held.get(language_name), self.headers.get("Accept-Language", "")
            ),
        )
        reply = act(method, request)
        cookies = []
        if asked in LANGUAGES:
            cookies.append(f"{language_name}={asked}; Path=/; SameSite=Lax")
        if reply.begin:
            key = secrets.token_urlsafe(24)
            desk.sessions[key] = reply.begin
            cookies.append(f"{session_name}={key}; Path=/; HttpOnly; SameSite=Lax")
        return reply, cookies

    def _send(self, reply: Reply, cookies: list[str]) -> None:
        body = reply.body.encode("utf-8") if isinstance(reply.body, str) else reply.body
        self.send_response(reply.status)
        self.send_header("Content-Type", reply.kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("Content-Security-Policy", reply.policy or POLICY)
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Referrer-Policy", "no-referrer")
        if reply.location:
            self.send_header("Location", reply.location)
        for cookie in cookies:
            self.send_header("Set-Cookie", cookie)
        self.end_headers()
        self.wfile.write(body)


def _session(desk: Desk, key: str, ticket: str) -> Session:
    """Returns the browser's session, by its cookie or its ticket; a new one if it has neither."""
    if key in desk.sessions:
        return desk.sessions[key]
    return next((s for s in desk.sessions.values() if ticket and s.ticket == ticket), Session())


def _static(name: str) -> Reply:
    """Returns a file of static/, by its name."""
    if name not in {path.name for path in _STATIC.iterdir()}:
        return Reply(status=404, kind="text/plain")
    # JavaScript modules need this type, and the machine's table may have another.
    kind = "text/javascript" if name.endswith(".js") else mimetypes.guess_type(name)[0]
    return Reply(body=(_STATIC / name).read_bytes(), kind=kind or "application/octet-stream")
