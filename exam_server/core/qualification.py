"""A qualification as its register form describes it: sets, outcomes, criteria, and rules as data."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

Method = Literal["evidence_analysis", "conversation_with_simulation", "theory_test"]


def outcome_code(criterion: str) -> str:
    """The code of a criterion's learning outcome: everything but its position (`12A` of `12A10`)."""
    return criterion.rstrip("0123456789")


@dataclass(frozen=True)
class Criterion:
    """A verification criterion; `code` is `1A1`: set number, outcome letter, position."""

    code: str
    text: str


@dataclass(frozen=True)
class Outcome:
    """A learning outcome; `code` is `1A`."""

    code: str
    text: str
    criteria: tuple[Criterion, ...]


@dataclass(frozen=True)
class OutcomeSet:
    number: int
    name: str
    level: int | None
    hours: int | None
    mandatory: bool
    outcomes: tuple[Outcome, ...]


@dataclass(frozen=True)
class Credential:
    """One way to qualify as a member (S3, S4): documented `years` within `window_years` before appointment, if any."""

    code: str
    text: str
    kind: Literal["education", "experience"]
    years: int | None = None
    window_years: int | None = None


@dataclass(frozen=True)
class CommissionRule:
    """S2, S3: at least `minimum` members, each with `education_level` (PRK) and a credential, maybe jointly all."""

    minimum: int | None = None
    education_level: int | None = None
    credentials: tuple[Credential, ...] = ()
    jointly_all: bool = False


@dataclass(frozen=True)
class AdvisorRule:
    """S8: who may support identification and documentation."""

    required: bool = False
    years: int | None = None
    window_years: int | None = None
    requirements: tuple[str, ...] = ()


@dataclass(frozen=True)
class ConflictRule:
    """S10: whoever trained a candidate may not verify them."""

    trainer_excluded: bool = False
    text: str = ""


@dataclass(frozen=True)
class AppealRule:
    """S9: an appeal at every stage."""

    every_stage: bool = False
    text: str = ""


@dataclass(frozen=True)
class Qualification:
    """What is certified: level, hours, cost, document and validity are data (S11), and so are the form's rules.

    Field names follow the fixed JSON of `qualification read --json`; None or empty: the form doesn't say.
    """

    name: str
    short_name: str = ""
    kind: str = ""
    prk_level: int | None = None
    hours: int | None = None
    cost_pln: int | None = None
    document: str = ""
    validity: str = ""
    pkd: str = ""
    field_code: str = ""
    applicant: str = ""
    prerequisites: str = ""
    methods: tuple[Method, ...] = ()
    commission: CommissionRule = field(default_factory=CommissionRule)
    advisor: AdvisorRule = field(default_factory=AdvisorRule)
    conflict: ConflictRule = field(default_factory=ConflictRule)
    appeal: AppealRule = field(default_factory=AppealRule)
    sets: tuple[OutcomeSet, ...] = ()

    def outcomes(self) -> Iterator[Outcome]:
        for each in self.sets:
            yield from each.outcomes

    def criteria(self) -> Iterator[Criterion]:
        for outcome in self.outcomes():
            yield from outcome.criteria

    def codes(self) -> tuple[str, ...]:
        return tuple(criterion.code for criterion in self.criteria())
