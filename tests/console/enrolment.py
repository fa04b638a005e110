"""The enrol page: three steps, and the QR code in the form that the visitor chose.

Elements that tests use: data-page "enrol", at /two-factor/enrol, also as ?way=NAME&show=1 (names
in ways.py)
    #way (select)  #show-qr  #otp  #enable  #cancel
    main has data-way and data-shown ("0" or "1"). Until then the page has nothing of the code.
    #qr   the element with the picture: <img>; <canvas> (way canvas; data-drawn="1" once it is
          drawn); a <div> around an <svg> (svg). In a frame it is inside iframe#qr-frame; nested:
          iframe#qr-frame holds iframe#qr-frame.
    way dialog: dialog#qr-dialog (opens by itself; #open-qr, #close-qr)
    way popover: div#qr-popover (opens by itself; #open-qr)
    way pair: img#web-qr, a web link, beside it
    way below: div.fold, 130 % of the window high, before it
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from console import qr
from console.layout import View, button, code_field, form, page, page_button
from console.state import USER
from console.ways import WAYS, Way

if TYPE_CHECKING:
    from console.device import Device

WEB_LINK = "https://mihari.example/app"


def enrol(view: View, pending: Device, way: Way, *, shown: bool) -> str:
    """Returns the page, with the code if ``shown``."""
    t = view.t
    picture = _in_its_place(view, pending, way) if shown else ""
    digits = pending.spec.digits
    leaving = 'formaction="/two-factor/cancel" formnovalidate'
    check = f"""<input type="hidden" name="way" value="{way.name}">
<input type="hidden" name="show" value="{int(shown)}">
{code_field(view, "otp", t("digits-code", digits=digits))}
<p class="actions">{button("enable", t("enrol.enable"))}
{button("cancel", t("cancel"), plain=True, more=leaving)}</p>"""
    body = f"""<div class="card"><ol class="steps">
<li><h2>{t("enrol.one")}</h2><p>{t("enrol.one-text")}</p></li>
<li><h2>{t("enrol.two")}</h2><p>{t("enrol.two-text")}</p>
<p class="note warn">{t("enrol.warning")}</p>
{_show_form(view, way)}{picture}</li>
<li><h2>{t("enrol.three")}</h2><p>{t("enrol.three-text", digits=digits)}</p>
{form(view, "/two-factor/enable", check)}</li>
</ol></div>"""
    marks = {"way": way.name, "shown": str(int(shown))}
    return page(view, "enrol", "enrol.title", body, marks=marks)


def _show_form(view: View, way: Way) -> str:
    t = view.t
    options = "".join(
        f'<option value="{name}"{" selected" if name == way.name else ""}>'
        f"{t(f'way.{name}')}</option>"
        for name in WAYS
    )
    inner = f"""<input type="hidden" name="show" value="1">
<div class="show">{button("show-qr", t("enrol.show"))}
<fieldset class="practice"><legend>{t("enrol.practice")}</legend>
<label for="way">{t("enrol.way")}</label>
<select id="way" name="way">{options}</select></fieldset></div>"""
    return form(view, "/two-factor/enrol", inner, method="get")


def _in_its_place(view: View, pending: Device, way: Way) -> str:
    """Returns the picture in the element that the way puts it in."""
    t = view.t
    picture = _picture(view, pending, way)
    if way.shape == "dialog":
        opening = page_button("open-qr", t("enrol.open"), 'data-opens="qr-dialog"')
        close = page_button("close-qr", t("close"), 'data-closes="qr-dialog"')
        return f"""<p>{opening}</p>
<dialog id="qr-dialog" class="qr-holder" data-open aria-label="{t("enrol.qr")}">
{picture}{close}</dialog>"""
    if way.shape == "popover":
        opening = page_button("open-qr", t("enrol.open"), 'popovertarget="qr-popover"')
        return f"""<p>{opening}</p>
<div id="qr-popover" class="qr-holder" popover data-open>{picture}</div>"""
    if way.shape == "below":
        return f"""<p class="hint">{t("enrol.scroll")}</p><div class="fold"></div>
<figure>{picture}</figure>"""
    if way.shape == "pair":
        side = qr.side_px(WEB_LINK, way.look)
        web = (
            f'<img id="web-qr" src="/two-factor/web-qr.png" width="{side}" height="{side}"'
            f' alt="{t("enrol.web-qr")}">'
        )
        return f"""<div class="pair">
<figure>{picture}<figcaption>{t("enrol.qr-here")}</figcaption></figure>
<figure>{web}<figcaption>{t("enrol.web-here")}</figcaption></figure></div>"""
    return f"<figure>{picture}</figure>"


def _picture(view: View, pending: Device, way: Way) -> str:
    uri = pending.uri(USER)
    side = qr.side_px(uri, way.look) * way.percent // 100
    if way.shape == "svg":
        drawn = qr.svg(uri, way.look)
        return f'<div id="qr" role="img" aria-label="{view.t("enrol.qr")}">{drawn}</div>'
    source = _source(view, "/two-factor/qr.png", way)
    if way.shape == "canvas":
        return (
            f'<canvas id="qr" width="{side}" height="{side}" data-src="{source}"'
            f' role="img" aria-label="{view.t("enrol.qr")}"></canvas>'
        )
    if way.shape in ("frame", "nested"):
        # A frame shows the picture with a margin of 12 px; each nested frame adds another.
        room = side + 24 * (2 if way.shape == "nested" else 1)
        return _frame(view, way, room)
    return f'<img id="qr" src="{source}" width="{side}" height="{side}" alt="{view.t("enrol.qr")}">'


def _frame(view: View, way: Way, room: int) -> str:
    return (
        f'<iframe id="qr-frame" src="{_source(view, "/two-factor/frame", way)}" width="{room}"'
        f' height="{room}" title="{view.t("enrol.qr")}"></iframe>'
    )


def _source(view: View, path: str, way: Way) -> str:
    query = {"way": way.name}
    if view.ticket:
        query["ticket"] = view.ticket
    return escape(f"{path}?{urlencode(query)}")


def frame(view: View, pending: Device, way: Way) -> str:
    """Returns the document in a frame: the picture, or for the nested way one more frame."""
    if way.shape == "nested":
        room = qr.side_px(pending.uri(USER), way.look) + 24
        inner = _frame(view, WAYS["frame"], room)
    else:
        inner = _picture(view, pending, WAYS["normal"])
    return f"""<!DOCTYPE html>
<html lang="{view.t.language}"><head><meta charset="utf-8"><title>{view.t("enrol.qr")}</title>
<link rel="stylesheet" href="/static/console.css"></head>
<body class="framed">{inner}</body></html>
"""
