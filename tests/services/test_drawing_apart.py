"""Many forms are drawn by a process of its own: the same as here, refused as here, and nothing is made up when it dies."""

import sys

import pytest

from exam_server.core.assembly import Infeasible, draw_forms, pool_item
from exam_server.core.bank import revision_hash
from exam_server.core.problems import Refused
from exam_server.services.drawing_apart import FEW, draw_apart
from tests.making import BLUEPRINT, ITEMS

POOL = [pool_item(item, revision_hash(item)) for item in ITEMS]


def test_a_process_of_its_own_draws_what_is_drawn_here() -> None:
    assert draw_apart(BLUEPRINT, POOL, "ziarno", FEW + 1) == draw_forms(BLUEPRINT, POOL, "ziarno", FEW + 1)


def test_what_cannot_be_drawn_is_refused_with_its_cells_before_a_process_starts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(Infeasible) as caught:
        draw_apart(BLUEPRINT, POOL[8:], "ziarno", FEW + 1)
    assert caught.value.lacks or caught.value.blocked


def test_a_process_that_ends_without_a_draw_is_a_refusal_and_few_forms_need_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    assert draw_apart(BLUEPRINT, POOL, "ziarno", 1) == draw_forms(BLUEPRINT, POOL, "ziarno", 1)
    with pytest.raises(Refused, match="ended before"):
        draw_apart(BLUEPRINT, POOL, "ziarno", FEW + 1)
