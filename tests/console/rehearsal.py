"""Pages that no real console has: the mailbox, the help, and the test of keys.

Elements that tests use. None needs signing in:
mailbox  /mailbox  article.mail[data-mail="confirmation"|"emergency"], newest first, with
                   data-state "good", "used" or "old", and in it .mail-code (the code alone)
                   #refresh
help     /help     #reset (restores the first state); #nav-keys
keys     /keys     #field; #clear
                   table#counts tr[data-source][data-type] > td.count, with
                       source window, type keydown, keypress, keyup (capture phase)
                       source field, type keydown, beforeinput, input
                       source page, type slash, escape: the page's own keys
                   ol#log > li[data-source][data-type][data-key][data-prevented], newest first
                   img#qr: an account code to scan there
"""

from __future__ import annotations

import time

from console import qr
from console.device import DEFAULT, Device, new_device
from console.layout import View, button, form, link_button, page, page_button
from console.state import ADDRESS, LIFETIME_S, Console, Mail, newest
from console.ways import NORMAL

PRACTICE: Device = new_device(DEFAULT, b"a code to try things")


def mailbox(view: View, console: Console, now_unix: int) -> str:
    """All mails sent, newest first."""
    t = view.t
    mails = "".join(_mail(view, console, m, now_unix) for m in reversed(console.mails))
    refresh = link_button("refresh", t("mailbox.refresh"), "/mailbox", plain=True)
    body = f"""<div class="row spread"><p>{t("mailbox.lead", address=ADDRESS)}</p>{refresh}</div>
{mails or f'<p class="card empty">{t("mailbox.empty")}</p>'}"""
    return page(view, "mailbox", "mailbox.title", body)


def _mail(view: View, console: Console, mail: Mail, now_unix: int) -> str:
    t = view.t
    state = "good"
    if mail.used:
        state = "used"
    elif mail is not newest(console, mail.kind) or (
        now_unix - mail.sent_at_unix >= LIFETIME_S[mail.kind]
    ):
        state = "old"
    mark = "" if state == "good" else f'<span class="state off">{t(f"mailbox.{state}")}</span>'
    sent = time.localtime(mail.sent_at_unix)
    return f"""<article class="card mail" data-mail="{mail.kind}" data-state="{state}">
<header><h2>{t(f"mail.{mail.kind}")}</h2>{mark}
<time datetime="{time.strftime("%Y-%m-%dT%H:%M:%S%z", sent)}">
{time.strftime("%H:%M:%S", sent)}</time></header>
<p class="from">{t("mailbox.from", name=t("name"))}</p>
<p>{t(f"mail.{mail.kind}-text")}</p><p class="mail-code">{mail.code}</p></article>"""


def help_page(view: View) -> str:
    """What can be practiced on which page."""
    t = view.t
    topics = "".join(
        f"<section><h2>{t(f'help.{key}')}</h2><p>{t(f'help.{key}-text')}</p></section>"
        for key in ("on", "in", "lost", "change", "hard")
    )
    reset = form(view, "/reset", button("reset", t("help.reset"), plain=True))
    body = f"""<div class="card"><p class="lead">{t("help.lead")}</p>{topics}
<section><h2>{t("help.reset")}</h2><p>{t("help.reset-text")}</p>{reset}</section>
<p class="hint"><a id="nav-keys" href="/keys">{t("nav.keys")}</a></p></div>"""
    return page(view, "help", "help.title", body)


_LISTENED = (
    ("window", "keydown"),
    ("window", "keypress"),
    ("window", "keyup"),
    ("field", "keydown"),
    ("field", "beforeinput"),
    ("field", "input"),
    ("page", "slash"),
    ("page", "escape"),
)


def keys(view: View) -> str:
    """The page's own listeners, counted and listed by static/console.js."""
    t = view.t
    rows = "".join(
        f'<tr data-source="{source}" data-type="{kind}"><td>{source}</td><td>{kind}</td>'
        f'<td class="count">0</td></tr>'
        for source, kind in _LISTENED
    )
    heads = "".join(
        f'<th scope="col">{t(f"keys.{key}")}</th>' for key in ("where", "type", "count")
    )
    side = qr.side_px(PRACTICE.uri("practice"), NORMAL.look)
    body = f"""<div class="card" id="keys"><p>{t("keys.lead")}</p>
<label for="field">{t("keys.field")}</label>
<input id="field" name="field" type="text" autocomplete="off">
<div class="columns"><section><h2>{t("keys.counts")}</h2>
<table class="list" id="counts"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>
<p class="actions">{page_button("clear", t("keys.clear"), "")}</p></section>
<section><h2>{t("keys.practice")}</h2><figure><img id="qr" src="/practice-qr.png" width="{side}"
 height="{side}" alt="{t("keys.practice")}"></figure></section></div>
<h2>{t("keys.log")}</h2><ol id="log" reversed></ol></div>"""
    return page(view, "keys", "keys.title", body)
