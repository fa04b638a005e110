"""The texts of the store's listing fit the store's limits and the product."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from listing import texts

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_the_texts_fit_the_limits_of_the_store(language: str) -> None:
    assert texts.faults(language) == []


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        ("## Privacy", "## Private", "Privacy is missing"),
        ("2FA / 二要素認証", "2FA", "the summary lacks '2FA / 二要素認証'"),
        ("### idle\n", "### idler\n", "idle is in one of manifest and listing only"),
        ("Kakomi Authenticator\n", "Kakomi\n", "Name differs from extName in _locales/en"),
        ("Kakomi collects", "x" * 9_000, "Privacy has 9419 characters, 1000 at most"),
    ],
)
def test_texts_that_the_store_refuses_are_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, before: str, after: str, fault: str
) -> None:
    text = (texts.FOLDER / "en.md").read_text("utf-8")
    assert before in text
    (tmp_path / "en.md").write_text(text.replace(before, after, 1), "utf-8")
    monkeypatch.setattr(texts, "FOLDER", tmp_path)
    assert fault in texts.faults("en")
