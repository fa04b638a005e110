"""The console's pages, except the enrollment (enrolment.py) and the pages for practice
(rehearsal.py).

Elements that tests use
-----------------------
Every page is ``<main data-page="NAME">``. Every control's ``name`` is its id. ``#notice`` has
the result of the last step in ``data-notice``: wrong, replayed, malformed, paused, expired, used,
password, signed-out, enabled, changed, disabled, reset.

On every page    #open-mailbox (new tab) · #nav-help · #lang-ja #lang-en; signed in also
                 #nav-products · #user-menu (details) > #user-information, #sign-out

data-page        path                     controls
sign-in          /sign-in                 #user #password #sign-in
sign-in-code     /sign-in/code            #otp #submit-code #send-emergency (link)
emergency        /sign-in/emergency       #address #send-emergency-mail #back
emergency-code   /sign-in/emergency/code  #address #emergency-code #submit-emergency
                                          #send-emergency-mail #mailbox-link
advice           /advice                  #set-up (link) #hide-advice (checkbox) #skip
home             /home                    #set-up (link; while two-factor is off)
user             /user                    #two-factor-state #settings (link)
setup            /two-factor/setup        #address #send-mail #cancel
confirm          /two-factor/confirm      #address #confirmation-code #continue #send-mail #cancel
                                          #mailbox-link
enrol            /two-factor/enrol        see enrolment.py
two-factor-on    /two-factor              #two-factor-state #method #address #switch-off
                                          #change-device; dialog#switch-off-dialog >
                                          #confirm-switch-off #cancel-switch-off
two-factor-off   /two-factor              #two-factor-state #switch-on (link)
switch-off       /two-factor/off          the dialog as a page, without JavaScript:
                                          #confirm-switch-off #cancel-switch-off
change           /two-factor/change       #otp #continue #cancel
mailbox help keys                         see rehearsal.py
not-found        any other
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from console.device import DEFAULT
from console.layout import (
    View,
    button,
    code_field,
    form,
    link_button,
    mailbox_hint,
    page,
    page_button,
)
from console.state import ADDRESS, PASSWORD, USER, Console

if TYPE_CHECKING:
    from console.words import Words


def masked(address: str) -> str:
    """Returns a shortened mail address: han***@***.example."""
    mailbox, _, domain = address.partition("@")
    return f"{mailbox[:3]}***@***.{domain.rpartition('.')[2]}"


def _address() -> str:
    return f'<p class="address" id="address">{masked(ADDRESS)}</p>'


def _otp_label(t: Words, console: Console) -> str:
    return t("digits-code", digits=(console.device.spec if console.device else DEFAULT).digits)


def sign_in(view: View) -> str:
    """User and password. Both are filled in and shown, because this is practice."""
    t = view.t
    inner = f"""<label for="user">{t("sign-in.user")}</label>
<input id="user" name="user" value="{USER}" autocomplete="username" required>
<label for="password">{t("sign-in.password")}</label>
<input id="password" name="password" type="password" value="{PASSWORD}"
 autocomplete="current-password" required>
<p class="actions">{button("sign-in", t("sign-in.go"))}</p>"""
    given = f'<p class="hint">{t("sign-in.given", user=USER, password=PASSWORD)}</p>'
    card = f'<div class="card">{form(view, "/sign-in", inner)}{given}</div>'
    return page(view, "sign-in", "sign-in.title", card, narrow=True)


def sign_in_code(view: View, console: Console) -> str:
    """The second factor."""
    t = view.t
    inner = (
        f"{code_field(view, 'otp', _otp_label(t, console))}"
        f'<p class="actions">{button("submit-code", t("code.go"))}</p>'
    )
    body = f"""<div class="card"><p>{t("code.lead", name=t("name"))}</p>
{form(view, "/sign-in/code", inner)}
<p class="hint">
<a id="send-emergency" href="/sign-in/emergency">{t("code.emergency")}</a></p></div>"""
    return page(view, "sign-in-code", "code.title", body, narrow=True)


def emergency(view: View) -> str:
    """The address that the emergency mail is sent to."""
    t = view.t
    inner = (
        f'<p class="actions">{button("send-emergency-mail", t("emergency.send"))}'
        f"{link_button('back', t('back'), '/sign-in/code', plain=True)}</p>"
    )
    body = f"""<div class="card"><p>{t("emergency.lead")}</p>{_address()}
{form(view, "/sign-in/emergency", inner)}</div>"""
    return page(view, "emergency", "emergency.title", body, narrow=True)


def emergency_code(view: View) -> str:
    """The emergency code, and a button that sends another mail."""
    t = view.t
    lead = t("emergency-code.lead", address=masked(ADDRESS))
    field = code_field(view, "emergency-code", t("emergency-code.title"), digits=False)
    inner = f'{field}<p class="actions">{button("submit-emergency", t("emergency-code.go"))}</p>'
    again = button("send-emergency-mail", t("emergency-code.again"), plain=True)
    body = f"""<div class="card"><p id="address">{lead}</p>
{form(view, "/sign-in/emergency/code", inner)}
<p class="hint">{t("emergency-code.late")}</p>{mailbox_hint(view)}
{form(view, "/sign-in/emergency", again)}</div>"""
    return page(view, "emergency-code", "emergency-code.title", body, narrow=True)


def advice(view: View) -> str:
    """Advice to turn on two-factor, which can be skipped."""
    t = view.t
    skip = f"""<label class="check">
