"""Small pictures, made anew by each test that needs one."""

from io import BytesIO

from PIL import Image


def draw(shade: int = 0, format_: str = "PNG", size: tuple[int, int] = (64, 48)) -> bytes:
    """A picture file with a gradient, so that JPEG has something to lose; another `shade` is another picture."""
    image = Image.new("RGB", size)
    image.putdata([(shade, 4 * x % 256, 5 * y % 256) for y in range(size[1]) for x in range(size[0])])
    out = BytesIO()
    image.save(out, format_)
    return out.getvalue()
