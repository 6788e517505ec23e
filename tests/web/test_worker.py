"""The service worker holds static files and a page of nobody; what it names is there."""

import json
import re
from collections.abc import Iterator

from flask.testing import FlaskClient

from exam_server.web.headers import POLICY


def values(program: str) -> Iterator[tuple[str, object]]:
    """The constants that the server writes before the program."""
    for name, value in re.findall(r"^const ([A-Z]+) = (.+);$", program, re.MULTILINE):
        if value[0] in '"[{':
            yield name, json.loads(value)


def test_the_worker_keeps_files_that_exist_and_a_page_under_the_same_policy(client: FlaskClient) -> None:
    response = client.get("/sitting-worker.js")
    assert (response.status_code, response.mimetype) == (200, "text/javascript")
    known = dict(values(response.get_data(as_text=True)))
    files = known["FILES"]
    assert isinstance(files, list)
    assert [file.rsplit(".", 1)[1] for file in files] == ["css", "woff2", "js"]
    for file in files:
        with client.get(file) as found:
            assert found.status_code == 200, file
    headers, shell = known["HEADERS"], str(known["SHELL"])
    assert isinstance(headers, dict)
    assert (headers["Content-Security-Policy"], headers["Cache-Control"]) == (POLICY, "no-store")
    assert set(re.findall(r'(?:src|href)="(?!data:)([^"]+)"', shell)) <= set(files)
    assert 'lang="pl"' in shell and 'lang="en"' in shell and "csrf" not in shell


def test_the_worker_is_the_same_for_everybody(client: FlaskClient) -> None:
    program = client.get("/sitting-worker.js").get_data()
    client.set_cookie("exam_seat", "somebody's")
    assert client.get("/sitting-worker.js").get_data() == program
