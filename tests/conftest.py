"""Sets the profile of Hypothesis for every test."""

from __future__ import annotations

import os

from hypothesis import settings

# No deadline, because the machine may be busy. In CI, Hypothesis's own profile repeats the same
# examples.
settings.register_profile("kakomi", deadline=None)
settings.load_profile("ci" if os.environ.get("CI") else "kakomi")
