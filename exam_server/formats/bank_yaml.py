"""A bank's files together: items, stimuli and the closed list of sources, with all findings in one list."""

import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import PurePosixPath
from typing import Any, TypeVar

from exam_server.core.bank import Bank, Item, Source, Stimulus
from exam_server.core.lint import Known, check_item, check_positions, check_together
from exam_server.core.problems import Problem
from exam_server.core.text import text
from exam_server.formats.image import Picture
from exam_server.formats.item_schema import SourcesFile, StimulusFile
from exam_server.formats.item_yaml import NO_PICTURES, read_located_item
from exam_server.formats.picture_names import Names, check_pictures, ids_of, rename_pictures, unused_pictures
from exam_server.formats.richtext import check_richtext
from exam_server.formats.strict import read_strict
from exam_server.formats.yaml_lines import LocatedYaml, Path, load_yaml

SOURCES = "sources.yaml"
Part = TypeVar("Part", Item, Stimulus)


def read_stimulus(
    source: str, place: str = "", pictures: Names = NO_PICTURES
) -> tuple[Stimulus | None, tuple[Problem, ...]]:
    """One shared case (`stimuli/<id>.yaml`), None where its structure is broken, and all problems."""
    located, problems = _load(source, place)
    return (None, problems) if located is None else _located_stimulus(located, problems, pictures)


def write_stimulus(stimulus: Stimulus) -> str:
    """A shared case as a file."""
    from exam_server.formats.yaml_files import as_text, write_file

    body = as_text(unicodedata.normalize("NFC", stimulus.body))
    return write_file({"id": stimulus.id, "title": stimulus.title, "body": body})


def read_sources(source: str, place: str = "") -> tuple[tuple[Source, ...] | None, tuple[Problem, ...]]:
    """The closed list of sources (`sources.yaml`), None where its structure is broken, and all problems."""
    located, problems = _load(source, place)
    if located is None:
        return None, problems
    under_name = {("sources", *path): line for path, line in located.lines.items()}
    file, deviations = read_strict(SourcesFile, LocatedYaml({"sources": located.data}, place, under_name))
    if file is None or problems:
        return None, (*problems, *deviations)
    sources = tuple(Source(**each.model_dump()) for each in file.sources)
    return sources, tuple(_repeated((each.id for each in sources), located))


def read_bank(
    files: Mapping[str, str],
    codes: Collection[str] | None = None,
    pictures: Mapping[str, Picture] | None = None,
    parts: Mapping[str, Collection[str]] | None = None,
) -> tuple[Bank, tuple[Problem, ...]]:
    """All items, stimuli and sources among `files` (path in the bank's folder → text), with every finding.

    Looks at `sources.yaml`, `stimuli/*.yaml` and `items/**/*.yaml`, nothing else. With `codes` (the qualification's
    criteria) unknown criteria are errors, with `parts` (by criterion, of its plan) unknown parts too. `pictures` are
    those of the folder, by their path (`media/name.png`). Files whose structure is broken are missing from the bank;
    the problems come in the order of the paths, and then by line.
    """
    pictures = pictures or {}
    sources, found = read_sources(files[SOURCES], SOURCES) if SOURCES in files else (None, ())
    problems = list(found)
    ids = ids_of(pictures)
    stimuli = _read_folder(files, "stimuli", partial(_located_stimulus, pictures=ids), problems)
    items = _read_folder(files, "items", partial(read_located_item, pictures=ids), problems)
    bank = Bank(tuple(item for item, _ in items), tuple(stimulus for stimulus, _ in stimuli), sources or ())
    known = Known(
        codes,
        None if sources is None else {source.id for source in sources},
        {stimulus.id for stimulus in bank.stimuli},
        {item.id for item in bank.items},
        parts,
    )
    problems += _check_items(bank, known, {item.id: located for item, located in items})
    problems += unused_pictures(pictures, lambda path: any(path in words for words in files.values()))
    return bank, tuple(sorted(problems, key=lambda problem: (problem.place, problem.line)))


