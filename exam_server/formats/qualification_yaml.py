"""`qualification.yaml`: a qualification as a file, strict and lossless."""

from collections.abc import Iterator

from exam_server.core.problems import Problem
from exam_server.core.qualification import OutcomeSet, Qualification
from exam_server.core.text import Text, text
from exam_server.formats.records import Specials, plain_value, read_record
from exam_server.formats.yaml_lines import LocatedYaml, Path, load_yaml

SPECIALS: Specials = {}
EXPLANATION = "The qualification as its register form words it; made by the form's reader."


def read_qualification(source: str, place: str = "") -> tuple[Qualification | None, tuple[Problem, ...]]:
    """The qualification of a file's text, or None with all problems, each with its line. Unknown keys are errors."""
    located, problems = load_yaml(source, place)
    if located is None or problems:
        return None, problems
    found, problems = read_record(Qualification, located, SPECIALS)
    problems = problems or tuple(_contradictions(found, located))
    return (None if problems else found), problems


def write_qualification(qualification: Qualification) -> str:
    """The file's text; reading it gives an equal qualification."""
    from exam_server.formats.yaml_text import dump_yaml

    return dump_yaml(plain_value(Qualification, qualification, SPECIALS), EXPLANATION)


def _contradictions(qualification: Qualification, located: LocatedYaml) -> Iterator[Problem]:
    """Codes say where a criterion stands (`1A1`), so each has to fit its set and outcome, and appear once."""
    seen: set[str] = set()
    for path, code, expected in _codes(qualification):
        if code != expected or code in seen:
            message = text("The code “{code}” should be “{expected}” here.", code=code, expected=expected)
            yield _problem(message, path, located)
        seen.add(code)
    for path, level in _levels(qualification):
        if level not in range(1, 9):
            yield _problem(text("There is no level {level} in the framework.", level=level), path, located)


def _codes(qualification: Qualification) -> Iterator[tuple[Path, str, str]]:
    for place, each in enumerate(qualification.sets):
        yield from _codes_of(each, ("sets", place))


def _codes_of(each: OutcomeSet, path: Path) -> Iterator[tuple[Path, str, str]]:
    for place, outcome in enumerate(each.outcomes):
        inside: Path = (*path, "outcomes", place)
        expected = f"{each.number}{chr(ord('A') + place)}"
        yield (*inside, "code"), outcome.code, expected
        for position, criterion in enumerate(outcome.criteria):
            yield (*inside, "criteria", position, "code"), criterion.code, f"{expected}{position + 1}"


def _levels(qualification: Qualification) -> Iterator[tuple[Path, int]]:
    """Every level that the form states: data like hours, cost, document and validity (S11)."""
    if qualification.prk_level is not None:
        yield ("prk_level",), qualification.prk_level
    for place, each in enumerate(qualification.sets):
        if each.level is not None:
            yield ("sets", place, "level"), each.level


def _problem(message: Text, path: Path, located: LocatedYaml) -> Problem:
    return Problem(message, located.line_of(path), located.place)
