"""A QTI file as it comes: one item, or a package with manifest, pictures, shared texts and tests."""

import posixpath
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from urllib.parse import unquote

from exam_server.core.bank import Stimulus
from exam_server.core.exchange import Brought, Import, free_id
from exam_server.core.problems import Problem
from exam_server.core.text import text
from exam_server.core.words import slug
from exam_server.formats.notes import Notes
from exam_server.formats.picture_names import FOLDER, free_name
from exam_server.formats.qti.body import Body
from exam_server.formats.qti.item import Around, Marked, read_item
from exam_server.formats.qti.manifest import Listed, read_manifest
from exam_server.formats.qti.names import normalised, version_of
from exam_server.formats.qti.sections import read_tests
from exam_server.formats.xml_door import Xml, read_xml
from exam_server.formats.zip_door import Archive, read_zip

FORMAT = "qti"
ZIP = b"PK\x03\x04"
MANIFEST = "imsmanifest.xml"
PICTURES = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg", b"RIFF": "image/webp"}
ITEM, STIMULI = "assessmentItem", ("assessmentStimulus", "div", "section", "p")
TESTS = ("assessmentTest", "assessmentSection", "manifest")


def read_qti(content: bytes, place: str) -> Import:
    """Everything in an item's XML file or a package; never raises."""
    if content.startswith(ZIP):
        return _read_package(content, place)
    root, problems = read_xml(content, place)
    if root is None:
        return Import(FORMAT, problems=problems)
    return _read_alone(normalised(root), place, problems)


def read_marked(content: bytes, place: str) -> tuple[Marked | None, tuple[Problem, ...]]:
    """The item of one XML file with the way from its source's responses to ours; None where the file holds none."""
    root, problems = read_xml(content, place)
    if root is None or normalised(root).name != ITEM:
        return None, problems or (_no_items(place),)
    return read_item(normalised(root), _named(root, ()), place), problems


def _read_alone(root: Xml, place: str, problems: tuple[Problem, ...]) -> Import:
    if root.name == ITEM and version_of(root) is not None:
        return Import(FORMAT, (read_item(root, _named(root, ()), place).brought,), problems=problems)
    if root.name in TESTS:
        message = text("This is a plan of items that are in other files. Import the package that holds both.")
        return Import(FORMAT, problems=(*problems, Problem(message, root.line, place, "qti", "warning")))
    return Import(FORMAT, problems=(*problems, _no_items(place)))


def _no_items(place: str) -> Problem:
    return Problem(text("The file holds no QTI item."), 1, place, "qti")


@dataclass
class _Package:
    """An archive while it's read: what its items name is taken once, under names of its own."""

    archive: Archive
    place: str
    pictures: dict[str, bytes] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    stimuli: dict[str, Stimulus] = field(default_factory=dict)
    brought: dict[str, Brought] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def xml(self, path: str) -> Xml | None:
        content = self.archive.read(path)
        if content is None:
            return None
        root, problems = read_xml(content, f"{self.place}/{path}")
        self.problems += [replace(each, severity="warning") for each in problems]
        return None if root is None else normalised(root)

    def picture(self, base: str, source: str) -> str | None:
        """The bank's name for a picture that a file names; None where it's missing or no picture that we show."""
        path = _resolved(base, source)
        if path in self.names:
            return self.names[path]
        content = None if path is None else self.archive.read(path)
        media_type = next((kind for magic, kind in PICTURES.items() if content and content.startswith(magic)), None)
        if path is None or content is None or media_type is None:
            return None
        stem = slug(PurePosixPath(path).stem)[:60] or "picture"
        taken = free_name(stem, media_type, lambda name: f"{FOLDER}/{name}" in self.pictures)
        self.names[path] = f"{FOLDER}/{taken}"
        self.pictures[self.names[path]] = content
        return self.names[path]

    def shared(self, base: str, href: str, title: str) -> str | None:
        """The id of a shared text that an item names."""
        path = _resolved(base, href)
        if path is None:
            return None
        if path not in self.stimuli:
            root = self.xml(path)
            if root is None or root.name not in STIMULI:
                return None
            self.stimuli[path] = self._stimulus(root, path, title)
        return self.stimuli[path].id

    def _stimulus(self, root: Xml, path: str, title: str) -> Stimulus:
        notes = Notes()
        body = Body(notes, lambda source: self.picture(path, source)).markdown(root.first("stimulusBody") or root)
        self.problems += [
            Problem(each, root.line, f"{self.place}/{path}", "stimulus", "warning")
            for each in (*notes.changes, *notes.refused)
        ]
        wanted = root.get("identifier") or root.get("id") or PurePosixPath(path).parent.name or PurePosixPath(path).stem
        stimulus_id = free_id(wanted, {each.id for each in self.stimuli.values()}, "stimulus")
        return Stimulus(stimulus_id, root.get("title") or root.get("label") or title or stimulus_id, body)

    def item(self, listed: Listed, root: Xml) -> None:
        around = Around(
            lambda source: self.picture(listed.path, source),
            listed.tags,
            lambda href, title: self.shared(listed.path, href, title),
        )
        taken = {each.item.id for each in self.brought.values() if each.item is not None}
        marked = read_item(root, _named(root, taken), f"{self.place}/{listed.path}", around)
        self.brought[listed.path] = marked.brought


def _read_package(content: bytes, place: str) -> Import:
    archive, problems = read_zip(content, place)
    if archive is None:
        return Import(FORMAT, problems=problems)
    package = _Package(archive, place)
    tests: list[tuple[str, Xml]] = []
    for listed in _listed(package):
        root = package.xml(listed.path)
        if root is not None and root.name == ITEM:
            package.item(listed, root)
        elif root is not None and root.name in TESTS:
            tests.append((listed.path, root))
        elif listed.is_item:
            why = text("Its file is missing or can't be read.")
            package.brought[listed.path] = Brought(listed.id, f"{place}/{listed.path}", refused=(why,))
    blueprints, named = read_tests(tests, package.brought, place)
    found = [*package.problems, *named]
    if not package.brought:
        found.append(_no_items(place))
    return Import(
        FORMAT,
        tuple(package.brought.values()),
        tuple(package.stimuli.values()),
        package.pictures,
        tuple(found),
        blueprints,
    )


def _listed(package: _Package) -> Iterator[Listed]:
    """The manifest's resources; where there's no readable manifest, every XML file."""
    path = min((name for name in package.archive.names if PurePosixPath(name).name == MANIFEST), key=len, default="")
    root = package.xml(path) if path else None
    listed = [] if root is None else read_manifest(root, path)
    if not listed:
        message = text("The package has no readable manifest; all its XML files were looked through.")
        package.problems.append(Problem(message, 0, package.place, "manifest", "warning"))
    yield from listed
    known = {each.path for each in listed} | {each for resource in listed for each in resource.files}
    for name in package.archive.names:
        if name.lower().endswith(".xml") and name != path and name not in known:
            yield Listed(name, name)


def _resolved(base: str, href: str) -> str | None:
    """The path in the archive that a file at `base` means; None for what lies outside."""
    address = unquote(href.strip().split("#")[0].split("?")[0])
    if not address or ":" in address or address.startswith("/"):
        return None
    path = posixpath.normpath(posixpath.join(posixpath.dirname(base), address))
    return None if path.startswith("..") else path


def _named(root: Xml, taken: Collection[str]) -> str:
    return free_id(root.get("identifier") or root.get("title"), taken)