<input type="checkbox" id="hide-advice" name="hide-advice" value="1">
{t("advice.hide")}</label>{button("skip", t("advice.skip"), plain=True)}"""
    body = f"""<div class="card"><p class="lead">{t("advice.lead")}</p>
<div class="columns"><section><h2>{t("advice.what")}</h2><p>{t("advice.what-text")}</p></section>
<section><h2>{t("advice.why")}</h2><p>{t("advice.why-text")}</p></section></div>
<p class="actions">{link_button("set-up", t("advice.go"), "/two-factor/setup")}</p>
<div class="apart">{form(view, "/advice", skip)}</div></div>"""
    return page(view, "advice", "advice.title", body)


_PRODUCTS = (
    ("home.one", "184 / 200", "2027-03-31"),
    ("home.two", "92 / 120", "2027-03-31"),
    ("home.three", "31 / 50", "2026-12-31"),
)


def home(view: View, console: Console) -> str:
    """The content of such a console."""
    t = view.t
    rows = "".join(
        f"<tr><td>{t(name)}</td><td>{seats}</td><td>{until}</td>"
        f'<td><span class="state on">{t("home.good")}</span></td></tr>'
        for name, seats, until in _PRODUCTS
    )
    heads = "".join(
        f'<th scope="col">{t(f"home.{key}")}</th>' for key in ("product", "seats", "until", "state")
    )
    nudge = ""
    if console.device is None:
        link = link_button("set-up", t("advice.go"), "/two-factor/setup")
        nudge = f'<aside class="card nudge"><p>{t("two-factor.lead")}</p>{link}</aside>'
    body = f"""{nudge}<div class="card"><table class="list"><thead><tr>{heads}</tr></thead>
<tbody>{rows}</tbody></table></div>"""
    return page(view, "home", "home.title", body)


def _state(t: Words, console: Console) -> str:
    on = "on" if console.device else "off"
    return f'<span id="two-factor-state" class="state {on}">{t(f"two-factor.{on}")}</span>'


def user(view: View, console: Console) -> str:
    """User information, with a link to the settings."""
    t = view.t
    settings = link_button("settings", t("user.settings"), "/two-factor", plain=True)
    body = f"""<div class="card"><table class="facts">
<tr><th scope="row">{t("user.name")}</th><td>{USER}</td></tr>
<tr><th scope="row">{t("user.password")}</th><td>••••••••••</td></tr>
<tr><th scope="row">{t("user.two-factor")}</th>
<td><div class="row">{_state(t, console)}{settings}</div></td></tr>
<tr><th scope="row">{t("two-factor.address")}</th><td id="address">{masked(ADDRESS)}</td></tr>
</table></div>"""
    return page(view, "user", "user.title", body)


def two_factor(view: View, console: Console) -> str:
    """The status of two-factor, with buttons to change it."""
    t = view.t
    lead = f"<p>{t('two-factor.lead')}</p>"
    if console.device is None:
        switch_on = link_button("switch-on", t("two-factor.switch-on"), "/two-factor/setup")
        body = f"""<div class="card">{lead}<table class="facts">
