"""Drawing test forms from files alone, without a database: for authors, and for checking a draw from outside."""

from collections.abc import Iterator
from pathlib import Path

from exam_server.core.assembly import Blueprint, Draw, draw_forms, in_pool, pool_item
from exam_server.core.bank import revision_hash
from exam_server.core.problems import Problem, Refused
from exam_server.core.text import text
from exam_server.formats.blueprint_yaml import read_blueprint
from exam_server.services.reading import read_bank_folder

BLUEPRINTS = "blueprints"


class UnreadableBlueprint(ValueError):
    """A blueprint's file can't be taken; `problems` say why, with lines."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("; ".join(str(problem.message) for problem in problems))
        self.problems = problems


def draw_from_files(banks: Path, name: str, seed: str, count: int) -> Draw:
    """Draw from the bank that a blueprint belongs to; `name` is a blueprint's id under `banks` or a file's path.

    Raises FileNotFoundError (no such blueprint), UnreadableBlueprint, Infeasible, and Refused where it isn't clear
    which bank is meant or where the bank has errors: a form must not depend on which files happened to be readable.
    """
    path = _blueprint_path(banks, name)
    blueprint, problems = read_blueprint(path.read_text(encoding="utf-8"), str(path))
    if blueprint is None:
        raise UnreadableBlueprint(problems)
    return _draw(blueprint, _bank_of(banks, path), seed, count)


def _draw(blueprint: Blueprint, folder: Path, seed: str, count: int) -> Draw:
    found = read_bank_folder(folder)
    errors = [problem for problem in found.problems if problem.severity == "error"]
    if errors:
        raise Refused(
            text("No test form is drawn from {bank}.", bank=folder),
            text("The bank has {count} errors, the first in {place}.", count=len(errors), place=errors[0].place),
            text("Correct what “exam-server bank check” lists."),
        )
    pool = [pool_item(item, revision_hash(item)) for item in found.bank.items if in_pool(blueprint, item)]
    return draw_forms(blueprint, pool, seed, count)


def _blueprint_path(banks: Path, name: str) -> Path:
    if Path(name).is_file():
        return Path(name)
    found = [path for path in sorted(banks.rglob(f"{BLUEPRINTS}/*.yaml")) if path.stem == name]
    if not found:
        raise FileNotFoundError(name)
    if len(found) > 1:
        raise _unclear(name, found)
    return found[0]


def _bank_of(banks: Path, blueprint: Path) -> Path:
    """The bank whose `blueprints` folder holds the file; a file elsewhere is for the only bank there is."""
    folder = blueprint.resolve().parent
    if folder.name == BLUEPRINTS and (folder.parent / "items").is_dir():
        return folder.parent
    found = list(_folders_with_items(banks))
    if len(found) != 1:
        raise _unclear(str(blueprint), found)
    return found[0]


def _folders_with_items(banks: Path) -> Iterator[Path]:
    if (banks / "items").is_dir():
        yield banks
    elif banks.is_dir():
        yield from sorted(child for child in banks.iterdir() if (child / "items").is_dir())


def _unclear(name: str, found: list[Path]) -> Refused:
    return Refused(
        text("The bank of the blueprint {blueprint} isn't clear.", blueprint=name),
        text("Possible are: {paths}.", paths=", ".join(map(str, found)) or "–"),
        text("Name the bank's folder with --bank."),
    )
