"""Somebody of the staff as the bots need them: logs in, and does an act that a page offers."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from exam_server.cli.rehearsal.browser import Browser, Refused
from exam_server.cli.rehearsal.pages import csrf_of

SECOND_STEP = 'autocomplete="one-time-code"'


class NotLoggedIn(RuntimeError):
    """The server didn't take the log-in."""


@dataclass
class Staff:
    """A browser of a member of staff."""

    browser: Browser

    async def log_in(self, login: str, password: str, ask_code: Callable[[], str] = str) -> None:
        """`ask_code` gives a code of the second factor, where the account has one.

        Raises NotLoggedIn; Broken where nobody answers.
        """
        csrf = csrf_of((await self.browser.get("/account/login")).content.decode())
        fields = {"csrf_token": csrf, "login": login, "password": password}
        try:
            page = (await self.browser.post_form("/account/login", fields)).content.decode()
            if SECOND_STEP in page:
                fields = {"csrf_token": csrf_of(page), "code": ask_code()}
                await self.browser.post_form("/account/login/code", fields)
        except Refused as refused:
            raise NotLoggedIn(login) from refused

    async def read(self, target: str) -> str:
        return (await self.browser.get(target)).content.decode()

    async def act(self, page: str, target: str, **fields: str) -> str:
        """Send a form of `page` to `target`; the page that it leads to."""
        csrf = csrf_of(await self.read(page))
        return (await self.browser.post_form(target, {"csrf_token": csrf, **fields})).content.decode()

    async def send_json(self, page: str, target: str, body: dict[str, Any]) -> Any:
        """Post JSON with the token of `page`; the answer's JSON. Raises Refused."""
        headers = {
            "Accept": "application/json",
            "Content-Type": "application/json",
            "Origin": self.browser.doors[0].origin,
            "X-CSRF-Token": csrf_of(await self.read(page)),
        }
        answer = await self.browser.send("POST", target, headers, json.dumps(body).encode())
        if answer.status != 200:
            raise Refused("POST", target, answer)
        return json.loads(answer.content)