def read_codes(qualification: str) -> frozenset[str] | None:
    """The codes of the criteria in a `qualification.yaml`; None where it can't be read (its own reader says why)."""
    located, _ = load_yaml(qualification)
    if located is None or not isinstance(located.data, dict):
        return None
    levels = _each(_each(_each([located.data], "sets"), "outcomes"), "criteria")
    return frozenset(str(criterion["code"]) for criterion in levels if "code" in criterion) or None


def _each(holders: Iterable[dict[Any, Any]], name: str) -> list[dict[Any, Any]]:
    lists = [holder.get(name) for holder in holders]
    return [part for parts in lists if isinstance(parts, list) for part in parts if isinstance(part, dict)]


def _load(source: str, place: str) -> tuple[LocatedYaml | None, tuple[Problem, ...]]:
    return load_yaml(unicodedata.normalize("NFC", source), place)


def _located_stimulus(
    located: LocatedYaml, before: tuple[Problem, ...], pictures: Names
) -> tuple[Stimulus | None, tuple[Problem, ...]]:
    file, deviations = read_strict(StimulusFile, located)
    if file is None or before:
        return None, (*before, *deviations)
    first = located.line_of(("body",))
    found = (*check_richtext(file.body), *check_pictures(file.body, pictures))
    faults = tuple(replace(each, line=first + each.line, place=located.place) for each in found)
    return Stimulus(file.id, file.title, rename_pictures(file.body, pictures)), faults


def _read_folder(
    files: Mapping[str, str],
    folder: str,
    read: Callable[[LocatedYaml, tuple[Problem, ...]], tuple[Part | None, tuple[Problem, ...]]],
    problems: list[Problem],
) -> list[tuple[Part, LocatedYaml]]:
    """Every readable file under `folder`; what is wrong is added to `problems`. An id is taken once."""
    parts: dict[str, tuple[Part, LocatedYaml]] = {}
    for path in sorted(files):
        if not path.startswith(f"{folder}/") or not path.endswith(".yaml"):
            continue
        located, found = _load(files[path], path)
        part = None
        if located is not None:
            part, found = read(located, found)
            problems += _check_name(located, path)
        problems += found
        if part is None or located is None:
            continue
        if part.id in parts:
            message = text("The id {id} is already used in {other}.", id=part.id, other=parts[part.id][1].place)
            problems.append(Problem(message, located.line_of(("id",)), path, rule="id-twice"))
        else:
            parts[part.id] = part, located
    return list(parts.values())


def _check_name(located: LocatedYaml, path: str) -> Iterable[Problem]:
    name = PurePosixPath(path).stem
    if isinstance(located.data, dict) and located.data.get("id", name) != name:
        message = text("The id isn't the file's name: {name} expected.", name=name)
        yield Problem(message, located.line_of(("id",)), path, rule="id-file-name")


def _check_items(bank: Bank, known: Known, files: Mapping[str, LocatedYaml]) -> Iterable[Problem]:
    found = [(item.id, problem) for item in bank.items for problem in check_item(item, known)]
    for item_id, problem in (*found, *check_together(bank)):
        located = files[item_id]
        yield replace(problem, line=located.line_of(_path(problem.place)), place=located.place)
    yield from _check_folders(bank.items, files)


def _check_folders(items: Sequence[Item], files: Mapping[str, LocatedYaml]) -> Iterable[Problem]:
    folders: dict[str, list[Item]] = {}
    for item in items:
        folders.setdefault(str(PurePosixPath(files[item.id].place).parent), []).append(item)
    for folder, inside in folders.items():
        for problem in check_positions(inside):
            yield replace(problem, place=folder)


def _path(dotted: str) -> Path:
    return tuple(int(step) if step.isdigit() else step for step in dotted.split("."))


def _repeated(ids: Iterable[str], located: LocatedYaml) -> Iterable[Problem]:
    seen: set[str] = set()
    for index, each in enumerate(ids):
        if each in seen:
            message = text("“{name}” is listed twice.", name=each)
            yield Problem(message, located.line_of((index,)), located.place, rule="twice")
        seen.add(each)
