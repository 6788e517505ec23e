"""A real WebKit, the nearest to an iPad's browser that runs here; without it tests are skipped loudly, and fail in CI."""

import os
import shutil
import subprocess
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from selenium.webdriver import Remote
from selenium.webdriver.support.wait import WebDriverWait
from selenium.webdriver.webkitgtk.options import Options
from selenium.webdriver.webkitgtk.service import Service

from tests.chromium import PATIENCE

DRIVER, SCREEN = "WebKitWebDriver", "Xvfb"
TABLET = (1024, 768)
MISSING = "no WebKit: install Debian's packages `webkit2gtk-driver` and `xvfb`"

OpenWebKit = Callable[[], Remote]


def find_browser() -> Path | None:
    return next(iter(sorted(Path("/usr/lib").glob("*/webkit2gtk-*/MiniBrowser"))), None)


@pytest.fixture(scope="session")
def screen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An X display that nobody sees, of the size of a tablet; the server chooses a free number."""
    if find_browser() is None or not all(map(shutil.which, (DRIVER, SCREEN))):
        if os.environ.get("CI") == "true":
            pytest.fail(MISSING)
        pytest.skip(MISSING)
    width, height = TABLET
    reads, writes = os.pipe()
    command = [SCREEN, "-displayfd", str(writes), "-screen", "0", f"{width}x{height}x24", "-nolisten", "tcp"]
    server = subprocess.Popen(command, pass_fds=(writes,), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    os.close(writes)
    with os.fdopen(reads) as told:
        number = told.readline().strip()
    yield f":{number}"
    server.terminate()
    server.wait()


@pytest.fixture
def open_webkit(screen: str) -> Iterator[OpenWebKit]:
    """Opens a browser of its own, with nothing kept in it, at each call; the test's end closes them."""
    with ExitStack() as stack:
        yield lambda: stack.enter_context(_opened(screen))


@contextmanager
def _opened(screen: str) -> Iterator[Remote]:
    options = Options()
    options.binary_location = str(find_browser())
    options.add_argument("--automation")
    service = Service(str(shutil.which(DRIVER)), env={**os.environ, "DISPLAY": screen})
    service.start()
    try:
        with warnings.catch_warnings():
            # Selenium 4.51 opens its own connection in a way that it warns of.
            warnings.simplefilter("ignore", DeprecationWarning)
            browser = Remote(service.service_url, options=options)
        try:
            browser.set_window_size(*TABLET)
            yield browser
        finally:
            browser.quit()
    finally:
        service.stop()


def wait_until(browser: Remote, holds: Callable[[Remote], object], what: str) -> None:
    """Until it holds; a page takes its time on a loaded machine."""
    WebDriverWait(browser, PATIENCE / 1000, 0.05).until(holds, what)
