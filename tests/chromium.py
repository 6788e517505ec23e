"""A real Chromium for the tests that need one; where it's missing they're skipped loudly, and fail in CI."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

EXECUTABLE = Path(os.environ.get("EXAM_CHROMIUM", "/usr/bin/chromium"))
PATIENCE = 30_000
"""Milliseconds that a page may take on a loaded machine: what never comes fails, what comes late doesn't."""
MISSING = f"no Chromium at {EXECUTABLE}: install Debian's package `chromium`, or name another one in EXAM_CHROMIUM"


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser, once per run; take a new context per test."""
    if not EXECUTABLE.exists():
        if os.environ.get("CI") == "true":
            pytest.fail(MISSING)
        pytest.skip(MISSING)
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(EXECUTABLE), args=["--no-sandbox"])
        yield browser
        browser.close()
