"""Every way in which Kakomi says no.

One tree; each class has a stable ``code``, which the pages translate, and one sentence for developers.
``where`` is a path into the input (``secret[3]``, ``accounts[2].period``), never a value: error texts
leave the interpreter, and a secret must not leave with them.

    KakomiError
    ├── RequestError         what was asked is not a request we know, or not for this caller
    ├── UriError             a scanned or typed text is no usable account
    ├── MigrationError       a Google transfer code that can't be read
    ├── VaultError           what is stored can't be read, or there is no such account
    └── ScanError            the page can't be captured or covered
"""

from __future__ import annotations

from typing import ClassVar


class KakomiError(Exception):
    """Base of all; ``where`` is a path into the input, or empty."""

    code: ClassVar[str] = "kakomi.failed"
    text: ClassVar[str] = "Kakomi failed."

    def __init__(self, where: str = "") -> None:
        super().__init__(f"{self.text} [{where}]" if where else self.text)
        self.where = where
