"""The address on a ticket, and the same as a QR code for a page and for paper."""

from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from segno import QRCode


def ticket_address(page: str, ticket: str) -> str:
    """Where a scanned ticket leads. It stands behind the `#`, which a browser keeps to itself: no log ever has it."""
    return f"{page}#{ticket}"


def draw_qr(address: str) -> str:
    """An inline SVG image without styles or scripts, black on nothing, that fills its box."""
    return str(_code(address).svg_inline(omitsize=True, border=2))


def qr_picture(address: str) -> str:
    """The same as an SVG file of its own."""
    file = BytesIO()
    _code(address).save(file, kind="svg", xmldecl=False, omitsize=True, border=2)
    return file.getvalue().decode()


def _code(address: str) -> "QRCode":
    import segno

    return segno.make(address, error="m", micro=False)
