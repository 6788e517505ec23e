"""The fields of a form outside its sets: which lines each label holds, and their values."""

from collections.abc import Mapping, Sequence

from exam_server.core.problems import Problem
from exam_server.core.text import text
from exam_server.formats.register_form.labels import fold
from exam_server.formats.register_form.lines import Line
from exam_server.formats.register_form.numbers import amount, whole_number

Fields = Mapping[str, Sequence[Line]]


def paragraph(fields: Fields, key: str) -> str:
    """The first paragraph under a label, its lines joined by one space."""
    lines: list[str] = []
    for line in fields.get(key, ()):
        if line.kind == "end" or (lines and (line.fresh or line.kind == "heading")):
            break
        lines.append(line.text)
    return " ".join(lines)


def whole(fields: Fields, key: str) -> str:
    return " ".join(line.text for line in fields.get(key, ()) if line.text)


def number(fields: Fields, key: str, place: str, problems: list[Problem]) -> int | None:
    """The number under a label; a value without one is reported."""
    value = paragraph(fields, key)
    found = whole_number(value)
    if value and found is None:
        problems.append(Problem(text("A number was expected here."), fields[key][0].number, place))
    return found


def cost(fields: Fields) -> int | None:
    """Whole złotys, from a label of its own or from the characteristic's text."""
    own = whole(fields, "cost")
    if own:
        found = amount(own)
        return found if found is not None else whole_number(own.replace(" ", ""))
    return amount(whole(fields, "characteristic"))


def prerequisites(fields: Fields, place: str, problems: list[Problem]) -> str:
    """What has to come before; where preceding qualifications and conditions contradict each other, S13 is reported."""
    preceding, conditions = paragraph(fields, "preceding"), paragraph(fields, "conditions")
    says_none = fold(conditions).startswith(("nie okresla", "brak", "nie dotyczy"))
    if preceding and says_none and not fold(preceding).startswith(("nie", "brak")):
        message = text("The form lists a preceding qualification and says that there are no conditions.")
        problems.append(Problem(message, fields["conditions"][0].number, place, "S13", "warning"))
    return preceding or conditions
