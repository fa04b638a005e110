"""Decides whether a page belongs to an account, by the address of the page and the addresses that
the account has.

The law:

1. Scheme: only http and https addresses have an origin here. An origin recorded with https never
   matches an http page. An origin recorded with http also matches https.
2. Host: two host names match if they have the same registrable domain (Public Suffix List, private
   suffixes included). A host without one (an IP address, localhost, an intranet name, a public
   suffix itself) matches only itself.
3. Port: between hosts with a registrable domain the port does not matter. Every other host matches
   on the same port only; the default ports of http and https count as the same.
4. Spelling: host names are compared in ASCII and lower case, international names as A-labels. Names
   that look alike and are different never match. A name with a dot at its end matches only itself.
5. An address that a browser would have to repair (a backslash, white space or a percent sign in the
   host, an IPv4 address that is not four decimal numbers) has no origin, and matches nothing. The
   addresses of tabs never need repair, because the browser's URL parser wrote them.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kakomi.public_suffix_list import registrable_domain

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_HOST_CHARACTERS = 253  # RFC 1035 section 2.3.4, without the dot at the end
_MAX_WRITTEN_CHARACTERS = 4 * MAX_HOST_CHARACTERS  # before mapping; Punycode costs n * n

_ADDRESS = re.compile(r"(https?)://([^/?#]*)", re.IGNORECASE | re.ASCII)
_PORT = re.compile(r":([0-9]{0,5})$", re.ASCII)
_FORBIDDEN = re.compile(r"[\x00-\x20\x7f\\%]")
_LABEL = re.compile(r"[a-z0-9_-]{1,63}", re.ASCII)
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*", re.ASCII)
_BYTE = re.compile(r"0|[1-9][0-9]{0,2}", re.ASCII)
_HEXTET = re.compile(r"[0-9a-f]{1,4}", re.ASCII)
_DOTS = re.compile("[.\u3002\uff0e\uff61]")  # UTS #46 section 4 maps all of them to "."
_JOINERS = "\u200c\u200d"
_DEFAULT_PORTS = {"http": 80, "https": 443}
_MAX_PORT = 65_535


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """``scheme`` is "http" or "https". ``host`` is in ASCII and lower case, an IPv6 address in
    brackets. ``port`` is None if it is the scheme's own.
    """

    scheme: str
    host: str
    port: int | None = None

    @property
    def text(self) -> str:
        """``https://example.com:8443``, as browsers write an origin."""
        return f"{self.scheme}://{self.host_and_port}"

    @property
    def host_and_port(self) -> str:
        """``example.com:8443``, as ``URL.host`` in JavaScript."""
        return self.host if self.port is None else f"{self.host}:{self.port}"

    @property
    def domain(self) -> str | None:
        """The registrable domain, or None."""
        return None if self.host[0] == "[" else registrable_domain(self.host)

    @property
    def pattern(self) -> str:
        """``.example.com`` for a registrable domain, else host and port.

        A page with the hosts ``URL.host`` and ``URL.hostname`` fits if the pattern begins with a
        dot and ends ``"." + hostname``, or if it equals ``host``. The comparison ignores the
        scheme, so it may only decide which accounts are shown, not which codes are filled in.
        """
        domain = self.domain
        return self.host_and_port if domain is None else f".{domain}"


def from_text(text: str) -> Origin:
    """Returns the origin that ``Origin.text`` wrote. Checks nothing."""
    scheme, _, authority = text.partition("://")
    if ":" not in authority or authority[-1] == "]":
        return Origin(scheme=scheme, host=authority)
    host, _, port = authority.rpartition(":")
    return Origin(scheme=scheme, host=host, port=int(port))


def parse(address: str) -> Origin | None:
    """Returns the origin of an http or https address, or None."""
    found = _ADDRESS.match(address)
    if found is None:
        return None
    scheme, (userinfo, _, authority) = found[1].lower(), found[2].rpartition("@")
    if _FORBIDDEN.search(authority) or "\\" in userinfo:
        return None
    port_found = _PORT.search(authority)
    port = int(port_found[1] or 0) if port_found else 0
    host = _host(authority[: port_found.start()] if port_found else authority)
    if host is None or port > _MAX_PORT or (port_found and port_found[1] and port == 0):
        return None
    own_port = port in (0, _DEFAULT_PORTS[scheme])
    return Origin(scheme=scheme, host=host, port=None if own_port else port)


