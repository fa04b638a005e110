"""How origins become sites of an account, and go again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kakomi import account_details, account_sites, site
from kakomi.account_details import AccountDetails
from kakomi.account_sites import MAX_COPIED_ONCE, MAX_SITES, AccountSite, Sites, Source
from kakomi.errors import DetailsInvalid, DetailsTooLong
from support.shared_data import origins

if TYPE_CHECKING:
    from kakomi.site import Origin

GITHUB, GIST, NAS = "https://github.com", "https://gist.github.com", "http://nas:5000"


def at(address: str) -> Origin:
    parsed = site.parse(address)
    assert parsed is not None
    return parsed


def test_a_site_that_was_copied_on_is_not_trusted_until_the_user_allows_it() -> None:
    twice = account_sites.add_copy(account_sites.add_copy((), at(GITHUB)), at(GITHUB))
    assert account_sites.match_trusted(twice, at(GITHUB)) is None
    used = account_sites.note_use(twice, at(GITHUB), 9)
    allowed = account_sites.add(used, at(GIST), Source.FILLED)
    assert allowed == (AccountSite(GIST, Source.FILLED, 9),)
    assert account_sites.match_trusted(allowed, at(GITHUB)) is not None


def test_an_import_adds_the_sites_that_an_account_lacks() -> None:
    sites = (AccountSite(GITHUB, Source.SCANNED), AccountSite(NAS, Source.COPIED))
    others = account_sites.imported([GIST, NAS, "https://other.com/login"])
    assert account_sites.with_imported(sites, others) == (
        sites[0],
        AccountSite(NAS, Source.IMPORTED),
        AccountSite("https://other.com", Source.IMPORTED),
    )


def numbered(count: int, source: Source = Source.ENTERED) -> Sites:
    return tuple(AccountSite(f"https://site{n}.com", source) for n in range(count))


def test_a_page_belongs_to_the_last_used_of_the_sites_that_match_it() -> None:
    sites = (
        AccountSite(GITHUB, Source.SCANNED, 5),
        AccountSite(GIST, Source.ENTERED, 9),
        AccountSite(NAS, Source.FILLED, 99),
    )
    assert account_sites.match(sites, at(GITHUB)) is sites[1]
    assert account_sites.match(sites, at(NAS)) is sites[2]
    assert account_sites.match(sites, at("http://nas:5001")) is None


def test_a_site_is_added_once() -> None:
    sites = account_sites.add((), at(GITHUB), Source.FILLED)
    assert sites == (AccountSite(GITHUB, Source.FILLED),)
    assert account_sites.add(sites, at(GIST), Source.SCANNED) == sites


def test_a_second_copy_on_a_page_makes_it_a_site() -> None:
    once = account_sites.add_copy((), at(GITHUB))
    assert [each.source for each in once] == [Source.COPIED_ONCE]
    assert account_sites.match(once, at(GITHUB)) is None
    elsewhere = account_sites.add_copy(once, at(NAS))
    assert account_sites.match(elsewhere, at(GITHUB)) is None
    twice = account_sites.add_copy(elsewhere, at(GIST))
    assert account_sites.match(twice, at(GITHUB)) == AccountSite(GIST, Source.COPIED)
    assert GITHUB not in [each.origin for each in twice]
    assert account_sites.add_copy(twice, at(GITHUB)) == twice


def test_a_copy_on_https_after_one_on_http_counts_and_not_the_other_way_round() -> None:
    http, https = at("http://example.com"), at("https://example.com")
    twice = account_sites.add_copy(account_sites.add_copy((), http), https)
    assert twice == (AccountSite("https://example.com", Source.COPIED),)
    both = account_sites.add_copy(account_sites.add_copy((), https), http)
    assert all(not each.belongs for each in both)


def test_few_pages_are_recorded_after_one_copy() -> None:
    sites: Sites = ()
    for number in range(MAX_COPIED_ONCE + 3):
        sites = account_sites.add_copy(sites, at(f"https://site{number}.com"))
    assert len(sites) == MAX_COPIED_ONCE
    assert [each.origin for each in sites] == [f"https://site{n}.com" for n in range(3, 8)]


def test_without_room_a_page_copied_on_once_is_removed_first() -> None:
    full = (*numbered(MAX_SITES - 1), AccountSite(NAS, Source.COPIED_ONCE))
    after = account_sites.add(full, at(GITHUB), Source.FILLED)
    assert len(after) == MAX_SITES
    assert after[-1] == AccountSite(GITHUB, Source.FILLED)
    assert account_sites.add(after, at(NAS), Source.FILLED) == after
    assert account_sites.add_copy(after, at(NAS)) == after
    with pytest.raises(DetailsTooLong):
        AccountDetails(sites=numbered(MAX_SITES + 1))


def test_the_time_of_use_is_noted_on_the_site_of_the_page() -> None:
    sites = (AccountSite(GITHUB, Source.SCANNED), AccountSite(NAS, Source.ENTERED, 7))
    noted = account_sites.note_use(sites, at(GIST), 50)
    assert [each.used_at_unix for each in noted] == [50, 7]
    assert account_sites.note_use(noted, at(GIST), 40) == noted
    assert account_sites.note_use(sites, at("https://other.com"), 50) == sites
    late = account_sites.note_use(sites, at(NAS), account_sites.MAX_UNIX + 1)
    assert late[1].used_at_unix == account_sites.MAX_UNIX, "a clock that is far ahead"


def test_an_edit_keeps_the_source_of_what_stays_and_enters_the_rest() -> None:
    sites = (AccountSite(GITHUB, Source.SCANNED, 5), AccountSite(NAS, Source.FILLED))
    after = account_sites.edited(sites, ["example.com", GITHUB, "https://example.com/x"], "sites")
    assert after == (
        AccountSite("https://example.com", Source.ENTERED),
        AccountSite(GITHUB, Source.SCANNED, 5),
    )
    with pytest.raises(DetailsInvalid) as error:
        account_sites.edited(sites, [GITHUB, "two words"], "sites")
    assert error.value.where == "sites[1]"
    with pytest.raises(DetailsTooLong):
        account_sites.edited(sites, [GITHUB] * (MAX_SITES + 1), "sites")


def test_imported_addresses_are_origins_each_once() -> None:
    addresses = [f"{GITHUB}/login", f"{GITHUB}/", "android://x", "http://10.0.0.1:80/a"]
    assert account_sites.imported(addresses) == (
        AccountSite(GITHUB, Source.IMPORTED),
        AccountSite("http://10.0.0.1", Source.IMPORTED),
    )
    assert len(account_sites.imported(f"https://site{n}.com" for n in range(99))) == MAX_SITES


def test_merging_keeps_what_is_there() -> None:
    sites = (AccountSite(GITHUB, Source.SCANNED, 5),)
    others = (AccountSite(GITHUB, Source.IMPORTED), AccountSite(NAS, Source.IMPORTED))
    assert account_sites.merge(sites, others) == (*sites, others[1])
    assert len(account_sites.merge(sites, numbered(MAX_SITES))) == MAX_SITES


@pytest.mark.parametrize(
    ("origin", "source", "used_at_unix"),
    [
        ("https://github.com/", Source.ENTERED, 0),
        ("https://GitHub.com", Source.ENTERED, 0),
        ("https://github.com:443", Source.ENTERED, 0),
        ("github.com", Source.ENTERED, 0),
        (GITHUB, "guessed", 0),
        (GITHUB, Source.ENTERED, -1),
        (GITHUB, Source.ENTERED, True),
        (GITHUB, Source.ENTERED, 10**12),
    ],
)
def test_an_invalid_site_is_refused(origin: str, source: Any, used_at_unix: int) -> None:
    with pytest.raises(DetailsInvalid):
        AccountSite(origin, source, used_at_unix)


_SITES = st.lists(
    st.builds(AccountSite, origins(), st.sampled_from(Source), st.integers(0, 2**40 // 8)),
    max_size=4,
).map(tuple)


@given(_SITES, origins() | st.just(""), st.booleans(), st.booleans())
def test_stored_values_are_read_back(
    sites: Sites, origin: str, submits: bool, appends: bool
) -> None:
    details = AccountDetails(
        origin=origin, sites=sites, submits_after_fill=submits, appends_code=appends
    )
    value = account_details.to_json(details)
    assert account_details.from_json(value, "x") == details


def test_details_of_an_older_version_have_the_site_on_which_the_account_was_added() -> None:
    value = account_details.to_json(AccountDetails(origin=f"{GITHUB}/settings"))
    del value["sites"]
    older = account_details.from_json(value, "x")
    assert older.sites == (AccountSite(GITHUB, Source.ADDED),)
    assert "sites" not in account_details.to_json(older)
    assert "sites" not in account_details.to_json(AccountDetails(note="n"))


@pytest.mark.parametrize(
    "sites",
    [
        "https://github.com",
        [GITHUB],
        [[GITHUB, "scanned"]],
        [[GITHUB, "guessed", 0]],
        [[GITHUB, "scanned", "0"]],
        [[GITHUB, "scanned", True]],
        [["https://github.com/", "scanned", 0]],
        [[GITHUB, "scanned", 0, 0]],
    ],
)
def test_malformed_sites_are_refused(sites: object) -> None:
    value = {**account_details.to_json(AccountDetails(note="n")), "sites": sites}
    with pytest.raises(DetailsInvalid):
        account_details.from_json(value, "x")


@given(st.lists(origins(), max_size=40))
def test_learning_never_goes_over_the_bounds(pages: list[str]) -> None:
    sites: Sites = ()
    for page in pages:
        sites = account_sites.add_copy(sites, at(page))
        AccountDetails(sites=sites)
        assert sum(1 for each in sites if not each.belongs) <= MAX_COPIED_ONCE
    assert len({each.origin for each in sites}) == len(sites)
