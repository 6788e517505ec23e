"""Whether the commission of each decision was one that the rules allowed on its day, seen again from the record."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from uuid import UUID

from exam_server.core.commission import (
    GROUND_WORDS,
    Barred,
    CommissionCheck,
    Excluded,
    Seat,
    Standing,
    check_commission,
    is_demanded,
)
from exam_server.core.policy import ADVISOR_EXCLUDED
from exam_server.core.problems import Problem
from exam_server.core.recusals import keeps_ratings
from exam_server.core.text import text
from exam_server.services.commission import make_seat, read_standing
from exam_server.services.decisions import Held
from exam_server.services.declaring import list_declared_accounts
from exam_server.services.legal_day import day_of
from exam_server.services.people import Names
from exam_server.services.policies import get_value
from exam_server.services.qualification import Edition
from exam_server.services.work import Work
from exam_server.store import appeals as appeal_store
from exam_server.store import commission as store
from exam_server.store import credentials as credential_store
from exam_server.store.tables import AppealSeatRow, CaseRow, CommissionSeatRow, PersonRow

Seated = Sequence[tuple[CommissionSeatRow | AppealSeatRow, PersonRow]]
"""Everybody who had a seat, with it, oldest first."""


@dataclass
class PastCommissions:
    """A case's commissions as they stood when decisions were confirmed; each day and membership is looked at once.

    Who turns out to have trained the candidate was never allowed (S10); who was recused later was, until then (S2).
    What a ruling decided, the appeal's members did: it's their seats that have to stand (S9).
    """

    work: Work
    case: CaseRow
    edition: Edition
    _known: dict[tuple[UUID | None, date, tuple[str, ...]], tuple[Problem, ...]] = field(default_factory=dict)

    def objections(self, held: Held) -> tuple[Problem, ...]:
        """What kept those who decided from deciding, by rule; nothing: the commission was legal (S2, S3, S6, S8)."""
        day = day_of(held.confirmed_at)
        panel = self._panels.get(held.id)
        key = (held.id if panel else None, day, held.members)
        if key not in self._known:
            seated = panel or self._commission
            barred = self._barred(day, held.confirmed_at)
            # Who ruled decided on the appeal, of course; nobody of them verifies for the commission (S9).
            barred = barred if panel else replace(barred, deciders=self._deciders(day))
            check = self._check([UUID(each) for each in held.members], seated, day, barred)
            self._known[key] = (*map(_excluded, check.excluded), *check.problems)
        return self._known[key]

    @cached_property
    def _commission(self) -> Seated:
        return store.list_seats_of_case(self.work.session, self.case.id)

    @cached_property
    def _panels(self) -> Mapping[UUID, Seated]:
        return appeal_store.list_seats_of_case(self.work.session, self.case.id)

    def _deciders(self, day: date) -> frozenset[UUID]:
        """Whoever had been assigned to an appeal of the case by then."""
        rows = appeal_store.list_appeal_seats(self.work.session, self.case.id)
        return frozenset(each.account_id for each in rows if each.appointed_on <= day)

    def _check(self, members: Sequence[UUID], seated: Seated, day: date, barred: Barred) -> CommissionCheck:
        rule = self.edition.content.commission
        declared = list_declared_accounts(self.work, members, self.edition.code, day)
        if is_demanded(rule):
            latest = {
                seat.account_id: make_seat(
                    seat.account_id,
                    f"{person.given_names} {person.family_name}",
                    read_standing(seat),
                    declared.get(seat.account_id),
                    seat.proof_text,
                )
                for seat, person in seated
                if seat.account_id in members and seat.appointed_on <= day
            }
            seats: Iterable[Seat] = latest.values()
        else:
            names = Names(self.work)
            seats = (Seat(each, names.of(each), Standing(day, True, ()), day) for each in members)
        return check_commission(rule, tuple(seats), barred, day)

    def _barred(self, day: date, moment: datetime) -> Barred:
        session, case = self.work.session, self.case
        apart = get_value(self.work, "advisor_excluded", day, ADVISOR_EXCLUDED)
        advisors = store.list_advisors(session, [case.id]) if apart else ()
        trained = self.edition.content.conflict.trainer_excluded
        trainers = credential_store.list_trainers(session, {case.person_id}) if trained else ()
        recusals = [each for each in store.list_recusals(session, [case.id]) if each.made_at <= moment]
        return Barred(
            frozenset(account for _, account in trainers),
            frozenset(each.account_id for each in advisors if each.taken_on <= day),
            frozenset(each.account_id for each in recusals if not keeps_ratings(each.kind)),
            replaced=frozenset(each.account_id for each in recusals if keeps_ratings(each.kind)),
        )


def _excluded(each: Excluded) -> Problem:
    why = text("{name} {ground}.", name=each.name, ground=GROUND_WORDS[each.ground])
    return Problem(why, place=str(each.account_id), rule=each.rule)
