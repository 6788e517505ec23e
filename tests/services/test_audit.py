"""The audit trail: sealed behind the commits, found out when touched, and without a word of people or responses."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.event import listen

from exam_server.services import compensations, delivery, desk, freezing, marking, pausing
from exam_server.services.audit import measure_lag, seal_events
from exam_server.services.audit_chain import verify_chains
from exam_server.services.throttling import Door
from exam_server.store import audit as store
from exam_server.store.tables import AuditEventRow, AuditSealRow, ResponseRow
from tests.making import CANDIDATES, CAST, KEYS, LATE_CANDIDATE, OwnWork, make_cast, make_organisation, open_exam

DOOR = Door("ticket", 5, 300, 300)
SECRET_WORDS = "moja tajna odpowiedź"


@pytest.fixture
def sealed(work: OwnWork) -> OwnWork:
    """A chain of a whole exam."""
    open_exam(work)
    seal_events(work)
    work.commit()
    return work


def _break(work: OwnWork) -> int | None:
    work.session.expire_all()
    (report,) = verify_chains(work)
    work.drop()
    return report.harm[0].position if report.harm else None


def _ids(work: OwnWork) -> list[object]:
    """Event ids in the order of the chain."""
    return list(work.session.scalars(select(AuditSealRow.event_id).order_by(AuditSealRow.position)))


def test_every_committed_event_is_chained_once(sealed: OwnWork) -> None:
    assert measure_lag(sealed) == 0
    assert seal_events(sealed) == 0
    (report,) = verify_chains(sealed)
    assert report.length == sealed.session.query(AuditEventRow).count() > 8
    assert report.harm == ()


def test_a_look_for_new_events_reads_no_table_when_there_are_none(
    sealed: OwnWork, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, Any]] = []
    listen(sealed.database.engine, "before_cursor_execute", lambda _, __, *said: asked.append(said[:2]))
    assert seal_events(sealed, everywhere=False) == 0
    assert len(asked) == 2 and not any("count(" in statement for statement, _ in asked)
    if sealed.database.is_sqlite:
        for statement, values in list(asked):
            plan = sealed.session.connection().exec_driver_sql(f"explain query plan {statement}", values)
            assert all("SCAN" not in step.detail or "INDEX" in step.detail for step in plan)
    monkeypatch.setattr(store, "RECENT_MILLISECONDS", -1)
    sealed.record()
    sealed.note("test.thing.done", None, count=1)
    sealed.commit()
    assert seal_events(sealed, everywhere=False) == 0, "older than the minutes that it looks at"
    assert seal_events(sealed) == 1


def test_an_event_that_is_committed_after_one_with_a_later_id_is_sealed_too(sealed: OwnWork) -> None:
    earlier = sealed.new_id()
    sealed.record()
    sealed.note("test.thing.done", None, count=1)
    sealed.commit()
    assert seal_events(sealed, everywhere=False) == 1
    sealed.commit()
    sealed.record()
    late = {
        "organisation_id": sealed.organisation_id,
        "at": sealed.now,
        "tag": "test.thing.done",
        "facts": {"count": 2},
    }
    sealed.session.add(AuditEventRow(id=earlier, **late))
    sealed.commit()
    assert seal_events(sealed, everywhere=False) == 1


def test_new_events_lag_until_they_are_sealed(sealed: OwnWork) -> None:
    before = verify_chains(sealed)[0]
    sealed.record()
    sealed.note("test.thing.done", None, count=1)
    sealed.commit()
    assert measure_lag(sealed) == 1
    assert seal_events(sealed) == 1
    sealed.commit()
    after = verify_chains(sealed)[0]
    assert (after.length, after.harm) == (before.length + 1, ())
    assert after.head != before.head


def _edit(work: OwnWork) -> None:
    event = _ids(work)[3]
    work.session.execute(update(AuditEventRow).where(AuditEventRow.id == event).values(facts={"count": 99}))


def _backdate(work: OwnWork) -> None:
    row = work.session.get_one(AuditEventRow, _ids(work)[3])
    row.at = row.at.replace(year=2020)


def _delete(work: OwnWork) -> None:
    event = _ids(work)[3]
    work.session.execute(delete(AuditSealRow).where(AuditSealRow.event_id == event))
    work.session.execute(delete(AuditEventRow).where(AuditEventRow.id == event))


def _swap(work: OwnWork) -> None:
    one, other = (work.session.get_one(AuditEventRow, each) for each in _ids(work)[3:5])
    one.tag, other.tag = other.tag, one.tag
    one.facts, other.facts = other.facts, one.facts
    one.subject_id, other.subject_id = other.subject_id, one.subject_id
    one.at, other.at = other.at, one.at


def _insert(work: OwnWork) -> None:
    """A forged event takes the place of a link; what follows moves on by one."""
    seals = list(work.session.scalars(select(AuditSealRow).order_by(AuditSealRow.position)))
    work.note("forged.thing.done")
    work.session.flush()
    forged = work.session.scalars(select(AuditEventRow).where(AuditEventRow.tag == "forged.thing.done")).one()
    for seal in reversed(seals[3:]):
        seal.position += 1
        work.session.flush()
    work.session.add(
        AuditSealRow(
            organisation_id=work.organisation_id,
            position=4,
            event_id=forged.id,
            previous_hash=seals[2].hash,
            hash=seals[3].hash,
        )
    )


@pytest.mark.parametrize("tamper", [_edit, _backdate, _delete, _swap, _insert])
def test_tampering_is_found_where_it_happened(sealed: OwnWork, tamper: Callable[[OwnWork], None]) -> None:
    sealed.record()
    tamper(sealed)
    sealed.commit()
    assert _break(sealed) == 4


def test_each_organisation_has_a_chain_of_its_own(sealed: OwnWork) -> None:
    make_organisation(sealed)
    seal_events(sealed)
    sealed.commit()
    assert sorted(report.length for report in verify_chains(sealed))[0] == 1
    assert all(report.harm == () for report in verify_chains(sealed))


def test_a_use_case_that_fails_leaves_no_event(work: OwnWork) -> None:
    made = open_exam(work)
    before = work.session.query(AuditEventRow).count()
    pausing.pause(work, made.sittings, "alarm")
    work.drop()
    assert work.session.query(AuditEventRow).count() == before


def test_events_hold_no_names_tickets_or_responses(work: OwnWork) -> None:
    accounts = make_cast(work)
    made = open_exam(work)
    work.act_as(accounts["daria"], "desk")
    late = freezing.add_late_candidate(work, KEYS, made.id, LATE_CANDIDATE)
    work.commit()
    for card in (*made.cards, late):
        delivery.enter_ticket(work, KEYS, DOOR, card.ticket)
        work.commit()
    _say_something(work, made.sittings[0])
    compensations.propose_compensation(work, made.sittings[0], 60, f"pomoc dla {CANDIDATES[0].family_name}")
    pausing.pause(work, made.sittings, f"alarm u {CANDIDATES[0].family_name}")
    pausing.resume(work, made.sittings, "koniec")
    delivery.hand_in(work, made.sittings[0])
    desk.announce(work, made.id, f"Uwaga, {CANDIDATES[0].given_names}")
    desk.close_exam(work, made.id)
    marking.mark_exam(work, made.id)
    work.commit()
    people = (*CANDIDATES, LATE_CANDIDATE, *CAST.values())
    secrets = {SECRET_WORDS, *(card.ticket for card in made.cards)}
    secrets |= {each.family_name for each in people} | {each.email for each in CANDIDATES}
    rows = work.session.query(AuditEventRow).all()
    assert len({row.tag for row in rows}) > 12
    for row in rows:
        words = f"{row.tag} {json.dumps(row.facts, ensure_ascii=False)}"
        assert not [secret for secret in secrets if secret in words], words


def _say_something(work: OwnWork, sitting_id: object) -> None:
    work.record()
    row = ResponseRow(sitting_id=sitting_id, position=8, organisation_id=work.organisation_id, epoch=1, sequence=1)
    row.response, row.saved_at = json.dumps(SECRET_WORDS, ensure_ascii=False), work.now
    work.session.add(row)
    work.commit()
