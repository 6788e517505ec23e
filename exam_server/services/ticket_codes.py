"""The address on a ticket as a QR code."""

import segno


def draw_qr(address: str) -> str:
    """An inline SVG image without styles or scripts, black on nothing, that fills its box."""
    return str(segno.make(address, error="m", micro=False).svg_inline(omitsize=True, border=2))
