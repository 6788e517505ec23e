"""Substitutes are found by a process of its own: the same as here, told step by step, and nothing is lost when it dies."""

import sys
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest

from exam_server.core.problems import Refused
from exam_server.services.searching import (
    FRESH,
    MOST_TRIES,
    Due,
    begin_search,
    end_search,
    let_go,
    show_search,
    tell_search,
)
from exam_server.services.substituting import Errand, Plan, errand_of, plan_substitutes
from exam_server.services.substituting_apart import SearchDied, dump_plans, load_plans, plan_apart
from exam_server.store.tables import SearchRow
from tests.making import CODE, KEYS, OwnWork, freeze_exam

NOBODY = UUID(int=0)


def errand(work: OwnWork) -> Errand:
    freeze_exam(work)
    made = errand_of(work, CODE, ["hb-1a1-001", "hb-1a1-002", "hb-2a2-ma"])
    work.drop()
    return made


def without_ids(plans: list[Plan]) -> list[Plan]:
    """Ids of the forms to be filed are made at random."""
    return [
        replace(plan, steps=tuple(replace(s, after=tuple({**f, "id": NOBODY} for f in s.after)) for s in plan.steps))
        for plan in plans
    ]


def test_a_process_of_its_own_finds_what_is_found_here_and_says_how_far_it_is(work: OwnWork, database_url: str) -> None:
    wanted, told = errand(work), list[tuple[int, int]]()
    here = plan_substitutes(work, KEYS, wanted)
    apart = plan_apart(database_url, KEYS, wanted, lambda done, total: told.append((done, total)))
    assert here and without_ids(apart) == without_ids(here)
    assert any(step.after for plan in apart for step in plan.steps) and apart[0].lacking
    assert told == [(number, 4) for number in range(1, 5)]


def test_a_refusal_comes_from_there_in_its_own_words(work: OwnWork, database_url: str) -> None:
    wanted = errand(work)
    with pytest.raises(Refused, match="secret") as caught:
        plan_apart(database_url, type(KEYS)(b"another secret of 32 bytes length"), wanted)
    assert str(caught.value.remedy) == "Ask the administrator to bring the secret back."


def test_what_says_how_postgresql_is_reached_goes_along_and_nothing_else_of_the_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    telling = tmp_path / "telling"
    telling.write_text(
        f"#!{sys.executable}\nimport os; open({str(tmp_path / 'told')!r}, 'w').write(' '.join(os.environ))\n"
    )
    telling.chmod(0o755)
    monkeypatch.setenv("PGPASSFILE", "/somewhere")
    monkeypatch.setenv("EXAM_SECRET", "5e")
    monkeypatch.setattr(sys, "executable", str(telling))
    with pytest.raises(SearchDied):
        plan_apart("sqlite://", KEYS, Errand(NOBODY, CODE, (), None, True, ()))
    told = (tmp_path / "told").read_text().split()
    assert "PGPASSFILE" in told and "EXAM_SECRET" not in told


def test_plans_come_back_as_they_were(work: OwnWork) -> None:
    plans = plan_substitutes(work, KEYS, errand(work))
    assert load_plans(dump_plans(plans)) == plans


@pytest.mark.parametrize(
    "program",
    ['import sys; sys.stdin.read(); print(\'{"done": 1, "total": 2}\', flush=True); sys.exit(9)', "print('{\"pl')", ""],
)
def test_a_process_that_dies_is_told_from_one_that_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str
) -> None:
    dying = tmp_path / "dying"
    dying.write_text(f"#!{sys.executable}\n{program}\n")
    dying.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(dying))
    with pytest.raises(SearchDied):
        plan_apart("sqlite://", KEYS, Errand(NOBODY, CODE, (), None, True, ()))


def test_one_process_at_a_time_has_a_search_and_every_try_is_counted(work: OwnWork) -> None:
    due = Due(work.new_id(), errand(work))
    assert show_search(work, due.subject_id) is None
    assert begin_search(work, due) == 1
    work.commit()
    assert begin_search(work, due) == 0, "it's heard of"
    work.drop()
    tell_search(work, due, 3, 7)
    work.commit()
    found = show_search(work, due.subject_id)
    assert found is not None and (found.done, found.total, found.tries) == (3, 7, 1)
    let_go(work, due)
    work.commit()
    assert begin_search(work, due) == 2
    work.commit()
    work.record()
    row = work.session.get_one(SearchRow, due.subject_id)
    assert row.seen_at is not None
    row.seen_at -= FRESH
    work.commit()
    assert begin_search(work, due) == 3 <= MOST_TRIES, "who isn't heard of any more is taken for dead"
    end_search(work, due.subject_id)
    work.commit()
    assert show_search(work, due.subject_id) is None
