"""Statistics as CSV files, in plain numbers with a decimal comma, as the spreadsheets expect that read semicolons."""

from collections.abc import Callable, Sequence

from exam_server.core.psychometrics import ChoiceStatistics, Estimate, Result
from exam_server.core.text import Text, text
from exam_server.formats.grid_csv import write_grid
from exam_server.services.statistics import Measured

Say = Callable[[Text], str]
ESTIMATED = (text("value"), text("lower bound"), text("upper bound"))


def write_items(items: Sequence[Measured], say: Say) -> bytes:
    """A line per item revision; cells of what can't be said are empty."""
    head = [text("Item"), text("Revision"), text("Sittings"), text("Exams"), *_of(text("Facility"))]
    head += [text("Facility drawn towards the bank's"), text("Expected facility"), text("Mean share of the score")]
    head += [*_of(text("Discrimination")), text("Median time (s)"), text("Expected time (s)"), text("Doubts")]
    return write_grid([say(each) for each in head], map(_item_line, items))


def write_choices(revisions: Sequence[Measured], say: Say) -> bytes:
    """A line per choice of each revision, with its share in every group of ability, the weakest first."""
    groups = max((len(choice.curve) for each in revisions for choice in each.choices), default=0)
    head = [text("Revision"), text("Choice"), text("Key"), text("Sittings"), text("Chosen"), *_of(text("Share"))]
    head += [*_of(text("Discrimination")), *(text("Group {number}", number=place + 1) for place in range(groups))]
    lines = [_choice_line(each, choice) for each in revisions for choice in each.choices]
    return write_grid([say(each) for each in head], lines)


def _of(what: Text) -> list[Text]:
    return [text("{what}: {figure}", what=what, figure=figure) for figure in ESTIMATED]


def _item_line(each: Measured) -> list[str]:
    found = each.statistics
    return [
        each.item.id,
        str(each.number or ""),
        str(found.count),
        str(each.exams),
        *_figures(found.facility),
        _number(found.shrunk),
        _number(each.item.difficulty),
        _number(found.mean),
        *_figures(found.discrimination),
        "" if found.seconds is None else _number(found.seconds),
        str(each.item.seconds),
        " ".join(each.suspicions),
    ]


def _choice_line(each: Measured, choice: ChoiceStatistics) -> list[str]:
    return [
        str(each.number or ""),
        choice.id,
        "1" if choice.key else "0",
        str(each.statistics.count),
        str(choice.count),
        *_figures(choice.share),
        *_figures(choice.discrimination),
        *map(_number, choice.curve),
    ]


def _figures(result: Result | None) -> list[str]:
    if not isinstance(result, Estimate):
        return ["", "", ""]
    return [_number(result.value), _number(result.low), _number(result.high)]


def _number(value: float) -> str:
    return f"{value:.4f}".replace(".", ",")
