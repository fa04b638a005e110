"""What an account gets from the preset of its issuer, which an organization's policy sets."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kakomi import account_sites, site
from kakomi.account_sites import Source

if TYPE_CHECKING:
    from kakomi.account_details import AccountDetails
    from kakomi.policy import Preset


def with_preset(details: AccountDetails, preset: Preset | None) -> AccountDetails:
    """Returns the details with the preset's parts. What the details have already is kept; the
    preset's site is added to the others.
    """
    if preset is None:
        return details
    sites = details.sites
    origin = site.parse_typed(preset.site) if preset.site else None
    if origin is not None:
        sites = account_sites.add(sites, origin, Source.ENTERED)
    note = "\n".join(line for line in (preset.note, preset.help_url) if line)
    return replace(
        details,
        sites=sites,
        icon=details.icon or preset.icon,
        note=details.note or note,
        emergency_link=details.emergency_link or preset.emergency_url,
    )
