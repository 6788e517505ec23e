"""An answer file opens once, for one candidate, and its saves are judged as if the page sent them at that moment."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from exam_server.core.delivery import ResponseShape
from exam_server.core.problems import Refused
from exam_server.services import board, compensations, delivery, endings
from exam_server.services.answer_files import count, note_import, open_file, page_keys, take_file
from exam_server.services.presenting import shapes_of
from exam_server.services.tokens import Keys
from exam_server.services.work import Actor
from exam_server.store import delivery as store
from exam_server.store.journal import Journal
from exam_server.store.tables import AdmissionRow, AuditEventRow, SittingRow
from tests.making import CANDIDATES, KEYS, MadeExam, OwnWork, form_of, let_time_pass, make_player, open_exam
from tests.sealing import as_bytes, seal

WAIT = 10.0
FITTING = {"multiple_response": [1], "extended_text": "Tekst"}


@pytest.fixture
def journal(work: OwnWork) -> Iterator[Journal]:
    journal = Journal(work.database)
    journal.start()
    yield journal
    journal.stop()


@pytest.fixture
def made(work: OwnWork) -> MadeExam:
    """A running exam whose first two seats have each one browser."""
    made = open_exam(work, CANDIDATES[:2])
    for sitting_id in made.sittings:
        admit_browser(work, sitting_id)
    return made


def admit_browser(work: OwnWork, sitting_id: UUID) -> None:
    work.record()
    row = work.session.get_one(SittingRow, sitting_id)
    row.epoch, organisation = 1, row.organisation_id
    work.session.add(
        AdmissionRow(
            sitting_id=sitting_id,
            epoch=1,
            organisation_id=organisation,
            acknowledged=0,
            admitted_at=work.now,
            device_digest="",
            ends_at=None,
        )
    )
    work.commit()


def file_of(
    work: OwnWork, made: MadeExam, place: int = 0, saves: list[dict[str, object]] | None = None
) -> dict[str, object]:
    """Made by the page of one of the seats: a response to each of its first two items, or other `saves`."""
    sitting_id = made.sittings[place]
    _, shapes = shapes_of(work, sitting_id)
    given = [
        {"epoch": 1, "sequence": number, "position": number, "response": fitting(shape), "at": ""}
        for number, shape in enumerate(shapes[:2], start=1)
    ]
    return seal(form_of(work, sitting_id), 1, page_keys(KEYS, sitting_id, 1), given if saves is None else saves)


def fitting(shape: ResponseShape) -> object:
    return [None] * shape.lefts if shape.kind == "matching" else FITTING.get(shape.kind, 1)


def bring(work: OwnWork, journal: Journal, made: MadeExam, file: dict[str, object]) -> dict[str, int]:
    """Import as the desk's page does; how many saves became what."""
    opened = open_file(work, KEYS, made.id, as_bytes(file))
    work.drop()
    taken = take_file(journal, opened, WAIT)
    note_import(work, opened, taken)
    work.commit()
    return {name: number for name, number in count(taken).items() if number}


def test_a_file_brings_what_the_network_could_not(work: OwnWork, journal: Journal, made: MadeExam) -> None:
    sitting_id = made.sittings[0]
    assert bring(work, journal, made, file_of(work, made)) == {"saved": 2}
    assert [each.position for each in store.list_responses(work.session, sitting_id)] == [1, 2]
    assert work.session.get_one(SittingRow, sitting_id).contact_at is None, "a file is no sign of life of the seat"
    event = work.session.scalars(select(AuditEventRow).where(AuditEventRow.tag == "sitting.answer_file.imported")).one()
    assert (event.subject_id, event.facts["saved"], event.facts["late"]) == (sitting_id, 2, 0)


def test_importing_again_changes_nothing_and_is_told(work: OwnWork, journal: Journal, made: MadeExam) -> None:
    file = file_of(work, made)
    assert open_file(work, KEYS, made.id, as_bytes(file)).imported_at is None
    assert bring(work, journal, made, file) == {"saved": 2}
    assert open_file(work, KEYS, made.id, as_bytes(file)).imported_at is not None
    assert bring(work, journal, made, file) == {"duplicate": 2}
    assert bring(work, journal, made, file_of(work, made)) == {"duplicate": 2}, "another file of the same saves"
    assert len(store.list_response_events(work.session, made.sittings[0])) == 2


def test_what_another_window_used_the_number_for_does_not_hide_what_a_file_brings(
    work: OwnWork, journal: Journal, made: MadeExam
) -> None:
    sitting_id, _, shapes = made.sittings[0], *shapes_of(work, made.sittings[0])
    place = next(number for number, shape in enumerate(shapes, start=1) if shape.kind == "single_choice")
    save = {"epoch": 1, "sequence": 1, "position": place, "response": 1, "at": "10:00"}
    files = [file_of(work, made, saves=[save | {"response": response}]) for response in (1, 2)]
    assert [bring(work, journal, made, file) for file in files] == [{"saved": 1}, {"saved": 1}]
    assert [each.response for each in store.list_response_events(work.session, sitting_id)] == ["1", "2"]
    work.drop()
    assert [bring(work, journal, made, file) for file in files] == [{"duplicate": 1}, {"duplicate": 1}]
    (current,) = store.list_responses(work.session, sitting_id)
    assert (current.sequence, current.response) == (2, "2")


