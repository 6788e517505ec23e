"""Finding and reading a bank's folders; the rules of their files are in formats."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from exam_server.core.bank import Bank
from exam_server.core.problems import Problem
from exam_server.core.text import text
from exam_server.formats.bank_yaml import read_bank, read_codes
from exam_server.formats.image import Picture
from exam_server.formats.picture_names import FOLDER, read_pictures
from exam_server.formats.plan_yaml import read_plan

QUALIFICATION = "qualification.yaml"
PLAN = "plan.yaml"
MARKS_OF_A_BANK = ("sources.yaml", QUALIFICATION, "items")


@dataclass(frozen=True)
class BankFolder:
    """What was read from one bank's folder; the places of problems are paths as the caller gave them.

    `pictures` are those of its media folder, painted anew, by their path there (`media/name.png`).
    """

    folder: Path
    bank: Bank
    problems: tuple[Problem, ...]
    pictures: Mapping[str, Picture] = field(default_factory=dict)


def read_banks(paths: Sequence[Path]) -> tuple[BankFolder, ...]:
    """Every bank that lies at, below or around `paths`, each read whole; problems only of what lies under a path.

    References are checked against the whole bank, even where only one of its files was asked for. Raises
    FileNotFoundError for a path that doesn't exist or has no bank.
    """
    asked: dict[Path, list[Path]] = {}
    for path in paths:
        folders = list(_bank_folders(path))
        if not folders:
            raise FileNotFoundError(str(path))
        for folder in folders:
            asked.setdefault(folder, []).append(path)
    return tuple(_narrowed(read_bank_folder(folder), wanted) for folder, wanted in sorted(asked.items()))


def read_bank_folder(folder: Path) -> BankFolder:
    """One qualification's bank. Criteria are checked where the folder has a qualification."""
    files, unreadable = _texts(folder)
    codes = read_codes(files[QUALIFICATION]) if QUALIFICATION in files else None
    pictures, unusable = read_picture_folder(folder)
    bank, problems = read_bank(files, codes, pictures, _read_parts(files))
    found = (*unreadable, *unusable, *problems)
    placed = (replace(problem, place=str(folder / problem.place)) for problem in found)
    return BankFolder(folder, bank, tuple(placed), pictures)


def _read_parts(files: Mapping[str, str]) -> Mapping[str, Sequence[str]] | None:
    """The parts of compound criteria, where the folder has a plan that can be read (its own reader says why not)."""
    plan = read_plan(files[PLAN], PLAN)[0] if PLAN in files else None
    return plan.parts() if plan else None


def read_picture_folder(folder: Path) -> tuple[dict[str, Picture], tuple[Problem, ...]]:
    """The pictures in a bank's media folder by path (`media/name.png`), and what is wrong with its other files."""
    paths = sorted(path for path in (folder / FOLDER).glob("*") if path.is_file() and not path.name.startswith("."))
    return read_pictures({f"{FOLDER}/{path.name}": path.read_bytes() for path in paths})


def _bank_folders(path: Path) -> Iterator[Path]:
    """What lies at or below a path goes before what lies around it: some folder above may hold anything."""
    if not path.exists():
        return
    below = sorted(child for child in path.iterdir() if _is_bank(child)) if path.is_dir() else []
    around = next((folder for folder in path.parents if _is_bank(folder)), None)
    yield from [path] if _is_bank(path) else below or ([around] if around else [])


def _is_bank(folder: Path) -> bool:
    return any((folder / mark).exists() for mark in MARKS_OF_A_BANK)


def _texts(folder: Path) -> tuple[dict[str, str], list[Problem]]:
    files: dict[str, str] = {}
    problems: list[Problem] = []
    for path in sorted(folder.rglob("*.yaml")):
        place = path.relative_to(folder).as_posix()
        try:
            files[place] = path.read_text(encoding="utf-8")
        except UnicodeDecodeError as error:
            line = error.object[: error.start].count(b"\n") + 1
            problems.append(Problem(text("The file isn't UTF-8 text."), line, place, "encoding"))
    return files, problems


def _narrowed(found: BankFolder, wanted: Sequence[Path]) -> BankFolder:
    if any(found.folder.is_relative_to(path) for path in wanted):
        return found
    problems = tuple(each for each in found.problems if any(Path(each.place).is_relative_to(path) for path in wanted))
    return replace(found, problems=problems)