def parse_typed(text: str) -> Origin | None:
    """Returns the origin of an address that a user typed, or None. If the scheme is absent, it is
    https for a host with a registrable domain and http for all others, which rarely have a
    certificate. An email address has no origin.
    """
    text = text.strip()
    if "://" in text:
        return parse(text)
    if "@" in text:
        return None
    secure = parse(f"https://{text}")
    return secure if secure is None or secure.domain else parse(f"http://{text}")


def is_same_site(page: Origin, recorded: Origin) -> bool:
    """Returns whether ``page`` belongs to the site of ``recorded``, by the law above."""
    if recorded.scheme == "https" and page.scheme != "https":
        return False
    if page.host_and_port == recorded.host_and_port:  # needs no look-up in the list
        return True
    # A registrable domain has at least two labels. This check avoids most look-ups in the list.
    if page.host.rsplit(".", 2)[-2:] != recorded.host.rsplit(".", 2)[-2:]:
        return False
    domain = recorded.domain
    if domain is not None:
        return page.domain == domain
    return page.host_and_port == recorded.host_and_port


def _host(text: str) -> str | None:
    if len(text) > _MAX_WRITTEN_CHARACTERS:
        return None
    if text[:1] == "[":
        return _ipv6(text[1:-1].lower()) if text[-1:] == "]" else None
    labels = [_a_label(label) for label in _DOTS.split(text)]
    rooted = len(labels) > 1 and labels[-1] == ""
    checked = labels[:-1] if rooted else labels
    if any(label is None or not _LABEL.fullmatch(label) for label in checked):
        return None
    name = ".".join(label for label in labels if label is not None)
    if len(name) > MAX_HOST_CHARACTERS + rooted:
        return None
    if _NUMBER.fullmatch(checked[-1] or ""):
        return name if _is_ipv4(labels) else None
    return name


def _is_ipv4(parts: Sequence[str | None]) -> bool:
    return len(parts) == 4 and all(
        part and _BYTE.fullmatch(part) and int(part) <= 255 for part in parts
    )


def _a_label(label: str) -> str | None:
    """Returns a label of a host name in ASCII and lower case (RFC 5890 section 2.3.2.1), mapped as
    in UTS #46. Returns None if it has a character that is not allowed in a name.

    The mapping is NFKC and lower case. "ß", "ς" and the joiners are kept, as in browsers.
    """
    if label.isascii():
        return label.lower()
    mapped = unicodedata.normalize("NFKC", _lower(unicodedata.normalize("NFKC", label)))
    if mapped.isascii():
        return mapped
    if not all(_is_name_character(character) for character in mapped) or mapped[:4] == "xn--":
        return None
    return f"xn--{mapped.encode('punycode').decode('ascii')}"


def _lower(text: str) -> str:
    # Each character alone: str.lower turns "Σ" at the end of a word into "ς", another name.
    return "".join(character.lower() for character in text)


def _is_name_character(character: str) -> bool:
    if character.isascii():
        return bool(_LABEL.fullmatch(character))
    return character in _JOINERS or unicodedata.category(character)[0] in "LMNS"


def _ipv6(text: str) -> str | None:
    """Returns the address in brackets as browsers write it (WHATWG URL, "IPv6 serializer"), or
    None. An IPv4 address in it must be written as two groups.
    """
    head, gap, tail = text.partition("::")
    left = head.split(":") if head else []
    right = tail.split(":") if tail else []
    missing = 8 - len(left) - len(right)
    if (missing < 1) if gap else (missing != 0):
        return None
    groups = [*left, *["0"] * missing, *right]
    if not all(_HEXTET.fullmatch(group) for group in groups):
        return None
    numbers = [int(group, 16) for group in groups]
    runs = [_zeros_from(numbers, index) for index in range(8)]
    longest = max(runs)
    written = [f"{number:x}" for number in numbers]
    if longest < 2:
        return f"[{':'.join(written)}]"
    start = runs.index(longest)
    return f"[{':'.join(written[:start])}::{':'.join(written[start + longest :])}]"


def _zeros_from(numbers: list[int], start: int) -> int:
    """Returns the number of consecutive zeros from ``start`` on."""
    end = start
    while end < len(numbers) and numbers[end] == 0:
        end += 1
    return end - start
