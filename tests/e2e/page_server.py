"""Serves pages, pictures and QR codes to the browser, from a web server on loopback.

    with page_server.serve() as pages:
        browser.page.goto(pages.pin("/", pages.page(pages.img("otpauth://…"))))

Two servers have two origins.
"""

from __future__ import annotations

import io
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import segno

if TYPE_CHECKING:
    from collections.abc import Iterator

MODULE_PX = 4
QUARTERS = " ▘▝▀▖▌▞▛▗▚▐▜▄▙▟█"  # 1 upper left, 2 upper right, 4 and 8 below


def png(text: str, scale: int = MODULE_PX) -> bytes:
    """Returns a QR code as a PNG file."""
    out = io.BytesIO()
    segno.make(text, micro=False).save(out, kind="png", scale=scale, border=4)
    return out.getvalue()


def svg(text: str, attributes: str = "", scale: int = MODULE_PX) -> str:
    """Returns a QR code as an SVG element."""
    code = segno.make(text, micro=False)
    side = code.symbol_size(scale=scale, border=4)[0]
    drawn: str = code.svg_inline(scale=scale, border=4, light="white", omitsize=True)
    return drawn.replace("<svg", f"<svg width={side} height={side} {attributes}", 1)


def written(text: str, kind: str, *, inverse: bool = False, border: int = 2) -> str:
    """A code in block characters, as terminals print it: "half", two modules above each other in
    each; "full", one module in two of them; "quarter", two by two. Inverse are the light modules
    the ink.
    """
    code = segno.make(text, micro=False, error="l", boost_error=False)
    rows = [[bool(cell & 1) ^ inverse for cell in row] for row in code.matrix_iter(border=border)]
    if kind == "full":
        return "\n".join("".join("██" if cell else "  " for cell in row) for row in rows)
    across = 2 if kind == "quarter" else 1
    rows = [[*row, *[inverse] * (len(row) % across)] for row in rows]
    rows += [[inverse] * len(rows[0])] * (len(rows) % 2)
    return "\n".join(
        "".join(
            QUARTERS[sum(4**j * 2**i * rows[y + j][x + i] for i in range(across) for j in (0, 1))]
            if across == 2
            else " ▀▄█"[rows[y][x] + 2 * rows[y + 1][x]]
            for x in range(0, len(rows[0]), across)
        )
        for y in range(0, len(rows), 2)
    )


@dataclass
class PageServer:
    """``pinned``: media type and content of each path."""

    url: str
    pinned: dict[str, tuple[str, bytes]] = field(default_factory=dict)

    def pin(self, path: str, content: str | bytes, media_type: str = "text/html") -> str:
        """Serves the content at the path. Returns its URL."""
        data = content.encode() if isinstance(content, str) else content
        self.pinned[path] = (media_type, data)
        return self.url + path

    def code(self, text: str, scale: int = MODULE_PX) -> str:
        """Serves a picture of the QR code. Returns its URL."""
        return self.pin(f"/code-{len(self.pinned)}.png", png(text, scale), "image/png")

    def img(self, text: str, attributes: str = "", scale: int = MODULE_PX) -> str:
        """Serves a picture of the QR code. Returns an ``img`` element with it."""
        return f'<img src="{escape(self.code(text, scale))}" {attributes}>'

    def page(self, body: str, *, title: str = "Notices") -> str:
        """Serves a page. Returns its URL."""
        html = f"<!doctype html><meta charset=utf-8><title>{title}</title>{STYLE}<body>{body}"
        return self.pin(f"/page-{len(self.pinned)}", html)


STYLE = "<style>body { margin: 40px; font: 16px sans-serif } img, svg { margin: 20px }</style>"


@contextmanager
def serve() -> Iterator[PageServer]:
    """Runs a server."""
    local_pages = PageServer(url="")

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            media_type, content = local_pages.pinned.get(self.path, ("text/plain", b""))
            self.send_response(200 if content else 404)
            self.send_header("Content-Type", f"{media_type}; charset=utf-8")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    local_pages.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield local_pages
    finally:
        server.shutdown()
        server.server_close()
