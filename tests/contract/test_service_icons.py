"""The shipped file of icons."""

from __future__ import annotations

import json
import re
import zlib

import pytest
from kakomi import service_icon
from tools import paths, service_icons
from tools.tasks import BuildError

MAX_COMPRESSED_BYTES = 350_000
FILE = paths.UNPACKED / "vendor" / "service-icons" / "icons.txt"
COLOR = re.compile(r"([0-9a-f]{6})(?:e|@[0-9.]+)? [Mm][-+.,\s\dA-Za-z]+")


def icons() -> dict[str, list[str]]:
    lines = FILE.read_text("utf-8").split("\n")
    assert lines[0] == lines[-1] == ""
    return {name: fields for name, *fields in (line.split("\t") for line in lines[1:-1])}


def test_the_file_has_every_icon_and_stays_small() -> None:
    assert icons().keys() == service_icon.names()
    assert len(zlib.compress(FILE.read_bytes(), 9)) <= MAX_COMPRESSED_BYTES


def test_every_icon_has_a_square_tile_and_shapes_that_stand_out_from_it() -> None:
    for name, (background, box, *shapes) in icons().items():
        _, _, width, height = map(float, box.split(" "))
        assert width == height > 0, name
        colors = [found[1] for shape in shapes if (found := COLOR.fullmatch(shape))]
        assert len(colors) == len(shapes) > 0, name
        assert max(service_icons.contrast(background, color) for color in colors) >= 3, name


def test_a_picture_that_the_collection_lacks_stops_the_build() -> None:
    for slug in ("no-such-service", "../package"):
        with pytest.raises(BuildError, match="can't be read"):
            service_icons.line(service_icons.Choice("example.com", "simple-icons", slug))


def test_the_notice_names_each_collection_with_its_licence_and_its_icons() -> None:
    notice = (paths.UNPACKED / "vendor" / "NOTICE.txt").read_text("utf-8")
    for choice in service_icons.choices():
        assert choice.name in notice
    for collection in service_icons.COLLECTIONS.values():
        assert collection.title in notice
        about = paths.NODE_MODULES / collection.package / "package.json"
        assert json.loads(about.read_text("utf-8"))["license"] in notice
    assert "trademarks of their owners" in notice
