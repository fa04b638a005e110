"""The sheet: the rows that the popup paints from, without waiting for Python.

The sheet has the names, the order, and the codes of the current and the next time steps. It is
written to ``storage.session`` after each change and read when the popup opens. It holds codes,
never secrets. The first rows have their own storage key, so that the popup paints 1,000 accounts as
fast as 20.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kakomi import (
    account_details,
    account_parameters,
    account_picture,
    issuers,
    monogram,
    otp,
    service_icon,
)
from kakomi.account import Account, NewAccount
from kakomi.otp_key import Key, Kind
from kakomi.rules import DEFAULT

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kakomi.account_sites import Sites
    from kakomi.messages.sheet import Reminder, Row, RowSite, Sheet, SheetRest
    from kakomi.rules import Rules

VERSION = 1
HEAD, REST = "sheet", "sheet.rest"  # keys of storage.session
HEAD_ROWS = 20
MAX_ROW_SITES = 8

# The sheet covers 20 minutes for a few accounts and less for many, because each code takes about
# 45 µs in the worker while the user waits. It covers at least the current step and two more.
MAX_CODES = 2_000
MAX_CODES_ON_REFRESH = 6_000  # the page has codes already, so nobody waits
MAX_STEPS = 40
MIN_STEPS = 3
PREVIEW_STEPS = 20  # ten minutes: a preview is not refreshed


def steps_ahead(accounts: int, most: int = MAX_CODES) -> int:
    """Returns how many time steps a sheet covers if it may have ``most`` codes in total."""
    return max(MIN_STEPS, min(MAX_STEPS, most // max(1, accounts)))


class Codes:
    """A cache of codes, patterns of sites and monograms, so that a new sheet computes only new
    ones.
    """

    def __init__(self) -> None:
        self._known: dict[str, tuple[Key, int, list[str]]] = {}
        self._sites: dict[str, tuple[Sites, list[RowSite]]] = {}
        self._proposed: dict[str, tuple[str, list[str]]] = {}
        self._titles: list[str] = []
        self._monograms: dict[str, str] = {}

    def proposed_of(self, account: Account) -> list[str]:
        """Returns the patterns of the service that the account's issuer names."""
        issuer, patterns = self._proposed.get(account.id, (None, []))
        if issuer != account.issuer:
            patterns = proposed_patterns(account.issuer)
            self._proposed[account.id] = (account.issuer, patterns)
        return patterns

    def monograms_of(self, titles: list[str]) -> dict[str, str]:
        """Returns the monograms of these titles."""
        if titles != self._titles:
            self._titles, self._monograms = titles, monogram.of_list(titles)
        return self._monograms

    def sites_of(self, account: Account) -> list[RowSite]:
        """Returns the account's sites in the form of a row."""
        sites, of_row = self._sites.get(account.id, ((), []))
        if sites != account.details.sites:
            of_row = row_sites(account.details.sites)
            self._sites[account.id] = (account.details.sites, of_row)
        return of_row

    def of(self, account: Account, first_step: int, count: int) -> list[str]:
        """Returns ``count`` codes from ``first_step`` on."""
        known, start, codes = self._known.get(account.id, (None, 0, []))
        if known != account.key or not start <= first_step <= start + len(codes):
            start, codes = first_step, []
        kept = codes[first_step - start :][:count]
        fresh = otp.codes(account.key, first_step + len(kept), count - len(kept))
        self._known[account.id] = (account.key, first_step, kept + fresh)
        return kept + fresh

    def keep_only(self, accounts: Iterable[Account]) -> None:
        """Remove the codes of all other accounts."""
        ids = {a.id for a in accounts}
        self._known = {k: v for k, v in self._known.items() if k in ids}
        self._sites = {k: v for k, v in self._sites.items() if k in ids}
        self._proposed = {k: v for k, v in self._proposed.items() if k in ids}
        if not ids:
            self._titles, self._monograms = [], {}


def _row(
    account: Account | NewAccount,
    row_id: str,
    first_step: int,
    codes: list[str],
    sites: Sequence[RowSite] = (),
    proposed: Sequence[str] | None = None,
) -> Row:
    if proposed is None:
        proposed = proposed_patterns(account.issuer)
    key = account.key
    details = account.details if isinstance(account, Account) else account_details.EMPTY
    row: Row = {
        "id": row_id,
        "issuer": account.issuer,
        "name": account.name,
        "kind": key.kind.value,
        "algorithm": key.algorithm.value,
        "digits": key.digits,
        "period_s": key.period_s,
        "unusual": account_parameters.unusual(key),
        "counter": account.counter,
        "first_step": first_step,
        "codes": codes,
        "sites": list(sites),
        "proposed": [] if sites else list(proposed),
        "icon": service_icon.of_account(account.issuer, account.name, details.icon, details.sites),
        "monogram": monogram.of_title(account.issuer or account.name),
        "picture": account_picture.version(details.picture),
    }
    # What few accounts have is left out, because storage.session has room for 10 MB of rows.
    if details.groups:
        row["groups"] = list(details.groups)
    if details.pinned:
        row["pinned"] = True
    if details.hidden:
        row["hidden"] = True
    if details.hides_code:
        row["hides_code"] = True
    return row


