"""The rehearsal console over real HTTP: every page of it, and every no it must say."""

from __future__ import annotations

import io
import string
from contextlib import contextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookiejar import CookieJar
from typing import TYPE_CHECKING
from urllib.error import HTTPError
from urllib.parse import urlencode, urljoin
from urllib.request import HTTPCookieProcessor, Request, build_opener

import console
import pyotp
import pytest
from console import qr
from console.device import LOOK_AHEAD, Spec, Verdict, new_device
from console.words import TEXTS, choose_language
from kakomi import otp, otpauth
from PIL import Image

if TYPE_CHECKING:
    from collections.abc import Iterator
    from http.client import HTTPResponse

START = 1_800_000_000
STEP_S = 30


@dataclass
class Clock:
    """Time as the test has it."""

    unix: int = START

    def __call__(self) -> int:
        return self.unix


class Page(HTMLParser):
    """What a test looks at: the page's name, its notice, its elements by id, its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.language = ""
        self.marks: dict[str, str] = {}
        self.by_id: dict[str, dict[str, str]] = {}
        self.mails: list[tuple[str, str]] = []
        self.html = html
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = {name: value or "" for name, value in attrs}
        if tag == "html":
            self.language = held["lang"]
        if tag == "main":
            self.marks = held
        if "data-mail" in held:
            self.mails.append((held["data-mail"], held["data-state"]))
        if "id" in held:
            assert held["id"] not in self.by_id, f"two elements with id {held['id']}"
            self.by_id[held["id"]] = {"tag": tag, **held}

    @property
    def name(self) -> str:
        return self.marks.get("data-page", "")

    @property
    def notice(self) -> str:
        return self.by_id.get("notice", {}).get("data-notice", "")


@dataclass
class Browser:
    """A small scripting client with cookies of its own."""

    site: console.Site
    clock: Clock
    accept: str = "ja"
    jar: CookieJar = field(default_factory=CookieJar)

    def open(self, path: str, form: dict[str, str] | None = None) -> HTTPResponse:
        data = None if form is None else urlencode(form).encode()
        request = Request(  # noqa: S310 - the site's own http address
            urljoin(self.site.url, path), data, {"Accept-Language": self.accept}
        )
        try:
            response: HTTPResponse = build_opener(HTTPCookieProcessor(self.jar)).open(request)
        except HTTPError as error:
            return error  # type: ignore[return-value]  # it reads like a response
        return response

    def get(self, path: str) -> Page:
        return Page(self.open(path).read().decode())

    def post(self, path: str, **form: str) -> Page:
        return Page(
            self.open(path, {k.replace("_", "-"): v for k, v in form.items()}).read().decode()
        )

    # What a person does.
    def sign_in(self) -> Page:
        return self.post("/sign-in", user=console.USER, password=console.PASSWORD)

    def mail_code(self) -> str:
        return self.site.console.mails[-1].code

    def reach_enrolment(self) -> Page:
        self.sign_in()
        self.post("/two-factor/send-mail")
        return self.post("/two-factor/confirm", confirmation_code=self.mail_code())

    def pending_code(self, later_s: int = 0) -> str:
        pending = self.site.console.pending
        assert pending is not None
        return code_of(pending.uri("x"), self.clock.unix + later_s)

    def device_code(self, later_s: int = 0) -> str:
        device = self.site.console.device
        assert device is not None
        return code_of(device.uri("x"), self.clock.unix + later_s)

    def enable(self) -> Page:
        self.reach_enrolment()
        return self.post("/two-factor/enable", otp=self.pending_code())

    def reach_code_page(self) -> Page:
        """Two-factor on, signed out, password given; the enrolment's code is out of its window."""
        self.enable()
        self.clock.unix += 10 * STEP_S
        self.post("/sign-out")
        return self.sign_in()


def code_of(uri: str, unix: int) -> str:
    """The code an authenticator that read the URI shows."""
    otp = pyotp.parse_uri(uri)
    assert isinstance(otp, pyotp.TOTP)
    return otp.at(unix)


