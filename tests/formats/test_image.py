"""Pictures: painted anew, and refused where they can't be."""

import hashlib
import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image, PngImagePlugin

from exam_server.formats.image import read_image


def encoded(format_: str, size: tuple[int, int] = (8, 4), **saving: object) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, (200, 30, 30)).save(out, format_, **saving)  # type: ignore[arg-type]
    return out.getvalue()


@pytest.mark.parametrize(
    ("format_", "media_type"), [("PNG", "image/png"), ("JPEG", "image/jpeg"), ("WEBP", "image/webp")]
)
def test_a_picture_keeps_its_format_and_is_named_by_its_digest(format_: str, media_type: str) -> None:
    picture, problems = read_image(encoded(format_))
    assert picture is not None and problems == ()
    assert (picture.width, picture.height, picture.media_type) == (8, 4, media_type)
    assert picture.id == f"media:{hashlib.sha256(picture.content).hexdigest()}"


def test_metadata_and_what_hangs_behind_the_picture_are_dropped() -> None:
    exif = Image.Exif()
    exif[0x010E] = "SECRET"
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", "SECRET")
    for content in (encoded("JPEG", exif=exif), encoded("PNG", pnginfo=info), encoded("WEBP") + b"SECRET<script>"):
        assert b"SECRET" in content
        picture, _ = read_image(content)
        assert picture is not None
        assert b"SECRET" not in picture.content


def test_a_rotation_in_the_metadata_is_applied() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    picture, _ = read_image(encoded("JPEG", exif=exif))
    assert picture is not None and (picture.width, picture.height) == (4, 8)


def test_a_drawing_of_few_colours_gets_a_palette_and_keeps_every_pixel() -> None:
    drawing = Image.new("RGB", (300, 200), "white")
    for step in range(12):
        drawing.paste((step * 20, 90, 255 - step * 20), (step * 20, step * 10, step * 20 + 60, step * 10 + 60))
    out = BytesIO()
    drawing.save(out, "PNG", optimize=True)
    picture, _ = read_image(out.getvalue())
    assert picture is not None
    painted = Image.open(BytesIO(picture.content))
    assert (painted.mode, painted.convert("RGB").tobytes()) == ("P", drawing.tobytes())
    assert len(picture.content) < len(out.getvalue())


def test_a_picture_of_many_colours_keeps_them() -> None:
    out = BytesIO()
    gradient = Image.linear_gradient("L").convert("RGB")
    gradient.putpixel((0, 0), (1, 2, 3))
    gradient.save(out, "PNG")
    picture, _ = read_image(out.getvalue())
    assert picture is not None
    painted = Image.open(BytesIO(picture.content))
    assert (painted.mode, painted.convert("RGB").tobytes()) == ("RGB", gradient.tobytes())


def test_transparency_stays() -> None:
    out = BytesIO()
    Image.new("RGBA", (2, 2), (1, 2, 3, 0)).save(out, "PNG")
    picture, _ = read_image(out.getvalue())
    assert picture is not None
    assert Image.open(BytesIO(picture.content)).getpixel((0, 0)) == (1, 2, 3, 0)


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png_claiming(width: int, height: int) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"GIF89a" + b"\0" * 40,
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        encoded("PNG")[:50],
        encoded("BMP"),
        png_claiming(5001, 5000),
        png_claiming(12000, 12000),
        png_claiming(60000, 60000),
        b"\xff" * (20 * 2**20 + 1),
    ],
    ids=["empty", "gif", "svg", "cut", "bmp", "25-megapixels", "warned", "bomb", "heavy"],
)
def test_anything_else_is_refused_with_a_problem(content: bytes) -> None:
    picture, problems = read_image(content, "a.png")
    assert picture is None
    assert [(problem.place, problem.severity) for problem in problems] == [("a.png", "error")]


def test_a_picture_that_would_fill_the_rooms_network_is_refused() -> None:
    noise = Image.effect_noise((1200, 1200), 80)
    out = BytesIO()
    noise.save(out, "PNG")
    picture, (problem,) = read_image(out.getvalue(), "a.png")
    assert (picture, problem.place) == (None, "a.png")
    assert "MiB" in str(problem.message)


def test_an_animation_is_refused() -> None:
    out = BytesIO()
    frames = [Image.new("RGB", (4, 4), (shade, 0, 0)) for shade in (0, 255)]
    frames[0].save(out, "WEBP", save_all=True, append_images=frames[1:])
    assert read_image(out.getvalue())[0] is None
