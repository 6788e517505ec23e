"""Scenarios at their authors' desk: drafts become revisions, somebody else reviews them, a used one is frozen."""

from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest

from exam_server.core.problems import NotFound, Refused
from exam_server.services import drafts, exam, scripts, simulation
from exam_server.services import scenario_desk as desk
from exam_server.services import scenario_editing as editing
from exam_server.services.content import load_scenarios
from exam_server.services.qualification import Edition, get_edition
from exam_server.services.reading_scenarios import ScenarioFile
from exam_server.services.scenario_reviewing import list_against, review_scenario
from exam_server.services.work import Actor
from exam_server.store.tables import EncounterRow, ScenarioRevisionRow
from tests.encounters import CODE, MadeEncounter, make_encounter
from tests.making import OwnWork, make_player

SCENARIO = "z1-pawel-nocna-zmiana"


@pytest.fixture
def made(work: OwnWork) -> MadeEncounter:
    return make_encounter(work)


@pytest.fixture
def cast(work: OwnWork, made: MadeEncounter) -> dict[str, Actor]:
    people = {
        login: Actor(make_player(work, login), roles=frozenset({role}))  # type: ignore[arg-type]
        for login, role in (("adam", "author"), ("aniela", "author"), ("rena", "reviewer"))
    }
    work.commit()
    return people


@pytest.fixture
def edition(work: OwnWork, made: MadeEncounter) -> Edition:
    return get_edition(work, exam.get_exam(work, made.exam_id).edition_id)


def change(work: OwnWork, edition: Edition, before: str, after: str) -> UUID:
    """A draft of the actor with some words replaced."""
    draft = editing.get_draft(work, editing.begin_draft(work, edition, SCENARIO))
    source = editing.get_source(draft)
    assert before in source
    editing.keep_source(work, draft, source.replace(before, after))
    work.commit()
    return draft.id


def save(work: OwnWork, edition: Edition, words: str) -> int | None:
    saved = editing.file_draft(work, edition, change(work, edition, "Dzień dobry", words), "powód")
    work.commit()
    return saved.number


def test_a_draft_becomes_the_next_revision_and_ends(work: OwnWork, edition: Edition, cast: dict[str, Actor]) -> None:
    work.actor = cast["adam"]
    assert save(work, edition, "Witam") == 2
    assert drafts.list_drafts(work, CODE, "scenario", SCENARIO) == []
    newest, first = desk.list_revisions(work, CODE, SCENARIO)
    assert (newest.number, newest.made_by, newest.reason, newest.standing) == (2, "Adam Autorski", "powód", "draft")
    assert (first.number, first.made_by, first.uses, first.standing) == (1, "", 1, "used")
    changes = desk.compare_scripts(work, CODE, SCENARIO, 1, 2).changes
    assert [each.place for each in changes] == ["opening.line"]
    with pytest.raises(NotFound):
        desk.compare_scripts(work, CODE, SCENARIO, 1, 9)


def test_a_used_revision_stays_what_it_was_and_a_changed_one_is_found_out(
    work: OwnWork, edition: Edition, made: MadeEncounter, cast: dict[str, Actor]
) -> None:
    work.actor = cast["adam"]
    save(work, edition, "Witam")
    row = work.session.get_one(EncounterRow, made.id)
    assert simulation.get_scenario(work, row).opening.line == made.scenario.opening.line
    revision = work.session.get_one(ScenarioRevisionRow, row.scenario_revision_id)
    assert revision.content_hash == row.scenario_hash
    revision.source = revision.source.replace("Dzień dobry", "Dobry wieczór")
    with pytest.raises(ValueError, match="isn't what its hash says"):
        scripts.get_script(work, revision.id)


def test_a_draft_with_errors_or_another_code_isnt_filed(
    work: OwnWork, edition: Edition, cast: dict[str, Actor]
) -> None:
    work.actor = cast["adam"]
    draft = change(work, edition, "layer: never", "layer: nigdy")
    saved = editing.file_draft(work, edition, draft, "")
    assert saved.number is None and [each.severity for each in saved.errors] == ["error"]
    drafts.drop_draft(work, draft)
    renamed = change(work, edition, f"id: {SCENARIO}", "id: inny")
    assert editing.file_draft(work, edition, renamed, "").number is None
    assert desk.show_script(work, edition, SCENARIO).number == 1


