"""Somebody of the staff as the bots need them: logs in, and does an act that a page offers."""

from dataclasses import dataclass

from exam_server.cli.rehearsal.browser import Browser
from exam_server.cli.rehearsal.pages import csrf_of


class NotLoggedIn(RuntimeError):
    """The server didn't take the log-in."""


@dataclass
class Staff:
    """A browser of a member of staff."""

    browser: Browser

    async def log_in(self, login: str, password: str) -> None:
        """Raises NotLoggedIn; Broken where nobody answers."""
        csrf = csrf_of((await self.browser.get("/account/login")).content.decode())
        fields = {"csrf_token": csrf, "login": login, "password": password}
        before = dict(self.browser.cookies)
        await self.browser.post_form("/account/login", fields)
        if set(self.browser.cookies) == set(before):
            raise NotLoggedIn(login)

    async def read(self, target: str) -> str:
        return (await self.browser.get(target)).content.decode()

    async def act(self, page: str, target: str, **fields: str) -> str:
        """Send a form of `page` to `target`; the page that it leads to."""
        csrf = csrf_of(await self.read(page))
        return (await self.browser.post_form(target, {"csrf_token": csrf, **fields})).content.decode()
