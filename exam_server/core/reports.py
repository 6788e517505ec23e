"""What the body reports: each quarter to the register (L14), and on itself every three years at least (L16)."""

from collections.abc import Mapping
from datetime import date, timedelta
from types import MappingProxyType
from typing import Literal, NamedTuple, get_args

from exam_server.core.experience import shift_years
from exam_server.core.problems import Refused
from exam_server.core.text import Text, text
from exam_server.core.working_days import add_working_days

ReportKind = Literal["quarterly", "evaluation"]
Due = Literal["done", "due", "late"]
WORKING_DAYS = 20
"""After the quarter's end (art. 65)."""
EVALUATION_YEARS = 3
"""Art. 64: of every qualification, at least so often."""
LONGEST_WORDS, LONGEST_REASON = 20_000, 300


class Quarter(NamedTuple):
    """A quarter of a year; `number` from 1 to 4."""

    year: int
    number: int

    @property
    def since(self) -> date:
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def until(self) -> date:
        return self.after().since - timedelta(days=1)

    @property
    def due_on(self) -> date:
        """The last day to report: 20 working days after the quarter's end (L14)."""
        return add_working_days(self.until, WORKING_DAYS)

    def after(self) -> "Quarter":
        return Quarter(self.year + 1, 1) if self.number == 4 else Quarter(self.year, self.number + 1)

    def before(self) -> "Quarter":
        return Quarter(self.year - 1, 4) if self.number == 1 else Quarter(self.year, self.number - 1)


def quarter_of(day: date) -> Quarter:
    return Quarter(day.year, (day.month + 2) // 3)


def judge_due(due_on: date, done_on: date | None, today: date) -> Due:
    """Where something stands that is due on a day (L14, L16); what was done late is done."""
    if done_on is not None:
        return "done"
    return "late" if today > due_on else "due"


def require_quarter(quarter: Quarter, today: date, sent_before: int, reason: str) -> None:
    """Whether a quarter's report may be kept as sent. Raises Refused before its end (L14), and for a correction
    without a reason.
    """
    if today <= quarter.until:
        raise Refused(
            text("The report wasn't kept."),
            text("The quarter ends on {day}.", day=quarter.until),
            text("Report after its end: within {count} working days, until {due}.",
                 count=WORKING_DAYS, due=quarter.due_on),
            rule="L14",
        )  # fmt: skip
    if sent_before and not 1 <= len(reason) <= LONGEST_REASON:
        raise Refused(
            text("The report wasn't kept."),
            text("It takes the place of one that was sent, and says not why."),
            text("Say what was wrong, in {limit} characters at most.", limit=LONGEST_REASON),
            rule="L14",
        )


def evaluation_due_on(last_until: date | None, begun_on: date) -> date:
    """Until when a qualification is to be evaluated anew: three years after what was evaluated last, else after the
    body began with it (L16).
    """
    return shift_years(last_until or begun_on, EVALUATION_YEARS)


class QuarterLine(NamedTuple):
    """What is reported of one qualification (art. 65), amounts in grosze, and what the body keeps beside it.

    `fee`: the mean of what cases were asked, let off deducted; None: nobody was asked. `income`: paid, what was paid
    back deducted. `free`: people who took part free of charge by an agreement.
    """

    qualification: str
    name: str
    certificates: int
    fee: int | None
    income: int
    free: int
    validated: int
    met: int
    not_met: int


QUARTER_COLUMNS: tuple[tuple[str, Text], ...] = (
    ("name", text("Qualification")),
    ("certificates", text("Certificates issued")),
    ("fee", text("Mean fee")),
    ("income", text("Income from fees")),
    ("free", text("Took part free of charge")),
    ("validated", text("People with results told")),
    ("met", text("Criteria decided as met")),
    ("not_met", text("Criteria decided as not met")),
)

FIGURE_WORDS: Mapping[str, Text] = MappingProxyType(
    {
        "cases": text("cases begun"),
        "validated": text("people with results told"),
        "certificates": text("certificates issued"),
        "met": text("criteria decided as met"),
        "not_met": text("criteria decided as not met"),
        "dissents": text("decisions with a dissent"),
        "protocols": text("protocols made"),
        "protocols_corrected": text("protocols that took the place of another"),
        "protocols_signed": text("signed protocols handed in"),
        "incidents": text("incidents in exams"),
        "recusals": text("members who left a case (conflict or recusal)"),
        "appeals": text("appeals"),
        "quarters_in_time": text("quarterly reports sent in time"),
        "quarters_late": text("quarterly reports sent late"),
        "quarters_missing": text("quarterly reports not sent"),
        "items": text("items with statistics"),
        "too_easy": text("of them too easy"),
        "too_hard": text("of them too hard"),
        "weak": text("of them too poor at telling people apart"),
        "suspicious_key": text("of them with a doubtful key"),
        "encounters": text("simulations whose ratings were compared"),
    }
)
"""What an evaluation counts, in the order of its pages."""

Part = Literal["documentation", "methods", "improvement", "quality"]
PARTS: tuple[Part, ...] = get_args(Part)
PART_WORDS: Mapping[Part, Text] = MappingProxyType(
    {
        "documentation": text("Analysis of the documentation of validation and certification"),
        "methods": text(
            "Assessment of the methods: whether they fit the requirements, and how valid they and the criteria are"
        ),
        "improvement": text("What was done to improve the methods of validation and certification"),
        "quality": text("What was done to improve the internal quality system"),
    }
)
"""The parts that art. 64(2) asks of the report."""


def require_evaluation(since: date, until: date, today: date, words: Mapping[Part, str]) -> None:
    """Whether an evaluation may be closed. Raises Refused for a span that isn't past or longer than three years, and
    without words on each part (L16).
    """
    if not since <= until < today:
        why, remedy = text("It must be about days that are past."), text("Correct the days.")
    elif until >= shift_years(since, EVALUATION_YEARS):
        why = text("It must be about {years} years at most.", years=EVALUATION_YEARS)
        remedy = text("Choose a later first day, or make two reports.")
    elif any(not 1 <= len(words.get(part, "").strip()) <= LONGEST_WORDS for part in PARTS):
        why = text("A part of the report is empty or too long.")
        remedy = text("Write on each part: the figures don't judge themselves.")
    else:
        return
    raise Refused(text("The evaluation wasn't closed."), why, remedy, rule="L16")
