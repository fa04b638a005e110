"""The parts that all pages share: head, bar, menu, notice, forms and fields."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from urllib.parse import urlencode

from console.state import USER
from console.words import LANGUAGES, TEXTS, Words

_LANGUAGE_NAMES = {"ja": "日本語", "en": "English"}


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What a page needs beside its own content: the browser and the account.

    ``ticket`` replaces the cookie where a sandbox removes it; otherwise it is empty.
    """

    t: Words
    path: str
    query: dict[str, str]
    signed_in: bool
    pause_left_s: int = 0
    ticket: str = ""
    scripts: bool = True
    dark: bool = False


def page(
    view: View,
    name: str,
    title: str,
    body: str,
    *,
    narrow: bool = False,
    marks: dict[str, str] | None = None,
) -> str:
    """Returns a document. ``name`` is its data-page, ``title`` a key, ``body`` HTML; ``marks`` are
    further data- attributes of <main>.
    """
    t = view.t
    data = "".join(f' data-{k}="{escape(v)}"' for k, v in {"page": name, **(marks or {})}.items())
    script = '<script type="module" src="/static/console.js"></script>' if view.scripts else ""
    return f"""<!DOCTYPE html>
<html lang="{t.language}"{' class="dark"' if view.dark else ""}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{t(title)} | {t("name")}</title>
<link rel="icon" href="/static/mark.svg" type="image/svg+xml">
<link rel="stylesheet" href="/static/console.css">
{script}
</head>
<body>
{_bar(view)}
<main{data}{' class="narrow"' if narrow else ""}>
<h1>{t(title)}</h1>
{notice(view)}
{body}
</main>
<footer><p>{t("foot")}</p>{_languages(view)}</footer>
</body>
</html>
"""


def _bar(view: View) -> str:
    t = view.t
    products = f'<a id="nav-products" href="/home">{t("nav.products")}</a>'
    return f"""<header class="bar">
<a class="brand" href="/"><img src="/static/mark.svg" alt="" width="28" height="28">
<span>{t("name")}</span></a><span class="badge">{t("badge")}</span>
<nav aria-label="{t("nav.main")}">{products if view.signed_in else ""}
<a id="open-mailbox" href="/mailbox" target="_blank" rel="noopener">{t("nav.mailbox")}</a>
<a id="nav-help" href="/help">{t("nav.help")}</a></nav>
{_user_menu(view) if view.signed_in else ""}
</header>"""


def _user_menu(view: View) -> str:
    t = view.t
    out = form(
        view, "/sign-out", f'<button id="sign-out" name="sign-out">{t("nav.sign-out")}</button>'
    )
    return f"""<details id="user-menu">
<summary aria-label="{t("nav.menu", user=USER)}">{USER}</summary>
<div class="menu"><a id="user-information" href="/user">{t("nav.user")}</a>{out}</div></details>"""


def _languages(view: View) -> str:
    links = []
    for language in LANGUAGES:
        kept = {k: v for k, v in view.query.items() if k != "ticket"}
        href = escape(f"{view.path}?{urlencode({**kept, 'lang': language})}")
        current = ' aria-current="true"' if language == view.t.language else ""
        name = _LANGUAGE_NAMES[language]
        links.append(
            f'<a id="lang-{language}" lang="{language}" hreflang="{language}" href="{href}"'
            f"{current}>{name}</a>"
        )
    return f'<nav class="languages" aria-label="{view.t("nav.language")}">{"".join(links)}</nav>'


_GLAD = ("enabled", "changed", "disabled", "signed-out", "reset")


def notice(view: View) -> str:
    """Returns the result of the last step, from ``?notice=``; nothing for an unknown name."""
    name = view.query.get("notice", "")
    if f"notice.{name}" not in TEXTS:
        return ""
    key = "paused-over" if name == "paused" and not view.pause_left_s else name
    text = view.t(f"notice.{key}", seconds=view.pause_left_s)
    role, tone = ("status", "glad") if name in _GLAD else ("alert", "sorry")
    return f'<p id="notice" class="notice {tone}" role="{role}" data-notice="{name}">{text}</p>'


def form(view: View, action: str, inner: str, *, method: str = "post") -> str:
    """Returns a form, with the ticket if there is one."""
    ticket = f'<input type="hidden" name="ticket" value="{view.ticket}">' if view.ticket else ""
    return f'<form method="{method}" action="{escape(action)}">{ticket}{inner}</form>'


def code_field(view: View, name: str, label: str, *, digits: bool = True) -> str:
    """Returns a field for a typed code. ``name`` is also its id, ``label`` is HTML.

    No maxlength: it would cut off a pasted "123 456".
    """
    mode = 'inputmode="numeric"' if digits else 'autocapitalize="characters"'
    reported = ""
    if view.query.get("notice") in ("wrong", "replayed", "malformed", "expired", "used"):
        reported = ' aria-invalid="true" aria-describedby="notice"'
    return (
        f'<label for="{name}">{label}</label>'
        f'<input class="code" id="{name}" name="{name}" type="text" {mode} required'
        f' autocomplete="one-time-code" spellcheck="false"{reported}>'
    )


def button(name: str, label: str, *, plain: bool = False, more: str = "") -> str:
    """Returns a submit button. ``name`` is its id too, ``label`` is HTML, ``more`` attributes."""
    tone = "plain" if plain else "main"
    return f'<button id="{name}" name="{name}" class="{tone}" {more}>{label}</button>'


def page_button(name: str, label: str, more: str) -> str:
    """Returns a button that sends nothing and changes the page, as its attributes ``more`` say."""
    return f'<button type="button" id="{name}" class="plain" {more}>{label}</button>'


def link_button(name: str, label: str, href: str, *, plain: bool = False, more: str = "") -> str:
    """Returns a link that looks like a button."""
    tone = "plain" if plain else "main"
    return f'<a id="{name}" class="button {tone}" href="{escape(href)}" {more}>{label}</a>'


def mailbox_hint(view: View) -> str:
    """Returns the link to the mailbox beside a field for a mailed code."""
    t = view.t
    return (
        f'<p class="hint"><a id="mailbox-link" href="/mailbox" target="_blank" rel="noopener">'
        f"{t('open-mailbox')}</a>{t('new-tab')}</p>"
    )
