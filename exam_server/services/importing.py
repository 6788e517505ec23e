"""Single item files from outside: reading one with all that stands against it, and writing a bank's items as files."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from exam_server.core.bank import Bank, Item
from exam_server.core.delivery import shown_texts
from exam_server.core.lint import Known, check_item
from exam_server.core.problems import Problem, Refused
from exam_server.core.qualification import outcome_code
from exam_server.core.text import text
from exam_server.formats.image import Picture
from exam_server.formats.item_yaml import NO_PICTURES, read_item, write_item
from exam_server.formats.picture_names import FOLDER, Names, ids_of, read_pictures
from exam_server.services.bank import list_items, load_items
from exam_server.services.content import with_filed_pictures
from exam_server.services.media import get_picture, ids_in, names_of
from exam_server.services.qualification import find_edition, list_editions
from exam_server.services.work import Work


@dataclass(frozen=True)
class ItemRead:
    """What one item's file holds: the item, None where its structure is broken, all problems, and its pictures."""

    item: Item | None
    problems: tuple[Problem, ...]
    pictures: Mapping[str, Picture] = field(default_factory=dict)

    @property
    def errors(self) -> tuple[Problem, ...]:
        return tuple(each for each in self.problems if each.severity == "error")


def choose_bank(work: Work, code: str | None) -> str:
    """The bank that is meant: the named one, else the only one. Raises Refused where that isn't clear."""
    codes = sorted({edition.code for edition in list_editions(work)})
    if code in codes or (code is None and len(codes) == 1):
        return code or codes[0]
    raise Refused(
        text("It isn't clear which bank is meant."),
        text("There are: {codes}.", codes=", ".join(codes) or "–"),
        text("Name one with --bank."),
    )


def known_codes(work: Work, code: str) -> frozenset[str]:
    """The criteria of a bank's qualification."""
    edition = find_edition(work, code)
    return frozenset(edition.content.codes() if edition else ())


def check_item_file(path: Path, codes: frozenset[str] | None = None, filed: Names = NO_PICTURES) -> ItemRead:
    """`read_item_file` with the rules of item writing.

    Sources, stimuli and enemies are names in the bank that takes the item, so they aren't checked here.
    """
    read = read_item_file(path, filed)
    findings = check_item(read.item, Known(codes)) if read.item else ()
    placed = (replace(each, place=f"{path}: {each.place}") for each in findings)
    return replace(read, problems=(*read.problems, *placed))


def read_item_file(path: Path, filed: Names = NO_PICTURES) -> ItemRead:
    """The item of a YAML file, with its pictures from the media folder beside it or of its bank.

    `filed` gives the media id of pictures that the bank has (`media/name.png`), for what isn't in that folder.
    """
    try:
        source = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        return ItemRead(None, (Problem(text("The file isn't UTF-8 text."), line, str(path), "encoding"),))
    pictures, unusable = read_pictures({name: file.read_bytes() for name, file in _named_pictures(path, source)})
    item, problems = read_item(source, str(path), {**filed, **ids_of(pictures)})
    return ItemRead(item, (*unusable, *problems), pictures)


def _named_pictures(path: Path, source: str) -> list[tuple[str, Path]]:
    """A bank's items lie in `items/<outcome>/`, an export's in `<outcome>/`: the nearest media folder is theirs."""
    folder = next((parent / FOLDER for parent in path.resolve().parents[:3] if (parent / FOLDER).is_dir()), None)
    files = sorted(folder.iterdir()) if folder else []
    named = ((f"{FOLDER}/{file.name}", file) for file in files if file.is_file())
    return [(name, file) for name, file in named if name in source]


def file_item(work: Work, code: str, read: ItemRead) -> None:
    """File an item that was read without errors, with its pictures."""
    if read.item is None or read.errors:
        raise ValueError("an item with errors isn't filed")
    brought = with_filed_pictures(work, Bank(items=(read.item,)), read.pictures)
    load_items(work, code, brought.items)


def write_items(work: Work, code: str, folder: Path) -> int:
    """Write the current revision of every item of a bank under `folder` by outcome; gives how many.

    Their pictures go into the media folder: beside the items, or of the bank whose `items` folder it is.
    """
    items = [filed.item for filed in list_items(work, code)]
    names = names_of(work, ids_in(words for item in items for words in shown_texts(item)))
    for item in items:
        place = folder / outcome_code(item.criteria[0])
        place.mkdir(parents=True, exist_ok=True)
        (place / f"{item.id}.yaml").write_text(write_item(item, names), encoding="utf-8")
    bank = folder.parent if folder.name == "items" else folder
    for media_id, name in names.items():
        (bank / FOLDER).mkdir(parents=True, exist_ok=True)
        (bank / name).write_bytes(get_picture(work, media_id).content)
    return len(items)
