"""A visitor's own signed cookie, read and begun in front of Flask: language and looks, and a guard at the door."""

from secrets import token_urlsafe
from typing import Any

from flask import Flask
from itsdangerous import BadSignature

from exam_server.web.candidate.seat_door import Environment, read_raw_cookie
from exam_server.web.cookies import VISIT_COOKIE, cookie_header, cookie_name

KEPT = 5000


class Visits:
    """The visits of one process; a cookie that was found genuine isn't looked through again."""

    def __init__(self, app: Flask, is_secure: bool) -> None:
        self._signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
        self._is_secure, self._name = is_secure, cookie_name(VISIT_COOKIE, is_secure)
        self._known: dict[str, dict[str, Any]] = {}

    def read(self, environ: Environment) -> dict[str, Any]:
        """What the visit's cookie says; nothing where there is none, or not a genuine one."""
        cookie = read_raw_cookie(environ, self._name)
        known = self._known.get(cookie)
        if known is None and cookie:
            try:
                known = dict(self._signer.loads(cookie))
            except BadSignature:
                return {}
            self._keep(cookie, known)
        return known or {}

    def begin(self) -> tuple[dict[str, Any], str]:
        """A new visit, and the header that gives it to its browser."""
        visit = {"visit": token_urlsafe(16)}
        cookie = str(self._signer.dumps(visit))
        self._keep(cookie, visit)
        return visit, cookie_header(VISIT_COOKIE, cookie, self._is_secure)

    def _keep(self, cookie: str, visit: dict[str, Any]) -> None:
        if len(self._known) >= KEPT:
            self._known.clear()
        self._known[cookie] = visit