def wrong(right: str) -> str:
    return str((int(right) + 1) % 10 ** len(right)).zfill(len(right))


@contextmanager
def _visit() -> Iterator[Browser]:
    clock = Clock()
    with console.serve(now=clock) as site:
        yield Browser(site, clock)


@pytest.fixture
def browser() -> Iterator[Browser]:
    with _visit() as visitor:
        yield visitor


# --- the manual's way, page by page ---


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_whole_enrolment(browser: Browser, language: str) -> None:
    browser.accept = language
    start = browser.get("/")
    assert (start.name, start.language) == ("sign-in", language)
    assert start.by_id["user"]["value"] == console.USER
    assert start.by_id["password"]["value"] == console.PASSWORD
    assert browser.sign_in().name == "advice"
    setup = browser.get("/two-factor/setup")
    assert (setup.name, "send-mail" in setup.by_id) == ("setup", True)
    sent = browser.post("/two-factor/send-mail")
    assert sent.name == "confirm"
    assert "han***@***.example" in sent.html
    assert console.ADDRESS not in sent.html
    assert browser.get("/mailbox").mails == [("confirmation", "good")]
    enrol = browser.post("/two-factor/confirm", confirmation_code=browser.mail_code())
    assert (enrol.name, enrol.marks["data-shown"]) == ("enrol", "0")
    shown = browser.get("/two-factor/enrol?way=normal&show=1")
    assert shown.by_id["qr"]["tag"] == "img"
    assert shown.by_id["otp"]["autocomplete"] == "one-time-code"
    on = browser.post("/two-factor/enable", otp=browser.pending_code())
    assert (on.name, on.notice) == ("two-factor-on", "enabled")
    assert {"switch-off", "change-device", "method", "address"} <= set(on.by_id)


def test_sign_in_with_a_code(browser: Browser) -> None:
    assert browser.reach_code_page().name == "sign-in-code"
    assert browser.get("/home").name == "sign-in-code"  # no way round it
    home = browser.post("/sign-in/code", otp=browser.device_code())
    assert home.name == "home"
    assert browser.post("/sign-out").notice == "signed-out"
    assert browser.get("/home").name == "sign-in"


def test_emergency_code_works_once_and_switching_off_follows(browser: Browser) -> None:
    browser.reach_code_page()
    assert browser.get("/sign-in/emergency").name == "emergency"
    entry = browser.post("/sign-in/emergency")
    assert entry.name == "emergency-code"
    code = browser.mail_code()
    assert browser.post("/sign-in/emergency/code", emergency_code=code.lower()).name == "home"
    assert browser.get("/mailbox").mails == [("emergency", "used"), ("confirmation", "used")]
    browser.post("/sign-out")
    browser.sign_in()
    assert browser.post("/sign-in/emergency/code", emergency_code=code).notice == "used"
    browser.post("/sign-in/emergency")
    browser.post("/sign-in/emergency/code", emergency_code=browser.mail_code())
    settings = browser.get("/user").by_id["settings"]["href"]
    status = browser.get(settings)
    assert status.by_id["switch-off-dialog"]["tag"] == "dialog"
    assert browser.get("/two-factor/off").name == "switch-off"  # the same without JavaScript
    off = browser.post("/two-factor/off")
    assert (off.name, off.notice, "switch-on" in off.by_id) == ("two-factor-off", "disabled", True)
    browser.post("/sign-out")
    assert browser.sign_in().name == "advice"


