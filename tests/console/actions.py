"""The function of each address: one table of routes, from a request to a reply.

A GET shows a page. A POST does something and redirects to the page that shows the result
(``?notice=``), so that going back or reloading does nothing twice. Pages that need a password
redirect to the sign-in page.
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from console import enrolment, pages, qr, rehearsal, state
from console.device import Spec, Verdict
from console.layout import View
from console.state import Console, MailKind, Stage
from console.ways import NORMAL, Look, Way, way_named
from console.words import Words

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(slots=True, kw_only=True)
class Session:
    """One browser. ``ticket`` identifies it like its cookie."""

    stage: Stage = Stage.OUT
    ticket: str = field(default_factory=lambda: secrets.token_urlsafe(16))


@dataclass(slots=True, kw_only=True)
class Desk:
    """The state that the requests of one server share: the account and the signed-in browsers."""

    now: Callable[[], int]
    console: Console = field(default_factory=Console)
    sessions: dict[str, Session] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A request. ``query`` is from the address, ``form`` from the body."""

    desk: Desk
    session: Session
    path: str
    query: dict[str, str]
    form: dict[str, str]
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """A reply: a body, or an address to redirect to. ``begin`` sets a new session cookie."""

    body: str | bytes = ""
    kind: str = "text/html; charset=utf-8"
    status: int = 200
    location: str = ""
    policy: str | None = None
    begin: Session | None = None


def go(location: str, notice: str = "", **query: str) -> Reply:
    """Returns a redirect to a page."""
    full = {**query, **({"notice": notice} if notice else {})}
    return Reply(status=303, location=location + (f"?{urlencode(full)}" if full else ""))


def _view(r: Request, way: Way = NORMAL) -> View:
    return View(
        t=Words(r.language),
        path=r.path,
        query=r.query,
        signed_in=r.session.stage is Stage.IN,
        pause_left_s=state.pause_left_s(r.desk.console, r.desk.now()),
        ticket=r.session.ticket if way.policy and "allow-same-origin" not in way.policy else "",
        scripts=way.scripts,
        dark=way.dark_page,
    )


def _secret(spec: Spec) -> bytes:
    return secrets.token_bytes(spec.secret_bytes)


def _start(r: Request) -> Reply:
    if r.session.stage is Stage.OUT:
        return go("/sign-in")
    return go("/home" if r.session.stage is Stage.IN else "/sign-in/code")


# --- signing in and out ---


def _sign_in(r: Request) -> Reply:
    right = hmac.compare_digest(
        (r.form.get("user", "") + "\n" + r.form.get("password", "")).encode(),
        f"{state.USER}\n{state.PASSWORD}".encode(),
    )
    if not right:
        return go("/sign-in", "password")
    console = r.desk.console
    session = Session(stage=state.signed_in_with_password(console))
    where = "/home"
    if session.stage is Stage.PASSWORD:
        where = "/sign-in/code"
    elif not console.advice_hidden:
        where = "/advice"
    return replace(go(where), begin=session)


def _sign_in_code(r: Request) -> Reply:
    r.desk.console, verdict = state.enter_code(r.desk.console, r.form.get("otp", ""), r.desk.now())
    return _let_in(verdict, "/sign-in/code")


def _emergency_code(r: Request) -> Reply:
    r.desk.console, verdict = state.enter_emergency_code(
        r.desk.console, r.form.get("emergency-code", ""), r.desk.now()
    )
    return _let_in(verdict, "/sign-in/emergency/code")


def _let_in(verdict: Verdict, again: str) -> Reply:
    if verdict is not Verdict.RIGHT:
        return go(again, verdict)
    return replace(go("/home"), begin=Session(stage=Stage.IN))


def _send(r: Request, kind: MailKind) -> None:
    code = "".join(secrets.choice(state.MAIL_ALPHABET) for _ in range(state.MAIL_CODE_LENGTH))
    r.desk.console = state.send_mail(r.desk.console, kind, code, r.desk.now())


def _send_emergency(r: Request) -> Reply:
    _send(r, MailKind.EMERGENCY)
    return go("/sign-in/emergency/code")


