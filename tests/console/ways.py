"""The ways in which the enrollment page can show its code, as real sites do."""

from __future__ import annotations

from dataclasses import dataclass

from console.device import DEFAULT, Spec
from console.words import NAME


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How the picture is drawn: its colors (None is transparent), and whether it has a logo."""

    dark: str = "#000000"
    light: str | None = "#ffffff"
    logo: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A way. ``shape`` is the element around the picture; ``policy`` replaces the CSP."""

    name: str
    shape: str = "image"
    look: Look = Look()
    percent: int = 100
    spec: Spec = DEFAULT
    dark_page: bool = False
    policy: str | None = None

    @property
    def scripts(self) -> bool:
        """Whether the page's scripts may run with its policy."""
        return self.policy is None


SANDBOX = "sandbox allow-forms"
STRICT = "default-src 'none'; img-src 'self'; style-src 'self'"

_ALL = (
    Way(name="normal"),
    Way(name="dark", look=Look(dark="#f4f6f8", light="#14181d"), dark_page=True),
    Way(name="dark-transparent", look=Look(dark="#ffffff", light=None), dark_page=True),
    Way(name="half", percent=50),
    Way(name="triple", percent=300),
    Way(name="frame", shape="frame"),
    Way(name="nested", shape="nested"),
    Way(name="logo", look=Look(logo=True)),
    Way(name="dialog", shape="dialog"),
    Way(name="popover", shape="popover"),
    Way(name="below", shape="below"),
    Way(name="low-contrast", look=Look(dark="#a3abb4", light="#d5dae0")),
    Way(name="pair", shape="pair"),
    Way(name="canvas", shape="canvas"),
    Way(name="svg", shape="svg"),
    Way(name="sha256", spec=Spec(algorithm="SHA256", digits=8, period_s=60)),
    Way(name="hotp", spec=Spec(kind="hotp")),
    Way(name="short", spec=Spec(secret_bytes=10)),
    Way(name="japanese", spec=Spec(issuer=NAME[0])),
    Way(name="sandbox", policy=f"{SANDBOX} allow-same-origin"),
    Way(name="sandbox-opaque", policy=SANDBOX),
    Way(name="strict", policy=STRICT),
)

WAYS: dict[str, Way] = {way.name: way for way in _ALL}
NORMAL = WAYS["normal"]


def way_named(name: str) -> Way:
    """Returns the way of that name; the normal one if it is unknown."""
    return WAYS.get(name, NORMAL)
