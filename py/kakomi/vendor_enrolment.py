"""Describes texts that are no account: enrolments of vendors' own apps, web links, passkeys.

An enrolment of a vendor's own app contains no secret that another app could use: the vendor's app
fetches the secret from a server or shows a push message. Scans, pasted texts, the context menu and
imports all use this module, so that they give the same answer.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from enum import StrEnum

MAX_SHOWN_CHARACTERS = 120


class Content(StrEnum):
    """The kind of a text that describes no account."""

    VENDOR_APP = "vendor_app"  # an enrolment that only the vendor's own app can use
    WEB_LINK = "web_link"
    PASSKEY = "passkey"  # a passkey on another device (FIDO CTAP 2.2, hybrid transport)
    TEXT = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class NonAccount:
    """``vendor`` is the name of the product whose app is needed; empty if unknown. ``shown`` is the
    shortened text without control characters. Pages must show it as text, never as a link.
    """

    content: Content
    vendor: str
    shown: str


# Scheme -> product. Schemes are compared in lower case.
_SCHEMES = {
    "phonefactor": "Microsoft Authenticator",
    "microsoft-authenticator": "Microsoft Authenticator",
    "msauth": "Microsoft Authenticator",
    "msauthv2": "Microsoft Authenticator",
    "duo": "Duo Mobile",
    "oktaverify": "Okta Verify",
    "com.okta.authenticator": "Okta Verify",
    "com.rsa.securid": "RSA SecurID",
    "com.rsa.securid.iphone": "RSA SecurID",
    "com.rsa.via": "RSA Authenticator",
    "securid": "RSA SecurID",
    "rsasecurid": "RSA SecurID",
    "onelogin": "OneLogin Protect",
    "oneloginprotect": "OneLogin Protect",
    "pushauth": "ForgeRock Authenticator",
    "mfauth": "ForgeRock Authenticator",
    "vip": "Symantec VIP",
    "vipaccess": "Symantec VIP",
    "mobilepass": "MobilePASS",
    "mobilepassplus": "MobilePASS+",
    "entrustidentity": "Entrust Identity",
    "igmobileotp": "Entrust Identity",
    "pingid": "PingID",
    "lastpassmfa": "LastPass Authenticator",
    "fortitoken": "FortiToken Mobile",
    "symantecvip": "Symantec VIP",
    "authy": "Authy",
    "hypr": "HYPR",
    "steammobile": "Steam",
    "battlenet": "Battle.net",
}
# Host, or its end after a dot -> product, for links that enrol an app.
_HOSTS = {
    "duosecurity.com": "Duo Mobile",
    "m.duo.com": "Duo Mobile",
    "securid.com": "RSA SecurID",
    "pingone.com": "PingID",
    "onelogin.com": "OneLogin Protect",
}
# What follows the scheme of an otpauth URI -> product.
_OTPAUTH_TYPES = {"pipush": "privacyIDEA Authenticator"}

_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE | re.ASCII)
_OTPAUTH_TYPE = re.compile(r"otpauth:/*([a-z]+)", re.IGNORECASE | re.ASCII)
_WEB = re.compile(
    r"https?://(?:[^/?#@\s]*@)?([^/?#:\s]+)(?::[0-9]*)?([^\s]*)", re.IGNORECASE | re.ASCII
)
_WWW = re.compile(r"www\.[a-z0-9.-]+\.[a-z]{2,}(?:/\S*)?", re.IGNORECASE | re.ASCII)
_DUO = re.compile(r"[A-Za-z0-9]{8,40}-([A-Za-z0-9+/_-]{16,}={0,2})", re.ASCII)
_RSA_PATH = re.compile(r"/securid/ctf\b|[?&]ctfdata=", re.IGNORECASE | re.ASCII)
_OKTA_PATH = re.compile(
    r"/(?:activate|enroll|signin/verify|api/v1/users/.*/factors/)", re.IGNORECASE | re.ASCII
)
# Links that open a store on a phone.
_STORE = re.compile(r"(?:market|itms|itms-apps|itms-appss|ms-windows-store):/*\S+", re.IGNORECASE)
_UNSHOWN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]+"
)


def is_vendor_scheme(scheme: str) -> bool:
    """Returns whether URIs of this scheme enrol a vendor's own app."""
    return scheme.lower() in _SCHEMES


def describe(text: str) -> NonAccount:
    """Returns the description of a text that describes no account."""
    written = text.strip()
    vendor = _vendor(written)
    if vendor:
        content = Content.VENDOR_APP
    elif written[:6].upper() == "FIDO:/":
        content = Content.PASSKEY
    elif _WEB.fullmatch(written) or _WWW.fullmatch(written) or _STORE.fullmatch(written):
        content = Content.WEB_LINK
    else:
        content = Content.TEXT
    return NonAccount(content=content, vendor=vendor, shown=_shortened(written))


def _vendor(text: str) -> str:
    """Returns the product that the text enrols, or an empty text."""
    scheme = _SCHEME.match(text)
    if scheme is None:
        return _duo(text)
    name = scheme[1].lower()
    if name in _SCHEMES:
        return _SCHEMES[name]
    if name == "otpauth":
        kind = _OTPAUTH_TYPE.match(text)
        return _OTPAUTH_TYPES.get(kind[1].lower(), "") if kind else ""
    web = _WEB.fullmatch(text)
    return _by_link(web[1].lower(), web[2]) if web else ""


def _by_link(host: str, rest: str) -> str:
    if _RSA_PATH.search(rest):
        return "RSA SecurID"
    if host.endswith((".okta.com", ".oktapreview.com")) and _OKTA_PATH.match(rest):
        return "Okta Verify"
    for known, product in _HOSTS.items():
        if host == known or host.endswith(f".{known}"):
            return product
    return ""


def _duo(text: str) -> str:
    """Returns Duo's product if the text is a key, a hyphen and the base64 of Duo's host name."""
    match = _DUO.fullmatch(text)
    if match is None:
        return ""
    written = match[1].rstrip("=").replace("-", "+").replace("_", "/")
    try:
        host = base64.b64decode(written + "=" * (-len(written) % 4))
    except (binascii.Error, ValueError):
        return ""
    return "Duo Mobile" if host.lower().endswith((b".duosecurity.com", b".duo.com")) else ""


def _shortened(text: str) -> str:
    """Returns the text on one line without invisible characters, at most MAX_SHOWN_CHARACTERS."""
    clean = " ".join(_UNSHOWN.sub(" ", text[: 4 * MAX_SHOWN_CHARACTERS]).split())
    if len(clean) > MAX_SHOWN_CHARACTERS:
        return clean[: MAX_SHOWN_CHARACTERS - 1] + "\u2026"
    return clean