def row_sites(sites: Sites) -> list[RowSite]:
    """Returns the sites in the form of a row: each pattern once, the last used first."""
    used: dict[str, int] = {}
    for each in sites:
        if each.belongs:
            pattern = each.parsed.pattern
            used[pattern] = max(used.get(pattern, 0), each.used_at_unix)
    latest_first = sorted(used, key=lambda pattern: -used[pattern])[:MAX_ROW_SITES]
    return [{"pattern": pattern, "used_at_unix": used[pattern]} for pattern in latest_first]


def proposed_patterns(issuer: str) -> list[str]:
    """Returns the patterns of the service that the issuer names."""
    return [f".{domain}" for domain in issuers.proposed_domains(issuer)]


def row(account: Account, now_unix: int, steps: int, codes: Codes) -> Row:
    """Returns the row of an account with codes from the current step on. HOTP has none."""
    sites, proposed = codes.sites_of(account), codes.proposed_of(account)
    if account.key.kind is Kind.HOTP:
        return _row(account, account.id, 0, [], sites, proposed)
    first_step = otp.step(now_unix, account.key.period_s)
    of_steps = codes.of(account, first_step, steps)
    return _row(account, account.id, first_step, of_steps, sites, proposed)


def preview_steps(candidates: int) -> int:
    """Returns how many time steps a preview of that many new accounts covers."""
    return max(MIN_STEPS, min(PREVIEW_STEPS, MAX_CODES // max(1, candidates)))


def preview_row(
    new_account: NewAccount, row_id: str, now_unix: int, steps: int = PREVIEW_STEPS
) -> Row:
    """Returns the row of an account that is not saved. It has no codes if a PIN is missing."""
    key = new_account.key
    if key.kind is Kind.HOTP or key.needs_pin:
        return _row(new_account, row_id, 0, [])
    first_step = otp.step(now_unix, key.period_s)
    return _row(new_account, row_id, first_step, otp.codes(key, first_step, steps))


def rows(
    accounts: Sequence[Account],
    now_unix: int,
    codes: Codes,
    most: int = MAX_CODES,
    first: int | None = None,
) -> list[Row]:
    """Returns the rows of all accounts, or of the ``first`` ones, in the given order. ``most``
    limits the total number of codes; each row has at least ``MIN_STEPS``.
    """
    codes.keep_only(accounts)
    wanted = accounts[:first]
    steps = steps_ahead(len(wanted), most)
    found = [row(account, now_unix, steps, codes) for account in wanted]
    titles = [each.issuer or each.name for each in accounts if not _icon(each)]
    letters = codes.monograms_of(titles)
    for each in found:
        if not each["icon"]:
            each["monogram"] = letters[each["issuer"] or each["name"]]
    return found


def _icon(account: Account) -> str:
    details = account.details
    return service_icon.of_account(account.issuer, account.name, details.icon, details.sites)


def sheet(
    of: list[Row],
    now_unix: int,
    locks_at_unix_ms: int | None = None,
    total: int | None = None,
    reminder: Reminder | None = None,
    rules: Rules = DEFAULT,
) -> Sheet:
    """Returns a sheet of all the rows in ``of``, without groups and with a right clock. ``total``
    is the number of accounts if ``of`` holds only the first of them.
    """
    return {
        "version": VERSION,
        "made_at_unix": now_unix,
        "locks_at_unix_ms": locks_at_unix_ms,
        "total": len(of) if total is None else total,
        "reminder": reminder,
        "preferences": rules.preferences,
        "rest_patterns": [],
        "groups": [],
        "hidden": 0,
        "clock_offset_ms": 0,
        "clock_jump_ms": 0,
        "rows": of,
    }


def _patterns(rows: Iterable[Row]) -> list[str]:
    """Returns the patterns of these rows, each once."""
    own = (site["pattern"] for each in rows for site in each["sites"])
    proposed = (pattern for each in rows for pattern in each["proposed"])
    return list(dict.fromkeys([*own, *proposed]))


def session_values(full_sheet: Sheet) -> dict[str, object]:
    """Returns the values for ``storage.session``: the first rows in HEAD, the others in REST."""
    rest: SheetRest = {"rows": full_sheet["rows"][HEAD_ROWS:]}
    head: Sheet = {
        **full_sheet,
        "rest_patterns": _patterns(rest["rows"]),
        "rows": full_sheet["rows"][:HEAD_ROWS],
    }
    return {HEAD: head, REST: rest}
