"""Tests of the built extension in a real Chromium, used as a user does: they click the toolbar
icon, work in the popup, and have only the permissions that the click grants.

browser.py drives the browser, user_actions.py does what a user does on the console's website and in
Kakomi, netlog.py lists the browser's requests, page_server.py serves pages and codes,
screenshots.py saves a picture of each step in tests/output. Without ``build.py test``: pytest
tests/e2e; ``KAKOMI_CHROMIUM`` and ``KAKOMI_PRODUCT`` name another browser or another unpacked
extension than ``dist/kakomi``.
"""
