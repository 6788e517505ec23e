"""Single item files from outside: reading one with all that stands against it, and writing a bank's items as files."""

from dataclasses import replace
from pathlib import Path

from exam_server.core.bank import Item
from exam_server.core.bank_lint import Known, check_item
from exam_server.core.problems import Problem, Refused
from exam_server.core.text import text
from exam_server.formats.item_yaml import read_item, write_item
from exam_server.services.bank import list_items
from exam_server.services.qualification import find_edition, list_editions
from exam_server.services.work import Work


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


def read_item_file(path: Path, codes: frozenset[str] | None = None) -> tuple[Item | None, tuple[Problem, ...]]:
    """The item of a YAML file, None where its structure is broken, and all problems.

    Sources, stimuli and enemies are names in the bank that takes the item, so they aren't checked here.
    """
    try:
        source = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        return None, (Problem(text("The file isn't UTF-8 text."), line, str(path), "encoding"),)
    item, problems = read_item(source, str(path))
    findings = check_item(item, Known(codes)) if item else ()
    return item, (*problems, *(replace(each, place=f"{path}: {each.place}") for each in findings))


def write_items(work: Work, code: str, folder: Path) -> int:
    """Write the current revision of every item of a bank under `folder` by outcome; gives how many."""
    items = [filed.item for filed in list_items(work, code)]
    for item in items:
        place = folder / item.criteria[0][:2]
        place.mkdir(parents=True, exist_ok=True)
        (place / f"{item.id}.yaml").write_text(write_item(item), encoding="utf-8")
    return len(items)
