"""Pictures from outside are painted anew: what leaves here holds pixels and nothing else."""

import hashlib
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from exam_server.core.problems import Problem
from exam_server.core.text import Text, text

if TYPE_CHECKING:
    from PIL import Image

MAXIMUM_BYTES = 20 * 1024 * 1024
MAXIMUM_PIXELS = 25_000_000
LARGEST_STORED = 1024 * 1024
"""Bytes. Every seat of a room loads a picture at the start; a photo of 1,600 pixels fits with room to spare."""
LARGEST_PALETTE = 256
MEDIA_TYPES = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp"}
SAVING: dict[str, dict[str, object]] = {
    "PNG": {"optimize": True},
    "JPEG": {"quality": 90, "optimize": True},
    "WEBP": {"lossless": True},
}


@dataclass(frozen=True)
class Picture:
    """A re-encoded picture; `id` is `media:` and the SHA-256 of `content`; sizes are in pixels.

    `source_hash` is the SHA-256 of the file that it was painted from: by it a filed picture is known again, whatever
    another version of the encoder would make of the same file.
    """

    id: str
    content: bytes
    media_type: str
    width: int
    height: int
    source_hash: str = ""

    @property
    def digest(self) -> str:
        return self.id.removeprefix("media:")


def read_image(
    content: bytes, place: str = "", largest: int = LARGEST_STORED
) -> tuple[Picture | None, tuple[Problem, ...]]:
    """Decode a PNG, JPEG or WebP picture and encode it again without metadata; never raises.

    SVG, animations, more than 25 megapixels and what is still larger than `largest` bytes afterwards are refused.
    """
    from PIL import Image

    if len(content) > MAXIMUM_BYTES:
        return _no(text("The picture is larger than {limit} MiB.", limit=MAXIMUM_BYTES // 2**20), place)
    try:
        with Image.open(BytesIO(content), formats=tuple(MEDIA_TYPES)) as image:
            if refusal := _refusal(image):
                return _no(refusal, place)
            picture = _painted_anew(image, hashlib.sha256(content).hexdigest())
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return _no(_too_large(), place)
    except (OSError, ValueError, SyntaxError, EOFError, OverflowError):
        return _no(text("The file isn't a readable PNG, JPEG or WebP picture."), place)
    if len(picture.content) > largest:
        return _no(_too_heavy(picture, largest), place)
    return picture, ()


def _refusal(image: "Image.Image") -> Text | None:
    if image.width * image.height > MAXIMUM_PIXELS:
        return _too_large()
    if getattr(image, "n_frames", 1) > 1:
        return text("The picture is animated; only still pictures are taken.")
    return None


def _too_large() -> Text:
    return text("The picture has more than {limit} megapixels.", limit=MAXIMUM_PIXELS // 1_000_000)


def _too_heavy(picture: Picture, largest: int) -> Text:
    size = f"{len(picture.content) / 2**20:.1f}"
    most = largest // 2**20
    return text("The picture takes {size} MiB; save it smaller, {most} MiB at most.", size=size, most=most)


def _painted_anew(image: "Image.Image", source_hash: str) -> Picture:
    from PIL import Image, ImageOps

    format_ = str(image.format)
    upright = ImageOps.exif_transpose(image)
    transparent = format_ != "JPEG" and upright.has_transparency_data
    bare = Image.new("RGBA" if transparent else "RGB", upright.size)
    bare.paste(upright.convert(bare.mode))
    out = BytesIO()
    (_with_palette(bare) if format_ == "PNG" else bare).save(out, format_, **SAVING[format_])
    content = out.getvalue()
    id_ = f"media:{hashlib.sha256(content).hexdigest()}"
    return Picture(id_, content, MEDIA_TYPES[format_], bare.width, bare.height, source_hash)


def _with_palette(bare: "Image.Image") -> "Image.Image":
    """The same pixels with a palette where they have few colours, as diagrams do: half the bytes."""
    from PIL import Image, ImageChops

    colours = bare.getcolors(LARGEST_PALETTE) if bare.mode == "RGB" else None
    if colours is None:
        return bare
    drawn = bare.quantize(len(colours), dither=Image.Dither.NONE)
    return drawn if ImageChops.difference(drawn.convert("RGB"), bare).getbbox() is None else bare


def _no(message: Text, place: str) -> tuple[None, tuple[Problem, ...]]:
    return None, (Problem(message, place=place, rule="picture"),)
