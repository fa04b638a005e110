from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kakomi import picture_header
from kakomi.errors import ScanError, ScanPictureTooLarge, ScanPictureUnreadable
from PIL import Image

KINDS = {"PNG": "png", "JPEG": "jpeg", "GIF": "gif", "WEBP": "webp", "BMP": "bmp", "AVIF": "avif"}


def file(kind: str, width: int, height: int, **how: object) -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (width, height), "white").save(written, kind, **how)
    return written.getvalue()


def test_an_icon_has_the_size_of_its_largest_picture() -> None:
    sizes = [(16, 16), (256, 256), (48, 48)]
    found = picture_header.header(file("ICO", 256, 256, sizes=sizes))
    assert (found.media_type, found.width, found.height) == ("image/x-icon", 256, 256)
    bomb = bytearray(file("ICO", 64, 64, sizes=[(64, 64)]))
    at = bomb.index(b"IHDR")
    bomb[at + 4 : at + 12] = (16_000).to_bytes(4, "big") * 2
    with pytest.raises(ScanPictureTooLarge):
        picture_header.header(bytes(bomb))


def test_an_avif_that_needs_a_gigabyte_is_refused() -> None:
    bomb = bytearray(file("AVIF", 64, 64))
    at = bomb.index(b"ispe")
    bomb[at + 8 : at + 16] = (16_000).to_bytes(4, "big") * 2
    with pytest.raises(ScanPictureTooLarge):
        picture_header.header(bytes(bomb))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("size", [(1, 1), (300, 17), (4096, 3)])
def test_size_and_kind_are_in_the_header(kind: str, size: tuple[int, int]) -> None:
    found = picture_header.header(file(kind, *size))
    assert (found.media_type, found.width, found.height) == (f"image/{KINDS[kind]}", *size)


def test_lossless_and_extended_webp_have_their_size() -> None:
    for how in ({"lossless": True}, {"exif": b"Exif\x00\x00II*\x00\x08\x00\x00\x00\x00\x00"}):
        found = picture_header.header(file("WEBP", 301, 18, **how))
        assert (found.width, found.height) == (301, 18)


def test_a_progressive_picture_from_a_camera() -> None:
    found = picture_header.header(file("JPEG", 640, 480, progressive=True, dpi=(72, 72)))
    assert (found.width, found.height) == (640, 480)


def test_a_small_file_that_needs_a_gigabyte_is_refused_undecoded() -> None:
    bomb = bytearray(file("PNG", 1, 1))
    bomb[16:24] = (16_000).to_bytes(4, "big") * 2
    with pytest.raises(ScanPictureTooLarge):
        picture_header.header(bytes(bomb))


@pytest.mark.parametrize(
    "data", [b"", b"<svg onload='alert(1)'/>", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"RIFF0000WEBPVP8?"]
)
def test_other_files_are_refused_as_no_pictures(data: bytes) -> None:
    with pytest.raises(ScanPictureUnreadable):
        picture_header.header(data)


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
def test_any_bytes_give_a_header_or_a_kakomi_error(kind: str, data: st.DataObject) -> None:
    complete = bytearray(file(kind, 40, 30)[:400])
    for _ in range(data.draw(st.integers(0, 4))):
        complete[data.draw(st.integers(0, len(complete) - 1))] = data.draw(st.integers(0, 255))
    cut = bytes(complete[: data.draw(st.integers(0, len(complete)))])
    try:
        found = picture_header.header(cut)
    except ScanError:
        return
    assert 0 < found.width * found.height <= picture_header.MAX_PIXELS


def test_fill_bytes_before_a_jpeg_marker_are_skipped() -> None:
    """ITU-T T.81, B.1.1.2: any marker may be preceded by bytes 0xFF."""
    data = file("JPEG", 640, 480)
    filled = data[:2] + b"\xff\xff\xff" + data[2:]
    assert picture_header.header(filled) == picture_header.header(data)
