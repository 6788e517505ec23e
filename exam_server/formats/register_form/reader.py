"""Reads a register form in any of its layouts into a qualification."""

from collections.abc import Iterable

from exam_server.core.problems import Problem
from exam_server.core.qualification import OutcomeSet, Qualification
from exam_server.core.text import text
from exam_server.formats.register_form.draft import freeze_sets
from exam_server.formats.register_form.fields import Fields, cost, number, paragraph, prerequisites
from exam_server.formats.register_form.grammar import SetGrammar
from exam_server.formats.register_form.labels import SET_KEYS, Token, classify
from exam_server.formats.register_form.lines import Line
from exam_server.formats.register_form.markdown_lines import document_lines
from exam_server.formats.register_form.validation import read_rules

MAXIMUM_BYTES = 2 * 1024 * 1024
LEVELS = range(1, 9)


def read_register_form(source: str, place: str = "") -> tuple[Qualification | None, tuple[Problem, ...]]:
    """The qualification that a form in text, Markdown or HTML describes, with every problem located. Never raises.

    None where the document isn't a register form: without a name, or without sets, outcomes and criteria. Wording is
    verbatim; lines that a page broke are joined by one space.
    """
    if len(source) > MAXIMUM_BYTES:
        return None, (Problem(text("The form is larger than {limit} bytes.", limit=MAXIMUM_BYTES), 0, place),)
    grammar, fields = _parse(map(classify, document_lines(source)), place)
    sets, problems = freeze_sets(grammar.sets, place)
    refusals = _missing(fields, sets, grammar, place)
    problems = [*grammar.problems, *problems]
    if refusals:
        return None, _ordered([*refusals, *problems])
    return _qualification(fields, sets, place, problems), _ordered(problems)


def read_register_form_bytes(content: bytes, place: str = "") -> tuple[Qualification | None, tuple[Problem, ...]]:
    """The same for a file's bytes: UTF-8, or Windows-1250 with a warning."""
    if len(content) > MAXIMUM_BYTES:
        return None, (Problem(text("The form is larger than {limit} bytes.", limit=MAXIMUM_BYTES), 0, place),)
    try:
        return read_register_form(content.decode("utf-8-sig"), place)
    except UnicodeDecodeError:
        qualification, problems = read_register_form(content.decode("cp1250", "replace"), place)
    message = text("The file isn't UTF-8; it was read as Windows-1250.")
    return qualification, (Problem(message, 1, place, severity="warning"), *problems)


def _parse(tokens: Iterable[Token], place: str) -> tuple[SetGrammar, Fields]:
    """Deals the lines out: to the grammar of the sets, or to the field whose label came last."""
    grammar = SetGrammar(place)
    fields: dict[str, list[Line]] = {}
    current: list[Line] | None = None
    for token in tokens:
        key = _resolved(token.key, grammar)
        if key in SET_KEYS or key in ("level", "hours"):
            current = None
            grammar.label(token)
        elif key == "":
            if current is None:
                grammar.text(token.line)
            else:
                current.append(token.line)
        elif key != "aside" or current is None:
            grammar.close()
            current = _field(fields, key, token)
    grammar.close()
    return grammar, fields


def _resolved(key: str, grammar: SetGrammar) -> str:
    """A bare “level” or “hours” is the set's while one is open that lacks it, and the qualification's otherwise."""
    if key in ("level", "hours") and not grammar.wants(key):
        return {"level": "prk_level", "hours": "qualification_hours"}[key]
    return key


def _field(fields: dict[str, list[Line]], key: str, token: Token) -> list[Line]:
    """Where a field's lines go: the first label of a kind that has any wins."""
    lines: list[Line] = [] if fields.get(key) else fields.setdefault(key, [])
    if token.value:
        lines.append(Line(token.line.number, token.value, "text", True))
    return lines


def _missing(fields: Fields, sets: tuple[OutcomeSet, ...], grammar: SetGrammar, place: str) -> list[Problem]:
    found: list[Problem] = []
    if not paragraph(fields, "name"):
        found.append(Problem(text("This isn't a register form: the qualification's name is missing."), 0, place))
    if not sets:
        line = grammar.orphans[0] if grammar.orphans else 0
        message = (
            text("There are learning outcomes or criteria here, but no set of learning outcomes that they belong to.")
            if grammar.orphans
            else text("This isn't a register form: the sets of learning outcomes are missing.")
        )
        found.append(Problem(message, line, place, "S12"))
    elif not any(each.outcomes for each in sets):
        message = text("This isn't a register form: the sets have no learning outcomes.")
        found.append(Problem(message, grammar.sets[0].line, place, "S12"))
    elif not any(outcome.criteria for each in sets for outcome in each.outcomes):
        message = text("This isn't a register form: the learning outcomes have no verification criteria.")
        found.append(Problem(message, grammar.sets[0].line, place, "S12"))
    return found


def _qualification(fields: Fields, sets: tuple[OutcomeSet, ...], place: str, problems: list[Problem]) -> Qualification:
    rules = read_rules(fields.get("validation", ()), place)
    problems.extend(rules.problems)
    result = Qualification(
        name=paragraph(fields, "name"),
        short_name=paragraph(fields, "short_name"),
        kind=paragraph(fields, "kind"),
        prk_level=number(fields, "prk_level", place, problems),
        hours=number(fields, "qualification_hours", place, problems),
        cost_pln=cost(fields),
        document=paragraph(fields, "document"),
        validity=paragraph(fields, "validity"),
        pkd=paragraph(fields, "pkd"),
        field_code=paragraph(fields, "field_code"),
        applicant=paragraph(fields, "applicant"),
        prerequisites=prerequisites(fields, place, problems),
        methods=rules.methods,
        commission=rules.commission,
        advisor=rules.advisor,
        conflict=rules.conflict,
        appeal=rules.appeal,
        sets=sets,
    )
    problems.extend(_doubts(result, fields, place))
    return result


def _doubts(result: Qualification, fields: Fields, place: str) -> list[Problem]:
    """What the form leaves open or contradicts, as warnings."""
    found = []
    if result.prk_level is not None and result.prk_level not in LEVELS:
        line = fields["prk_level"][0].number
        found.append(Problem(text("There is no level {level} in the framework.", level=result.prk_level), line, place))
    if not result.methods:
        message = text("No methods of verification were found in the form.")
        found.append(Problem(message, 0, place, "S1", "warning"))
    hours = [each.hours for each in result.sets if each.mandatory]
    if result.hours is not None and all(hours) and sum(each or 0 for each in hours) > result.hours:
        message = text("The hours of the sets add up to more than the qualification's {hours}.", hours=result.hours)
        found.append(Problem(message, 0, place, severity="warning"))
    return found


def _ordered(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(problems, key=lambda problem: problem.line))
