"""The manifest of a package: which files are items, and what its metadata says of each."""

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from exam_server.formats.xml_door import Xml

ITEM = "imsqti_item"


@dataclass(frozen=True)
class Listed:
    """A resource: its file, what it's called, the tags of its metadata, the other files that belong to it."""

    id: str
    path: str
    is_item: bool = False
    tags: tuple[str, ...] = ()
    files: tuple[str, ...] = ()


def read_manifest(root: Xml, place: str) -> list[Listed]:
    """All resources that have a file, in order; paths are the archive's, seen from the manifest's folder."""
    folder = posixpath.dirname(place)
    resources = [each for each in root.walk() if each.name == "resource" and each.get("href")]
    return [_listed(each, folder) for each in resources]


def _listed(resource: Xml, folder: str) -> Listed:
    path = _path(resource.get("href"), folder)
    files = (_path(each.get("href"), folder) for each in resource.all("file"))
    return Listed(
        id=resource.get("identifier") or path,
        path=path,
        is_item=resource.get("type").lower().startswith(ITEM),
        tags=tuple(dict.fromkeys(tag for each in resource.all("metadata") for tag in _tags(each))),
        files=tuple(each for each in files if each != path),
    )


def _tags(metadata: Xml) -> Iterator[str]:
    """Keywords and the entries of classifications, in the order in which they stand."""
    for element in metadata.walk():
        if element.name == "keyword":
            yield from (words for each in element.elements if (words := each.words.strip()))
        elif element.name == "taxon":
            parts = [part for name in ("id", "identifier", "entry") if (part := element.first(name)) is not None]
            yield from (words for part in parts[:1] if (words := part.words.strip()))


def _path(href: str, folder: str) -> str:
    return posixpath.normpath(posixpath.join(folder, unquote(href.strip())))
