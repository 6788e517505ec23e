"""What is kept of marked sittings is a pure cache: it follows the record, and statistics are those of the record."""

import json
from datetime import timedelta
from random import Random

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as for_all
from hypothesis import strategies as st

from exam_server.core.candidates import CandidateEntry
from exam_server.core.problems import Refused
from exam_server.core.rekeying import Accepted, Ruling
from exam_server.services import delivery, desk, marking, rekeying
from exam_server.services.figures import refresh_figures
from exam_server.services.presenting import FrozenItem, list_frozen_items
from exam_server.services.sitting_figures import A_BITE, keep_older
from exam_server.services.statistics import measure_bank
from exam_server.store import sitting_figures as store
from exam_server.store.tables import ResponseEventRow, ResponseRow, SittingFiguresRow, SittingRow
from tests.cases import right_response, wrong_response
from tests.kinds import EVERY_KIND
from tests.making import CODE, MadeExam, OwnWork, make_player, open_exam_of_every_kind
from tests.recounting import require_as_recounted

A_DOZEN = tuple(CandidateEntry("Osoba", f"Numer{n}") for n in range(12))
KINDS = {kind: sample.item.id for kind, sample in EVERY_KIND.items()}
RULINGS = (
    (KINDS["short_text"], Ruling(keys=("a",), accepted=(Accepted("-98765"),))),
    (KINDS["single_choice"], Ruling(everybody=True)),
    (KINDS["true_false"], Ruling(keys=("false",))),
    (KINDS["true_false"], Ruling(keys=("true",))),
)


def answer(work: OwnWork, made: MadeExam, seat: int, luck: Random) -> None:
    """A candidate saves most items again, in some order and at some time, rightly, wrongly, or as a blank."""
    row = work.session.get_one(SittingRow, made.sittings[seat])
    frozen = list_frozen_items(work, row.test_form_id)
    before = work.session.query(ResponseEventRow).filter_by(sitting_id=row.id).count()
    work.record()
    for sequence, each in enumerate(luck.sample(frozen, k=luck.randint(1, len(frozen))), start=before + 1):
        _save(work, row, each, sequence, luck)
    work.commit()


def _save(work: OwnWork, row: SittingRow, frozen: FrozenItem, sequence: int, luck: Random) -> None:
    assert row.started_at is not None
    response = json.dumps(luck.choice((right_response(frozen), wrong_response(frozen), None)))
    of = {"sitting_id": row.id, "organisation_id": row.organisation_id, "epoch": 1, "sequence": sequence}
    of |= {"position": frozen.position, "response": response}
    at = row.started_at + timedelta(seconds=luck.uniform(0, 3600))
    work.session.merge(ResponseRow(**of, saved_at=at))
    work.session.merge(ResponseEventRow(**of, status="saved", received_at=at))


def mark(work: OwnWork, made: MadeExam) -> None:
    marking.mark_exam(work, made.id)
    work.commit()


def marked(work: OwnWork) -> MadeExam:
    """Twelve sittings of one item of each kind; the last candidate gave nothing at all."""
    made, luck = open_exam_of_every_kind(work, A_DOZEN), Random(7)
    for seat in range(len(A_DOZEN) - 1):
        answer(work, made, seat, luck)
    delivery.hand_in(work, made.sittings[0])
    desk.close_exam(work, made.id)
    work.commit()
    mark(work, made)
    return made


def rule(work: OwnWork, people: tuple[object, object], code: str, ruling: Ruling) -> None:
    """What holds already, or can't be, is refused."""
    work.act_as(people[0], "author")  # type: ignore[arg-type]
    try:
        id = rekeying.propose_ruling(work, CODE, code, 1, ruling, "W źródle jest inaczej.")
    except Refused:
        work.drop()
        return
    work.commit()
    work.act_as(people[1], "reviewer")  # type: ignore[arg-type]
    rekeying.confirm_ruling(work, CODE, code, id)
    work.commit()


def kept_of(work: OwnWork) -> dict[object, str]:
    work.session.expire_all()
    return {row.sitting_id: row.packed for row in work.session.query(SittingFiguresRow)}


def keep_all(work: OwnWork) -> int:
    """The steps that it took."""
    steps = 0
    while keep_older(work, CODE):
        work.commit()
        steps += 1
    return steps


def forget(work: OwnWork, made: MadeExam, number: int) -> None:
    """As it was before anything was kept, for so many sittings."""
    work.record()
    for id in made.sittings[:number]:
        work.session.delete(work.session.get_one(SittingFiguresRow, id))
    work.commit()


@pytest.fixture
def made(work: OwnWork) -> MadeExam:
    return marked(work)


@pytest.fixture
def people(work: OwnWork) -> tuple[object, object]:
    return make_player(work, "adam"), make_player(work, "rena")


@settings(max_examples=4, suppress_health_check=[HealthCheck.function_scoped_fixture])
@for_all(
    changed=st.lists(st.integers(0, len(A_DOZEN) - 1), max_size=4),
    ruling=st.one_of(st.none(), st.sampled_from(RULINGS)),
    forgotten=st.integers(0, 3),
    luck=st.integers(0, 1_000),
)
def test_statistics_from_what_is_kept_are_those_of_the_record_whatever_is_marked_anew(
    work: OwnWork,
    made: MadeExam,
    people: tuple[object, object],
    changed: list[int],
    ruling: tuple[str, Ruling] | None,
    forgotten: int,
    luck: int,
) -> None:
    """Every example goes on where the last one ended: responses change, keys are ruled on, what was kept is lost."""
    for seat in changed:
        answer(work, made, seat, Random(luck + seat))
    mark(work, made)
    if ruling is not None:
        rule(work, people, *ruling)
    assert len(kept_of(work)) == len(A_DOZEN)
    measured = require_as_recounted(work)
    assert len(measured) >= len(EVERY_KIND) - 1
    before = kept_of(work)
    forget(work, made, forgotten)
    assert measure_bank(work, CODE) == measured, "what isn't kept is read from the record"
    assert keep_all(work) == bool(forgotten) and kept_of(work) == before


def test_a_ruling_that_changes_no_mark_is_followed_by_what_was_chosen(
    work: OwnWork, made: MadeExam, people: tuple[object, object]
) -> None:
    before = kept_of(work)
    rule(work, people, KINDS["single_choice"], Ruling(everybody=True))
    assert kept_of(work) != before
    require_as_recounted(work)


def test_older_sittings_are_kept_in_steps_each_of_its_own_and_then_the_bank_is_measured(
    work: OwnWork, made: MadeExam, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = kept_of(work)
    forget(work, made, 8)
    monkeypatch.setattr("exam_server.services.sitting_figures.A_BITE", 3)
    found = []
    while refresh_figures(work):
        work.commit()
        found.append(len(kept_of(work)))
    assert found == [4 + 3, 4 + 6, 12, 12] and kept_of(work) == before and A_BITE > 3


def test_what_a_marking_kept_meanwhile_is_not_replaced_and_an_older_version_is(work: OwnWork, made: MadeExam) -> None:
    row = work.session.get_one(SittingFiguresRow, made.sittings[0])
    ids = {name: getattr(row, name) for name in store.IDS}
    for version, replaced in ((row.version, False), (row.version + 1, True)):
        work.record()
        store.fill_sittings(work.session, [{**ids, "version": version, "packed": "{}"}])
        work.commit()
        assert (kept_of(work)[made.sittings[0]] == "{}") is replaced
