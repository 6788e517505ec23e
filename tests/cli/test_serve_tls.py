"""`serve --tls`: a real server over HTTPS, its plain door, and a real browser that trusts it by its authority alone."""

import os
import re
import shutil
import ssl
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import HTTPSHandler, ProxyHandler, build_opener

import pytest
from playwright.sync_api import Browser
from test_serve import COMMAND, ROOT, START_SECONDS, Served, environment_of, free_port, refusal_of, run, stop

from tests.chromium import EXECUTABLE
from tests.chromium import MISSING as CHROMIUM_MISSING

pytestmark = pytest.mark.xdist_group("serve")
NO_CERTUTIL = f"{CHROMIUM_MISSING}, or no certutil (Debian's package `libnss3-tools`)"


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Message
    body: bytes


def fetch(address: str, authority: Path | None = None) -> Answer:
    """As a client that trusts this authority alone."""
    context = ssl.create_default_context(cafile=str(authority)) if authority else ssl.create_default_context()
    opener = build_opener(ProxyHandler({}), HTTPSHandler(context=context))
    try:
        with opener.open(address, timeout=10) as answer:
            return Answer(answer.status, answer.headers, answer.read())
    except HTTPError as error:
        return Answer(error.code, error.headers, b"")


def start(instance: Path, *arguments: str, **variables: str) -> Served:
    log = instance / "server.log"
    with log.open("w") as output:
        process = subprocess.Popen(
            [COMMAND, "serve", *arguments],
            env=environment_of(instance, **variables),
            cwd=ROOT,
            stdout=output,
            stderr=output,
            text=True,
            start_new_session=True,
        )
    served = Served(process, f"https://127.0.0.1:{variables['EXAM_PORT']}", instance, log)
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            fetch(f"{served.address}/readyz", instance / "tls" / "authority.pem")
        except OSError:
            time.sleep(0.05)
        else:
            return served
    stop(served)
    pytest.fail(f"the server didn't get ready: {log.read_text()}")


