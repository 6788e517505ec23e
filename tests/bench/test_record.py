"""Measured lines replace their former selves on the page; growth is told by its exponent and its bend."""

import pytest

from bench.figures import WANTED, Figure
from bench.growth import bend, exponent
from bench.record import DOCUMENT, part, replace_part, write_figures

EMPTY = "before\n<!-- figures -->\n<!-- /figures -->\nafter"


def test_a_measured_line_replaces_its_former_self_and_leaves_the_others() -> None:
    first = write_figures(EMPTY, [Figure("hand-in", (0.5,)), Figure("saves", (1.0, 3.0, 2.0))], "2026-11-01")
    again = write_figures(first, [Figure("hand-in", (0.2,), "quick")], "2026-11-02")
    lines = part(again, "figures").splitlines()[2:]
    assert [line.split("|")[4].strip() for line in lines] == ["**2 ×**", "**0.2 s**"]
    assert [line.split("|")[7].strip() for line in lines] == ["target", "target"]
    assert [line.split("|")[9].strip() for line in lines] == ["2026-11-01", "2026-11-02"]
    assert again.startswith("before\n") and again.endswith("\nafter")


def test_a_figure_below_its_floor_is_called_so() -> None:
    judged = {each.key: [each.judge(value) for value in (0.4, 1.0, 2.0)] for each in WANTED if each.key == "saves"}
    assert judged == {"saves": ["below the floor", "floor", "target"]}


def test_the_page_has_every_part_that_is_written() -> None:
    page = DOCUMENT.read_text(encoding="utf-8")
    for name in ("machine", "figures", "growth", "growth-draws", "cases"):
        assert part(replace_part(page, name, "new"), name) == "new"
    with pytest.raises(LookupError):
        part(page, "nothing")


def test_growth_is_told_by_its_exponent_and_where_it_bends() -> None:
    sizes = (50, 100, 200, 400)
    assert exponent(sizes, [5, 10, 20, 40]) == pytest.approx(1)
    assert exponent(sizes, [1, 4, 16, 64]) == pytest.approx(2)
    assert bend(sizes, [5, 10, 20, 40]) == "–"
    assert bend(sizes, [5, 10, 20, 100]) == "200"


def test_every_line_of_the_table_has_words_of_its_own() -> None:
    assert len({each.what for each in WANTED}) == len(WANTED)
