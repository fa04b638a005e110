"""Which icon an account has."""

from __future__ import annotations

from pathlib import Path

import pytest
from kakomi import issuers, service_icon
from kakomi.account_sites import AccountSite, Source
from kakomi.public_suffix_list import registrable_domain
from tools import service_icons

LIST = Path(__file__).parent / "service_icons_150.txt"


def listed() -> list[str]:
    return [line for line in LIST.read_text("utf-8").splitlines() if line[:1] != "#"]


def test_95_percent_of_the_150_most_used_services_have_an_icon() -> None:
    services = listed()
    assert len(services) == len(set(services)) == 150
    without = [name for name in services if not service_icon.of_account(name, "alice")]
    assert len(without) <= 7, without


def test_no_two_of_those_services_share_an_icon() -> None:
    icons = [icon for name in listed() if (icon := service_icon.of_label(name))]
    assert len(icons) == len(set(icons))


@pytest.mark.parametrize(
    ("issuer", "icon"),
    [
        ("GitHub", "github.com"),
        ("git hub", "github.com"),
        ("GitHub: work", "github.com"),
        ("GitHub (alice)", "github.com"),
        ("AWS - production", "aws.com"),
        ("1Password/Family", "1password.com"),
        ("My Google account", "google.com"),
        ("Googleアカウント", "google.com"),
        ("accounts.google.com", "google.com"),
        ("login.microsoftonline.com", "microsoft.com"),
        ("Amazon.co.jp", "amazon.com"),
        ("Amazon Web Services", "aws.com"),
        ("Yahoo", "yahoo.com"),
        ("Yahoo! JAPAN", "yahoo.co.jp"),
        ("Ｙａｈｏｏ！ＪＡＰＡＮ", "yahoo.co.jp"),
        ("楽天", "rakuten.co.jp"),
        ("任天堂", "nintendo.com"),
        ("メルカリ", "mercari.com"),
        ("三井住友カード", "smbc-card.com"),
        ("三井住友銀行", "smbc.co.jp"),
        ("T-Mobile", "t-mobile.com"),
        ("github.com", "github.com"),
    ],
)
def test_an_issuer_names_its_service(issuer: str, icon: str) -> None:
    assert service_icon.of_account(issuer, "alice@example.com") == icon


@pytest.mark.parametrize(
    "issuer",
    [
        "",
        "Googly",
        "Gоogle",  # with a Cyrillic letter
        "goog1e",
        "GitHob",
        "Not GitHub",
        "GitHub Enterprise of ACME",
        "Apple Bank",
        "Line Webtoon",
        "Amazonas",
        "X Corp Bank",
        "github.com.example.org",
        "github.io",
        "account",
    ],
)
def test_a_label_that_only_looks_alike_has_no_icon(issuer: str) -> None:
    assert service_icon.of_account(issuer, "alice@google.com") == ""


def test_an_account_without_an_issuer_has_the_icon_of_its_name() -> None:
    assert service_icon.of_account("", "GitHub") == "github.com"
    assert service_icon.of_account("", "GitHub:alice") == "github.com"


@pytest.mark.parametrize(
    ("source", "named", "unnamed"),
    [
        (Source.ENTERED, "github.com", "github.com"),
        (Source.COPIED, "github.com", "github.com"),
        (Source.FILLED, "github.com", "github.com"),
        (Source.IMPORTED, "github.com", "github.com"),
        (Source.SCANNED, "", "github.com"),
        (Source.ADDED, "", "github.com"),
        (Source.COPIED_ONCE, "", ""),
    ],
)
def test_a_site_gives_the_icon_if_it_is_certain(source: Source, named: str, unnamed: str) -> None:
    sites = (AccountSite("https://gist.github.com", source),)
    assert service_icon.of_account("My work", "alice", sites=sites) == named
    assert service_icon.of_account("", "alice", sites=sites) == unnamed


def test_the_issuer_comes_before_the_site() -> None:
    sites = (AccountSite("https://github.com", Source.ENTERED),)
    assert service_icon.of_account("GitLab", "alice", sites=sites) == "gitlab.com"


@pytest.mark.parametrize(
    ("icon", "expected"),
    [
        ("gitlab", "gitlab.com"),
        ("GitLab.svg", "gitlab.com"),
        ("icons/gitlab.png", "gitlab.com"),
        ("gitlab.com", "gitlab.com"),
        ("default", "github.com"),
        ("aegis-unknown", "github.com"),
        ("", "github.com"),
    ],
)
def test_the_icon_that_another_app_had_comes_first_if_it_is_known(icon: str, expected: str) -> None:
    assert service_icon.of_account("GitHub", "alice", icon) == expected


def test_every_icon_has_a_picture_and_the_name_of_a_domain_or_a_package_registry() -> None:
    assert {choice.name for choice in service_icons.choices()} == service_icon.names()
    others = {n for n in service_icon.names() if registrable_domain(n) != n}
    assert others == {"npm", "nuget", "packagist", "pypi", "rubygems"}


def test_every_name_is_written_as_names_are_compared() -> None:
    by_name, by_domain = service_icon.tables()
    assert [name for name in by_name if issuers.name_key(name) != name] == []
    assert set(by_domain.values()) == service_icon.names()


def test_icons_are_found_by_name_domain_and_in_japanese_and_all_are_listed() -> None:
    assert {"github.com", "gitlab.com"} <= set(service_icon.search("git")[:5])
    assert service_icon.search("アマゾン") == ["amazon.com"]
    assert "amazon.com" in service_icon.search("amazon.co.jp")
    assert service_icon.search("no such service") == []
    assert set(service_icon.search("")) == service_icon.names()


def test_an_account_has_letters_where_its_user_chose_them() -> None:
    assert service_icon.of_account("GitHub", "", service_icon.MONOGRAM) == ""
    assert service_icon.of_account("GitHub", "", "gitlab.com") == "gitlab.com"


def test_the_names_that_icon_collections_and_apps_have_for_it_lead_to_the_icon() -> None:
    shared = {"mastodon.social", "wordpress.org"}  # their pictures are those of other services
    collections = ("simple-icons", "logos", "super-tiny-icons")
    wrong = [
        choice.name
        for choice in service_icons.choices()
        if choice.collection in collections
        and choice.name not in shared
        and {choice.name}
        != set(map(service_icon.of_icon_name, (choice.slug, f"icons/{choice.slug}.svg")))
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("icon", "expected"),
    [
        ("Itchio", "itch.io"),
        ("SlackWorkspace", "slack.com"),
        ("MicrosoftTeams", "microsoft.com"),
        ("BraintreePayments", "braintreegateway.com"),
        ("ElectronicArts", "ea.com"),
        ("battle_net", "battle.net"),
        ("Default", ""),
        ("CloudDownload", ""),
    ],
)
def test_names_that_only_andotp_and_ente_use_lead_to_the_icon(icon: str, expected: str) -> None:
    assert service_icon.of_icon_name(icon) == expected