def _sign_out(r: Request) -> Reply:
    r.session.stage = Stage.OUT
    return go("/sign-in", "signed-out")


def _advice(r: Request) -> Reply:
    if r.form.get("hide-advice"):
        r.desk.console = state.hide_advice(r.desk.console)
    return go("/home")


# --- two-factor ---


def _send_confirmation(r: Request) -> Reply:
    _send(r, MailKind.CONFIRMATION)
    return go("/two-factor/confirm")


def _confirm(r: Request) -> Reply:
    typed = r.form.get("confirmation-code", "")
    r.desk.console, verdict = state.confirm_address(
        r.desk.console, typed, _secret(NORMAL.spec), r.desk.now()
    )
    if verdict is Verdict.RIGHT:
        return go("/two-factor/enrol")
    return go("/two-factor/confirm", verdict)


def _enrol(r: Request) -> Reply:
    way = way_named(r.query.get("way", ""))
    shown = r.query.get("show") == "1"
    if shown:
        r.desk.console = state.prepare(r.desk.console, way.spec, _secret(way.spec))
    pending = r.desk.console.pending
    if pending is None:
        return go("/two-factor")
    if not shown:
        return Reply(body=enrolment.enrol(_view(r), pending, way, shown=False))
    view = _view(r, way)
    return Reply(body=enrolment.enrol(view, pending, way, shown=True), policy=way.policy)


def _enable(r: Request) -> Reply:
    had_one = r.desk.console.device is not None
    if r.desk.console.pending is None:
        return go("/two-factor")
    r.desk.console, verdict = state.enable(r.desk.console, r.form.get("otp", ""), r.desk.now())
    if verdict is Verdict.RIGHT:
        return go("/two-factor", "changed" if had_one else "enabled")
    kept = {key: r.form[key] for key in ("way", "show") if r.form.get(key)}
    return go("/two-factor/enrol", verdict, **kept)


def _cancel(r: Request) -> Reply:
    r.desk.console = state.cancel(r.desk.console)
    return go("/two-factor")


def _off(r: Request) -> Reply:
    r.desk.console = state.switch_off(r.desk.console)
    return go("/two-factor", "disabled")


def _change(r: Request) -> Reply:
    r.desk.console, verdict = state.change_device(
        r.desk.console, r.form.get("otp", ""), _secret(NORMAL.spec), r.desk.now()
    )
    if verdict is Verdict.RIGHT:
        return go("/two-factor/enrol")
    return go("/two-factor/change", verdict)


def _with_device(r: Request, body: Callable[[View], str]) -> Reply:
    """A page that needs two-factor to be on."""
    return Reply(body=body(_view(r))) if r.desk.console.device else go("/two-factor")


# --- pictures ---


def _qr(r: Request) -> Reply:
    pending = r.desk.console.pending
    if pending is None:
        return Reply(status=404, kind="text/plain")
    way = way_named(r.query.get("way", ""))
    return _png(pending.uri(state.USER), way.look)


def _frame(r: Request) -> Reply:
    pending = r.desk.console.pending
    if pending is None:
        return Reply(status=404, kind="text/plain")
    way = way_named(r.query.get("way", ""))
    return Reply(body=enrolment.frame(_view(r), pending, way))


def _png(text: str, look: Look = NORMAL.look) -> Reply:
    return Reply(body=qr.png(text, look), kind="image/png")


# --- pages for practice ---


def _reset(r: Request) -> Reply:
    r.desk.console = Console()
    r.desk.sessions.clear()
    return go("/sign-in", "reset")


def _not_found(r: Request) -> Reply:
    return Reply(status=404, body=pages.not_found(_view(r)))


def _c(r: Request) -> Console:
    return r.desk.console


