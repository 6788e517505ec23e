"""The pool of a commission: what everybody proves, legal commissions of it for a day, and until when there are any."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from exam_server.core.commission import Seat
from exam_server.core.composing import Blocked, Composition, DayCandidate, PoolMember, can_compose, compose
from exam_server.core.qualification import CommissionRule
from exam_server.services.appointing import make_seats
from exam_server.services.commission import list_barred_at, list_exam_cases
from exam_server.services.exam import COMMISSION
from exam_server.services.exam_rows import get_row
from exam_server.services.legal_day import legal_day
from exam_server.services.people import list_holders
from exam_server.services.qualification import Edition, get_edition
from exam_server.services.work import Work


@dataclass(frozen=True)
class PoolSeat:
    """Somebody who could sit: what they'd be appointed with today, and whether they may lead."""

    seat: Seat
    leads: bool


@dataclass(frozen=True)
class Lapse:
    """From `on` somebody no longer holds a credential with the documents that there are; `credential` is empty where
    it's their declaration that was withdrawn (S6).
    """

    on: date
    name: str
    credential: str


@dataclass(frozen=True)
class Outlook:
    """What lapses when; `closes_on`: from that day no legal commission can be appointed; None: not by lapse of time.

    `blocked`: why none can be appointed today.
    """

    blocked: tuple[Blocked, ...]
    closes_on: date | None
    lapses: tuple[Lapse, ...]

    @property
    def possible(self) -> bool:
        return not self.blocked


def list_pool(work: Work, edition: Edition) -> list[PoolSeat]:
    """Everybody with an assessor's or a chair's account, by name."""
    holders = {each.account_id: each for role in COMMISSION for each in list_holders(work, role) if not each.disabled}
    seats = make_seats(work, edition, list(holders))
    pool = [PoolSeat(seat, "chair" in holders[seat.account_id].roles) for seat in seats]
    return sorted(pool, key=lambda each: each.seat.name.split()[::-1])


def propose(work: Work, exam_id: UUID, pool: Sequence[PoolSeat], rooms: int) -> Composition:
    """Legal commissions for all candidates of an exam, or who and what blocks them (S2, S3, S8, S10)."""
    exam = get_row(work, exam_id)
    edition = get_edition(work, exam.edition_id)
    cases = list_exam_cases(work, exam)
    barred = list_barred_at(work, exam_id, edition.content, cases)
    day = [DayCandidate(case.id, barred[case.id].everybody) for case in cases]
    rule, today = edition.content.commission, legal_day(work)
    return compose(rule, [to_member(rule, each, each.seat.credentials, today) for each in pool], day, rooms)


def to_member(rule: CommissionRule, each: PoolSeat, held: Iterable[str], on: date) -> PoolMember:
    """As `compose` takes them; on `on` they need a declaration that holds (S6)."""
    usable = (rule.education_level is None or each.seat.standing.educated) and each.seat.is_declared(on)
    return PoolMember(each.seat.account_id, frozenset(held), each.leads, usable)


def look_ahead(rule: CommissionRule, pool: Sequence[PoolSeat], today: date) -> Outlook:
    """What the pool proves on later days with today's documents, and from when that makes no commission (S4, S6)."""
    lapses = sorted(_list_lapses(pool), key=lambda lapse: (lapse.on, lapse.name, lapse.credential))
    blocked = compose(rule, [to_member(rule, each, each.seat.credentials, today) for each in pool], ()).blocked
    days = [] if blocked else sorted({lapse.on for lapse in lapses})
    closes_on = next((day for day in days if not _possible_on(rule, pool, day)), None)
    return Outlook(blocked, closes_on, tuple(lapses))


def _list_lapses(pool: Sequence[PoolSeat]) -> Iterator[Lapse]:
    for each in pool:
        for proof in each.seat.standing.proofs:
            if proof.holds_until is not None:
                yield Lapse(proof.holds_until + timedelta(days=1), each.seat.name, proof.credential)
        if each.seat.declared_until is not None:
            yield Lapse(each.seat.declared_until, each.seat.name, "")


def _possible_on(rule: CommissionRule, pool: Sequence[PoolSeat], day: date) -> bool:
    """Whether a legal commission could be appointed on a later day."""
    members = [
        to_member(
            rule,
            each,
            (
                proof.credential
                for proof in each.seat.standing.proofs
                if proof.held and (proof.holds_until is None or day <= proof.holds_until)
            ),
            day,
        )
        for each in pool
    ]
    return can_compose(rule, members)