def test_change_of_device(browser: Browser) -> None:
    browser.enable()
    browser.clock.unix += 10 * STEP_S
    old = browser.site.console.device
    assert browser.post("/two-factor/change", otp=wrong(browser.device_code())).notice == "wrong"
    enrol = browser.post("/two-factor/change", otp=browser.device_code())
    assert enrol.name == "enrol"
    pending = browser.site.console.pending
    assert pending is not None
    assert old is not None
    assert pending.secret_base32 != old.secret_base32
    # Until the new one is confirmed, the old one signs in, here from another browser.
    browser.clock.unix += 2 * STEP_S
    other = Browser(browser.site, browser.clock)
    assert other.sign_in().name == "sign-in-code"
    assert other.post("/sign-in/code", otp=browser.device_code()).name == "home"
    done = browser.post("/two-factor/enable", otp=browser.pending_code())
    assert (done.name, done.notice) == ("two-factor-on", "changed")
    browser.clock.unix += 10 * STEP_S
    other.post("/sign-out")
    other.sign_in()
    assert (
        other.post("/sign-in/code", otp=code_of(old.uri("x"), browser.clock.unix)).notice == "wrong"
    )
    assert other.post("/sign-in/code", otp=browser.device_code()).name == "home"


def test_cancelling_keeps_things_as_they_were(browser: Browser) -> None:
    browser.reach_enrolment()
    assert browser.post("/two-factor/cancel").name == "two-factor-off"
    assert browser.get("/two-factor/enrol").name == "two-factor-off"
    assert browser.open("/two-factor/qr.png").status == 404


def test_advice_can_be_skipped_for_once_or_for_good(browser: Browser) -> None:
    browser.sign_in()
    assert browser.post("/advice", skip="").name == "home"
    assert browser.sign_in().name == "advice"
    browser.post("/advice", hide_advice="1")
    assert browser.sign_in().name == "home"


# --- what is refused ---


def test_a_replay_is_refused_and_the_next_code_is_not(browser: Browser) -> None:
    browser.enable()
    enrolled_with = browser.device_code()
    browser.post("/sign-out")
    browser.sign_in()
    again = browser.post("/sign-in/code", otp=enrolled_with)
    assert (again.name, again.notice) == ("sign-in-code", "replayed")
    assert again.by_id["otp"]["aria-invalid"] == "true"
    browser.clock.unix += STEP_S
    code = browser.device_code()
    assert browser.post("/sign-in/code", otp=code).name == "home"
    browser.post("/sign-out")
    browser.sign_in()
    assert browser.post("/sign-in/code", otp=code).notice == "replayed"
    browser.site.forget_used_codes()
    assert browser.post("/sign-in/code", otp=code).name == "home"


@pytest.mark.parametrize(
    ("steps", "page"),
    [(-2, "sign-in-code"), (-1, "home"), (0, "home"), (1, "home"), (2, "sign-in-code")],
)
def test_tolerance_is_one_step_either_way(browser: Browser, steps: int, page: str) -> None:
    browser.reach_code_page()
    code = browser.device_code(steps * STEP_S)
    assert browser.post("/sign-in/code", otp=code).name == page


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "12345a", "１２３４５", "٣٣٣٣٣٣"])
def test_a_malformed_code_is_reported_as_such(browser: Browser, typed: str) -> None:
    browser.reach_code_page()
    assert browser.post("/sign-in/code", otp=typed).notice == "malformed"


def test_a_code_in_usual_spellings_is_accepted(browser: Browser) -> None:
    browser.reach_code_page()
    code = browser.device_code()
    wide = code.translate(str.maketrans(string.digits, "０１２３４５６７８９"))
    assert browser.post("/sign-in/code", otp=f" {wide[:3]}　{wide[3:]}").name == "home"


def test_five_wrong_codes_make_a_pause(browser: Browser) -> None:
    browser.reach_code_page()
    right = browser.device_code()
    for _ in range(5):
        assert browser.post("/sign-in/code", otp=wrong(right)).notice == "wrong"
    paused = browser.post("/sign-in/code", otp=right)
    assert paused.notice == "paused"
    assert "30" in paused.html
    assert browser.post("/sign-in/emergency/code", emergency_code="34679ACD").notice == "paused"
    browser.clock.unix += 29
    assert browser.post("/sign-in/code", otp=right).notice == "paused"
    browser.clock.unix += 1
    assert browser.post("/sign-in/code", otp=browser.device_code()).name == "home"