def test_a_file_after_the_deadline_is_late_until_confirmed_time_covers_its_arrival(
    work: OwnWork, journal: Journal, made: MadeExam
) -> None:
    sitting_id = made.sittings[0]
    proposer, confirmer = make_player(work, "daria"), make_player(work, "damian")
    let_time_pass(work, sitting_id, 21 * 60)
    delivery.close_due_sittings(work)
    work.commit()
    assert bring(work, journal, made, file_of(work, made)) == {"late": 2}
    assert store.list_responses(work.session, sitting_id) == []
    assert delivery.count_late(work, sitting_id) == 2
    work.act_as(proposer, "desk")
    compensations.propose_compensation(work, sitting_id, 5 * 60, "przerwa w sieci")
    work.commit()
    (proposal,) = board.get_seat(work, made.id, sitting_id).proposals
    work.act_as(confirmer, "desk")
    compensations.confirm_compensation(work, made.id, proposal.event_id)
    work.commit()
    assert len(store.list_responses(work.session, sitting_id)) == 2
    assert delivery.count_late(work, sitting_id) == 0


def test_a_file_for_a_test_that_was_handed_in_or_ended_is_not_taken(
    work: OwnWork, journal: Journal, made: MadeExam
) -> None:
    work.actor = Actor(sitting_id=made.sittings[0], epoch=1)
    delivery.hand_in(work, made.sittings[0])
    work.commit()
    work.act_as(make_player(work, "daria"), "desk")
    endings.end_sitting(work, made.sittings[1], "koniec")
    work.commit()
    for place in (0, 1):
        assert bring(work, journal, made, file_of(work, made, place)) == {"refused": 2}
        assert store.list_responses(work.session, made.sittings[place]) == []


def test_the_desk_brings_a_file_when_the_browsers_hold_on_the_seat_has_ended(
    work: OwnWork, journal: Journal, made: MadeExam
) -> None:
    work.record()
    work.session.get_one(AdmissionRow, (made.sittings[0], 1)).ends_at = work.now - timedelta(seconds=1)
    work.commit()
    assert bring(work, journal, made, file_of(work, made)) == {"saved": 2}


CHANGES = {
    "another seat's": {"form": "other"},
    "a later admission's": {"epoch": 2},
    "another key": {"ephemeral": "other"},
    "a changed byte": {"sealed": "changed"},
    "a cut": {"sealed": "cut"},
    "no Base64": {"iv": "???"},
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_file_opens_as_it_was_made_or_not_at_all(work: OwnWork, made: MadeExam, change: dict[str, object]) -> None:
    file, other = file_of(work, made), file_of(work, made, 1)
    sealed = str(file["sealed"])
    changed = ("B" if sealed[0] == "A" else "A") + sealed[1:]
    words = {"other": other, "changed": changed, "cut": sealed[:-8]}
    for name, value in change.items():
        found = words.get(str(value), value)
        file[name] = found[name] if isinstance(found, dict) else found
    with pytest.raises(Refused, match="damaged"):
        open_file(work, KEYS, made.id, as_bytes(file))


@pytest.mark.parametrize("content", [b"", b"{}", b"\xff\xfe", b"[1]", b"PK\x03\x04", b'{"exam_answer_file": 2}'])
def test_another_kind_of_file_is_named_as_such(work: OwnWork, made: MadeExam, content: bytes) -> None:
    with pytest.raises(Refused, match="no answer file"):
        open_file(work, KEYS, made.id, content)


def test_a_file_of_another_exam_or_another_server_is_told_apart(work: OwnWork, made: MadeExam) -> None:
    file = file_of(work, made)
    with pytest.raises(Refused, match="No seat of this exam"):
        open_file(work, KEYS, made.id, as_bytes(file | {"form": "0" * 64}))
    foreign = page_keys(Keys(bytes(32)), made.sittings[0], 1)
    with pytest.raises(Refused, match="another exam server"):
        open_file(work, KEYS, made.id, as_bytes(seal(str(file["form"]), 1, foreign, [])))


@pytest.mark.parametrize(
    "save",
    [
        {"epoch": 2, "sequence": 1, "position": 1, "response": None},
        {"epoch": 1, "sequence": 0, "position": 1, "response": None},
        {"epoch": 1, "sequence": 1, "position": 99, "response": None},
        {"epoch": 1, "sequence": 1, "position": 1},
        ["x"],
    ],
)
def test_saves_that_no_page_makes_are_refused_with_a_reason(
    work: OwnWork, made: MadeExam, save: dict[str, object]
) -> None:
    with pytest.raises(Refused) as refused:
        open_file(work, KEYS, made.id, as_bytes(file_of(work, made, saves=[save])))
    assert "answer file" in str(refused.value.what)
