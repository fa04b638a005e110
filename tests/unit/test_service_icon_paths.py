"""How the build writes the paths of icons."""

from __future__ import annotations

import pytest
from tools import service_icons


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("M 0.1234,5.6789 L-1,-.5z", "M.12 5.68L-1-.5z"),
        ("m1.001.999.5.25", "m1 1 .5 .25"),
        ("a1.005 1 0 011.234-.001", "a1 1 0 0 1 1.23 0"),
        ("A8 8 0 1110 .5", "A8 8 0 1 1 10 .5"),
        ("h1e-3v1E2", "h0v100"),
    ],
)
def test_a_path_keeps_its_meaning_and_two_decimals(path: str, expected: str) -> None:
    assert service_icons.rounded_path(path, 2) == expected


@pytest.mark.parametrize("path", ["1 2", "M1 2 <", "M1 2;", "a1 1 0 2 1 3 3"])
def test_what_is_no_path_is_refused(path: str) -> None:
    with pytest.raises(ValueError, match="malformed"):
        service_icons.rounded_path(path, 2)
