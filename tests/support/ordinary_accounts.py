"""Accounts as people have them: 160-bit keys, names of services, mail addresses of real lengths."""

from __future__ import annotations

import base64
import random

from kakomi.account import Account
from kakomi.account_details import AccountDetails
from kakomi.otp_key import Key

_SERVICES = (
    "Google GitHub Microsoft Amazon Facebook Dropbox Slack PayPal Discord Twitch Reddit LinkedIn "
    "Twitter Instagram Apple Adobe Atlassian Bitbucket GitLab DigitalOcean Heroku Cloudflare "
    "Coinbase Kraken Binance Bitwarden 1Password LastPass Proton Tutanota Fastmail Zoom Notion "
    "Figma Stripe Shopify Squarespace WordPress.com Namecheap GoDaddy Hetzner OVHcloud Linode "
    "Vultr npm PyPI RubyGems Docker Sentry Datadog PagerDuty Okta Auth0 Salesforce HubSpot "
    "Mailchimp SendGrid Twilio Snapchat TikTok Pinterest Tumblr Evernote Trello Asana Nintendo "
    "Sony Epic-Games Ubisoft Rockstar Steam Roblox Wise Revolut N26 Robinhood Fidelity"
)
_FIRST = (
    "james mary john patricia robert jennifer michael linda william elizabeth david barbara "
    "richard susan joseph jessica thomas sarah haruto yui sota hina kaito aoi"
)
_LAST = (
    "smith johnson williams brown jones garcia miller davis rodriguez martinez hernandez lopez "
    "gonzalez wilson anderson sato suzuki takahashi tanaka watanabe ito yamamoto"
)
_DOMAINS = "gmail.com outlook.com example.co.jp company-mail.com icloud.com example.org"


def accounts(count: int, seed: int = 1, note_characters: int = 0) -> tuple[Account, ...]:
    """Returns accounts added one by one over some years."""
    rng = random.Random(seed)  # noqa: S311  the same accounts each time
    added = 1_600_000_000
    made = []
    for _ in range(count):
        added += rng.randint(60, 400_000)
        first, last, domain = (rng.choice(e.split()) for e in (_FIRST, _LAST, _DOMAINS))
        note = "".join(rng.choices("abcdefghijklmnopqrstuvwxyz ", k=note_characters))
        made.append(
            Account(
                id=base64.urlsafe_b64encode(rng.randbytes(16)).decode("ascii").rstrip("="),
                key=Key(secret=rng.randbytes(20)),
                issuer=rng.choice(_SERVICES.split()),
                name=f"{first}.{last}{rng.randint(1, 99)}@{domain}",
                added_at_unix=added,
                details=AccountDetails(note=note),
            )
        )
    return tuple(made)
