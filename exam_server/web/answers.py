"""What several rooms put into their answers: cookies of this site alone, and addresses within it."""

from urllib.parse import urlsplit

from flask import url_for
from werkzeug.wrappers import Response

from exam_server.web.work import house


def local_address(address: str) -> str:
    """An address within this site, else the start page: nobody is sent elsewhere by a link."""
    parts = urlsplit(address)
    local = address.startswith("/") and not address.startswith(("//", "/\\")) and not parts.netloc
    return address if local else url_for("public.show_start")


def set_cookie(response: Response, name: str, value: str) -> None:
    """A cookie of this site alone: no script reads it and no other site sends it."""
    response.set_cookie(name, value, httponly=True, samesite="Strict", secure=house().settings.behind_tls)
