"""Who may sit in a commission, and whether a commission may work with a candidate on a day (S2, S3, S6, S8, S10)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from exam_server.core.experience import Demand, Document, Experience, Period, count_experience
from exam_server.core.problems import Problem
from exam_server.core.qualification import CommissionRule, Credential, Qualification
from exam_server.core.text import Text, text

Ground = Literal["trainer", "advisor", "recused", "replaced", "decider", "involved"]
LEAST = 3
GROUND_RULES: dict[Ground, str] = {
    "trainer": "S10",
    "advisor": "S8",
    "recused": "S2",
    "replaced": "S2",
    "decider": "S9",
    "involved": "S9",
}


@dataclass(frozen=True)
class Education:
    """A finished level of the PRK; its documents may also show a credential of education (S3 a)."""

    level: int
    documents: tuple[Document, ...] = ()


@dataclass(frozen=True)
class Proof:
    """Whether a credential is held on a day; `experience` is None for one of education."""

    credential: str
    held: bool
    experience: Experience | None = None

    @property
    def holds_until(self) -> date | None:
        """The last day of appointment on which it still holds; None: it doesn't lapse, or isn't held."""
        return self.experience.holds_until if self.experience else None


@dataclass(frozen=True)
class Standing:
    """What somebody's documents prove on a day: the education that every member needs, and each credential (S3)."""

    on: date
    educated: bool
    proofs: tuple[Proof, ...]

    @property
    def held(self) -> frozenset[str]:
        return frozenset(proof.credential for proof in self.proofs if proof.held)


@dataclass(frozen=True)
class Seat:
    """A member of a commission, with what was proved on the day of the appointment: frozen since then (S4).

    `declared_on`: when they signed the declaration that holds today; `declared_until`: from when it's withdrawn (S6).
    `proof`: what was proved in Polish sentences, with its documents and who verified them.
    """

    account_id: UUID
    name: str
    standing: Standing
    declared_on: date | None = None
    declared_until: date | None = None
    proof: str = ""

    def is_declared(self, on: date) -> bool:
        """Whether the declaration holds on a day from now on (S6)."""
        signed = self.declared_on is not None and self.declared_on <= on
        return signed and (self.declared_until is None or on < self.declared_until)

    @property
    def credentials(self) -> tuple[str, ...]:
        """The codes of the credentials that this member satisfied."""
        return tuple(sorted(self.standing.held))


@dataclass(frozen=True)
class Excluded:
    """A member who takes no part in one candidate's verification, and why."""

    account_id: UUID
    name: str
    ground: Ground

    @property
    def rule(self) -> str:
        return GROUND_RULES[self.ground]


@dataclass(frozen=True)
class Barred:
    """Who may not verify one candidate: trainers (S10), advisors (S8, where policy says so), and who was recused.

    `replaced`: who left on a ground that says nothing against what they gave until then (S2).
    `involved`: who verified before what is decided on anew after an appeal; `deciders`: who decides or decided on an
    appeal of the case, and neither verifies what is decided after it nor decides on another one of the same (S9).
    """

    trainers: frozenset[UUID] = frozenset()
    advisors: frozenset[UUID] = frozenset()
    recused: frozenset[UUID] = frozenset()
    involved: frozenset[UUID] = frozenset()
    replaced: frozenset[UUID] = frozenset()
    deciders: frozenset[UUID] = frozenset()

    @property
    def everybody(self) -> frozenset[UUID]:
        return self.discounted | self.involved | self.deciders | self.replaced

    @property
    def discounted(self) -> frozenset[UUID]:
        """Whose ratings of the candidate count for nothing: they were never to verify them (S2, S8, S10)."""
        return self.trainers | self.advisors | self.recused

    @property
    def kept(self) -> frozenset[UUID]:
        """Who was replaced, and whose ratings count, marked (S2)."""
        return self.replaced - self.discounted

    def ground_of(self, member: UUID) -> Ground | None:
        if member in self.trainers:
            return "trainer"
        if member in self.advisors:
            return "advisor"
        if member in self.recused:
            return "recused"
        if member in self.replaced:
            return "replaced"
        if member in self.deciders:
            return "decider"
        return "involved" if member in self.involved else None


@dataclass(frozen=True)
class CommissionCheck:
    """Who may verify one candidate on a day, who is kept out, and every problem; it's legal without any."""

    members: tuple[Seat, ...]
    excluded: tuple[Excluded, ...]
    problems: tuple[Problem, ...]

    @property
    def is_legal(self) -> bool:
        return not self.problems


def judge_member(rule: CommissionRule, education: Sequence[Education], periods: Sequence[Period], on: date) -> Standing:
    """What documents prove on a day of appointment: PRK level and credentials (S3), years (S4), verified ones (S5)."""
    educated = rule.education_level is None or any(
        each.level >= rule.education_level and any(_counts(document, on) for document in each.documents)
        for each in education
    )
    return Standing(on, educated, tuple(_prove(each, education, periods, on) for each in rule.credentials))


