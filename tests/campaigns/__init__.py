"""Long runs against the built extension in a real Chromium, with the count as an argument.

``python3 build.py campaigns NAME COUNT``; without a name: what there is. Each module here is one of
them and knows how to run; the tests in tests/e2e run the same ones for some seconds.

tally.py counts and says what must not have happened, ground.py gives browsers and profiles,
ledger.py knows what was asked of the vault and what it said was kept.
"""
