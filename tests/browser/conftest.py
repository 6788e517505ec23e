"""A candidate's page in a real Chromium, before a room that a test can disturb."""

from collections.abc import Iterator

import pytest
from candidate_steps import open_test
from playwright.sync_api import Browser, BrowserContext, Page
from stub_room import Room, StubRoom


@pytest.fixture
def stub() -> Iterator[StubRoom]:
    stub = StubRoom()
    yield stub
    stub.close()
    assert stub.errors == []


@pytest.fixture
def room(stub: StubRoom) -> Room:
    return stub.room


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context()
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext, stub: StubRoom) -> Iterator[Page]:
    problems: list[str] = []
    page = context.new_page()
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda message: problems.append(message.text) if "Content Security" in message.text else None)
    open_test(page, stub)
    yield page
    assert problems == []
