"""`qualification compare` on the shipped qualification, whose bank, scenario, blueprints and plan a change touches."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from exam_server.core.qualification import Criterion, Qualification
from exam_server.formats.item_yaml import read_item
from exam_server.services.opening import open_database
from exam_server.services.qualification import adopt_edition, find_edition
from exam_server.settings import load_settings
from tests.cli.test_content_commands import CODE, ROOT, SCENARIO, instance, run
from tests.making import open_own_work

__all__ = ["instance"]


def changed(found: Qualification) -> Qualification:
    """1A1 is reworded, 1A2 is another criterion, and what was 1A2 is 1A3, and so on; the fee is another one."""
    outcome = found.sets[0].outcomes[0]
    first, *rest = outcome.criteria
    criteria = (
        replace(first, text=f"{first.text} i poza nim"),
        Criterion("1A2", "układa bukiety z polnych kwiatów"),
        *(replace(each, code=f"1A{number}") for number, each in enumerate(rest, start=3)),
    )
    first_set = replace(found.sets[0], outcomes=(replace(outcome, criteria=criteria), *found.sets[0].outcomes[1:]))
    return replace(found, sets=(first_set, *found.sets[1:]), cost_pln=(found.cost_pln or 0) + 1)


def items_of(criterion: str) -> list[str]:
    paths = sorted((ROOT / "question_bank" / CODE / "items" / criterion[:2]).glob("*.yaml"))
    items = [read_item(path.read_text(encoding="utf-8"))[0] for path in paths]
    return sorted(item.id for item in items if item is not None and criterion in item.criteria)


@pytest.fixture
def two_editions(instance: Path) -> Path:
    with open_own_work(open_database(load_settings({"EXAM_INSTANCE": str(instance)}).database)) as work:
        edition = find_edition(work, CODE)
        assert edition is not None
        adopt_edition(work, CODE, changed(edition.content))
        work.commit()
        work.database.engine.dispose()
    return instance


def test_every_change_is_printed_with_the_items_scenarios_cells_and_plan_lines_that_it_touches(
    two_editions: Path,
) -> None:
    done = run(two_editions, "qualification", "compare", CODE)
    assert done.exit_code == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0] == "cost_pln"
    blocks = {line.split("  ")[0]: at for at, line in enumerate(lines) if re.match(r"\d", line)}
    assert list(blocks)[:3] == ["1A1", "1A2", "1A2 → 1A3"]
    reworded = lines[blocks["1A1"] : blocks["1A2"]]
    assert reworded[0].startswith("1A1  zmienione: ") and "{+ i poza nim+}" in reworded[0]
    found = dict(line.strip().split(": ", 1) for line in reworded[1:])
    assert sorted(found["zadania"].split(", ")) == items_of("1A1") != []
    assert (found["scenariusze"], found["wiersze planu weryfikacji"]) == (f"z1-ilona-kwiaty, {SCENARIO}", "1A1")
    assert any(each.startswith("set-1/") for each in found["komórki planów testów"].split(", "))
    moved = lines[blocks["1A2 → 1A3"]]
    assert moved.startswith("1A2 → 1A3  inny kod: ")


def test_it_speaks_english_compares_chosen_editions_and_names_one_that_is_not_there(two_editions: Path) -> None:
    back = run(two_editions, "qualification", "compare", CODE, "--before", "2", "--after", "1", "--language", "en")
    assert "1A1  changed: " in back.stdout and "[- i poza nim-]" in back.stdout and "    items: " in back.stdout
    same = run(two_editions, "qualification", "compare", CODE, "--before", "1", "--after", "1")
    assert (same.exit_code, same.stdout) == (0, "")
    for wrong in (("--after", "9"), ("--before", "7")):
        missing = run(two_editions, "qualification", "compare", CODE, *wrong)
        assert missing.exit_code == 2 and wrong[1] in missing.stderr
    assert run(two_editions, "qualification", "compare", "nie-ma").exit_code == 2
