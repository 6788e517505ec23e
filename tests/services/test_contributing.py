"""Office and chair each have a say in the draw, and neither alone."""

import pytest

from exam_server.core.assembly import Contribution, commit, derive_seed
from exam_server.core.problems import NotFound, Refused
from exam_server.services import contributing, exam, freezing
from exam_server.services.contributing import contribute, list_given, list_secrets
from exam_server.services.publishing import get_publication
from exam_server.store.tables import AuditEventRow, ContributionRow, ExamRow
from tests.making import KEYS, OwnWork, contribute_as_chair, make_player, plan_exam


@pytest.fixture
def planned(work: OwnWork) -> tuple[OwnWork, ExamRow, dict[str, object]]:
    """An exam with a chair; the office acts."""
    made = plan_exam(work)
    accounts = {login: make_player(work, login) for login in ("olga", "czeslawa", "asia")}
    work.record()
    exam.add_members(work, made.id, {"chair": [accounts["czeslawa"]], "assessor": [accounts["asia"]]})
    work.commit()
    work.act_as(accounts["olga"], "office")
    return work, work.session.get_one(ExamRow, made.id), accounts


Planned = tuple[OwnWork, ExamRow, dict[str, object]]


def test_a_contribution_is_committed_to_at_once_and_told_by_nobody(planned: Planned) -> None:
    work, row, _ = planned
    commitment = contribute(work, row.id, "office", "  wiatr od morza ")
    work.commit()
    (secret,) = list_secrets(work, row.id)
    assert secret.words == "wiatr od morza"
    assert commitment == commit(str(row.id), secret)
    published = get_publication(work, row.id)
    assert [(each.role, each.commitment) for each in published.given] == [("office", commitment)]
    assert published.secrets == ()
    events = work.session.query(AuditEventRow).filter_by(tag="exam.draw.contributed").all()
    assert secret.words not in str([event.facts for event in events]) and secret.salt not in str(events)


def test_words_that_nobody_gives_are_made_by_the_server(planned: Planned) -> None:
    work, row, accounts = planned
    contribute(work, row.id, "office")
    contribute_as_chair(work, row.id, accounts["czeslawa"])  # type: ignore[arg-type]
    words = {each.words for each in list_secrets(work, row.id)}
    assert len(words) == 2 and all(len(each) == 32 for each in words)


def test_another_contribution_takes_the_place_of_the_first_which_stays_on_record(planned: Planned) -> None:
    work, row, _ = planned
    contribute(work, row.id, "office", "pierwsze")
    work.commit()
    contribute(work, row.id, "office", "drugie")
    work.commit()
    assert [each.words for each in list_secrets(work, row.id)] == ["drugie"]
    assert work.session.query(ContributionRow).count() == 2


def test_only_a_chair_of_the_exam_contributes_for_the_chair(planned: Planned) -> None:
    work, row, accounts = planned
    for login, role in (("olga", "office"), ("asia", "assessor")):
        work.act_as(accounts[login], role)  # type: ignore[arg-type]
        with pytest.raises(NotFound):
            contribute(work, row.id, "chair", "słowa")
        work.drop()


def test_nobody_contributes_for_both_sides(planned: Planned) -> None:
    work, row, accounts = planned
    contribute_as_chair(work, row.id, accounts["czeslawa"])  # type: ignore[arg-type]
    work.act_as(accounts["czeslawa"], "office", "chair")  # type: ignore[arg-type]
    with pytest.raises(Refused, match="other side"):
        contribute(work, row.id, "office", "słowa")
    work.drop()


def test_words_that_are_too_long_are_refused_and_not_cut(planned: Planned) -> None:
    work, row, _ = planned
    with pytest.raises(Refused, match="200"):
        contribute(work, row.id, "office", "a" * 201)
    work.drop()
    assert list_given(work, row.id) == []


def test_the_forms_are_not_drawn_while_the_chairs_contribution_is_missing(planned: Planned) -> None:
    work, row, _ = planned
    with pytest.raises(Refused, match="chair"):
        freezing.freeze_exam(work, KEYS, row.id)
    work.drop()
    assert row.state == "planned" and list_given(work, row.id) == []


def test_the_seed_comes_from_both_sides_exam_and_pool(planned: Planned) -> None:
    work, row, accounts = planned
    contribute(work, row.id, "office", "wiatr")
    work.commit()
    contribute_as_chair(work, row.id, accounts["czeslawa"], "młyn")  # type: ignore[arg-type]
    freezing.freeze_exam(work, KEYS, row.id)
    work.commit()
    secrets = list_secrets(work, row.id)
    assert [(each.role, each.words) for each in secrets] == [("chair", "młyn"), ("office", "wiatr")]
    assert row.seed == derive_seed(str(row.id), row.pool_digest, secrets)


def test_once_the_forms_are_drawn_nobody_contributes_any_more(planned: Planned) -> None:
    work, row, accounts = planned
    contribute_as_chair(work, row.id, accounts["czeslawa"])  # type: ignore[arg-type]
    freezing.freeze_exam(work, KEYS, row.id)
    work.commit()
    with pytest.raises(Refused, match="state"):
        contribute(work, row.id, "office", "za późno")
    work.drop()


def test_without_a_chair_the_office_draws_alone_and_the_publication_says_so(work: OwnWork) -> None:
    made = plan_exam(work)
    freezing.freeze_exam(work, KEYS, made.id)
    work.commit()
    published = get_publication(work, made.id)
    assert [each.role for each in published.given] == ["office"]
    assert not published.with_chair


def test_a_contribution_that_changes_while_the_forms_are_drawn_stops_the_draw(
    work: OwnWork, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = plan_exam(work)
    contribute(work, made.id, "office", "pierwsze")
    work.commit()
    earlier = list_secrets(work, made.id)
    contribute(work, made.id, "office", "drugie")
    work.commit()
    work.record()
    with pytest.raises(Refused, match="changed"):
        contributing.keep_secrets(work, made.id, earlier)
    contributing.keep_secrets(work, made.id, list_secrets(work, made.id))
    with pytest.raises(Refused, match="changed"):
        contributing.keep_secrets(work, made.id, [Contribution("office", "trzecie", "ab")])
    work.drop()
