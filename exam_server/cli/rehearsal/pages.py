"""What a page says to a browser: its CSRF token, its data, its items, and the files that it needs."""

import json
import re
from dataclasses import dataclass
from html import unescape
from typing import Any

CSRF = re.compile(r'<meta name="csrf-token" content="([^"]*)"')
DATA = re.compile(r'<script type="application/json" id="([\w-]+)">(.*?)</script>', re.DOTALL)
FILES = re.compile(r'<(?:link|script)\b[^>]*?\b(?:href|src)="(/[^"]+)"')
LINKED = re.compile(r'<link\b[^>]*\brel="(?:stylesheet|icon|modulepreload|preload|manifest)"')
IMPORTS = re.compile(r'^\s*(?:import|export)\b[^;]*?["\'](\.{1,2}/[^"\']+|/[^"\']+)["\']', re.MULTILINE)
URLS = re.compile(r'url\(["\']?([^"\')]+)["\']?\)')
ITEM = re.compile(r'data-item="(\d+)"[^>]*data-kind="(\w+)"|data-kind="(\w+)"[^>]*data-item="(\d+)"')
OPTION = re.compile(r'<input\b[^>]*\bname="item-')
CONTROLS = {
    "matching": re.compile(r'<select\b[^>]*\bid="item-'),
    "ordering": re.compile(r'<li\b[^>]*\bdata-place="'),
    "gap_text": re.compile(r'<label class="gap"'),
    "inline_choice": re.compile(r'<label class="gap"'),
}
CHECK = re.compile(r'<form\b[^>]*\baction="(/ticket/check/[0-9a-f]+)"')
UNREADABLE = "the page has no {what}"


class Unreadable(RuntimeError):
    """A page isn't what a candidate's page should be."""


@dataclass(frozen=True)
class SeenItem:
    """An item as the page shows it; `choices` counts the controls that a response chooses among, orders or fills."""

    position: int
    kind: str
    choices: int


def csrf_of(page: str) -> str:
    found = CSRF.search(page)
    if found is None:
        raise Unreadable(UNREADABLE.format(what="CSRF token"))
    return unescape(found[1])


def data_of(page: str, name: str) -> dict[str, Any]:
    """The JSON data of a page."""
    for found in DATA.finditer(page):
        if found[1] == name:
            read: dict[str, Any] = json.loads(found[2])
            return read
    raise Unreadable(UNREADABLE.format(what=name))


def has_data(page: str, name: str) -> bool:
    return f'id="{name}"' in page


def has_check(page: str) -> bool:
    return CHECK.search(page) is not None


def check_of(page: str) -> str:
    """Where the page of the check at the door sends its answer."""
    found = CHECK.search(page)
    if found is None:
        raise Unreadable(UNREADABLE.format(what="check"))
    return found[1]


def items_of(page: str) -> list[SeenItem]:
    """All items of the form, in their order."""
    found = list(ITEM.finditer(page))
    ends = [each.start() for each in found[1:]] + [len(page)]
    return [_item(each, page[each.end() : end]) for each, end in zip(found, ends, strict=True)]


def _item(head: re.Match[str], body: str) -> SeenItem:
    kind = head[2] or head[3]
    return SeenItem(int(head[1] or head[4]), kind, len(CONTROLS.get(kind, OPTION).findall(body)))


def files_of(page: str) -> list[str]:
    """Addresses of the files that a browser fetches for a page: styles, scripts, the icon, what is preloaded."""
    found = []
    for match in FILES.finditer(page):
        tag = match[0]
        if tag.startswith("<script") or LINKED.match(tag):
            found.append(unescape(match[1]))
    return list(dict.fromkeys(found))


def needed_by(address: str, source: str) -> list[str]:
    """What a module imports, or a style's fonts, as addresses on the same server."""
    kind = address.rpartition(".")[2]
    found = IMPORTS.findall(source) if kind == "js" else URLS.findall(source) if kind == "css" else []
    return [_beside(address, each) for each in found if not each.startswith("data:")]


def _beside(address: str, relative: str) -> str:
    if relative.startswith("/"):
        return relative
    folder = address.rpartition("/")[0].split("/")
    for part in relative.split("/"):
        if part == "..":
            folder.pop()
        elif part != ".":
            folder.append(part)
    return "/".join(folder)
