"""The table of known services, which only proposes."""

from __future__ import annotations

import pytest
from kakomi import issuers
from kakomi.public_suffix_list import registrable_domain


@pytest.mark.parametrize(
    ("issuer", "domain"),
    [
        ("GitHub", "github.com"),
        ("git hub", "github.com"),
        ("Amazon Web Services", "aws.com"),
        ("Proton Mail", "proton.me"),
        ("X", "x.com"),
        ("Yahoo! JAPAN", "yahoo.co.jp"),
        ("login.trendmicro.com", "trendmicro.com"),
        ("my-own.co.jp", "my-own.co.jp"),
    ],
)
def test_a_service_is_proposed_by_its_issuer(issuer: str, domain: str) -> None:
    assert issuers.proposed_domains(issuer)[0] == domain


@pytest.mark.parametrize("issuer", ["", "Unknown Ltd.", "GitHub Enterprise of ACME", "nas.local"])
def test_nothing_is_proposed_for_others(issuer: str) -> None:
    assert issuers.proposed_domains(issuer) == ()


def test_every_domain_of_the_table_is_a_registrable_one() -> None:
    domains = {domain for each in issuers.domains_by_name().values() for domain in each}
    assert len(domains) > 400
    assert [domain for domain in domains if registrable_domain(domain) != domain] == []
