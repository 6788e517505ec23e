"""A real server process on an instance of its own, which a journey may kill and start again, and people who use it."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.begun import Begun
from tests.journeys.case_world import World, settle
from tests.served import serve
from tests.visiting import Visitors

ROOT = Path(__file__).resolve().parents[2]
COMMAND = Path(sys.executable).with_name("exam-server")
START_SECONDS = 60.0
HURRIED = """(() => {
  const later = window.setTimeout;
  window.setTimeout = (act, wait, ...more) => later(act, wait > 3000 && wait < 20000 ? 1000 : wait, ...more);
})()"""
"""In a journey's browsers some seconds pass as one: beats and retries come as they do, in their order, only sooner."""


@dataclass
class House:
    """One installation: its folder, its address, and the process that serves it."""

    instance: Path
    port: int
    content: Path
    process: subprocess.Popen[bytes] | None = None
    contexts: list[BrowserContext] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def run(self, *arguments: str) -> str:
        """A command of this installation; its output."""
        done = subprocess.run(
            [str(COMMAND), *arguments],
            env=self._environment(),
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def start(self) -> None:
        with (self.instance / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                [str(COMMAND), "serve", "--port", str(self.port)],
                env=self._environment(),
                cwd=ROOT,
                start_new_session=True,
                stdout=log,
                stderr=log,
            )
        self._wait()

    def kill(self) -> None:
        """SIGKILL for the serving process and its parent at once: nobody gets to say goodbye."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.process = None

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                self.kill()

    def enter(self, page: Page, login: str, password: str) -> Page:
        page.goto(f"{self.address}/account/login")
        page.fill("input[name=login]", login)
        page.fill("input[name=password]", password)
        page.locator("main form button[type=submit]").first.click()
        page.wait_for_url(lambda url: "/account/login" not in url)
        return page

    def visit(self, browser: Browser, **context: object) -> Page:
        opened = browser.new_context(locale="pl-PL", **context)  # type: ignore[arg-type]
        opened.add_init_script(HURRIED)
        self.contexts.append(opened)
        return opened.new_page()

    def _wait(self) -> None:
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            assert self.process is not None and self.process.poll() is None, "the server ended at its start"
            try:
                with urllib.request.urlopen(f"{self.address}/readyz", timeout=2) as answer:
                    if answer.status == 200:
                        return
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                time.sleep(0.2)
        pytest.fail("the server didn't get ready")

    def _environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("EXAM_")}
        return kept | {
            "EXAM_INSTANCE": str(self.instance),
            "EXAM_PORT": str(self.port),
            "EXAM_START_LEAD_SECONDS": "1",
            "EXAM_CONTENT": str(self.content),
        }


@pytest.fixture
def house(sqlite_template: Path, tmp_path: Path) -> Iterator[House]:
    """An installation with its tables, without content and people; not yet serving."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    made = House(tmp_path / "instance", port, ROOT)
    made.instance.mkdir()
    shutil.copy(sqlite_template, made.instance / "exam.sqlite")
    yield made
    for context in made.contexts:
        context.close()
    made.stop()


@pytest.fixture
def bare_world(app: Flask, visitors: Visitors, chromium: Browser) -> Iterator[World]:
    """The app in this process behind an address, without a qualification; everybody has a browser of their own."""
    with serve(app) as address:
        made = World(app, visitors, chromium, address)
        yield made
        made.close()
    assert made.problems == []


@pytest.fixture
def world(bare_world: World) -> World:
    """With people and a small qualification."""
    settle(bare_world)
    return bare_world


@dataclass(frozen=True)
class Demo:
    """The people and tickets that `exam-server demo` printed."""

    passwords: dict[str, str]
    tickets: dict[str, str]


@pytest.fixture
def demo(house: House, with_demo: Begun) -> Demo:
    """A demo exam in an installation that isn't serving yet; tickets by candidate code."""
    with_demo.copy_to(house.instance)
    return read_demo(with_demo.printed)


def read_demo(printed: str) -> Demo:
    passwords = dict(re.findall(r"^  (demo-\S+|\S+@demo\.invalid)\s+(\S+)\s", printed, re.MULTILINE))
    tickets = {code: ticket for ticket, code in re.findall(r"^  (\S{5}-\S{5})\s+\d+\s+(K\d+)", printed, re.MULTILINE)}
    assert passwords and tickets, printed
    return Demo(passwords, tickets)


def respond(candidate: Page, position: int) -> object:
    """Go to an item and give a response; the value that the server must hold."""
    candidate.evaluate(f"location.hash = '#/{position}'")
    item = candidate.locator(f"[data-item='{position}']")
    expect(item).to_be_visible()
    if (choices := item.locator("input[type=radio]")).count():
        choices.nth(1).check(force=True)
        return 2
    if (boxes := item.locator("input[type=checkbox]")).count():
        boxes.nth(0).check(force=True)
        return [1]
    if item.get_attribute("data-kind") == "ordering":
        item.locator("[data-move='1']").first.click()
        return [2, 1, *range(3, item.locator("[data-place]").count() + 1)]
    if (texts := item.locator("textarea, input")).count():
        texts.first.fill("7")
        texts.first.blur()
        gaps = item.get_attribute("data-kind") == "gap_text"
        return ["7"] + [None] * (texts.count() - 1) if gaps else "7"
    selects = item.locator("select")
    selects.first.select_option("1")
    return [1] + [None] * (selects.count() - 1)
