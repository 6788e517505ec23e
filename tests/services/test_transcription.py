"""Papers on their way into the record, on both databases: declared, typed twice, compared, decided, filed, marked."""

import json
from collections.abc import Mapping
from uuid import UUID

import pytest
from sqlalchemy import select

from exam_server.core.delivery import Response, check_code, receipt_digest
from exam_server.core.problems import NotFound, Refused
from exam_server.services import desk, endings
from exam_server.services.delivery import get_receipt
from exam_server.services.exam_overview import get_overview
from exam_server.services.marking import list_marked_items, mark_exam
from exam_server.services.paper_use import declare_papers, list_papers_used, withdraw_paper
from exam_server.services.presenting import present_form
from exam_server.services.readings import get_comparison, get_sheet, list_papers
from exam_server.services.releasing import release_results
from exam_server.services.transcription import Outcome, decide, type_paper
from exam_server.store import delivery as store
from exam_server.store.tables import AdmissionRow, AuditEventRow, ResponseRow, SittingRow
from tests.making import MadeExam, OwnWork, freeze_exam, make_player, open_exam
from tests.recounting import require_as_recounted
from tests.releasing import release_by_two

REASON = "przerwa w zasilaniu"


def paper_of(work: OwnWork, sitting_id: UUID) -> dict[int, Response]:
    """A response to every item of a form, whatever its kind."""
    given: dict[str, Response] = {"single_choice": 1, "true_false": 2, "multiple_response": [1, 2], "matching": [1, 2]}
    items = present_form(work, sitting_id)
    return {item.position: given.get(item.kind, "Ogrzewam czarkę,\nparzę i podaję.") for item in items}


def choices_of(work: OwnWork, sitting_id: UUID) -> list[int]:
    """Where a form asks for one of three options, to which `paper_of` responds with the first."""
    return [item.position for item in present_form(work, sitting_id) if item.kind == "single_choice"]


def declare(work: OwnWork, made: MadeExam, *places: int) -> None:
    work.act_as(make_player(work, "daria"), "desk")
    declare_papers(work, made.id, [made.sittings[place] for place in places], REASON)
    work.commit()


def type_in(work: OwnWork, made: MadeExam, who: UUID, paper: Mapping[int, object], place: int = 0) -> Outcome:
    sitting_id = made.sittings[place]
    code = check_code(work.session.get_one(SittingRow, sitting_id).form_digest)
    work.act_as(who, "desk")
    outcome = type_paper(work, made.id, sitting_id, code.lower()[:9], paper)
    work.commit()
    return outcome


def save_on_screen(work: OwnWork, sitting_id: UUID, position: int, response: Response) -> None:
    work.record()
    row = work.session.get_one(SittingRow, sitting_id)
    body = {"organisation_id": row.organisation_id, "response": json.dumps(response), "saved_at": work.now}
    work.session.add(ResponseRow(sitting_id=row.id, position=position, epoch=1, sequence=1, **body))
    work.commit()


def closed_on_paper(work: OwnWork) -> tuple[MadeExam, UUID, UUID]:
    """A closed exam whose first seat wrote on paper, and two people to type it in."""
    made = open_exam(work)
    declare(work, made, 0)
    desk.close_exam(work, made.id)
    work.commit()
    return made, make_player(work, "damian"), make_player(work, "asia")


def test_two_equal_readings_are_the_record_with_receipt_marking_and_source(work: OwnWork) -> None:
    made, one, other = closed_on_paper(work)
    sitting_id = made.sittings[0]
    paper = paper_of(work, sitting_id)
    first = type_in(work, made, one, paper)
    assert (first.readings, first.receipt) == (1, None)
    second = type_in(work, made, other, paper)
    assert second.receipt == receipt_digest(paper) == get_receipt(work, sitting_id)
    row = work.session.get_one(SittingRow, sitting_id)
    admission = work.session.get_one(AdmissionRow, (sitting_id, row.epoch))
    assert (admission.source, admission.acknowledged) == ("paper", len(paper))
    events = store.list_response_events(work.session, sitting_id)
    assert [(each.position, each.status) for each in events] == [(position, "saved") for position in sorted(paper)]
    mark_exam(work, made.id)
    work.commit()
    assert len(list_marked_items(work, sitting_id)) == len(paper)


