"""How long personal data of each kind are kept, from when, by which rule, and what stays when they're erased."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from types import MappingProxyType
from typing import Literal, NamedTuple, get_args

from exam_server.core.experience import shift_years
from exam_server.core.policy import PolicyKind
from exam_server.core.problems import Problem, Refused
from exam_server.core.text import Text, text

DataKind = Literal["work", "grounds", "protocol", "holder", "contact", "enrolment", "papers", "account", "identity"]
DATA_KINDS: tuple[DataKind, ...] = get_args(DataKind)
UNMET_YEARS = 2
"""Unless the body decides otherwise (P8)."""
LEGAL_YEARS = 5
"""Of holders and of protocols: the law's, not the body's (L5, L7)."""
MOST_AT_ONCE = 200
LONGEST_REASON = 1_000


class RetentionRule(NamedTuple):
    """One kind of personal data: `starts` says what its clock starts with, `stays` what no erasure takes away.

    `years` holds unless the body decided on `policy`; without one it's the law's.
    """

    title: Text
    rule: str
    starts: Text
    years: int
    policy: PolicyKind | None
    stays: Text


RULES: Mapping[DataKind, RetentionRule] = MappingProxyType(
    {
        "work": RetentionRule(
            text("What a candidate handed in, wrote and said, and what was written of it"),
            "P8",
            text("the last day to appeal in the case, or the day of its certificate (then five years, L5)"),
            UNMET_YEARS,
            "unmet_years",
            text("criteria, verdicts, levels, marks, chosen options, dates and ids"),
        ),
        "grounds": RetentionRule(
            text("Grounds of agreed conditions"),
            "P8",
            text("the last day to appeal in the case"),
            0,
            "grounds_years",
            text("what was agreed, and who read the grounds when"),
        ),
        "protocol": RetentionRule(
            text("Protocols of validation with their files"),
            "L7",
            text("the day of issue: of the case's certificate, else of the protocol"),
            LEGAL_YEARS,
            None,
            text("number, date, and the hashes of record and file"),
        ),
        "holder": RetentionRule(
            text("Holders of certificates, with the files of their certificates"),
            "L5",
            text("the day of the certificate"),
            LEGAL_YEARS,
            None,
            text("the register's entry: number, qualification, days, who validated, and its hash"),
        ),
        "contact": RetentionRule(
            text("E-mail address and telephone"),
            "P8",
            text("the last day to appeal in the person's last case"),
            1,
            "contact_years",
            text("everything else of the person"),
        ),
        "enrolment": RetentionRule(
            text("Enrolments that no case came of"),
            "P8",
            text("the decision, or the end of the window"),
            1,
            "enrolment_years",
            text("window, verdict and dates"),
        ),
        "papers": RetentionRule(
            text("Papers of commission members and advisors"),
            "L7",
            text("the last exam at which the person sat, or the newest paper"),
            LEGAL_YEARS,
            "papers_years",
            text("which credentials were held, and the days that were proved"),
        ),
        "account": RetentionRule(
            text("Closed accounts: log-in, keys, log-ins"),
            "P8",
            text("the day on which the account was closed"),
            2,
            "account_years",
            text("the account's id, under which acts stand in the audit trail"),
        ),
        "identity": RetentionRule(
            text("Names and date of birth"),
            "L5",
            text("the end of everything else that is kept of the person"),
            0,
            None,
            text("the candidate's code, and ids"),
        ),
    }
)


class Clock(NamedTuple):
    """Data of one kind and subject: `starts_on` None: its clock hasn't started yet.

    `rule` where another one than its kind's gives the years. The rest says what stands against erasing it.
    """

    kind: DataKind
    subject_id: object
    starts_on: date | None
    years: int
    rule: str = ""
    has_appeal: bool = False
    has_exam: bool = False
    is_inspected: bool = False
    is_held: bool = False

    @property
    def by(self) -> str:
        return self.rule or RULES[self.kind].rule


def keep_unmet_until(last_appeal_on: date, years: int) -> date:
    """The last day on which what was not met is kept: so many years after the last day to appeal (P8)."""
    return shift_years(last_appeal_on, years)


def due_on(clock: Clock) -> date | None:
    """The first day on which the data may be erased: the one after the last on which they have to be kept.

    None while the clock hasn't started (L5, L7, P8).
    """
    if clock.starts_on is None:
        return None
    return shift_years(clock.starts_on, clock.years) + timedelta(days=1)


def find_hindrance(clock: Clock, today: date) -> Problem | None:
    """What stands against erasing now, with its rule; None: nothing does.

    An open appeal (S9), an exam that is still to come or runs, an open inspection, a duty that hasn't run out (L5, L7,
    P8), a hold.
    """
    due = due_on(clock)
    if clock.has_appeal:
        return Problem(text("an appeal is open"), rule="S9", remedy=text("Decide it first."))
    if clock.has_exam:
        return Problem(text("an exam isn't over"), rule="P8", remedy=text("Wait until it's closed."))
    if clock.is_inspected:
        return Problem(text("an inspection of the case is open"), rule="S9", remedy=text("Wait until it's over."))
    if due is None:
        return Problem(text("the time for which it's kept hasn't begun"), rule=clock.by, remedy=text("Wait."))
    if today < due:
        why = text("it has to be kept until {day}", day=due - timedelta(days=1))
        return Problem(why, rule=clock.by, remedy=text("Erase it after that day."))
    if clock.is_held:
        return Problem(text("somebody holds it"), rule="P8", remedy=text("End the hold first."))
    return None


TELLING: frozenset[DataKind] = frozenset({"grounds", "contact", "enrolment", "holder", "identity"})
"""Of these the tables say by themselves whether something is kept: an erased row is empty, or gone."""


def is_kept_again(kind: DataKind, starts_on: date | None, erased_on: date) -> bool:
    """Whether data of a subject that was erased are kept anew: something of it came since (L5, L7, P8)."""
    return kind in TELLING or (starts_on is not None and starts_on > erased_on)


def latest(clocks: Iterable[Clock]) -> date | None:
    """When the last of these runs out, for what is kept as long as any of them; None while one hasn't started."""
    days = [due_on(each) for each in clocks]
    return None if None in days else max((each for each in days if each), default=None)


def require_reason(reason: str, what: Text) -> None:
    """Raises Refused without a reason, or with one that is too long."""
    if not 1 <= len(reason) <= LONGEST_REASON:
        why = text("It needs a reason, of {limit} characters at most.", limit=LONGEST_REASON)
        raise Refused(what, why, text("Write why."), "P8")


def as_kind(given: str) -> DataKind | None:
    """One of the kinds, by its name."""
    return next((each for each in DATA_KINDS if each == given), None)