def test_who_saves_second_sees_what_differs_first(work: OwnWork, edition: Edition, cast: dict[str, Actor]) -> None:
    work.actor = cast["aniela"]
    second = change(work, edition, "Dzień dobry", "Halo")
    work.actor = cast["adam"]
    save(work, edition, "Witam")
    work.actor = cast["aniela"]
    with pytest.raises(Refused):
        editing.file_draft(work, edition, second, "")
    draft = editing.get_draft(work, second)
    changes = desk.compare_with_current(work, CODE, SCENARIO, editing.get_source(draft))
    assert [each.place for each in changes] == ["opening.line"]
    editing.rebase_draft(work, draft)
    assert editing.file_draft(work, edition, second, "").number == 3


def test_nobody_else_opens_a_draft(work: OwnWork, edition: Edition, cast: dict[str, Actor]) -> None:
    work.actor = cast["adam"]
    draft = change(work, edition, "Dzień dobry", "Witam")
    assert editing.begin_draft(work, edition, SCENARIO) == draft
    work.actor = cast["aniela"]
    with pytest.raises(NotFound):
        editing.get_draft(work, draft)
    assert editing.begin_draft(work, edition, SCENARIO) != draft


def test_an_exam_takes_what_was_written_in_the_room_only_once_somebody_else_accepted_it(
    work: OwnWork, edition: Edition, cast: dict[str, Actor]
) -> None:
    work.actor = cast["adam"]
    save(work, edition, "Witam")
    page = desk.show_script(work, edition, SCENARIO)
    plan = exam.ExamPlan(edition.id, "Próba", "Łódź", work.now, None, page.revisions[0].id, {})
    with pytest.raises(Refused, match="Nobody has reviewed"):
        exam.make_exam(work, plan)
    with pytest.raises(Refused):
        review_scenario(work, edition, SCENARIO, 2, "accept", "")
    work.actor = cast["rena"]
    assert list_against(work, edition, SCENARIO, page.problems) == []
    with pytest.raises(Refused):
        review_scenario(work, edition, SCENARIO, 2, "change", " ")
    with pytest.raises(Refused):
        review_scenario(work, edition, SCENARIO, 1, "accept", "")
    review_scenario(work, edition, SCENARIO, 2, "accept", "dobrze")
    work.commit()
    assert desk.list_scripts(work, CODE)[0].standing == "reviewed"
    assert exam.make_exam(work, plan)


def test_a_block_is_written_into_the_draft_and_the_rest_stays(work: OwnWork, edition: Edition) -> None:
    source = desk.show_script(work, edition, SCENARIO).source
    opened = editing.open_block(source, "opening")
    assert opened.fields is not None
    assert editing.write_into(source, "opening", opened.fields) == source
    changed = editing.write_into(source, "opening", {"opening.line": "Dobry wieczór."})
    script = desk.check_script_text(work, edition, changed)[0]
    assert script is not None and script.opening.line == "Dobry wieczór."
    assert len(script.facts) == len(desk.show_script(work, edition, SCENARIO).script.facts)
    assert editing.open_block("facts: {", "facts").fields is None
    assert editing.write_into("facts: {", "facts", {}) == "facts: {"


def test_a_parallel_variant_begins_with_the_others_frame(
    work: OwnWork, edition: Edition, cast: dict[str, Actor]
) -> None:
    work.actor = cast["adam"]
    draft = editing.get_draft(work, editing.begin_new(work, edition, SCENARIO))
    source = editing.get_source(draft).replace("id: ''", "id: z1-nowy", 1)
    editing.keep_source(work, draft, source)
    saved = editing.file_draft(work, edition, draft.id, "")
    assert saved.number == 1, [str(each.message) for each in saved.problems]
    twins = desk.show_twins(work, CODE, "z1-nowy", SCENARIO)
    assert all(each.kept for each in twins.invariants)
    with pytest.raises(NotFound):
        desk.show_twins(work, CODE, "z1-nowy", "nie-ma")
    blank = editing.get_draft(work, editing.begin_new(work, edition))
    assert editing.file_draft(work, edition, blank.id, "").number is None


def test_a_file_that_says_retired_is_not_filed(work: OwnWork, made: MadeEncounter) -> None:
    retired = replace(made.scenario, about=replace(made.scenario.about, status="retired"))
    file = ScenarioFile(Path("scenario.yaml"), "", retired, ())
    assert load_scenarios(work, [file]) == []
