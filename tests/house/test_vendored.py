"""What was brought in from elsewhere is listed with its hash, and no page asks another origin for anything."""

import base64
import hashlib
import json
import re
from pathlib import Path

import pytest

WEB = Path(__file__).resolve().parents[2] / "exam_server" / "web"
MANIFEST = WEB / "static" / "vendor" / "manifest.json"
ROWS = json.loads(MANIFEST.read_text(encoding="utf-8"))["vendored"]
VENDORED = {row["file"] for row in ROWS}
# Names of languages, not addresses that a browser would fetch.
NAMESPACES = ("http://www.w3.org/2000/svg", "http://www.w3.org/1998/Math/MathML")
ORIGIN = re.compile(r"(?:https?:)?//[a-z0-9-]+\.[a-z0-9.-]+", re.IGNORECASE)


def own_pages() -> list[Path]:
    files = [*WEB.glob("templates/**/*.html"), *WEB.glob("static/**/*.css"), *WEB.glob("static/**/*.js")]
    files += WEB.glob("static/**/*.svg")
    return sorted(file for file in files if file.relative_to(WEB).as_posix() not in VENDORED)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["file"])
def test_a_vendored_file_is_byte_for_byte_the_listed_one(row: dict[str, str]) -> None:
    digest = hashlib.sha384((WEB / row["file"]).read_bytes()).digest()
    assert row["sha384"] == f"sha384-{base64.b64encode(digest).decode()}"


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["file"])
def test_a_vendored_file_has_a_name_a_version_and_its_licence_text(row: dict[str, str]) -> None:
    assert row["name"] and row["version"] and row["licence"]
    assert len((WEB / row["licence_file"]).read_text(encoding="utf-8")) > 200


def test_nothing_stands_beside_the_vendored_files_that_the_manifest_does_not_name() -> None:
    listed = VENDORED | {row["licence_file"] for row in ROWS} | {MANIFEST.relative_to(WEB).as_posix()}
    folders = (WEB / "static" / "vendor", WEB / "static" / "fonts")
    present = {file.relative_to(WEB).as_posix() for folder in folders for file in folder.rglob("*") if file.is_file()}
    assert present - listed == set()


@pytest.mark.parametrize("page", own_pages(), ids=lambda page: page.relative_to(WEB).as_posix())
def test_no_page_style_or_script_names_another_origin(page: Path) -> None:
    words = page.read_text(encoding="utf-8")
    for namespace in NAMESPACES:
        words = words.replace(namespace, "")
    assert ORIGIN.findall(words) == []


@pytest.mark.parametrize("page", sorted(WEB.glob("templates/**/*.html")), ids=lambda page: page.name)
def test_a_template_carries_data_but_no_style_and_no_script_of_its_own(page: Path) -> None:
    words = page.read_text(encoding="utf-8")
    assert re.findall(r"<style|\sstyle=|\son[a-z]+=[\"']|javascript:|hx-on|data-hx-on", words) == []
    assert re.findall(r"<script(?![^>]*\ssrc=|\stype=\"application/json\")", words) == []