def test_a_right_code_resets_the_count_of_wrong_ones(browser: Browser) -> None:
    browser.reach_code_page()
    for _ in range(3):
        for _ in range(4):
            browser.post("/sign-in/code", otp=wrong(browser.device_code()))
        assert browser.post("/sign-in/code", otp=browser.device_code()).name == "home"
        browser.clock.unix += 2 * STEP_S
        browser.post("/sign-out")
        browser.sign_in()


def test_a_wrong_code_while_enrolling_leaves_the_code_shown(browser: Browser) -> None:
    browser.reach_enrolment()
    browser.get("/two-factor/enrol?way=dark&show=1")
    before = browser.site.console.pending
    again = browser.post(
        "/two-factor/enable", otp=wrong(browser.pending_code()), way="dark", show="1"
    )
    assert (again.notice, again.marks["data-way"], again.marks["data-shown"]) == (
        "wrong",
        "dark",
        "1",
    )
    assert browser.site.console.pending == before
    assert browser.get("/two-factor").name == "two-factor-off"


@pytest.mark.parametrize(("after_s", "notice"), [(1799, ""), (1800, "expired")])
def test_confirmation_codes_expire(browser: Browser, after_s: int, notice: str) -> None:
    browser.sign_in()
    browser.post("/two-factor/send-mail")
    browser.clock.unix += after_s
    page = browser.post("/two-factor/confirm", confirmation_code=browser.mail_code())
    assert page.notice == notice


def test_confirmation_codes_are_single_use_and_only_the_newest_counts(browser: Browser) -> None:
    browser.sign_in()
    browser.post("/two-factor/send-mail")
    first = browser.mail_code()
    browser.post("/two-factor/send-mail")
    assert browser.get("/mailbox").mails == [("confirmation", "good"), ("confirmation", "old")]
    assert browser.post("/two-factor/confirm", confirmation_code=first).notice == "wrong"
    code = browser.mail_code()
    assert browser.post("/two-factor/confirm", confirmation_code=code).name == "enrol"
    assert browser.post("/two-factor/confirm", confirmation_code=code).notice == "used"
    assert browser.post("/two-factor/confirm", confirmation_code="é").notice == "malformed"


def test_an_emergency_code_expires_and_is_no_confirmation(browser: Browser) -> None:
    browser.reach_code_page()
    browser.post("/sign-in/emergency")
    browser.clock.unix += 600
    code = browser.mail_code()
    assert browser.post("/sign-in/emergency/code", emergency_code=code).notice == "expired"


@pytest.mark.parametrize(
    "path",
    ["/home", "/user", "/advice", "/two-factor", "/two-factor/enrol", "/two-factor/off"],
)
def test_pages_require_signing_in(browser: Browser, path: str) -> None:
    assert browser.get(path).name == "sign-in"
    assert browser.post(path).name in ("sign-in", "not-found")


def test_the_picture_of_the_code_requires_signing_in(browser: Browser) -> None:
    browser.reach_enrolment()
    browser.get("/two-factor/enrol?show=1")
    assert browser.open("/two-factor/qr.png").status == 200
    assert Browser(browser.site, browser.clock).open("/two-factor/qr.png").status == 403


def test_a_wrong_password(browser: Browser) -> None:
    page = browser.post("/sign-in", user=console.USER, password="guess")
    assert (page.name, page.notice) == ("sign-in", "password")


# --- the ways to show the code ---


def test_the_code_is_not_in_the_page_until_it_is_shown(browser: Browser) -> None:
    page = browser.reach_enrolment()
    assert "qr" not in page.by_id
    assert "qr.png" not in page.html
    assert "<svg" not in page.html