def _prove(credential: Credential, education: Sequence[Education], periods: Sequence[Period], on: date) -> Proof:
    if credential.kind == "education":
        held = any(document.proves(credential.code, on) for each in education for document in each.documents)
        return Proof(credential.code, held)
    demand = Demand(credential.years or 0, credential.window_years)
    experience = count_experience(periods, credential.code, demand, on)
    return Proof(credential.code, experience.is_enough, experience)


def _counts(document: Document, on: date) -> bool:
    return document.verified_on is not None and document.verified_on <= on and document.issued_on <= on


def check_commission(rule: CommissionRule, seats: Sequence[Seat], barred: Barred, on: date) -> CommissionCheck:
    """Whether these members may verify one candidate at a stage on a day (S2): checked anew for every decision.

    Trainers of the candidate (S10) are kept out without exception, and so are the candidate's advisor (S8), whoever
    was recused, who decides on the candidate's appeals, and after one those who verified before (S9); who is appointed
    later doesn't count yet. What is
    left must still be large enough (S2), everybody in it educated and with a credential (S3), together with all of them
    (S3), and each declared to apply the rules of validation (S6).
    """
    grounds = [(seat, barred.ground_of(seat.account_id)) for seat in seats if seat.standing.on <= on]
    excluded = tuple(Excluded(seat.account_id, seat.name, ground) for seat, ground in grounds if ground)
    left = tuple(seat for seat, ground in grounds if ground is None)
    problems = (*_size(rule, left, excluded), *_members(rule, left), *_together(rule, left), *_declared(rule, left, on))
    return CommissionCheck(left, excluded, problems)


def smallest_commission(qualification: Qualification) -> int:
    """How many members a commission has at least (S2); the product's own least where the form names none."""
    return qualification.commission.minimum or LEAST


def is_demanded(rule: CommissionRule) -> bool:
    """Whether a qualification asks anything of its commission at all."""
    return rule.minimum is not None or rule.education_level is not None or bool(rule.credentials)


def _size(rule: CommissionRule, left: Sequence[Seat], excluded: Sequence[Excluded]) -> Iterator[Problem]:
    if len(left) >= (rule.minimum or 0):
        return
    why = text("The commission has {count} members; {minimum} are needed.", count=len(left), minimum=rule.minimum)
    remedy = text("Appoint another member.")
    if excluded:
        why = text(
            "The commission has {count} members who may verify this candidate; {minimum} are needed.",
            count=len(left),
            minimum=rule.minimum,
        )
        remedy = text("Appoint a replacement for who may not verify this candidate.")
    yield Problem(why, rule="S2", remedy=remedy)


def _members(rule: CommissionRule, left: Sequence[Seat]) -> Iterator[Problem]:
    for seat in left:
        if rule.education_level is not None and not seat.standing.educated:
            why = text("{name} has no verified education of PRK level {level}.",
                       name=seat.name, level=rule.education_level)  # fmt: skip
            yield _of(seat, why, text("Verify the document, or appoint somebody else."), "S3")
        if rule.credentials and not seat.standing.held:
            yield _unproved(seat)


def _unproved(seat: Seat) -> Problem:
    """Why a member has no credential: what they did is proved, but too little of it counts (S4), or nothing is (S3)."""
    remedy = text("Add and verify documents, or appoint somebody else.")
    short = [(proof.experience.days, proof.credential, proof.experience) for proof in seat.standing.proofs
             if proof.experience and proof.experience.days + proof.experience.outside]  # fmt: skip
    if not short:
        return _of(seat, text("{name} has none of the credentials proved.", name=seat.name), remedy, "S3")
    days, code, experience = max(short, key=lambda each: each[:2])
    why = text("{name}: of credential {code} {days} of {needed} days count in the time before the appointment.",
               name=seat.name, code=code, days=days, needed=experience.needed)  # fmt: skip
    return _of(seat, why, remedy, "S4")


def _together(rule: CommissionRule, left: Sequence[Seat]) -> Iterator[Problem]:
    if not rule.jointly_all:
        return
    held = frozenset[str]().union(*(seat.standing.held for seat in left))
    for credential in rule.credentials:
        if credential.code not in held:
            why = text("Nobody in the commission has credential {code} proved.", code=credential.code)
            remedy = text("Appoint a member who has credential {code}.", code=credential.code)
            yield Problem(why, place=credential.code, rule="S3", remedy=remedy)


def _declared(rule: CommissionRule, left: Sequence[Seat], on: date) -> Iterator[Problem]:
    """S6: the declaration comes before the first session."""
    for seat in left if is_demanded(rule) else ():
        if not seat.is_declared(on):
            why = text("{name} hasn't declared to apply the rules of validation.", name=seat.name)
            yield _of(seat, why, text("Let them sign the declaration first."), "S6")


def _of(seat: Seat, why: Text, remedy: Text, rule: str) -> Problem:
    return Problem(why, place=str(seat.account_id), rule=rule, remedy=remedy)


GROUND_WORDS: dict[Ground, Text] = {
    "trainer": text("ran a training in which the candidate took part"),
    "advisor": text("is the candidate's advisor"),
    "recused": text("was recused; what was sealed doesn't count"),
    "replaced": text("takes no part any more; what was sealed counts"),
    "decider": text("decides or decided on an appeal of the candidate"),
    "involved": text("took part in the first verification"),
}
