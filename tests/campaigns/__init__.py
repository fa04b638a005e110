"""Long runs against the built extension in a real Chromium, with the count as an argument.

``python3 build.py campaigns NAME COUNT``; without a name it lists the campaigns. Each campaign is a
module here with a ``run`` function. The tests in tests/e2e run each of them for some seconds.
summary.py counts checks and faults, context.py starts browsers and profiles, expected_state.py
records what a page requested from the vault and which replies it got.

mutants.py is apart: it puts faults into the sources and runs unit tests, without a browser.
"""