def test_readings_that_differ_wait_until_one_corrects_theirs_blindly(work: OwnWork) -> None:
    made, one, other = closed_on_paper(work)
    paper = paper_of(work, made.sittings[0])
    type_in(work, made, one, paper)
    here, there, *_ = choices_of(work, made.sittings[0])
    outcome = type_in(work, made, other, paper | {here: 2, there: 3})
    assert (outcome.open, outcome.receipt) == ((here, there), None)
    work.act_as(other, "desk")
    sheet = get_sheet(work, made.id, made.sittings[0])
    assert (sheet.differing, sheet.own[here], sheet.own[there]) == ((here, there), 2, 3)
    assert type_in(work, made, other, paper).receipt == receipt_digest(paper)


def test_a_third_person_decides_with_a_reason_and_the_two_who_typed_cannot(work: OwnWork) -> None:
    made, one, other = closed_on_paper(work)
    sitting_id = made.sittings[0]
    paper = paper_of(work, sitting_id)
    here = choices_of(work, sitting_id)[0]
    type_in(work, made, one, paper)
    type_in(work, made, other, paper | {here: 2})
    for who, reason in ((one, "widać A"), (make_player(work, "olga"), " ")):
        work.act_as(who, "office")
        with pytest.raises(Refused):
            decide(work, made.id, sitting_id, here, 1, reason)
        work.drop()
    assert [each.position for each in get_comparison(work, made.id, sitting_id).compared if each.is_open] == [here]
    outcome = decide(work, made.id, sitting_id, here, 1, "na papierze wyraźnie B")
    work.commit()
    assert outcome.receipt == receipt_digest(paper | {here: 2})
    with pytest.raises(NotFound):
        get_comparison(work, made.id, sitting_id)


def test_what_the_screen_saved_is_replaced_only_by_somebody_who_saw_both(work: OwnWork) -> None:
    made, one, other = closed_on_paper(work)
    sitting_id = made.sittings[0]
    paper = paper_of(work, sitting_id)
    here, empty, *_ = choices_of(work, sitting_id)
    save_on_screen(work, sitting_id, here, 3)
    save_on_screen(work, sitting_id, empty, 2)
    del paper[empty]
    type_in(work, made, one, paper)
    assert type_in(work, made, other, paper).open == (here,)
    work.act_as(make_player(work, "olga"), "office")
    (clash,) = [each for each in get_comparison(work, made.id, sitting_id).compared if each.is_open]
    assert (clash.standing, clash.choices, clash.on_screen) == ("clashes", (1, 3), 3)
    decide(work, made.id, sitting_id, here, 0, "kandydat zmienił odpowiedź na papierze")
    work.commit()
    assert get_receipt(work, sitting_id) == receipt_digest(paper | {empty: 2})
    kept = {each.position: json.loads(each.response) for each in store.list_responses(work.session, sitting_id)}
    assert (kept[here], kept[empty]) == (1, 2)


def test_a_paper_is_typed_only_by_two_people_with_its_own_code_after_the_test_is_closed(work: OwnWork) -> None:
    made = open_exam(work)
    declare(work, made, 0)
    one, other = make_player(work, "damian"), make_player(work, "asia")
    paper = paper_of(work, made.sittings[0])
    with pytest.raises(Refused, match="isn't closed"):
        type_in(work, made, one, paper)
    work.drop()
    endings.end_sitting(work, made.sittings[0], "arkusz odebrany")
    work.commit()
    foreign = check_code(work.session.get_one(SittingRow, made.sittings[1]).form_digest)
    for code in (foreign, "", "ABC"):
        with pytest.raises(Refused, match="isn't that of seat 1"):
            type_paper(work, made.id, made.sittings[0], code, paper)
        work.drop()
    type_in(work, made, one, paper)
    type_in(work, made, other, {})
    with pytest.raises(Refused, match="Two people"):
        type_in(work, made, make_player(work, "artur"), paper)


