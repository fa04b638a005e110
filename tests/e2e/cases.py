"""Several cases in one test, which share a page or a popup because each start of one costs the
processor more than the case itself.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import playwright.sync_api

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

MAX_FAILURES = 3  # each may wait for its whole patience


@contextmanager
def collected() -> Iterator[Callable[[str], AbstractContextManager[None]]]:
    """Gives a function that returns the context of a named case.

    A failed case does not end the test, unless it is the third. At the end AssertionError names all
    failed cases.
    """
    failures: list[str] = []

    @contextmanager
    def case(name: str) -> Iterator[None]:
        try:
            yield
        except (AssertionError, playwright.sync_api.Error) as error:
            failures.append(f"case {name!r}: {error}")
            if len(failures) >= MAX_FAILURES:
                raise AssertionError("\n".join(failures)) from error

    yield case
    assert not failures, "\n".join(failures)
