"""Figures of agreement as a CSV file: a line per figure, in plain numbers with a decimal comma."""

from collections.abc import Callable, Iterator, Mapping

from exam_server.core.agreement import Report, Result
from exam_server.core.psychometrics import Estimate
from exam_server.core.text import Text, text
from exam_server.formats.grid_csv import write_grid

Say = Callable[[Text], str]
HEAD = (text("Of what"), text("Which"), text("Encounters"), text("Figure"), text("value"), text("lower bound"))
Line = tuple[str, str, int, str, Result]


def write_report(report: Report, names: Mapping[str, str], say: Say) -> bytes:
    """Figures go by the names that the code has for them; what can't be said has no value."""
    head = [say(each) for each in (*HEAD, text("upper bound"))]
    return write_grid(head, (_cells(line, say) for line in _lines(report, names)))


def _lines(report: Report, names: Mapping[str, str]) -> Iterator[Line]:
    yield from (("all", "", report.encounters, name, result) for name, result in report.results.items())
    yield "all", "", report.encounters, "drift", report.drift
    for kind, parts in (("scenario", report.scenarios), ("criterion", report.criteria)):
        for part in parts:
            yield from ((kind, part.name, part.encounters, name, result) for name, result in part.results.items())
    for pair in report.pairs:
        both = " / ".join(names[each] for each in pair.raters)
        yield from (("pair", both, pair.encounters, name, result) for name, result in pair.results.items())
    for rater in report.raters:
        yield "assessor", names[rater.name], rater.encounters, "severity", rater.severity
        yield "assessor", names[rater.name], rater.encounters, "drift", rater.drift


def _cells(line: Line, say: Say) -> list[str]:
    kind, which, encounters, name, result = line
    values = (result.value, result.low, result.high) if isinstance(result, Estimate) else ()
    said = [f"{value:.4f}".replace(".", ",") for value in values] or ["", "", ""]
    return [say(OF_WHAT[kind]), which, str(encounters), name, *said]


OF_WHAT: Mapping[str, Text] = {
    "all": text("all together"),
    "scenario": text("scenario"),
    "criterion": text("criterion"),
    "pair": text("pair of assessors"),
    "assessor": text("assessor"),
}
