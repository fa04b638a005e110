"""Whose page an address is: the law at the head of ``kakomi.site``, as examples and properties."""

from __future__ import annotations

import string
import unicodedata
from typing import TYPE_CHECKING

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from kakomi.public_suffix_list import registrable_domain, rules
from kakomi.site import Origin, from_text, is_same_site, parse, parse_typed

if TYPE_CHECKING:
    from ipaddress import IPv4Address


def origin(address: str) -> Origin:
    parsed = parse(address)
    assert parsed is not None, address
    return parsed


def same(page: str, recorded: str) -> bool:
    return is_same_site(origin(page), origin(recorded))


@pytest.mark.parametrize(
    ("page", "recorded"),
    [
        ("https://github.com/login", "https://github.com"),
        ("https://gist.github.com", "https://github.com"),
        ("https://github.com", "https://gist.github.com"),
        ("https://GitHub.COM", "https://github.com"),
        ("https://github.com:8443", "https://github.com"),
        ("https://example.co.uk", "http://www.example.co.uk"),
        ("http://example.com", "http://example.com"),
        ("https://user:word@github.com/", "https://github.com"),
        ("https://a.customer.github.io", "https://customer.github.io"),
        ("https://xn--mnchen-3ya.de", "https://münchen.de"),
        ("https://xn--mnchen-3ya.de", "https://MÜNCHEN.de"),
        ("https://xn--fa-hia.de", "https://faß.de"),
        ("https://github.com", "https://ｇｉｔｈｕｂ。com"),
        ("https://127.0.0.1", "https://127.0.0.1:443"),
        ("http://localhost:3000", "http://localhost:3000"),
        ("https://nas", "http://nas"),
        ("https://[::1]:8443", "https://[0:0::0:1]:8443"),
        ("https://github.io", "https://github.io"),
    ],
)
def test_it_is_the_same_site(page: str, recorded: str) -> None:
    assert same(page, recorded)


@pytest.mark.parametrize(
    ("page", "recorded"),
    [
        ("https://github.com.evil.example", "https://github.com"),
        ("https://github.com@evil.example", "https://github.com"),
        ("https://github.com:443@evil.example", "https://github.com"),
        ("https://evilgithub.com", "https://github.com"),
        ("https://github.co", "https://github.com"),
        ("https://github.com.", "https://github.com"),
        ("https://github.com", "https://github.com."),
        ("https://gіthub.com", "https://github.com"),  # Cyrillic і
        ("https://xn--gthub-n4a.com", "https://github.com"),
        ("https://ασ.gr", "https://ας.gr"),
        ("https://fass.de", "https://faß.de"),
        ("http://github.com", "https://github.com"),
        ("https://one.github.io", "https://two.github.io"),
        ("https://one.github.io", "https://github.io"),
        ("https://github.io", "https://one.github.io"),
        ("https://one.co.uk", "https://two.co.uk"),
        ("https://www.corp", "https://mail.corp"),
        ("https://a.intra.corp", "https://b.intra.corp"),
        ("http://localhost:3000", "http://localhost:3001"),
        ("http://a.localhost", "http://localhost"),
        ("http://127.0.0.1", "http://127.0.0.1:8000"),
        ("http://10.0.0.1", "http://10.0.0.2"),
        ("https://[::1]", "https://[::2]"),
        ("https://[::ffff:7f00:1]", "https://127.0.0.1"),
    ],
)
def test_it_is_another_site(page: str, recorded: str) -> None:
    assert not same(page, recorded)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "github.com",
        "ftp://github.com",
        "file:///etc/passwd",
        "chrome://settings",
        "chrome-extension://abc/popup.html",
        "javascript:alert(1)//https://github.com",
        "view-source:https://github.com",
        "data:text/html,https://github.com",
        " https://github.com",
        "https:github.com",
        "https:/github.com",
        "https:\\\\github.com",
        "https://",
        "https:///github.com",
        "https://github.com\\@evil.example",
        "https://evil.example\\.github.com",
        "https://github%2ecom",
        "https://git\thub.com",
        "https://git hub.com",
        "https://github..com",
        "https://.github.com",
        "https://github.com:99999",
        "https://github.com:0",
        "https://github.com:８０",
        "https://github.com:80a",
        "https://0x7f.0.0.1",
        "https://0177.0.0.1",
        "https://127.1",
        "https://2130706433",
        "https://127.0.0.1.",
        "https://127.0.0.256",
        "https://127.0.0.01",
        "https://1.2.3.4.5",
        "https://[::1",
        "https://::1",
        "https://[::1%25eth0]",
        "https://[1:2:3]",
        "https://[1::2::3]",
        "https://[::12345]",
        "https://a⒈com",
        "https://a℀b.com",
        "https://a\u00adb.com",
        "https://" + "a" * 64 + ".com",
        "https://" + "a." * 127 + "com",
    ],
)
def test_it_has_no_origin(address: str) -> None:
    assert parse(address) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("github.com", "https://github.com"),
        ("  GitHub.com/login ", "https://github.com"),
        ("http://github.com", "http://github.com"),
        ("localhost:3000", "http://localhost:3000"),
        ("192.168.1.1", "http://192.168.1.1"),
        ("nas", "http://nas"),
        ("münchen.de", "https://xn--mnchen-3ya.de"),
        ("two words", None),
        ("", None),
        ("mailto:a@b.com", None),
    ],
)
def test_a_typed_address_may_lack_its_scheme(text: str, expected: str | None) -> None:
    parsed = parse_typed(text)
    assert (parsed and parsed.text) == expected


