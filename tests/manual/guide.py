"""The manual as one HTML document with everything in it, made for A4 pages."""

from __future__ import annotations

import base64
import json
from html import escape
from typing import TYPE_CHECKING

from kakomi import policy

from manual.chapters import ROOT, Block, Chapter, Texts, chapters
from manual.pictures import SCALE, picture_path

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from manual.reseller import Reseller

STYLE = ROOT / "tests" / "manual" / "guide.css"
ICON = ROOT / "extension" / "icons" / "128.png"
ADMINISTRATORS = "admin"  # the chapter that ends with the table of policies
AT_THE_CONSOLE = "switch_on"  # the chapter that ends with the buttons' Japanese names
_PNG_WIDTH_AT, _PNG_HEIGHT_AT = 16, 20  # in the file's header; 4 bytes each, big-endian

# What only the manual says; its chapters are the messages of the extension.
_WORDS = {
    "en": {
        "title": "Two-factor authentication with Kakomi",
        "kind": "User guide",
        "contents": "Contents",
        "about": "The screenshots show a practice console, so your site may look different. "
        "A red frame marks what to select.",
        "japanese": "If the console is in Japanese",
        "version": "Kakomi Authenticator {version}",
        "from": "Provided by",
        "picture": "Screenshot of step {number}",
        "policies": "All policies",
        "meaning": "What it does",
    },
    "ja": {
        "title": "Kakomi 二要素認証 設定マニュアル",
        "kind": "ご利用ガイド",
        "contents": "目次",
        "about": "画面の例は、練習用の管理コンソールのものです。実際の画面とはデザインが"
        "異なりますが、ボタンの名前は同じです。押す場所は赤い枠で示しています。",
        "version": "Kakomi Authenticator {version}",
        "from": "提供",
        "picture": "手順{number}の画面",
        "policies": "ポリシーの一覧",
        "meaning": "内容",
    },
}


def _css_string(text: str) -> str:
    """Returns a string of CSS in which only letters, digits and spaces stand for themselves."""
    return '"' + "".join(c if c.isalnum() or c == " " else f"\\{ord(c):x} " for c in text) + '"'


