"""Names of keys and shortcuts by platform, in the build tools' Node."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from tools import node

SCRIPT = Path(__file__).parents[2] / "extension" / "overlay" / "key_names.js"
MAC = {"userAgentData": {"platform": "macOS"}, "platform": "MacIntel"}
MAC_WITHOUT_HINTS = {"platform": "MacIntel"}  # a page that is no secure context
WINDOWS = {"userAgentData": {"platform": "Windows"}, "platform": "Win32"}
CHROME_OS = {"userAgentData": {"platform": "Chrome OS"}, "platform": "Linux x86_64"}


def _filled_in(navigator: dict[str, object], *messages: str) -> list[str]:
    program = f"""
        Object.defineProperty(globalThis, "navigator", {{ value: {json.dumps(navigator)} }});
        await import({json.dumps(SCRIPT.as_uri())});
        const messages = {json.dumps(messages)};
        console.log(JSON.stringify(messages.map(kakomiKeyNames.fillIn)));
    """
    command: list[str | Path] = [node.program(), "--input-type=module", "--eval", program]
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603
    reported: list[str] = json.loads(done.stdout)
    return reported


MESSAGES = ("Paste ({Ctrl+V}).", "{Alt+Shift+S}", "{Ctrl} and +, {Alt}", "{no shortcut}, {}")


@pytest.mark.parametrize("navigator", [MAC, MAC_WITHOUT_HINTS])
def test_a_mac_has_its_own_symbols(navigator: dict[str, object]) -> None:
    assert _filled_in(navigator, *MESSAGES) == [
        "Paste (⌘V).",
        "⌥⇧S",
        "⌘ and +, Option",
        "{no shortcut}, {}",
    ]


@pytest.mark.parametrize("navigator", [WINDOWS, CHROME_OS])
def test_elsewhere_the_braces_are_removed(navigator: dict[str, object]) -> None:
    assert _filled_in(navigator, *MESSAGES) == [
        "Paste (Ctrl+V).",
        "Alt+Shift+S",
        "Ctrl and +, Alt",
        "{no shortcut}, {}",
    ]