@pytest.mark.parametrize(
    ("host", "expected"),
    [  # of the list's own test vectors, https://publicsuffix.org/list/, but unlisted top levels
        ("com", None),
        ("example.com", "example.com"),
        ("a.b.example.com", "example.com"),
        ("uk.com", None),
        ("b.example.uk.com", "example.uk.com"),
        ("mm", None),
        ("c.mm", None),
        ("b.c.mm", "b.c.mm"),
        ("a.b.c.mm", "b.c.mm"),
        ("kyoto.jp", None),
        ("test.kyoto.jp", "test.kyoto.jp"),
        ("c.kobe.jp", None),
        ("b.c.kobe.jp", "b.c.kobe.jp"),
        ("city.kobe.jp", "city.kobe.jp"),
        ("www.city.kobe.jp", "city.kobe.jp"),
        ("www.ck", "www.ck"),
        ("www.www.ck", "www.ck"),
        ("test.ck", None),
        ("xn--85x722f.xn--55qx5d.cn", "xn--85x722f.xn--55qx5d.cn"),
        ("xn--55qx5d.cn", None),
        ("shishi.xn--fiqs8s", "shishi.xn--fiqs8s"),
        ("customer.s3.amazonaws.com", "customer.s3.amazonaws.com"),
        ("localhost", None),
        ("a.b.internal", None),
        ("example.example", None),
    ],
)
def test_the_registrable_domain(host: str, expected: str | None) -> None:
    assert registrable_domain(host) == expected


def test_the_list_has_both_parts_and_no_comments() -> None:
    known = rules()
    assert len(known) > 9_000
    assert {"com", "co.uk", "github.io", "*.ck", "!www.ck"} <= known
    assert not any(" " in rule or rule.startswith("//") for rule in known)


@pytest.mark.parametrize("few", [True, False])
def test_the_first_hosts_and_the_later_ones_have_the_same_domains(few: bool) -> None:
    hosts = [
        "a.b.example.com",
        "b.c.kobe.jp",
        "www.city.kobe.jp",
        "test.ck",
        "www.www.ck",
        "localhost",
    ]
    registrable_domain.cache_clear()
    for number in range(0 if few else 50):
        registrable_domain(f"site{number}.com")
    assert [registrable_domain(host) for host in hosts] == [
        "example.com",
        "b.c.kobe.jp",
        "city.kobe.jp",
        None,
        "www.ck",
        None,
    ]


def test_a_host_of_a_megabyte_is_refused_at_once() -> None:
    for host in ("a" * 1_000_000, "ü" * 1_000_000, "." * 1_000_000, "[" + ":" * 1_000_000 + "]"):
        assert parse(f"https://{host}/") is None
        assert parse_typed(host) is None


_LABELS = st.text(string.ascii_lowercase + string.digits, min_size=1, max_size=8).filter(
    lambda label: not label[0].isdigit() and label[:2] != "xn"
)
_DOMAINS = st.builds("{}.{}".format, _LABELS, st.sampled_from(["com", "co.jp", "github.io"]))
_UNICODE_LABELS = st.text(
    st.characters(categories=["Ll", "Lo", "Nd"], max_codepoint=0xFFFF), min_size=1, max_size=6
)


@given(_DOMAINS, st.lists(_LABELS, max_size=3), st.lists(_LABELS, max_size=3))
def test_all_hosts_of_a_domain_are_one_site(domain: str, one: list[str], two: list[str]) -> None:
    page, recorded = (f"https://{'.'.join([*labels, domain])}/" for labels in (one, two))
    assert same(page, recorded)
    assert origin(page).pattern == f".{domain}"


@given(_DOMAINS, _DOMAINS, _LABELS)
def test_no_name_before_or_behind_a_domain_makes_it_another_one(
    domain: str, evil: str, label: str
) -> None:
    assume(domain != evil)
    recorded = f"https://{domain}"
    for page in (
        f"https://{domain}.{evil}",
        f"https://{domain}.{label}",
        f"https://{domain}@{evil}",
        f"https://{domain}:443@{evil}/{domain}",
        f"https://{evil}/https://{domain}",
        f"https://{evil}?{domain}",
        f"https://{evil}#@{domain}",
        f"https://{label}{domain}",
        f"https://{domain}.",
        f"https://{evil}\\@{domain}",
        f"https://{domain}\\@{evil}",
        f"https://{domain}%2e{evil}",
        f"https://{domain}%40{evil}",
        f"http://{domain}",
    ):
        parsed = parse(page)
        assert parsed is None or not is_same_site(parsed, origin(recorded)), page


