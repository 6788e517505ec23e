"""The plan editor's fields: from a plan to what the page shows, and from what was typed back to a plan."""

from dataclasses import dataclass
from datetime import date

from werkzeug.datastructures import MultiDict

from exam_server.core.plan import (
    METHODS,
    SUFFICIENT,
    Accepted,
    AgreedLevel,
    ItemsRight,
    MethodUse,
    Plan,
    PlanLine,
    Sufficiency,
    use,
)
from exam_server.core.plan_editing import read_parts, write_parts
from exam_server.core.qualification import Method, Qualification
from exam_server.core.text import Text, text
from exam_server.web.typed import number_within, typed_day

HIGHEST_COUNT = 99
Fault = tuple[str, Text]


@dataclass(frozen=True)
class Row:
    """The fields of one criterion, as text: they survive being wrong."""

    criterion: str
    methods: tuple[Method, ...] = ()
    main: str = ""
    needed: str = ""
    asked: str = ""
    threshold: str = ""
    parts: str = ""
    interpretation: str = ""
    interpreted_on: str = ""
    minutes: str = ""


def show_row(line: PlanLine) -> Row:
    """A plan's line as fields."""
    items, level = ItemsRight(), AgreedLevel()
    for each in line.uses:
        items = each.sufficiency if isinstance(each.sufficiency, ItemsRight) else items
        level = each.sufficiency if isinstance(each.sufficiency, AgreedLevel) else level
    return Row(
        criterion=line.criterion,
        methods=line.methods,
        main=line.methods[0] if line.methods else "",
        needed=str(items.needed),
        asked=str(items.asked),
        threshold=str(level.threshold),
        parts=write_parts(line.parts),
        interpretation=line.interpretation,
        interpreted_on=line.interpreted_on.isoformat() if line.interpreted_on else "",
        minutes="" if line.minutes is None else str(line.minutes),
    )


def read_rows(form: MultiDict[str, str], qualification: Qualification) -> list[Row]:
    """Every criterion's fields as they were typed."""
    return [_read_row(form, code) for code in qualification.codes()]


def _read_row(form: MultiDict[str, str], code: str) -> Row:
    ticked = set(form.getlist(f"{code}-methods"))
    values = {
        name: form.get(f"{code}-{name}", "").replace("\r\n", "\n").strip()
        for name in ("main", "needed", "asked", "threshold", "parts", "interpretation", "interpreted_on", "minutes")
    }
    return Row(code, tuple(method for method in METHODS if method in ticked), **values)


def read_plan(rows: list[Row], before: Plan) -> tuple[Plan, list[Fault]]:
    """The plan that the rows say, and the fields that can't be read, each with its id; those keep their old value."""
    faults: list[Fault] = []
    lines = tuple(_line(row, before.line(row.criterion) or PlanLine(row.criterion), faults) for row in rows)
    return Plan(lines, before.edition, before.room), faults


def _line(row: Row, before: PlanLine, faults: list[Fault]) -> PlanLine:
    uses = tuple(_use(method, row, before.use_of(method), faults) for method in _in_order(row, before))
    dated = _date(row, before.interpreted_on, faults)
    minutes = _number(row, "minutes", row.minutes, before.minutes or 0, faults) if row.minutes else 0
    _check_main(row, faults)
    return PlanLine(row.criterion, uses, read_parts(row.parts), row.interpretation, dated, minutes or None)


def _check_main(row: Row, faults: list[Fault]) -> None:
    if row.main not in ("", *METHODS):
        message = text("“{value}” isn't one of: {allowed}.", value=row.main, allowed=", ".join(METHODS))
        faults.append((f"c-{row.criterion}-main", message))


def _in_order(row: Row, before: PlanLine) -> list[Method]:
    """The main method first; the others stay in the order that they had."""
    rank = {method: place for place, method in enumerate((*before.methods, *METHODS)[::-1])}
    return sorted(row.methods, key=lambda method: (method != row.main, -rank[method]))


def _use(method: Method, row: Row, before: MethodUse | None, faults: list[Fault]) -> MethodUse:
    usual = before or use(method)
    return MethodUse(method, _sufficiency(method, row, usual.sufficiency, faults), usual.judge)


def _sufficiency(method: Method, row: Row, before: Sufficiency, faults: list[Fault]) -> Sufficiency:
    usual = before if isinstance(before, type(SUFFICIENT[method])) else SUFFICIENT[method]
    if isinstance(usual, ItemsRight):
        needed = _number(row, "needed", row.needed, usual.needed, faults)
        return ItemsRight(needed, _number(row, "asked", row.asked, usual.asked, faults))
    if isinstance(usual, AgreedLevel):
        return AgreedLevel(_number(row, "threshold", row.threshold, usual.threshold, faults))
    return Accepted()


def _number(row: Row, name: str, typed: str, before: int, faults: list[Fault]) -> int:
    if (number := number_within(typed, 0, HIGHEST_COUNT)) is not None:
        return number
    message = text(
        "{code}: a whole number up to {highest} is expected, not “{typed}”.",
        code=row.criterion,
        highest=HIGHEST_COUNT,
        typed=typed,
    )
    faults.append((f"c-{row.criterion}-{name}", message))
    return before


def _date(row: Row, before: date | None, faults: list[Fault]) -> date | None:
    if not row.interpreted_on:
        return None
    try:
        return typed_day(row.interpreted_on)
    except ValueError:
        message = text("{code}: “{typed}” isn't a date.", code=row.criterion, typed=row.interpreted_on)
        faults.append((f"c-{row.criterion}-interpreted_on", message))
        return before
