"""Cookies of this site alone, which under HTTPS no other host and no plain connection can plant."""

from functools import lru_cache

from flask import after_this_request, request
from werkzeug.http import dump_cookie
from werkzeug.wrappers import Response

from exam_server.web.work import house

SESSION_COOKIE = "exam_session"
HALF_COOKIE = "exam_half"
FLOW_COOKIE = "exam_flow"
SEAT_COOKIE = "exam_seat"
RUN_COOKIE = "exam_run"
DEVICE_COOKIE = "exam_device"
VISIT_COOKIE = "exam_visit"
DEVICE_SECONDS = 24 * 3600
PLACE = "VALUE"


def cookie_name(name: str, secure: bool) -> str:
    """The name on the wire: with the prefix, browsers take it only over HTTPS, for this host and all its paths."""
    return f"__Host-{name}" if secure else name


def read_cookie(name: str) -> str:
    """The cookie's value, empty where the browser sent none."""
    return request.cookies.get(cookie_name(name, house().settings.is_secure), "")


def cookie_header(name: str, value: str, secure: bool, seconds: int | None = None) -> str:
    """No script reads it and no other site sends it; without `seconds` it goes when the browser is closed.

    `value`: a token of our own, of letters, digits, `-`, `_` and `.`, which nothing has to be quoted in.
    """
    before, after = _around_value(name, secure, seconds)
    return before + value + after


@lru_cache
def _around_value(name: str, secure: bool, seconds: int | None) -> tuple[str, str]:
    """A room's cookies differ in their values alone."""
    wire_name = cookie_name(name, secure)
    before, _, after = dump_cookie(
        wire_name, PLACE, seconds, httponly=True, samesite="Strict", secure=secure, sync_expires=False
    ).partition(PLACE)
    return before, after


def set_cookie(response: Response, name: str, value: str, seconds: int | None = None) -> None:
    response.headers.add("Set-Cookie", cookie_header(name, value, house().settings.is_secure, seconds))


def set_session(token: str) -> None:
    """The log-in goes on under another token, which the answer to this request brings."""

    @after_this_request
    def bring(response: Response) -> Response:
        set_cookie(response, SESSION_COOKIE, token)
        return response


def drop_cookie(response: Response, name: str) -> None:
    secure = house().settings.is_secure
    response.delete_cookie(cookie_name(name, secure), httponly=True, samesite="Strict", secure=secure)
