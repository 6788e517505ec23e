"""The fields of an item's form as an item, with what of them is no number."""

import math
from collections.abc import Mapping, Sequence
from typing import cast, get_args

from exam_server.core.bank import Gap, GuideElement, Item, Kind, Level, Option, Pair, Scoring, Status
from exam_server.core.problems import Problem
from exam_server.core.text import text
from exam_server.formats.item_form.rows import row_numbers, row_of
from exam_server.formats.item_form.writing import Fields
from exam_server.formats.item_schema import PARTS

BLANK = Item(id="", kind="single_choice", criteria=(), stem="")


def read_fields(fields: Fields) -> tuple[Item, tuple[Problem, ...]]:
    """The item that the form says, and every field that holds no number or too much; `place` is the field's name.

    Never raises: what is missing or can't be read stands at its default. Rows of which nothing is filled in are left
    out at the end of their list, so that the row of a finding is the row of the form.
    """
    read = FieldReader(fields)
    kind = cast(Kind, read.one_of("kind", PARTS, BLANK.kind))
    own = PARTS[kind]
    item = Item(
        id=read.words("id").strip(),
        kind=kind,
        criteria=read.names("criteria"),
        stem=read.words("stem"),
        options=_options(read, "options") if own == "options" else (),
        pairs=_pairs(read) if own == "pairs" else (),
        guide=_guide(read) if own == "guide" else (),
        gaps=_gaps(read) if own == "gaps" else (),
        level=cast(Level, read.one_of("level", get_args(Level), BLANK.level)),
        scoring=_scoring(read),
        difficulty=read.number("difficulty", BLANK.difficulty),
        seconds=read.whole("seconds", BLANK.seconds),
        stimulus=read.words("stimulus").strip(),
        enemies=read.names("enemies"),
        sources=read.names("sources"),
        language=read.words("language").strip() or BLANK.language,
        status=cast(Status, read.one_of("status", get_args(Status), BLANK.status)),
        practice=read.tick("practice"),
        part=read.words("part").strip(),
    )
    return item, tuple(read.problems)


class FieldReader:
    """Takes fields one by one, and notes what is wrong with them."""

    def __init__(self, fields: Fields) -> None:
        self.fields = fields
        self.problems: list[Problem] = []

    def words(self, name: str) -> str:
        return self.fields.get(name, "")

    def names(self, name: str) -> tuple[str, ...]:
        return tuple(self.words(name).replace(",", " ").split())

    def tick(self, name: str) -> bool:
        return bool(self.words(name))

    def one_of(self, name: str, known: Mapping[Kind, str] | Mapping[str, str] | Sequence[str], otherwise: str) -> str:
        return self.words(name) if self.words(name) in known else otherwise

    def whole(self, name: str, otherwise: int) -> int:
        value = self.number(name, float(otherwise))
        if value == int(value):
            return int(value)
        self.problems.append(Problem(text("“{value}” isn't a whole number.", value=self.words(name)), place=name))
        return otherwise

    def number(self, name: str, otherwise: float) -> float:
        value = self.optional_number(name)
        return otherwise if value is None else value

    def optional_number(self, name: str) -> float | None:
        """A decimal comma is as good as a point; None where nothing or no number was typed."""
        typed = "".join(self.words(name).split()).replace(",", ".").replace("\u2212", "-")
        if not typed:
            return None
        try:
            value = float(typed)
        except ValueError:
            value = math.nan
        if math.isfinite(value) and "_" not in typed:
            return value
        self.problems.append(Problem(text("“{value}” isn't a number.", value=self.words(name)[:40]), place=name))
        return None

    def filled(self, path: str, *counted: str) -> list[str]:
        """The paths of a list's rows, without those at its end of which none of the `counted` fields is filled in."""
        rows = [f"{path}.{at}" for at in row_numbers(self.fields, path)]
        while rows and not any(
            value.strip() for name, value in row_of(self.fields, rows[-1]).items() if name.split(".")[-1] in counted
        ):
            rows.pop()
        return rows


def _options(read: FieldReader, path: str) -> tuple[Option, ...]:
    return tuple(
        Option(
            read.words(f"{row}.id").strip(),
            read.words(f"{row}.text"),
            read.tick(f"{row}.key"),
            read.words(f"{row}.rationale"),
        )
        for row in read.filled(path, "text", "rationale")
    )


def _pairs(read: FieldReader) -> tuple[Pair, ...]:
    return tuple(
        Pair(
            read.words(f"{row}.id").strip(),
            read.words(f"{row}.left"),
            read.words(f"{row}.right"),
            read.words(f"{row}.rationale"),
        )
        for row in read.filled("pairs", "left", "right", "rationale")
    )


def _gaps(read: FieldReader) -> tuple[Gap, ...]:
    rows = read.filled("gaps", "text", "rationale")
    return tuple(Gap(read.words(f"{row}.id").strip(), _options(read, f"{row}.options")) for row in rows)


def _guide(read: FieldReader) -> tuple[GuideElement, ...]:
    found = []
    for row in read.filled("guide", "text", "0", "1", "2", "3"):
        anchors = {level: read.words(f"{row}.anchors.{level}") for level in range(4)}
        filled = {level: words for level, words in anchors.items() if words.strip()}
        found.append(GuideElement(read.words(f"{row}.text"), filled))
    return tuple(found)


def _scoring(read: FieldReader) -> Scoring:
    lower, upper = read.optional_number("scoring.lower"), read.optional_number("scoring.upper")
    mapping: dict[str, float] = {}
    for row in read.filled("scoring.mapping", "choice", "points") if read.words("scoring.rule") == "map" else ():
        choice = read.words(f"{row}.choice").strip()
        if choice in mapping:
            read.problems.append(Problem(text("“{name}” is listed twice.", name=choice), place=row, rule="twice"))
        elif choice:
            mapping[choice] = read.number(f"{row}.points", 0.0)
    return Scoring(mapping, read.number("scoring.default", 0.0), lower, upper, read.tick("scoring.exact_case"))
