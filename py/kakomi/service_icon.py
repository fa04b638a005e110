"""Decides which icon an account has: the icon of the service to which it belongs.

An icon's name is the domain of its service (``github.com``), or the plain name of a package
registry (``npm``), because the source names no host of a registry. ``service_icons.txt`` has the
names of all icons; the build takes the pictures from there.

The law. The first of these that names a known service decides:

1. ``icon`` of the account's details, which another app or the user chose.
2. The issuer, or the name of an account without an issuer. It must be the service's name, compared
   by ``issuers.name_key``, or begin with it. The rest must be separated ("GitHub: work") or consist
   of generic words ("Google account"). Other labels are not guessed, so that "Apple Bank" does not
   get Apple's icon.
3. The account's sites. Sites on which it was only scanned or added count only for an account
   without an issuer, because the QR code may have been in a mail or a document of another service.
"""

from __future__ import annotations

import pkgutil
import re
from functools import lru_cache
from typing import TYPE_CHECKING

from kakomi import issuers
from kakomi.account_sites import Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from kakomi.account_sites import AccountSite, Sites

_FILE = "service_icons.txt"

_SEPARATED = re.compile(r"\s*[:(\[|/,@\uff1a\uff08\u3010]\s*|\s+[-\u2013\u2014\u00b7]\s+")
_WORD = re.compile(r"[\s_-]+")
# Words that do not distinguish services.
_GENERIC = frozenset(
    re.split(
        r"\s+",
        "account accounts admin app authenticator business company console dev id login main mfa "
        "my new old online personal prod production root sandbox security signin sso staging team "
        "test totp verification web work 2fa 1 2 3 ii",
    )
)
_GENERIC_ENDING = re.compile(
    "(アカウント|ログイン|会社用?|個人用?|仕事用?|本番|開発|認証|二段階認証)$"
)
_IMAGE_NAME = re.compile(r"(?:.*/)?(.*?)(?:\.(?:svg|png|jpe?g|webp|gif|ico))?", re.IGNORECASE)
_ICON_ENDING = re.compile(r"[-_](icon|logo)$", re.IGNORECASE)
_UNCERTAIN = frozenset({Source.ADDED, Source.SCANNED, Source.COPIED_ONCE})

MONOGRAM = "monogram"  # chosen by the user: letters, and no icon

_by_name: dict[str, str] = {}
_by_domain: dict[str, str] = {}


def names() -> frozenset[str]:
    """Returns the names of all icons."""
    return frozenset(icon for icon, _ in _services())


def _services() -> Iterator[tuple[str, list[str]]]:
    """Yields each icon, and the names and domains of its service beside the icon's name."""
    text = (pkgutil.get_data("kakomi", _FILE) or b"").decode("utf-8")
    for line in text.splitlines():
        if not line.startswith("#"):
            picture, _, aliases = line.partition("|")
            yield picture.partition(" ")[0], aliases.split()


def search(text: str) -> list[str]:
    """Returns the icons of the services whose name or domain has the text, those that begin with it
    first; all icons for an empty text.
    """
    wanted = issuers.name_key(text)
    if not wanted:
        return sorted(names())
    found: dict[str, int] = {}
    by_name, by_domain = tables()
    for table in (by_name, by_domain):
        for name, icon in table.items():
            at = issuers.name_key(name).find(wanted)
            if at >= 0:
                found[icon] = min(found.get(icon, at), at)
    for icon in (_first(issuers.proposed_domains(text)),):
        if icon:
            found[icon] = -1
    return sorted(found, key=lambda icon: (min(found[icon], 1), icon))


def of_account(issuer: str, name: str, icon: str = "", sites: Sites = ()) -> str:
    """Returns the name of the account's icon, or an empty text if it has none."""
    if icon == MONOGRAM:
        return ""
    chosen = of_icon_name(icon) if icon else ""
    return chosen or of_label(issuer or name) or _of_sites(sites, is_named=issuer != "")


@lru_cache(maxsize=8_192)  # a vault has up to 5,000 accounts
def of_label(label: str) -> str:
    """Returns the icon of the service that a label names, or an empty text."""
    if icon := _of_name(label):
        return icon
    head = _SEPARATED.split(label, maxsplit=1)[0]
    words = _WORD.split(_GENERIC_ENDING.sub("", head).strip())
    while words and words[0].casefold() in _GENERIC:
        words = words[1:]
    while words and words[-1].casefold() in _GENERIC:
        words = words[:-1]
    return _of_name(" ".join(words)) if words else ""


def of_icon_name(icon: str) -> str:
    """Returns the icon for another app's picture name, or an empty text. The dot of a domain may be
    written as a hyphen, as an underscore or as "dot" ("chessdotcom"), as icon collections do.
    """
    found = _IMAGE_NAME.fullmatch(icon.strip())
    if not found:
        return ""
    name = _ICON_ENDING.sub("", found[1])
    spellings = (name, name.replace("dot", "."), name.replace("-", "."), name.replace("_", "."))
    return next(filter(None, map(_of_name, spellings)), "")


def _of_name(text: str) -> str:
    by_name, by_domain = tables()
    if text in by_domain:
        return by_domain[text]
    own = by_name.get(issuers.name_key(text))
    if own is not None:
        return own
    return _first(issuers.proposed_domains(text))


def _of_sites(sites: Iterable[AccountSite], *, is_named: bool) -> str:
    for each in sites:
        if each.source is Source.COPIED_ONCE or (is_named and each.source in _UNCERTAIN):
            continue
        domain = each.parsed.domain
        if domain is not None and (icon := _first((domain,))):
            return icon
    return ""


def _first(domains: Iterable[str]) -> str:
    _, by_domain = tables()
    return next((by_domain[domain] for domain in domains if domain in by_domain), "")


def tables() -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Returns the icons by names of services, and by domains. The first call builds them."""
    if not _by_domain:
        for icon, aliases in _services():
            _by_domain[icon] = icon
            for alias in aliases:
                (_by_domain if "." in alias else _by_name)[alias] = icon
        _add_known_services()
    return _by_name, _by_domain


def _add_known_services() -> None:
    """Add the names of services that kakomi.issuers lacks, and the further domains of services that
    it has. The first domain of a service is its icon's name.
    """
    services = issuers.domains_by_name()
    for icon in list(_by_domain):
        name = issuers.name_key(icon.partition(".")[0])
        if name not in services:
            _by_name.setdefault(name, icon)
    for domains in services.values():
        for domain in domains:
            if domains[0] in _by_domain:
                _by_domain.setdefault(domain, _by_domain[domains[0]])
