"""The built extension in a real Chromium, used as a person uses it: the toolbar icon is pressed,
the popup is the popup, and activeTab is all it is granted.

browser.py drives the browser, person.py does what a person does in the console and in Kakomi,
netlog.py tells whom the browser asked, album.py keeps a picture of each step in tests/output.
Without ``build.py test``: pytest tests/e2e; ``KAKOMI_CHROMIUM`` and ``KAKOMI_PRODUCT`` name another
browser or another unpacked extension than ``dist/kakomi``.
"""
