"""The grammar of the sets: which line is a set's number, name or level, an outcome, or a piece of its criteria."""

from collections.abc import Callable
from typing import Literal

from exam_server.core.problems import Problem
from exam_server.core.text import Text, text
from exam_server.formats.register_form.draft import DraftOutcome, DraftSet, outcome_text
from exam_server.formats.register_form.labels import Token, fold
from exam_server.formats.register_form.lines import Line
from exam_server.formats.register_form.marks import Mark, read_mark
from exam_server.formats.register_form.numbers import whole_number

State = Literal[
    "outside", "number", "name", "named", "level", "hours", "kind", "outcomes", "outcome", "criteria", "after"
]
AWAITED: dict[str, State] = {"set_kind": "kind", "outcomes": "outcomes", "level": "level", "hours": "hours"}
OPTIONAL_WORDS = ("fakultatyw", "nieobowiazk", "dodatkow", "do wyboru", "opcjonaln")
KIND_NOTES = ("obowiazkowy", "fakultatywny", "nieobowiazkowy", "dodatkowy", "do wyboru", "zestaw obowiazkowy")
OUTCOME_STYLES = ("upper", "bracketed", "dotted")


class SetGrammar:
    """Reads tokens one by one into drafts of sets; it invents none, nor outcomes or criteria in them."""

    def __init__(self, place: str) -> None:
        self.place = place
        self.sets: list[DraftSet] = []
        self.problems: list[Problem] = []
        self.orphans: list[int] = []
        self.state: State = "outside"
        self.mandatory = True
        self.in_section = False
        self.pending: Line | None = None
        self.fresh_criteria = False

    # Labels

    def label(self, token: Token) -> None:
        number = self._taken_number() if token.key == "set_name" else None
        self._drop_pending()
        actions: dict[str, Callable[[Token], None]] = {
            "sets": self._section,
            "optional_sets": self._section,
            "set_number": self._numbered,
            "set_heading": self._headed,
            "outcome": self._outcome_label,
            "criteria": self._criteria_label,
        }
        if token.key == "set_name":
            self._named(token, number)
        elif token.key in actions:
            actions[token.key](token)
        elif self.sets:
            self.state = AWAITED[token.key]
        if token.value and token.key != "set_heading":
            self.text(Line(token.line.number, token.value, "text", True))

    def wants(self, key: str) -> bool:
        """Whether a bare “level” or “hours” label belongs to the set being read rather than to the qualification."""
        current = self.sets[-1] if self.sets and self.state != "outside" else None
        return current is not None and not current.outcomes and getattr(current, key) is None

    def close(self) -> None:
        """Another part of the form begins."""
        self._drop_pending()
        self.state = "outside"
        self.in_section = False

    def _section(self, token: Token) -> None:
        self.state, self.in_section = "outside", True
        self.mandatory = token.key != "optional_sets"

    def _numbered(self, token: Token) -> None:
        self._open(token.line.number)
        self.state = "number"

    def _headed(self, token: Token) -> None:
        self._open(token.line.number, token.number)
        self.state = "name"
        if token.value:
            self._name(token.value)

    def _named(self, token: Token, number: int | None) -> None:
        if not self.sets or self.sets[-1].name or self.sets[-1].outcomes:
            self._open(token.line.number, number)
        self.state = "name"

    def _open(self, line: int, number: int | None = None) -> None:
        self.sets.append(DraftSet(line, self.mandatory, number))
        self.in_section = True

    def _outcome_label(self, token: Token) -> None:
        if not self.sets:
            self.orphans.append(token.line.number)
            return
        self.state = "outcome"
        self.sets[-1].outcomes.append(DraftOutcome(token.line, is_labelled=True))

    def _criteria_label(self, token: Token) -> None:
        if not self.sets:
            self.orphans.append(token.line.number)
        elif self.sets[-1].outcomes:
            self.state = "criteria"

    # Ordinary lines

    def text(self, line: Line) -> None:
        self._drop_pending()
        if line.kind == "end":
            self.state = "after" if self.state in ("criteria", "outcome") and self._has_criteria() else self.state
        elif self.state != "outside" or self._is_bare_set_heading(line):
            self._states()[self.state](line)

    def _states(self) -> dict[State, Callable[[Line], None]]:
        return {
            "outside": self._bare_set,
            "number": self._read_number,
            "name": lambda line: self._name(line.text, line),
            "named": self._after_name,
            "level": lambda line: self._read_value("level", line),
            "hours": lambda line: self._read_value("hours", line),
            "kind": self._read_kind,
            "outcomes": self._begin_outcome,
            "outcome": self._outcome_line,
            "criteria": self._criteria_line,
            "after": self._begin_outcome,
        }

    def _is_bare_set_heading(self, line: Line) -> bool:
        mark = read_mark(line.text)
        return (
            self.in_section
            and line.kind == "heading"
            and mark is not None
            and mark.style == "dotted"
            and mark.rank == len(self.sets) + 1
        )

    def _bare_set(self, line: Line) -> None:
        self._open(line.number, len(self.sets) + 1)
        self._name(line.text)

    def _read_number(self, line: Line) -> None:
        number = whole_number(line.text)
        if number is None:
            self._warn(text("A set's number was expected here."), line)
        self.sets[-1].number = number
        self.state = "named"

    def _name(self, name: str, line: Line | None = None) -> None:
        current = self.sets[-1]
        mark = read_mark(name)
        if mark is not None and mark.style in ("dotted", "bracketed") and current.number in (None, mark.rank):
            current.number, name = mark.rank, name[mark.length :]
        for note in KIND_NOTES:
            if fold(name).endswith(f"({note})"):
                current.mandatory = not _is_optional(note)
                name = name[: -len(note) - 2].strip()
        current.name = name.strip(" .:")
        self.state = "named"

    def _after_name(self, line: Line) -> None:
        if self._starts_outcome(line):
            self._begin_outcome(line)
        elif line.kind == "text" and not line.fresh and self.sets[-1].name:
            self.sets[-1].name += f" {line.text}"

    def _read_value(self, key: Literal["level", "hours"], line: Line) -> None:
        setattr(self.sets[-1], key, whole_number(line.text))
        if whole_number(line.text) is None:
            self._warn(text("A number was expected here."), line)
        self.state = "named" if not self.sets[-1].outcomes else "after"

    def _read_kind(self, line: Line) -> None:
        self.sets[-1].mandatory = not _is_optional(line.text)
        self.state = "outcomes"

    def _begin_outcome(self, line: Line) -> None:
        if not self.sets:
            self.orphans.append(line.number)
        elif self._starts_outcome(line):
            mark = read_mark(line.text)
            mark = mark if mark and mark.style in OUTCOME_STYLES else None
            self.sets[-1].outcomes.append(DraftOutcome(line, mark, parts=[outcome_text(line, mark)]))
            self.state = "outcome"
        elif self._is_bare_set_heading(line):
            self._bare_set(line)
        else:
            self._warn(text("This text belongs to no learning outcome and was left out."), line)

    def _starts_outcome(self, line: Line) -> bool:
        """Whether a line without the label is the set's next outcome: by its mark, or as a heading or list item."""
        outcomes = self.sets[-1].outcomes
        mark = read_mark(line.text)
        marked = mark is not None and mark.style in OUTCOME_STYLES and mark.rank == len(outcomes) + 1
        if not outcomes:
            return marked or (self.state == "outcomes" and line.kind in ("heading", "item"))
        first = outcomes[0]
        if first.mark is not None and not (mark and mark.style == first.mark.style):
            return False
        alike = line.kind == first.first.kind and line.depth == first.first.depth
        return marked if first.mark is not None else alike and line.kind in ("heading", "item")

    def _outcome_line(self, line: Line) -> None:
        outcome = self.sets[-1].outcomes[-1]
        if not outcome.parts:
            mark = read_mark(line.text)
            outcome.mark = mark if mark and mark.style in OUTCOME_STYLES else None
            outcome.parts.append(outcome_text(line, outcome.mark))
        elif self._starts_outcome(line) and line.kind != "text":
            self._begin_outcome(line)
        elif _opens_criteria(outcome, line):
            self.state = "criteria"
            outcome.criteria.append(line)
        else:
            outcome.parts.append(line.text)

    def _criteria_line(self, line: Line) -> None:
        outcome = self.sets[-1].outcomes[-1]
        if line.text.isdigit() and len(line.text) < 4 and line.kind == "text":
            self.pending = line
        elif self._is_next_outcome(outcome, line):
            self._begin_outcome(line)
        elif outcome.criteria and self._is_over(outcome, line):
            self.state = "after"
            self._begin_outcome(line)
        else:
            outcome.criteria.append(line)

    def _is_next_outcome(self, outcome: DraftOutcome, line: Line) -> bool:
        mark, first = read_mark(line.text), outcome.criteria[:1]
        inner = read_mark(first[0].text) if first else None
        if line.kind == "text" and mark is not None and inner is not None and mark.style == inner.style:
            return False
        return bool(first) and self._starts_outcome(line) and not _is_deeper(outcome, line)

    def _is_over(self, outcome: DraftOutcome, line: Line) -> bool:
        """Whether the criteria have ended: a heading, or a new paragraph that can't be what a page break cut off."""
        if line.kind == "heading":
            return True
        if line.kind == "item" or not line.fresh:
            return False
        if any(each.kind == "item" for each in outcome.criteria):
            return line.depth == 0
        before = outcome.criteria[-1].text[-1:]
        marked = read_mark(outcome.criteria[0].text) is not None
        return marked and read_mark(line.text) is None and before in ".;" and line.text[:1].isupper()

    # A number that stands alone: the next set's, whose label is missing, or a page's

    def _taken_number(self) -> int | None:
        line, self.pending = self.pending, None
        if line is None:
            return None
        self._warn(text("A set's number stands here without its label."), line)
        return int(line.text)

    def _drop_pending(self) -> None:
        if self.pending is not None:
            self._warn(text("This number was taken for a page number and left out."), self.pending)
        self.pending = None

    def _has_criteria(self) -> bool:
        return bool(self.sets and self.sets[-1].outcomes and self.sets[-1].outcomes[-1].criteria)

    def _warn(self, message: Text, line: Line) -> None:
        self.problems.append(Problem(message, line.number, self.place, severity="warning"))


def _is_optional(note: str) -> bool:
    return any(word in fold(note) for word in OPTIONAL_WORDS)


def _is_deeper(outcome: DraftOutcome, line: Line) -> bool:
    return line.kind == "item" and (outcome.first.kind != "item" or line.depth > outcome.first.depth)


def _opens_criteria(outcome: DraftOutcome, line: Line) -> bool:
    """Whether criteria begin here though their label is missing."""
    if _is_deeper(outcome, line):
        return True
    if outcome.first.kind == "heading" and line.kind == "text" and not outcome.is_labelled:
        return True
    mark: Mark | None = read_mark(line.text)
    return mark is not None and (mark.rank <= 1) and (outcome.mark is None or mark.style != outcome.mark.style)