# How far the browser must be signed in. PASSWORD: exactly that far.
ROUTES: dict[tuple[str, str], tuple[Stage, Callable[[Request], Reply]]] = {
    ("GET", "/"): (Stage.OUT, _start),
    ("GET", "/sign-in"): (Stage.OUT, lambda r: Reply(body=pages.sign_in(_view(r)))),
    ("POST", "/sign-in"): (Stage.OUT, _sign_in),
    ("GET", "/sign-in/code"): (
        Stage.PASSWORD,
        lambda r: Reply(body=pages.sign_in_code(_view(r), _c(r))),
    ),
    ("POST", "/sign-in/code"): (Stage.PASSWORD, _sign_in_code),
    ("GET", "/sign-in/emergency"): (
        Stage.PASSWORD,
        lambda r: Reply(body=pages.emergency(_view(r))),
    ),
    ("POST", "/sign-in/emergency"): (Stage.PASSWORD, _send_emergency),
    ("GET", "/sign-in/emergency/code"): (
        Stage.PASSWORD,
        lambda r: Reply(body=pages.emergency_code(_view(r))),
    ),
    ("POST", "/sign-in/emergency/code"): (Stage.PASSWORD, _emergency_code),
    ("POST", "/sign-out"): (Stage.OUT, _sign_out),
    ("GET", "/advice"): (Stage.IN, lambda r: Reply(body=pages.advice(_view(r)))),
    ("POST", "/advice"): (Stage.IN, _advice),
    ("GET", "/home"): (Stage.IN, lambda r: Reply(body=pages.home(_view(r), _c(r)))),
    ("GET", "/user"): (Stage.IN, lambda r: Reply(body=pages.user(_view(r), _c(r)))),
    ("GET", "/two-factor"): (
        Stage.IN,
        lambda r: Reply(body=pages.two_factor(_view(r), _c(r))),
    ),
    ("GET", "/two-factor/setup"): (Stage.IN, lambda r: Reply(body=pages.setup(_view(r)))),
    ("POST", "/two-factor/send-mail"): (Stage.IN, _send_confirmation),
    ("GET", "/two-factor/confirm"): (Stage.IN, lambda r: Reply(body=pages.confirm(_view(r)))),
    ("POST", "/two-factor/confirm"): (Stage.IN, _confirm),
    ("GET", "/two-factor/enrol"): (Stage.IN, _enrol),
    ("POST", "/two-factor/enable"): (Stage.IN, _enable),
    ("POST", "/two-factor/cancel"): (Stage.IN, _cancel),
    ("GET", "/two-factor/off"): (Stage.IN, lambda r: _with_device(r, pages.switch_off)),
    ("POST", "/two-factor/off"): (Stage.IN, _off),
    ("GET", "/two-factor/change"): (
        Stage.IN,
        lambda r: _with_device(r, lambda view: pages.change(view, _c(r))),
    ),
    ("POST", "/two-factor/change"): (Stage.IN, _change),
    ("GET", "/two-factor/qr.png"): (Stage.IN, _qr),
    ("GET", "/two-factor/frame"): (Stage.IN, _frame),
    ("GET", "/two-factor/web-qr.png"): (Stage.IN, lambda _: _png(enrolment.WEB_LINK)),
    ("GET", "/mailbox"): (
        Stage.OUT,
        lambda r: Reply(body=rehearsal.mailbox(_view(r), _c(r), r.desk.now())),
    ),
    ("GET", "/help"): (Stage.OUT, lambda r: Reply(body=rehearsal.help_page(_view(r)))),
    ("GET", "/keys"): (Stage.OUT, lambda r: Reply(body=rehearsal.keys(_view(r)))),
    ("GET", "/practice-qr.png"): (
        Stage.OUT,
        lambda _: _png(rehearsal.PRACTICE.uri("practice")),
    ),
    ("POST", "/reset"): (Stage.OUT, _reset),
}


def act(method: str, r: Request) -> Reply:
    """Run the function of the address, or redirect a browser that is not signed in far enough."""
    stage, action = ROUTES.get((method, r.path), (Stage.OUT, _not_found))
    if stage is not Stage.OUT and r.session.stage is not stage:
        # A picture must not redirect to another page.
        return Reply(status=403, kind="text/plain") if r.path.endswith(".png") else _start(r)
    return action(r)
