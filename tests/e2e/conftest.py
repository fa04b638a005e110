"""Fixtures: a browser for the tests of a module, a console and screenshots for each test."""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import console
import pytest
from playwright.sync_api import expect, sync_playwright

from e2e import page_server
from e2e.browser import PATIENCE_S, Browser, Setting
from e2e.browser_pool import BrowserPool
from e2e.options_page import OptionsPage
from e2e.screenshots import OUTPUT, Screenshots, folder_of, take_at_failure
from e2e.user_actions import User

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

    from playwright.sync_api import Playwright

    from e2e.page_server import PageServer

expect.set_options(timeout=PATIENCE_S * 1000)  # a busy machine is no failure

PRODUCT = Path(__file__).resolve().parents[2] / "dist" / "kakomi"


# Their tests take longest: begun last, one would run on when all others have ended.
_FIRST = ("test_vault_campaigns", "test_dev", "test_axe")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the longest tests first, and all others in their order."""
    items.sort(key=lambda item: item.path.stem not in _FIRST)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Save what a failed test shows, before its fixtures tidy up."""
    report = yield
    if call.when == "call" and report.failed:
        take_at_failure(item)
    return report


@pytest.fixture(scope="session")
def product() -> Path:
    """The folder of the unpacked extension: ``dist/kakomi``, or what ``KAKOMI_PRODUCT`` names."""
    folder = Path(os.environ.get("KAKOMI_PRODUCT") or PRODUCT)
    assert (folder / "manifest.json").is_file(), f"{folder} is not there: build it first"
    return folder


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def pool(
    playwright: Playwright, product: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[BrowserPool]:
    """The browsers of this run. Fails at the end if any asked another machine for anything."""
    browsers = BrowserPool(playwright, product, lambda: tmp_path_factory.mktemp("profile"))
    yield browsers
    assert browsers.close() == []


@contextmanager
def _taken(pool: BrowserPool) -> Iterator[Callable[..., Browser]]:
    taken: list[Browser] = []

    def start(setting: Setting | None = None, **options: Any) -> Browser:
        taken.append(pool.take(setting or Setting(), **options))
        return taken[-1]

    yield start
    for browser in taken:
        pool.give_back(browser)


@pytest.fixture
def start(pool: BrowserPool) -> Iterator[Callable[..., Browser]]:
    """Start a browser for this test, with the arguments of ``BrowserPool.take``."""
    with _taken(pool) as start:
        yield start


@pytest.fixture(scope="module")
def start_for_module(pool: BrowserPool) -> Iterator[Callable[..., Browser]]:
    """Start a browser for all tests of the module, with the arguments of ``BrowserPool.take``."""
    with _taken(pool) as start:
        yield start


@pytest.fixture(scope="module")
def setting() -> Setting:
    """How the module's browser is set up; a module may say otherwise."""
    return Setting()


@pytest.fixture(scope="module")
def browser(start_for_module: Callable[..., Browser], setting: Setting) -> Browser:
    """The module's browser."""
    return start_for_module(setting)


@pytest.fixture
def site() -> Iterator[console.Site]:
    """A console with nothing switched on."""
    with console.serve() as running:
        yield running


@pytest.fixture
def screenshots(request: pytest.FixtureRequest) -> Screenshots:
    """The test's own."""
    return Screenshots(folder_of(request.node))


@pytest.fixture(scope="module")
def new_account(browser: Browser) -> Iterator[console.Site]:
    """A console at which the module's browser has come as far as the three steps."""
    with console.serve() as running:
        user = User(browser, running, Screenshots(OUTPUT / "enrolment"))
        user.sign_in()
        user.reach_enrolment()
        yield running


@pytest.fixture
def enrolling(
    browser: Browser, new_account: console.Site, screenshots: Screenshots
) -> Iterator[User]:
    """Somebody who has come that far, and may have the QR code shown."""
    yield User(browser, new_account, screenshots)
    browser.tidy()


@pytest.fixture
def user(browser: Browser, site: console.Site, screenshots: Screenshots) -> Iterator[User]:
    """Somebody at the module's browser, tabs and popup closed again afterwards."""
    yield User(browser, site, screenshots)
    browser.tidy()


@pytest.fixture
def own(browser: Browser) -> Iterator[Browser]:
    """The module's browser alone, without a console; tidied afterwards."""
    yield browser
    browser.tidy()


@pytest.fixture
def local_pages() -> Iterator[PageServer]:
    """A place to pin pages and codes to."""
    with page_server.serve() as running:
        yield running


@pytest.fixture
def elsewhere() -> Iterator[PageServer]:
    """Another, of another origin."""
    with page_server.serve() as running:
        yield running


@pytest.fixture
def options_page(browser: Browser) -> Iterator[OptionsPage]:
    """On the module's browser, which is put in order after each test."""
    opened = OptionsPage(browser)
    yield opened
    assert opened.complaints == []
    browser.tidy()


@pytest.fixture
def own_options_page(start: Callable[..., Browser]) -> Iterator[OptionsPage]:
    """On a browser of its own, for what changes the vault's lock."""
    opened = OptionsPage(start())
    yield opened
    assert opened.complaints == []
