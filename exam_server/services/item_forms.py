"""An item's form: the fields of what is filed, what the check finds in what was typed, and saving it."""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from exam_server.core.bank import Item, Status, change_pictured
from exam_server.core.delivery import shown_texts
from exam_server.core.problems import Problem
from exam_server.core.scoring import key
from exam_server.core.scoring.choices import choice_words
from exam_server.formats.item_form import Fields, read_fields, write_fields
from exam_server.formats.item_schema import PARTS
from exam_server.formats.item_yaml import write_item
from exam_server.formats.picture_names import rename_pictures
from exam_server.formats.strict import dotted
from exam_server.formats.yaml_lines import LocatedYaml, load_yaml
from exam_server.services.bank import FiledItem, get_item
from exam_server.services.item_editing import Saved, check_item_text, save_item_text
from exam_server.services.media import ids_in, known_pictures, names_of
from exam_server.services.work import Work

PLACES = {"id-changed": "id", "id-twice": "id", "status-changed": "status"}


@dataclass(frozen=True)
class Checked:
    """What was typed as an item, with its pictures by id; `problems` have the path of their field as `place`."""

    item: Item
    problems: tuple[Problem, ...]

    @property
    def errors(self) -> tuple[Problem, ...]:
        return tuple(each for each in self.problems if each.severity == "error")


def form_of(work: Work, filed: FiledItem) -> dict[str, str]:
    """The fields of a filed item; pictures stand in them by their names."""
    names = names_of(work, ids_in(shown_texts(filed.item)))
    return write_fields(change_pictured(filed.item, lambda words: rename_pictures(words, names)))


def check_fields(work: Work, qualification: str, fields: Fields) -> Checked:
    """Everything that is wrong with what was typed, each at its field; never raises, and saves nothing."""
    typed, problems = read_fields(fields)
    source = write_item(typed)
    _, found = check_item_text(work, qualification, source)
    located, _ = load_yaml(unicodedata.normalize("NFC", source))
    known = known_pictures(work)
    item = change_pictured(typed, lambda words: rename_pictures(words, known))
    return Checked(item, (*problems, *_at_fields(found, typed, located)))


def choices_of(item: Item) -> Mapping[str, str]:
    """What a row of points may name, in the item's own words."""
    return choice_words(item)


def with_points(fields: Fields) -> dict[str, str]:
    """The form with a row of points for everything that can be chosen; what has points keeps them."""
    item, _ = read_fields(fields)
    points = write_fields(item)
    at = len(item.scoring.mapping)
    rightly = key(item)
    for choice in choices_of(item):
        if choice not in item.scoring.mapping:
            earned = "1" if choice in rightly else "0"
            points |= {f"scoring.mapping.{at}.choice": choice, f"scoring.mapping.{at}.points": earned}
            at += 1
    kept = {name: value for name, value in fields.items() if not name.startswith("scoring.mapping.")}
    mapped = {name: value for name, value in points.items() if name.startswith("scoring.mapping.")}
    return kept | mapped | {"scoring.rule": "map"}


def source_of(fields: Fields) -> str:
    """What was typed as the item's file."""
    return write_item(read_fields(fields)[0])


def save_fields(
    work: Work, qualification: str, code: str, fields: Fields, based_on: int, reason: str = ""
) -> tuple[Checked, Saved]:
    """The next revision of an item, or the first one where `code` is empty; its status stays as it is.

    Nothing is saved where there is an error. Raises Refused where somebody saved another revision since `based_on`.
    """
    status: Status = get_item(work, qualification, code).item.status if code else "draft"
    typed = {**fields, "status": status}
    checked = check_fields(work, qualification, typed)
    if checked.errors:
        return checked, Saved(code, None, checked.problems)
    saved = save_item_text(work, qualification, code, source_of(typed), based_on, reason)
    if saved.number is not None:
        return checked, saved
    problems = tuple(replace(each, place=PLACES.get(each.rule, "")) for each in saved.errors)
    return replace(checked, problems=problems), saved


def _at_fields(found: Iterable[Problem], item: Item, located: LocatedYaml | None) -> Iterable[Problem]:
    for problem in found:
        place = problem.place or _path_at(problem, item, located)
        yield replace(problem, line=0, place=place)


def _path_at(problem: Problem, item: Item, located: LocatedYaml | None) -> str:
    """The deepest path that begins on the problem's line, or on the last one before it: a text of several lines."""
    if problem.rule == "part-missing":
        return PARTS[item.kind]
    if "field" in problem.message.values:
        return str(problem.message.values["field"])
    before = [(line, len(path), path) for path, line in (located.lines if located else {}).items() if path]
    before = [each for each in before if each[0] <= problem.line]
    return dotted(max(before, key=lambda each: each[:2])[2]) if before else ""