@pytest.mark.parametrize("way", console.WAYS)
def test_every_way_shows_an_account_that_can_be_enabled(browser: Browser, way: str) -> None:
    browser.reach_enrolment()
    response = browser.open(f"/two-factor/enrol?way={way}&show=1")
    page = Page(response.read().decode())
    assert page.marks["data-way"] == way
    assert "qr" in page.by_id or "qr-frame" in page.by_id
    assert " style=" not in page.html
    pending = browser.site.console.pending
    assert pending is not None
    assert pending.spec == console.WAYS[way].spec
    assert pending.secret_base32 not in page.html
    reloaded = browser.get(f"/two-factor/enrol?way={way}&show=1")
    assert reloaded.name == "enrol"
    assert browser.site.console.pending == pending  # a reload changes no secret
    later = {"hotp": pyotp.HOTP(pending.secret_base32).at(3)} if way == "hotp" else {}
    code = later.get("hotp") or _independent_code(pending.uri("x"), browser.clock.unix)
    assert browser.post("/two-factor/enable", otp=code, way=way).notice == "enabled"


def _independent_code(uri: str, unix: int) -> str:
    """By Kakomi's own reading of the URI: pyotp would refuse the short secret."""
    key = otpauth.parse(uri).key
    return otp.totp(key, unix)


@pytest.mark.parametrize("way", [name for name, way in console.WAYS.items() if way.policy])
def test_a_page_under_a_policy_of_its_own(browser: Browser, way: str) -> None:
    browser.reach_enrolment()
    response = browser.open(f"/two-factor/enrol?way={way}&show=1")
    assert response.headers["Content-Security-Policy"] == console.WAYS[way].policy
    assert "<script" not in response.read().decode()


def test_an_opaque_sandbox_works_without_cookies(browser: Browser) -> None:
    browser.reach_enrolment()
    page = browser.get("/two-factor/enrol?way=sandbox-opaque&show=1")
    browser.jar.clear()
    assert browser.open(page.by_id["qr"]["src"]).status == 200
    ticket = page.html.partition('name="ticket" value="')[2].partition('"')[0]
    browser.post("/two-factor/enable", otp=browser.pending_code(), ticket=ticket)
    assert browser.site.console.device is not None


def test_frames_hold_the_picture(browser: Browser) -> None:
    browser.reach_enrolment()
    outer = browser.get("/two-factor/enrol?way=nested&show=1")
    middle = browser.get(outer.by_id["qr-frame"]["src"])
    inner = browser.get(middle.by_id["qr-frame"]["src"])
    assert inner.by_id["qr"]["tag"] == "img"
    assert browser.open(inner.by_id["qr"]["src"]).headers["Content-Type"] == "image/png"


def test_pictures_are_drawn_as_the_way_says(browser: Browser) -> None:
    browser.reach_enrolment()

    def picture(way: str) -> Image.Image:
        browser.get(f"/two-factor/enrol?way={way}&show=1")
        body = browser.open(f"/two-factor/qr.png?way={way}").read()
        return Image.open(io.BytesIO(body)).convert("RGBA")

    assert picture("normal").getpixel((0, 0)) == (255, 255, 255, 255)
    assert picture("dark").getpixel((0, 0)) == (0x14, 0x18, 0x1D, 255)
    assert picture("dark-transparent").getpixel((0, 0))[3] == 0  # type: ignore[index]
    assert picture("logo").width > picture("normal").width  # level H takes a bigger code
    widths = {
        way: int(browser.get(f"/two-factor/enrol?way={way}&show=1").by_id["qr"]["width"])
        for way in ("normal", "half", "triple")
    }
    assert widths["half"] == widths["normal"] // 2
    assert widths["triple"] == widths["normal"] * 3
    assert widths["normal"] == picture("normal").width


def test_uris_are_spelled_as_consoles_spell_them() -> None:
    secret = bytes(range(20))
    plain = new_device(Spec(), secret).uri("hanako")
    assert plain == (
        "otpauth://totp/Mihari%20Console:hanako"
        "?secret=AAAQEAYEAUDAOCAJBIFQYDIOB4IBCEQT&issuer=Mihari%20Console"
    )
    sha256 = new_device(Spec(algorithm="SHA256", digits=8, period_s=60), secret).uri("hanako")
    assert sha256.endswith("&algorithm=SHA256&digits=8&period=60")
    hotp = new_device(Spec(kind="hotp"), secret).uri("hanako")
    assert hotp.startswith("otpauth://hotp/")
    assert hotp.endswith("&counter=0")


