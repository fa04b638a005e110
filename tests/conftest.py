"""For every test: how Hypothesis goes about it."""

from __future__ import annotations

import os

from hypothesis import settings

# A busy machine is no error. In CI Hypothesis's own profile tries the same examples each time.
settings.register_profile("kakomi", deadline=None)
settings.load_profile("ci" if os.environ.get("CI") else "kakomi")
