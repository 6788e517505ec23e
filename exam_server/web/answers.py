"""What several rooms put into their answers: addresses within this site."""

from urllib.parse import urlsplit

from flask import url_for


def local_address(address: str) -> str:
    """An address within this site, else the start page: nobody is sent elsewhere by a link."""
    parts = urlsplit(address)
    local = address.startswith("/") and not address.startswith(("//", "/\\")) and not parts.netloc
    return address if local else url_for("public.show_start")
