"""The manual: its text is the help page's, names controls by their messages, and may have a
reseller's name.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from e2e.user_actions import Box
from manual import chapters as source
from manual import pdf, reseller
from manual.chapters import LANGUAGES, Texts, chapters, control_keys, walked_language
from manual.guide import Guide
from manual.pictures import SCALE, Album, picture_path
from manual.reseller import Reseller, ResellerError
from PIL import Image

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

SIZE = (320, 200)
# Buttons of other programs that happen to have the name of one of ours.
OF_OTHERS = {"Backup", "バックアップ", "Export", "設定", "アカウントのエクスポート"}
# It is in the dialog for a new passphrase, of which the manual has no picture.
NOT_IN_THE_PICTURES = "options_passphrase_set_button"
QUOTED = re.compile("[“「]([^”」]+)[”」]")


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """A picture for each step."""
    for chapter in chapters():
        for step in chapter.pictured_steps():
            path = picture_path(tmp_path, chapter.id, step)
            path.parent.mkdir(exist_ok=True)
            Image.new("P", SIZE).save(path)
    return tmp_path


def test_the_chapters_are_the_topics_of_the_help_page() -> None:
    page = source.HELP.read_text("utf-8")
    assert [chapter.id for chapter in chapters()] == re.findall(r'<article id="(\w+)"', page)
    keys = {key for chapter in chapters() for key in chapter.message_keys()}
    in_articles = page[page.index("<article") : page.rindex("</article>")]
    named = re.findall(r'<(?:h2|h3|p|li)[^>]* data-message="(\w+)"', in_articles)
    assert keys == set(named)
    assert sum(len(chapter.pictured_steps()) for chapter in chapters()) > 40


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_named_control_has_a_name(language: str) -> None:
    texts = Texts(language)
    for chapter in chapters():
        for key in chapter.message_keys():
            assert "[" not in texts(key), key
            assert not re.search(r"[{}$]", texts(key)), key


def test_both_languages_name_the_same_controls() -> None:
    english, japanese = Texts("en"), Texts("ja")
    for chapter in chapters():
        for key in chapter.message_keys():
            named = [sorted(control_keys(texts.raw(key))) for texts in (english, japanese)]
            assert named[0] == named[1], key


def test_the_name_of_a_control_tells_which_control_the_other_language_means() -> None:
    """The browser tests look for the names in one language. Another control with the same name
    there, and another name in the other language, would be taken for it.
    """
    texts = {language: Texts(language) for language in LANGUAGES}
    mistaken = set()
    for chapter in chapters():
        walked = texts[walked_language(chapter.id)]
        [other] = [each for each in texts.values() if each is not walked]
        for step in chapter.pictured_steps():
            for key in control_keys(walked.raw(step)):
                same = walked.keys_of(walked.raw(key)) - other.keys_of(other.raw(key))
                mistaken |= {(step, each) for each in same}
    assert {key for _, key in mistaken} <= {NOT_IN_THE_PICTURES}, mistaken


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_retypes_the_name_of_a_control(language: str) -> None:
    texts = Texts(language)
    names = set(texts.of_the_product()) - OF_OTHERS
    for chapter in chapters():
        for key in chapter.message_keys():
            retyped = names & set(QUOTED.findall(texts.raw(key)))
            assert not retyped, f"{key} has to name these by their keys: {retyped}"


def test_shortcuts_are_named_for_windows_and_mac() -> None:
    step = "help_sign_in_copy_2"
    assert "Ctrl+V (⌘V on a Mac)" in Texts("en")(step)
    assert "Ctrl+V（Mac では ⌘V）で" in Texts("ja")(step)


def test_an_album_takes_each_picture_of_the_manual_once(page_of_nothing: Page) -> None:
    album = Album("en", folder="")
    box, step = Box(0, 0, 9, 9), "help_switch_on_6"
    album.take("switch_on", step, page_of_nothing, box)
    assert f"switch_on/{step}" not in album.missing(["switch_on"])
    assert len(album.missing(["switch_on"])) == len(chapters()[1].pictured_steps()) - 1
    for chapter, unknown in (("switch_on", step), ("switch_on", "fill"), ("lost_phone", step)):
        with pytest.raises(AssertionError, match="no picture"):
            album.take(chapter, unknown, page_of_nothing, box)


@pytest.fixture
def page_of_nothing() -> Page:
    """Nothing: a step that names no control asks the page for nothing."""
    return None  # type: ignore[return-value]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_guide_has_every_step_with_its_picture(language: str, pictures: Path) -> None:
    html = Guide(language, pictures, Reseller(), "1.2.3", {"sign_in": 77}).html()
    steps = [step for chapter in chapters() for step in chapter.pictured_steps()]
    assert html.count('<img class="screenshot"') == len(steps)
    assert f'width="{SIZE[0] // SCALE}" height="{SIZE[1] // SCALE}"' in html
    assert '<span class="page">77</span>' in html
    assert "1.2.3" in html
    assert not re.search(r'(?:src|href)="(?!data:|#)', html), "everything is in the document"
    for chapter in chapters():
        assert f'id="{chapter.id}"' in html


def test_a_step_without_its_picture_makes_no_guide(pictures: Path) -> None:
    picture_path(pictures, "sign_in", "help_sign_in_2").unlink()
    with pytest.raises(FileNotFoundError):
        Guide("en", pictures, Reseller(), "1").html()


def test_a_reseller_stands_on_the_cover_and_on_each_page(pictures: Path, tmp_path: Path) -> None:
    (tmp_path / "logo.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    file = tmp_path / "reseller.toml"
    file.write_text('name = "A & <B>"\ncontact = """03-1234\nhelp"""\nlogo = "logo.svg"\n')
    giver = reseller.read(file)
    html = Guide("ja", pictures, giver, "1").html()
    assert '<p class="giver-name">A &amp; &lt;B&gt;</p><p>03-1234<br>help</p>' in html
    assert '<img class="logo" src="data:image/svg+xml;base64,' in html
    assert html.count("A & <B>") == 0, "not as markup, nor as the end of the style sheet"
    assert r"@bottom-left { content: " in html


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("name = 1", "name is not a text"),
        ("contact = 'x'", "name is missing"),
        ("name = 'x'\ncolor = 'red'", "color is unknown"),
        ("name = x", "line 1"),
        ("name = 'x'\nlogo = 'logo.gif'", "PNG, JPEG or SVG"),
        ("name = 'x'\nlogo = 'none.png'", "No such file"),
    ],
)
def test_a_resellers_file_that_cant_be_used_says_where(
    tmp_path: Path, text: str, fault: str
) -> None:
    file = tmp_path / "reseller.toml"
    file.write_text(text)
    with pytest.raises(ResellerError, match=fault):
        reseller.read(file)
    with pytest.raises(ResellerError, match="No such file"):
        reseller.read(tmp_path / "other.toml")


def test_pages_are_counted() -> None:
    assert pdf.count_pages(b"<</Type /Page /Parent 1>> <</Type /Pages>> <</Type/Page>>") == 2