@pytest.fixture(scope="module")
def secured(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    instance = tmp_path_factory.mktemp("instance")
    shutil.copy(sqlite_template, instance / "exam.sqlite")
    ports = {"EXAM_PORT": str(free_port()), "EXAM_TRUST_PORT": str(free_port())}
    running = start(instance, "--tls", "auto", **ports)
    yield running
    stop(running)


def door_of(served: Served) -> str:
    found = re.search(r"http://\S+", served.log.read_text())
    assert found
    return found[0]


def test_who_trusts_the_authority_reaches_the_server_and_who_doesnt_is_warned(secured: Served) -> None:
    authority = secured.instance / "tls" / "authority.pem"
    assert fetch(f"{secured.address}/readyz", authority).status == 200
    assert fetch(f"{secured.address.replace('127.0.0.1', 'localhost')}/readyz", authority).status == 200
    with pytest.raises(URLError, match="CERTIFICATE_VERIFY_FAILED"):
        fetch(f"{secured.address}/readyz")


def test_the_plain_door_gives_the_authority_in_both_languages_and_nothing_else(secured: Served) -> None:
    door = door_of(secured)
    page = fetch(door)
    assert b'lang="pl"' in page.body
    assert b'<html lang="en"' in fetch(f"{door}?language=en").body
    assert "Set-Cookie" not in page.headers
    printed = re.search(r"SHA-256 .*: ((?:[0-9A-F]{4} ?){16})", secured.log.read_text())
    assert printed
    assert re.findall(rb"<li>([0-9A-F]{4})</li>", page.body) == printed[1].encode().split()
    assert fetch(f"{door}trust/exam-server-ca.pem").body == (secured.instance / "tls" / "authority.pem").read_bytes()
    missing = [fetch(door + path) for path in ("ticket", "account/login", "openapi.json", "trust/x")]
    assert all(each.status == 404 for each in missing)
    assert all("frame-ancestors 'none'" in each.headers["Content-Security-Policy"] for each in missing)
    assert all(each.headers["X-Content-Type-Options"] == "nosniff" for each in missing)
    style = re.search(rb'href="/(assets/[^"]+trust\.css)"', page.body)
    assert style
    assert fetch(door + style[1].decode()).status == 200


def test_cookies_are_bound_to_this_host_and_no_browser_is_told_to_insist_on_https(secured: Served) -> None:
    answer = fetch(f"{secured.address}/ticket", secured.instance / "tls" / "authority.pem")
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-exam_visit=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Strict"} <= set(cookie.split("; "))
    assert "Domain" not in cookie
    assert "strict-transport-security" not in {name.lower() for name in answer.headers}


@pytest.fixture
def trusting_browser(chromium: Browser, secured: Served, tmp_path: Path) -> Iterator[Browser]:
    """Chromium whose user has installed the authority, and nothing else changed."""
    certutil = shutil.which("certutil")
    if certutil is None:
        pytest.skip(NO_CERTUTIL)
    for place in (".pki/nssdb", ".local/share/pki/nssdb"):
        store = tmp_path / place
        store.mkdir(parents=True)
        authority = str(secured.instance / "tls" / "authority.pem")
        new = [certutil, "-d", f"sql:{store}", "-N", "--empty-password"]
        add = [certutil, "-d", f"sql:{store}", "-A", "-t", "C,,", "-n", "exam", "-i", authority]
        for command in (new, add):
            subprocess.run(command, check=True, capture_output=True)
    browser = chromium.browser_type.launch(
        executable_path=str(EXECUTABLE),
        args=["--no-sandbox", "--no-proxy-server"],
        env={**os.environ, "HOME": str(tmp_path)},
    )
    yield browser
    browser.close()


@pytest.mark.browser
def test_a_browser_that_installed_the_authority_shows_no_warning(secured: Served, trusting_browser: Browser) -> None:
    page = trusting_browser.new_page()
    answer = page.goto(f"{secured.address}/ticket")
    assert answer is not None
    assert answer.status == 200
    assert page.evaluate("isSecureContext")
    page.fill("#ticket", "7K3QD-9XM2R")
    page.click("main button[type=submit]")
    page.locator("#error-summary").wait_for()
    assert {each["name"] for each in page.context.cookies()} == {"__Host-exam_visit"}  # type: ignore[typeddict-item]


def test_plain_http_beyond_this_machine_is_refused_with_what_to_do(tmp_path: Path) -> None:
    answer = run(tmp_path, "serve", "--host", "0.0.0.0")
    assert "--tls auto" in refusal_of(answer)
    assert "--insecure" in answer.stderr
    assert "behind_tls" in answer.stderr
    assert run(tmp_path, "db", "upgrade").exit_code == 0
    for asked in (("--insecure",), ("--tls", "auto")):
        with_two = run(tmp_path, "serve", "--host", "0.0.0.0", "--workers", "2", *asked)
        assert "PostgreSQL" in refusal_of(with_two)


def test_a_proxy_that_ends_https_counts_as_secure(tmp_path: Path) -> None:
    assert run(tmp_path, "db", "upgrade").exit_code == 0
    assert "PostgreSQL" in refusal_of(
        run(tmp_path, "serve", "--host", "0.0.0.0", "--workers", "2", EXAM_BEHIND_TLS="true")
    )


def test_a_certificate_that_cant_serve_stops_the_start(tmp_path: Path) -> None:
    assert "none.pem" in refusal_of(run(tmp_path, "serve", "--tls", f"{tmp_path / 'none.pem'},{tmp_path / 'none.key'}"))
    assert "'tls'" in refusal_of(run(tmp_path, "serve", "--tls", "perhaps"))
    assert "public_url" in refusal_of(run(tmp_path, "serve", "--tls", "auto", EXAM_PUBLIC_URL="http://egzamin.local"))