<tr><th scope="row">{t("two-factor.status")}</th><td>{_state(t, console)}</td></tr></table>
<p class="actions">{switch_on}</p></div>"""
        return page(view, "two-factor-off", "two-factor.title", body)
    opens = 'data-opens="switch-off-dialog"'
    off = link_button(
        "switch-off", t("two-factor.switch-off"), "/two-factor/off", plain=True, more=opens
    )
    change = link_button("change-device", t("two-factor.change"), "/two-factor/change", plain=True)
    body = f"""<div class="card">{lead}<table class="facts">
<tr><th scope="row">{t("two-factor.status")}</th>
<td><div class="row">{_state(t, console)}{off}{change}</div></td></tr>
<tr><th scope="row">{t("two-factor.method")}</th><td id="method">{t("two-factor.app")}</td></tr>
<tr><th scope="row">{t("two-factor.address")}</th><td id="address">{masked(ADDRESS)}</td></tr>
</table><p class="note">{t("two-factor.note")}</p></div>
<dialog id="switch-off-dialog" aria-labelledby="switch-off-title">
<h2 id="switch-off-title">{t("off.title")}</h2>{_off(view, in_dialog=True)}</dialog>"""
    return page(view, "two-factor-on", "two-factor.title", body)


def _off(view: View, *, in_dialog: bool) -> str:
    t = view.t
    # In the dialog "cancel" only closes it; on the page it is a link back.
    cancel = (
        page_button("cancel-switch-off", t("cancel"), 'data-closes="switch-off-dialog"')
        if in_dialog
        else link_button("cancel-switch-off", t("cancel"), "/two-factor", plain=True)
    )
    go = button("confirm-switch-off", t("off.go"))
    inner = f'<p class="actions">{go}{cancel}</p>'
    return (
        f'<p>{t("off.text")}</p><p class="ask">{t("off.ask")}</p>'
        f"{form(view, '/two-factor/off', inner)}"
    )


def switch_off(view: View) -> str:
    """The same question as in the dialog, as a page."""
    body = f'<div class="card">{_off(view, in_dialog=False)}</div>'
    return page(view, "switch-off", "off.title", body, narrow=True)


def change(view: View, console: Console) -> str:
    """A current code, before a new device is enrolled."""
    t = view.t
    inner = f"""{code_field(view, "otp", _otp_label(t, console))}
<p class="actions">{button("continue", t("continue"))}
{link_button("cancel", t("cancel"), "/two-factor", plain=True)}</p>"""
    body = f"""<div class="card"><p>{t("change.lead")}</p>
{form(view, "/two-factor/change", inner)}<p class="note">{t("change.note")}</p></div>"""
    return page(view, "change", "change.title", body, narrow=True)


def setup(view: View) -> str:
    """The first step: the mail address is confirmed."""
    t = view.t
    inner = (
        f'<p class="actions">{button("send-mail", t("setup.send"))}'
        f"{link_button('cancel', t('cancel'), '/home', plain=True)}</p>"
    )
    body = f"""<div class="card"><h2>{t("setup.sub")}</h2><p>{t("setup.lead")}</p>{_address()}
{form(view, "/two-factor/send-mail", inner)}<p class="note">{t("setup.note")}</p></div>"""
    return page(view, "setup", "setup.title", body)


def confirm(view: View) -> str:
    """The code from the confirmation mail."""
    t = view.t
    lead = t("confirm.lead", address=masked(ADDRESS))
    inner = f"""{code_field(view, "confirmation-code", t("confirm.label"), digits=False)}
<p class="actions">{button("continue", t("continue"))}
{link_button("cancel", t("cancel"), "/home", plain=True)}</p>"""
    again = button("send-mail", t("confirm.again"), plain=True)
    body = f"""<div class="card"><p id="address">{lead}</p>
{form(view, "/two-factor/confirm", inner)}
{mailbox_hint(view)}{form(view, "/two-factor/send-mail", again)}</div>"""
    return page(view, "confirm", "confirm.title", body)


def not_found(view: View) -> str:
    """No such page."""
    body = f'<div class="card"><p><a href="/">{view.t("lost.text")}</a></p></div>'
    return page(view, "not-found", "lost.title", body, narrow=True)
