"""Our own files as one upload: a single item, or a bank's folder as a ZIP archive; nothing is lost either way."""

from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256
from io import BytesIO
from pathlib import PurePosixPath
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from exam_server.core.bank import Item, Stimulus, change_pictured
from exam_server.core.exchange import Brought, Import, Outgoing, Written
from exam_server.core.problems import Problem
from exam_server.core.qualification import outcome_code
from exam_server.core.text import Text, text
from exam_server.formats.bank_yaml import read_stimulus, write_stimulus
from exam_server.formats.encoding import read_text
from exam_server.formats.item_yaml import read_item, write_item
from exam_server.formats.picture_names import FOLDER, rename_pictures
from exam_server.formats.zip_door import Archive, read_zip

ITEMS, STIMULI = "items", "stimuli"
ZIP = b"PK\x03\x04"
NO_CRITERION = "-"
MADE = (1980, 1, 1, 0, 0, 0)
"""The same bank gives the same bytes."""


def read_yaml(content: bytes, place: str = "") -> Import:
    """One item, or all items and shared cases of a zipped bank (`items/`, `stimuli/`, `media/`). Never raises."""
    if not content.startswith(ZIP):
        source, problems = read_text(content, place)
        if source is None:
            return Import("yaml", problems=problems)
        return Import("yaml", (_brought(source, place, place, {}),), problems=problems)
    archive, problems = read_zip(content, place)
    return Import("yaml", problems=problems) if archive is None else _read_archive(archive, place)


def _read_archive(archive: Archive, place: str) -> Import:
    pictures = _in(archive, FOLDER)
    names = {path: f"media:{sha256(content).hexdigest()}" for path, content in pictures.items()}
    problems: list[Problem] = []
    items = [_read_item(path, content, names, problems) for path, content in _in(archive, ITEMS).items()]
    cases = [_read_stimulus(path, content, names, problems) for path, content in _in(archive, STIMULI).items()]
    if not items:
        problems.append(Problem(text("The archive has no items: they have to lie in its folder “items”."), place=place))
    stimuli = tuple(each for each in cases if each is not None)
    return Import("yaml", tuple(items), stimuli, pictures, tuple(problems))


def _read_item(path: str, content: bytes, pictures: Mapping[str, str], problems: list[Problem]) -> Brought:
    source, found = read_text(content, path)
    if source is None:
        return Brought(PurePosixPath(path).stem, path, refused=_words(found))
    problems += found
    return _brought(source, path, path, pictures)


def _read_stimulus(path: str, content: bytes, pictures: Mapping[str, str], problems: list[Problem]) -> Stimulus | None:
    """Items that hang on a shared case with errors are refused when they are filed, not the whole archive."""
    source, found = read_text(content, path)
    if source is None:
        problems += (replace(each, severity="warning") for each in found)
        return None
    stimulus, faults = read_stimulus(source, path, pictures)
    problems += (replace(each, severity="warning") for each in (*found, *faults))
    if stimulus is None or any(each.severity == "error" for each in faults):
        return None
    return replace(stimulus, body=rename_pictures(stimulus.body, _paths(pictures)))


def _in(archive: Archive, folder: str) -> dict[str, bytes]:
    """The files of one of a bank's folders by their path in the bank, wherever in the archive the bank lies."""
    found: dict[str, bytes] = {}
    for name in sorted(archive.names):
        steps = PurePosixPath(name).parts
        if folder in steps[:-1] and (folder == FOLDER or name.endswith((".yaml", ".yml"))):
            content = archive.read(name)
            if content is not None:
                found["/".join(steps[steps.index(folder) :])] = content
    return found


def _brought(source: str, name: str, place: str, pictures: Mapping[str, str]) -> Brought:
    item, problems = read_item(source, place, pictures)
    errors = tuple(each for each in problems if each.severity == "error")
    item_id = item.id if item else PurePosixPath(name).stem
    if item is None or errors:
        return Brought(item_id, place, refused=_words(errors))
    named = change_pictured(item, lambda words: rename_pictures(words, _paths(pictures)))
    return Brought(item_id, place, named)


def _paths(pictures: Mapping[str, str]) -> dict[str, str]:
    """Our reader puts ids in the place of names; an import names pictures by their files."""
    return {media_id: path for path, media_id in pictures.items()}


def _words(problems: tuple[Problem, ...]) -> tuple[Text, ...]:
    return tuple(
        text("Line {line}: {message}", line=each.line, message=each.message) if each.line else each.message
        for each in problems
    )


def write_bundle(bank: Outgoing) -> Written:
    """The items as a bank's folder in a ZIP archive, by outcome; everything is in it."""
    files = {f"{ITEMS}/{_folder_of(item)}/{item.id}.yaml": write_item(item) for item in bank.items}
    files |= {f"{STIMULI}/{each.id}.yaml": write_stimulus(each) for each in bank.stimuli}
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for path, words in files.items():
            archive.writestr(ZipInfo(path, MADE), words.encode())
        for path, content in bank.pictures.items():
            archive.writestr(ZipInfo(path, MADE), content)
    return Written(out.getvalue())


def _folder_of(item: Item) -> str:
    return outcome_code((item.criteria or (NO_CRITERION,))[0])
