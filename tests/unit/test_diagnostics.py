"""What an error report says: counts and states, and nothing that names or opens an account."""

from __future__ import annotations

import json

from kakomi.bridge import Bridge
from support.fake_ports import FakePorts, ask

SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
PRIVATE = ("Zebra Bank", "zoe@zebra.example", "zebra.example", "zoo", "my note", "Zoe", SECRET)


def test_diagnostics_count_and_name_nothing() -> None:
    bridge = Bridge(FakePorts().environment())
    uri = f"otpauth://totp/Zebra%20Bank:zoe@zebra.example?secret={SECRET}&issuer=Zebra%20Bank"
    account_id = ask(bridge, "account.add", {"uri": uri})["account_id"]
    ask(bridge, "account.add", {"uri": "otpauth://hotp/x?secret=JBSWY3DPEHPK3PXP&counter=1"})
    private = {"note": "my note", "groups": ["zoo"], "sites": ["zebra.example"]}
    ask(bridge, "account.edit", {"id": account_id, **private, "emergency_note": "my note"})
    ask(bridge, "sync.turn_on", {"name": "Zoe's PC", "passphrase": "nine calm words for a box"})
    facts = ask(bridge, "diagnostics.read", {})["facts"]
    assert (facts["sync"], facts["sync_other_computers"], facts["sync_problem"]) == ("on", "0", "")
    assert (facts["accounts"], facts["kinds"], facts["groups"]) == ("2", "hotp=1 totp=1", "1")
    assert facts["slots"] == "device=1"
    text = json.dumps(facts)
    for each in (*PRIVATE, account_id):
        assert each not in text