@given(_UNICODE_LABELS, _UNICODE_LABELS)
def test_international_names_are_one_only_if_their_ascii_form_is(one: str, two: str) -> None:
    first, second = parse(f"https://{one}.com"), parse(f"https://{two}.com")
    assume(first is not None)
    assert first is not None
    assert same(first.text, f"https://{one}.com")  # both forms are one site
    if second is not None:
        assert is_same_site(second, first) == (first.host == second.host)


@given(_UNICODE_LABELS)
def test_a_look_alike_is_never_the_ascii_name(label: str) -> None:
    parsed = parse(f"https://{label}.com")
    if parsed is not None and not label.isascii() and parsed.host != f"{label}.com":
        plain = parsed.host.removesuffix(".com")
        # Only characters that browsers map to ASCII (full-width letters and the like) may.
        assert plain.startswith("xn--") or unicodedata.normalize("NFKC", label).isascii()


@given(st.text(max_size=60))
def test_any_text_gives_an_origin_that_reads_back_or_none(text: str) -> None:
    for parsed in (parse(text), parse(f"https://{text}"), parse_typed(text)):
        if parsed is not None:
            assert parse(parsed.text) == parsed == from_text(parsed.text)
            assert parsed.text.isascii()
            assert is_same_site(parsed, parsed)


@given(st.lists(st.integers(0, 0xFFFF) | st.just(0), min_size=8, max_size=8))
def test_an_ipv6_address_is_written_as_browsers_do(groups: list[int]) -> None:
    import ipaddress

    text = ":".join(f"{group:x}" for group in groups)
    address = ipaddress.IPv6Address(text)
    assume(address.ipv4_mapped is None)
    parsed = origin(f"https://[{text}]:8443")
    assert parsed.host == f"[{address.compressed}]"
    assert from_text(parsed.text) == parsed
    assert origin(f"https://[{address.exploded}]").host == f"[{address.compressed}]"


@given(_DOMAINS, st.lists(_LABELS, max_size=2), st.sampled_from(["http", "https"]))
def test_the_pattern_of_a_row_says_the_same_for_hosts(
    domain: str, labels: list[str], scheme: str
) -> None:
    recorded, page = (
        origin(f"https://{domain}"),
        origin(f"{scheme}://{'.'.join([*labels, domain])}"),
    )
    shown = f".{page.host}".endswith(recorded.pattern)
    assert shown
    assert is_same_site(page, recorded) == (scheme == "https")


@given(st.ip_addresses(v=4), st.sampled_from(["", ":8443"]))
def test_an_ipv4_address_is_known_in_one_spelling_only(address: IPv4Address, port: str) -> None:
    recorded = origin(f"http://{address}{port}")
    number, parts = int(address), str(address).split(".")
    for spelling in (
        f"{number}",
        f"0x{number:x}",
        f"0{number:o}",
        ".".join(f"0x{int(part):x}" for part in parts),
        ".".join(f"0{int(part):o}" for part in parts),
        f"{parts[0]}.{number & 0xFFFFFF}",
        f"{parts[0]}.{parts[1]}.{number & 0xFFFF}",
        f"{address}.",
        f"[::ffff:{number >> 16:x}:{number & 0xFFFF:x}]",
        f"{address}.example.com",
        f"{address}@{parts[3]}.example.com",
    ):
        parsed = parse(f"http://{spelling}{port}")
        assert parsed is None or not is_same_site(parsed, recorded), spelling


_LOOK_ALIKES = dict(
    zip("aceiopsxyh", "\u0430\u0441\u0435\u0456\u043e\u0440\u0455\u0445\u0443\u04bb", strict=True)
)


@given(st.data())
def test_a_name_with_letters_of_another_alphabet_is_another_site(data: st.DataObject) -> None:
    name = data.draw(st.text("aceiopsxyhbdg", min_size=1, max_size=12), "name")
    places = [place for place, letter in enumerate(name) if letter in _LOOK_ALIKES]
    assume(places)
    changed = data.draw(st.sets(st.sampled_from(places), min_size=1), "replaced letters")
    alike = "".join(_LOOK_ALIKES[c] if i in changed else c for i, c in enumerate(name))
    recorded, page = origin(f"https://{name}.com"), origin(f"https://{alike}.com")
    assert page.host.startswith("xn--")
    assert not is_same_site(page, recorded)
    assert not is_same_site(recorded, page)
    assert not f".{page.host}".endswith(recorded.pattern)
