"""A virtual authenticator of the browser, which makes passkeys without a person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Page

_WITH_FINGERPRINT_READER = {
    "protocol": "ctap2",
    "ctap2Version": "ctap2_1",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "hasPrf": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def add(page: Page, **options: Any) -> None:
    """Give the page the authenticator of a computer with a fingerprint reader, changed by
    ``options``.
    """
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send(
        "WebAuthn.addVirtualAuthenticator", {"options": {**_WITH_FINGERPRINT_READER, **options}}
    )
