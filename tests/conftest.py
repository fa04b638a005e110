"""For all tests: no example is failed for its time, since other work may hold the machine up."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("kakomi", deadline=None)
settings.load_profile("kakomi")
