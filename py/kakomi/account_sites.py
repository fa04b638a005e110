"""The sites of an account: the origins whose pages ask for its codes.

Each site has its source, so that the user can judge it and remove it. A site with the source
``COPIED_ONCE`` does not belong to the account yet. It does after a second code was copied there.
A site with the source ``COPIED`` lists the account first, but gets a code only after a question,
because a user may copy twice for a page that imitates another.

Bounds: 30 sites for each account, at most 5 of them with the source ``COPIED_ONCE``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

from kakomi import site
from kakomi.errors import DetailsInvalid, DetailsTooLong

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kakomi.site import Origin

MAX_SITES = 30
MAX_COPIED_ONCE = 5
MAX_UNIX = 253_402_300_799  # the last second of the year 9999


class Source(StrEnum):
    """How an origin became a site. ADDED: the account was added there by an old version, which
    stored one page only. FILLED: the user allowed a code to be filled in there.
    """

    ADDED = "added"
    SCANNED = "scanned"
    IMPORTED = "imported"
    ENTERED = "entered"
    COPIED_ONCE = "copied_once"
    COPIED = "copied"
    FILLED = "filled"


_SOURCES = frozenset(Source)


@dataclass(frozen=True, slots=True)
class AccountSite:
    """``origin`` is written by ``Origin.text``. ``used_at_unix`` is the last recorded use of a code
    there; 0 for none.
    """

    origin: str
    source: Source
    used_at_unix: int = 0

    def __post_init__(self) -> None:
        parsed = site.parse(self.origin)
        if parsed is None or parsed.text != self.origin:
            raise DetailsInvalid("origin")
        if self.source not in _SOURCES:
            raise DetailsInvalid("source")
        if type(self.used_at_unix) is not int or not 0 <= self.used_at_unix <= MAX_UNIX:
            raise DetailsInvalid("used_at_unix")

    @property
    def parsed(self) -> Origin:
        """The origin in its parts."""
        return site.from_text(self.origin)

    @property
    def belongs(self) -> bool:
        """Whether the account belongs to this site."""
        return self.source is not Source.COPIED_ONCE

    @property
    def is_trusted(self) -> bool:
        """Whether a code may be filled in on this site without a question."""
        return self.source not in (Source.COPIED_ONCE, Source.COPIED)


Sites: TypeAlias = tuple[AccountSite, ...]


def match(sites: Iterable[AccountSite], page: Origin) -> AccountSite | None:
    """Returns the site to which the page belongs, the last used one if there are several; None if
    there is none.
    """
    found = [each for each in sites if each.belongs and site.is_same_site(page, each.parsed)]
    return max(found, key=lambda each: each.used_at_unix, default=None)


def match_trusted(sites: Iterable[AccountSite], page: Origin) -> AccountSite | None:
    """Returns ``match`` among the trusted sites."""
    return match([each for each in sites if each.is_trusted], page)


def add(sites: Sites, page: Origin, source: Source) -> Sites:
    """Returns the sites and that of ``page``; the same sites if the page belongs to one of them or
    if there are MAX_SITES. A trusted site replaces those of the same page that were learned by
    copying. One with the source ``COPIED`` replaces those with the source ``COPIED_ONCE``.
    """
    new = AccountSite(page.text, source)
    if (match_trusted(sites, page) if new.is_trusted else match(sites, page)) is not None:
        return sites
    kept = tuple(each for each in sites if each.is_trusted or not _is_same(each, page))
    used = match(sites, page)
    return _with(kept, replace(new, used_at_unix=used.used_at_unix) if used else new)


def add_copy(sites: Sites, page: Origin) -> Sites:
    """Returns the sites after a code was copied while ``page`` was in the active tab. The first
    copy adds it as ``COPIED_ONCE``, the second one as ``COPIED``.
    """
    if match(sites, page) is not None:
        return sites
    if any(_is_same(each, page) for each in sites):
        return add(sites, page, Source.COPIED)
    once = [each for each in sites if not each.belongs]
    kept = sites
    if len(once) >= MAX_COPIED_ONCE:
        kept = tuple(each for each in sites if each is not once[0])
    if len(kept) >= MAX_SITES:
        return sites
    return (*kept, AccountSite(page.text, Source.COPIED_ONCE))


def note_use(sites: Sites, page: Origin, now_unix: int) -> Sites:
    """Returns the sites with the time of use updated for the one to which the page belongs."""
    used = match(sites, page)
    if used is None:
        return sites
    noted = replace(used, used_at_unix=max(used.used_at_unix, min(now_unix, MAX_UNIX)))
    return tuple(noted if each is used else each for each in sites)


def merge(sites: Sites, others: Iterable[AccountSite]) -> Sites:
    """Returns the sites and those of ``others`` with another origin, MAX_SITES at most."""
    known = {each.origin for each in sites}
    return (*sites, *(each for each in others if each.origin not in known))[:MAX_SITES]


def with_imported(sites: Sites, others: Iterable[AccountSite]) -> Sites:
    """Returns the sites with the trusted ones of ``others`` to which none of them belongs yet."""
    for each in others:
        if each.is_trusted:
            sites = add(sites, each.parsed, each.source)
    return sites


def scanned(origin: str) -> Sites:
    """Returns the sites of an account whose QR code was read on a page of that origin."""
    parsed = site.parse(origin)
    return () if parsed is None else (AccountSite(parsed.text, Source.SCANNED),)


def imported(addresses: Iterable[str]) -> Sites:
    """Returns the sites of web addresses, each origin once, MAX_SITES at most. Leaves out an
    address without an origin.
    """
    parsed = (site.parse(address) for address in addresses)
    origins = dict.fromkeys(each.text for each in parsed if each is not None)
    return tuple(AccountSite(origin, Source.IMPORTED) for origin in origins)[:MAX_SITES]


def edited(sites: Sites, addresses: Sequence[str], where: str) -> Sites:
    """Returns the sites that ``addresses`` name, in their order. A site that is in ``sites`` keeps
    its source; every other has the source ``ENTERED``. Raises DetailsInvalid for a text that is no
    web address, DetailsTooLong for more than MAX_SITES.
    """
    if len(addresses) > MAX_SITES:
        raise DetailsTooLong(where)
    known = {each.origin: each for each in sites}
    wanted: dict[str, AccountSite] = {}
    for index, address in enumerate(addresses):
        parsed = site.parse_typed(address)
        if parsed is None:
            raise DetailsInvalid(f"{where}[{index}]")
        there = known.get(parsed.text, AccountSite(parsed.text, Source.ENTERED))
        wanted.setdefault(parsed.text, there)
    return tuple(wanted.values())


def of_origin(origin: str) -> Sites:
    """Returns the sites of an account that was saved without sites: the page it was added on."""
    parsed = site.parse(origin)
    return () if parsed is None else (AccountSite(parsed.text, Source.ADDED),)


def _is_same(one: AccountSite, page: Origin) -> bool:
    return site.is_same_site(page, one.parsed)


def _with(sites: Sites, new: AccountSite) -> Sites:
    """Returns the sites and ``new``. If there are MAX_SITES, one with the source ``COPIED_ONCE`` is
    dropped.
    """
    if len(sites) >= MAX_SITES:
        once = next((each for each in sites if not each.belongs), None)
        if once is None:
            return sites
        sites = tuple(each for each in sites if each is not once)
    return (*sites, new)