def test_hotp_looks_ahead_and_never_back() -> None:
    device = new_device(Spec(kind="hotp"), bytes(20))
    at = pyotp.HOTP(device.secret_base32).at
    assert device.check(at(LOOK_AHEAD + 1), START)[1] is Verdict.WRONG
    device, verdict = device.check(at(LOOK_AHEAD), START)
    assert (verdict, device.counter) == (Verdict.RIGHT, LOOK_AHEAD + 1)
    assert device.check(at(LOOK_AHEAD), START)[1] is Verdict.REPLAYED
    assert device.check(at(3), START)[1] is Verdict.REPLAYED
    assert device.check(at(LOOK_AHEAD + 1), START)[1] is Verdict.RIGHT


def test_the_previous_step_is_accepted_after_a_later_one_was_used() -> None:
    device = new_device(Spec(), bytes(20))
    at = pyotp.TOTP(device.secret_base32).at
    device, _ = device.check(at(START + STEP_S), START)
    device, verdict = device.check(at(START), START)
    assert verdict is Verdict.RIGHT
    assert device.check(at(START + STEP_S), START)[1] is Verdict.REPLAYED


def test_an_svg_has_no_inline_style() -> None:
    drawn = qr.svg("x", console.WAYS["svg"].look)
    assert drawn.startswith("<svg")
    assert "style" not in drawn


# --- the rest ---


def test_the_language_is_chosen_and_remembered(browser: Browser) -> None:
    browser.accept = "fr, en;q=0.5, ja;q=0.8"
    assert browser.get("/").language == "ja"
    assert browser.get("/sign-in?lang=en").language == "en"
    assert browser.get("/help").language == "en"
    assert choose_language("xx", None, "") == "en"
    assert choose_language(None, None, "ja;q=x, *") == "ja"


def test_both_languages_have_every_text() -> None:
    for key, (japanese, english) in TEXTS.items():
        assert japanese, key
        assert english.isprintable(), key
        names = [
            {name for _, name, _, _ in string.Formatter().parse(text) if name}
            for text in (japanese, english)
        ]
        assert names[0] == names[1], key


@pytest.mark.parametrize(
    ("path", "name"), [("/mailbox", "mailbox"), ("/help", "help"), ("/keys", "keys")]
)
def test_the_practice_pages_need_no_sign_in(browser: Browser, path: str, name: str) -> None:
    assert browser.get(path).name == name


def test_starting_over(browser: Browser) -> None:
    browser.enable()
    assert browser.post("/reset").notice == "reset"
    assert browser.site.console.device is None
    assert browser.get("/home").name == "sign-in"


@pytest.mark.parametrize("path", ["/", "/two-factor/qr.png", "/static/console.css", "/nowhere"])
def test_nothing_is_cached_and_no_other_origin_is_loaded(browser: Browser, path: str) -> None:
    headers = browser.open(path).headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")


def test_static_files_are_those_of_the_folder_alone(browser: Browser) -> None:
    assert browser.open("/static/keys.js").headers["Content-Type"] == "text/javascript"
    assert browser.open("/static/../state.py").status == 404
    assert browser.open("/static/%2e%2e/state.py").status == 404
    assert browser.get("/nowhere").name == "not-found"
    assert browser.open("/sign-in", {"user": "x" * 20_000}).status == 413


def test_two_consoles_have_separate_cookies(browser: Browser) -> None:
    browser.enable()
    with _visit() as other:
        other.jar = browser.jar
        assert other.get("/home").name == "sign-in"
        assert browser.get("/home").name == "home"


@pytest.mark.parametrize("verdict", [v for v in Verdict if v is not Verdict.RIGHT])
def test_every_refusal_has_a_text(verdict: Verdict) -> None:
    assert f"notice.{verdict}" in TEXTS
