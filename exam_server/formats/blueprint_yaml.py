"""Blueprints as YAML files: read strictly with all problems, written canonically."""

import unicodedata
from collections.abc import Iterator
from typing import Annotated, Any

from pydantic import Field

from exam_server.core.assembly import Blueprint, Cell, Pool
from exam_server.core.bank import Kind, Level, Status
from exam_server.core.problems import Problem
from exam_server.core.text import text
from exam_server.formats.item_schema import Code, Slug, Words
from exam_server.formats.strict import Strict, read_strict
from exam_server.formats.yaml_lines import LocatedYaml, load_yaml

OutcomeCode = Annotated[str, Field(pattern=r"^[1-9][0-9]?[A-Z]$")]
Quota = Annotated[int, Field(ge=0, le=500)]


class CellFile(Strict):
    """One quota; fields that are absent don't restrict."""

    id: Slug
    set: Annotated[int, Field(ge=1, le=99)] | None = None
    outcome: OutcomeCode | None = None
    criterion: Code | None = None
    level: Level | None = None
    kind: Kind | None = None
    minimum: Quota = 0
    maximum: Quota | None = None


class BlueprintFile(Strict):
    """One blueprint: what a test form must hold."""

    model_config = {
        "title": "Blueprint",
        "json_schema_extra": {"$schema": "https://json-schema.org/draft/2020-12/schema"},
    }

    id: Slug
    title: Words
    minutes: Annotated[int, Field(ge=1, le=600)]
    total: Annotated[int, Field(ge=1, le=500)]
    difficulty_band: Annotated[float, Field(ge=0, le=1)] = 0.03
    cells: list[CellFile] = Field(default_factory=list)
    statuses: Annotated[list[Status], Field(min_length=1)] = ["pilot", "active"]
    pool: Pool = "exam"


def blueprint_schema() -> dict[str, Any]:
    """The JSON Schema that is kept as docs/schemas/blueprint.schema.json."""
    return BlueprintFile.model_json_schema()


def read_blueprint(source: str, place: str = "") -> tuple[Blueprint | None, tuple[Problem, ...]]:
    """The blueprint of one file, or None with everything that is wrong with it. Never raises."""
    located, problems = load_yaml(unicodedata.normalize("NFC", source), place)
    if located is None:
        return None, problems
    file, deviations = read_strict(BlueprintFile, located)
    contradictions = tuple(_contradictions(file, located)) if file else ()
    if file is None or problems or contradictions:
        return None, (*problems, *deviations, *contradictions)
    cells = tuple(Cell(**cell.model_dump()) for cell in file.cells)
    return Blueprint(**(file.model_dump() | {"cells": cells, "statuses": tuple(file.statuses)})), ()


def _contradictions(file: BlueprintFile, located: LocatedYaml) -> Iterator[Problem]:
    seen: set[str] = set()
    for index, cell in enumerate(file.cells):
        line = located.line_of(("cells", index))
        if cell.id in seen:
            yield Problem(text("The cell {cell} stands twice.", cell=cell.id), line, located.place, rule="cell-twice")
        seen.add(cell.id)
        highest = file.total if cell.maximum is None else cell.maximum
        if cell.minimum > highest:
            message = text(
                "The cell {cell} asks for at least {minimum} items, but takes at most {maximum}.",
                cell=cell.id,
                minimum=cell.minimum,
                maximum=highest,
            )
            yield Problem(message, line, located.place, rule="cell-bounds")


def write_blueprint(blueprint: Blueprint) -> str:
    """The blueprint as a file: fields in a fixed order, a cell a line, what doesn't restrict left out."""
    from exam_server.formats.yaml_files import in_one_line, write_file

    pool = {} if blueprint.pool == "exam" else {"pool": blueprint.pool}
    return write_file(
        {
            "id": blueprint.id,
            "title": unicodedata.normalize("NFC", blueprint.title),
            "minutes": blueprint.minutes,
            "total": blueprint.total,
            "difficulty_band": float(blueprint.difficulty_band),
            "cells": [in_one_line(_cell_fields(cell)) for cell in blueprint.cells],
            "statuses": list(blueprint.statuses),
            **pool,
        }
    )


def _cell_fields(cell: Cell) -> dict[str, Any]:
    fields = {name: value for name, value in vars(cell).items() if value is not None}
    if not cell.minimum:
        del fields["minimum"]
    return fields