class Guide:
    """The manual in one language. ``folder`` has the pictures of that language.

    ``pages``: the page on which each chapter begins; empty before they are known.
    """

    def __init__(
        self,
        language: str,
        folder: Path,
        reseller: Reseller,
        version: str,
        pages: Mapping[str, int] | None = None,
    ) -> None:
        self._texts = Texts(language)
        self._words = _WORDS[language]
        self._language = language
        self._folder = folder
        self._reseller = reseller
        self._version = version
        self._pages = pages or {}

    def html(self) -> str:
        """Returns the document. Raises FileNotFoundError if a step has no picture."""
        style = STYLE.read_text("utf-8")
        body = "\n".join(
            [
                self._cover(),
                self._contents(),
                *(self._chapter(index) for index in range(len(chapters()))),
            ]
        )
        foot = _css_string(self._reseller.name)
        return f"""<!doctype html>
<html lang="{self._language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{escape(self._words["title"])}</title>
<style>
{style}
@page {{ @bottom-left {{ content: {foot}; }} }}
</style>
</head>
<body>
{body}
</body>
</html>
"""

    def _cover(self) -> str:
        reseller = self._reseller
        logo = f'<img class="logo" src="{reseller.logo_url}" alt="">' if reseller.logo_url else ""
        contact = escape(reseller.contact).replace("\n", "<br>")
        giver = ""
        if reseller.name:
            giver = (
                f'<div class="giver">{logo}<p class="giver-label">{self._words["from"]}</p>'
                f'<p class="giver-name">{escape(reseller.name)}</p><p>{contact}</p></div>'
            )
        icon = base64.b64encode(ICON.read_bytes()).decode()
        return f"""<header class="cover">
<img class="icon" src="data:image/png;base64,{icon}" alt="">
<p class="kind">{self._words["kind"]}</p>
<h1>{escape(self._words["title"])}</h1>
<p class="version">{self._words["version"].format(version=escape(self._version))}</p>
{giver}
</header>"""

    def _contents(self) -> str:
        rows = "".join(
            f'<li><a href="#{chapter.id}"><span>{escape(self._texts(chapter.title))}</span>'
            f'<span class="page">{self._pages.get(chapter.id, "")}</span></a></li>'
            for chapter in chapters()
        )
        about = f'<p class="about">{escape(self._words["about"])}</p>'
        return (
            f'<nav class="contents"><h2>{self._words["contents"]}</h2><ol>{rows}</ol>{about}</nav>'
        )

    def _chapter(self, index: int) -> str:
        chapter = chapters()[index]
        blocks = "\n".join(self._block(chapter, block) for block in chapter.blocks)
        table = self._policies() if chapter.id == ADMINISTRATORS else ""
        if chapter.id == AT_THE_CONSOLE and self._language != "ja":
            table = self._japanese_names()
        number = f'<span class="number">{index + 1}</span>'
        title = f"<h2>{number}{escape(self._texts(chapter.title))}</h2>"
        return f'<section class="chapter" id="{chapter.id}">{title}\n{blocks}{table}</section>'

    def _block(self, chapter: Chapter, block: Block) -> str:
        if block.kind in ("steps", "list"):
            tag = "ol" if block.kind == "steps" else "ul"
            steps = "\n".join(
                f"<li><p>{self._text(item.key)}</p>"
                f"{self._picture(chapter, item.key, number) if item.is_pictured else ''}</li>"
                for number, item in enumerate(block.items, 1)
            )
            return f'<{tag} class="{block.kind}">{steps}</{tag}>'
        text = self._text(block.items[0].key)
        if block.kind == "heading":
            return f"<h3>{text}</h3>"
        return f'<p class="notice">{text}</p>' if block.kind == "notice" else f"<p>{text}</p>"

    def _text(self, key: str) -> str:
        return escape(self._texts(key))

    def _picture(self, chapter: Chapter, step: str, number: int) -> str:
        data = picture_path(self._folder, chapter.id, step).read_bytes()
        width, height = (
            int.from_bytes(data[at : at + 4]) // SCALE for at in (_PNG_WIDTH_AT, _PNG_HEIGHT_AT)
        )
        name = self._words["picture"].format(number=number)
        source = base64.b64encode(data).decode()
        return (
            f'<img class="screenshot" width="{width}" height="{height}" alt="{name}"'
            f' src="data:image/png;base64,{source}">'
        )

    def _japanese_names(self) -> str:
        """Returns a table of the console's buttons in both languages."""
        japanese = Texts("ja")
        pairs = [(self._texts(key), japanese(key)) for key in self._texts.keys_of_sites()]
        rows = "".join(
            f"<tr><td>{escape(name)}</td><td lang='ja'>{escape(of_japanese)}</td></tr>"
            for name, of_japanese in pairs
        )
        return f"<h3>{self._words['japanese']}</h3><table class='names'>{rows}</table>"

    def _policies(self) -> str:
        """Returns the table of all policies, by group."""
        heads = "".join(
            f'<th scope="col">{escape(text)}</th>'
            for text in (
                self._texts("admin_column_policy"),
                self._words["meaning"],
                self._texts("admin_column_example"),
            )
        )
        rows = []
        for group in dict.fromkeys(key.group for key in policy.KEYS):
            title = escape(self._texts(f"policy_group_{group}"))
            rows.append(f'<tr class="group"><th colspan="3" scope="rowgroup">{title}</th></tr>')
            rows += [self._policy(key) for key in policy.KEYS if key.group == group]
        return (
            f"<h3>{escape(self._words['policies'])}</h3><table class='policies'><thead><tr>{heads}"
            f"</tr></thead><tbody>{''.join(rows)}</tbody></table>"
        )

    def _policy(self, key: policy.Key) -> str:
        example = json.dumps(key.example, ensure_ascii=False, indent=1)
        return (
            f"<tr><td><code>{key.name}</code></td>"
            f"<td>{escape(self._texts(f'policy_{key.name}_text'))}</td>"
            f"<td><code>{escape(example)}</code></td></tr>"
        )
