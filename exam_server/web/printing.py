"""Papers as files for a browser: for whom they're made, and the answer that carries one."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date
from tempfile import TemporaryFile
from typing import IO

from flask import Response, current_app, make_response, stream_with_context

from exam_server.language import CONTENT_LANGUAGE, say, show_day
from exam_server.services.papers.reader import Reader
from exam_server.web.language import current_language, speak

PIECE = 64 * 1024


def current_reader() -> Reader:
    """The visitor's language with the installation's times."""
    filters = current_app.jinja_env.filters
    return Reader(current_language(), speak, filters["as_datetime"], filters["as_clock"], filters["as_time"])


def letter_reader() -> Reader:
    """Letters go out in Polish whatever the page's language, with the installation's times."""
    filters = current_app.jinja_env.filters
    return Reader(CONTENT_LANGUAGE, say, filters["as_datetime"], filters["as_clock"], filters["as_time"])


def letter_day(day: date) -> str:
    return show_day(day, CONTENT_LANGUAGE)


def send_file(content: bytes, content_type: str, name: str) -> Response:
    """A file to keep, under a name without personal data. Nothing on the way may keep it."""
    response = make_response(content)
    response.headers["Content-Type"] = content_type
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def send_pdf(content: bytes, name: str) -> Response:
    return send_file(content, "application/pdf", f"{name}.pdf")


def certificate_name(cited: str) -> str:
    """A certificate's number as a file's name, without what a file's name can't have."""
    return "certyfikat-" + "".join(each if each.isascii() and each.isalnum() else "-" for each in cited)


def send_archive(write: Callable[[IO[bytes]], None], name: str) -> Response:
    """A ZIP archive that's made on the disk and sent from there: as large as it may be, it takes no memory."""
    with ExitStack() as stack:
        file = stack.enter_context(TemporaryFile())
        write(file)
        file.seek(0)
        # From here on it's the answer's, which closes it however it ends.
        stack.pop_all()
    response = Response(_pieces(file), content_type="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.zip"'
    response.call_on_close(file.close)
    return response


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while piece := file.read(PIECE):
            yield piece


def stream_archive(pieces: Iterator[bytes], name: str) -> Response:
    """A ZIP archive that's sent while it's made, so that a browser shows how far it is."""
    # The papers are set while they're sent, in the visitor's language: that takes the request's context.
    response = Response(stream_with_context(pieces), content_type="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.zip"'
    return response