def test_a_response_that_does_not_fit_its_item_is_refused_by_its_number_and_nothing_is_kept(work: OwnWork) -> None:
    made, one, _ = closed_on_paper(work)
    with pytest.raises(Refused, match="Question 2"):
        type_in(work, made, one, paper_of(work, made.sittings[0]) | {2: 99})
    work.drop()
    assert list_papers(work, made.id)[0].typed_by == ()


def test_a_total_failure_before_the_start_is_survived(work: OwnWork) -> None:
    made = freeze_exam(work)
    declare(work, made, 0, 1)
    desk.close_exam(work, made.id)
    work.commit()
    rows = [work.session.get_one(SittingRow, sitting_id) for sitting_id in made.sittings]
    assert [row.state for row in rows] == ["ended_by_desk", "ended_by_desk", "absent"]
    one, other = make_player(work, "damian"), make_player(work, "asia")
    for place in (0, 1):
        paper = paper_of(work, made.sittings[place])
        type_in(work, made, one, paper, place)
        type_in(work, made, other, paper, place)
    assert mark_exam(work, made.id) == 2


def test_a_seat_that_closing_took_for_absent_may_still_have_written_on_paper(work: OwnWork) -> None:
    made = freeze_exam(work)
    desk.close_exam(work, made.id)
    work.commit()
    declare(work, made, 2)
    assert work.session.get_one(SittingRow, made.sittings[2]).state == "ended_by_desk"
    assert get_overview(work, made.id).to_mark == 1


def test_results_wait_for_the_papers(work: OwnWork) -> None:
    made, one, other = closed_on_paper(work)
    assert mark_exam(work, made.id) == 2
    work.commit()
    overview = get_overview(work, made.id)
    assert (overview.to_mark, overview.marked, overview.papers_open) == (3, 2, 1)
    with pytest.raises(Refused, match="weren't released"):
        release_results(work, made.id)
    work.drop()
    paper = paper_of(work, made.sittings[0])
    type_in(work, made, one, paper)
    type_in(work, made, other, paper)
    assert mark_exam(work, made.id) == 1
    work.commit()
    assert get_overview(work, made.id).is_marked
    require_as_recounted(work)
    assert release_by_two(work, made.id) == 3


def test_a_marking_from_before_the_paper_does_not_count_as_one_of_the_whole_test(work: OwnWork) -> None:
    made = open_exam(work)
    desk.close_exam(work, made.id)
    mark_exam(work, made.id)
    work.commit()
    declare(work, made, 0)
    assert not get_overview(work, made.id).is_marked
    withdraw_paper(work, made.id, made.sittings[0], "złe stanowisko")
    work.commit()
    assert get_overview(work, made.id).is_marked
    assert list_papers_used(work, made.id) == {}


def test_a_seat_is_declared_once_and_not_after_it_was_handed_in_or_excluded(work: OwnWork) -> None:
    made = open_exam(work)
    endings.close_seat(work, made.sittings[1], "excluded", "unauthorised_aid", "ściąga")
    work.commit()
    work.act_as(make_player(work, "daria"), "desk")
    outcome = declare_papers(work, made.id, made.sittings[:2], REASON)
    work.commit()
    assert (outcome.done, [seat for seat, _ in outcome.refused]) == ((1,), [2])
    assert declare_papers(work, made.id, made.sittings[:1], REASON).count == 0
    work.drop()
    with pytest.raises(Refused, match="reason"):
        declare_papers(work, made.id, made.sittings[2:], " ")


def test_the_trail_names_every_act_and_no_response(work: OwnWork) -> None:
    made, one, other = closed_on_paper(work)
    paper = paper_of(work, made.sittings[0])
    type_in(work, made, one, paper)
    here = choices_of(work, made.sittings[0])[0]
    type_in(work, made, other, paper | {here: 2})
    work.act_as(make_player(work, "olga"), "office")
    decide(work, made.id, made.sittings[0], here, 0, "na papierze A")
    work.commit()
    events = [each for each in work.session.scalars(select(AuditEventRow)) if ".paper." in each.tag]
    tags = [each.tag.rpartition(".")[2] for each in events]
    assert sorted(tags) == ["decided", "declared", "filed", "typed", "typed"]
    assert "Ogrzewam" not in repr([each.facts for each in events])
