"""A bank's files together: references, names, doubles, sources and stimuli."""

import pytest

from exam_server.core.bank import Source, Stimulus
from exam_server.formats.bank_yaml import read_bank, read_codes, read_sources, read_stimulus
from exam_server.formats.picture_names import read_pictures
from tests.drawing import draw

ITEM = """\
id: bk-1a1-001
kind: true_false
criteria: [1A1]
level: apply
difficulty: 0.65
seconds: 30
language: pl
status: pilot
sources: [act]
stimulus: case-1
stem: "Doradca pyta."
options:
  - {id: "true", text: "Prawda", key: true, rationale: "bo tak"}
  - {id: "false", text: "Fałsz", rationale: "bo nie"}
"""
SOURCES = "- {id: act, kind: law, title: Ustawa, effective_on: 2016-01-15}\n"
STIMULUS = "id: case-1\ntitle: Pani Anna\nbody: |-\n  Pani Anna\n  szuka pracy.\n"
BANK = {"items/1A/bk-1a1-001.yaml": ITEM, "sources.yaml": SOURCES, "stimuli/case-1.yaml": STIMULUS}


def found(changes: dict[str, str], codes: set[str] | None = None) -> list[tuple[str, int, str]]:
    _, problems = read_bank({**BANK, **changes}, codes)
    return [(problem.place, problem.line, problem.rule) for problem in problems]


def test_a_sound_bank_is_read_whole_and_without_findings() -> None:
    bank, problems = read_bank({**BANK, "plan.yaml": "not: ours"}, {"1A1"})
    assert problems == ()
    assert [item.id for item in bank.items] == ["bk-1a1-001"]
    assert bank.sources == (Source("act", "law", "Ustawa", effective_on="2016-01-15"),)
    assert bank.stimuli == (Stimulus("case-1", "Pani Anna", "Pani Anna\nszuka pracy."),)


@pytest.mark.parametrize(
    ("old", "new", "line", "rule"),
    [
        ("[1A1]", "[1A1, 9Z9]", 3, "criterion-unknown"),
        ("[act]", "[act, book]", 9, "source-unknown"),
        ("case-1", "case-2", 10, "stimulus-unknown"),
        ("stem:", "enemies: [bk-1a1-009]\nstem:", 11, "enemy-unknown"),
        (', rationale: "bo nie"', "", 14, "rationale-missing"),
        ("id: bk-1a1-001", "id: bk-1a1-002", 1, "id-file-name"),
    ],
)
def test_a_finding_on_an_item_has_its_file_and_line(old: str, new: str, line: int, rule: str) -> None:
    path = "items/1A/bk-1a1-001.yaml"
    assert found({path: ITEM.replace(old, new)}, {"1A1"}) == [(path, line, rule)]


def test_an_id_is_used_once() -> None:
    twin = "items/1B/bk-1a1-001.yaml"
    assert found({twin: ITEM}) == [(twin, 1, "id-twice")]


def test_a_broken_file_does_not_hide_the_others() -> None:
    bank, problems = read_bank({**BANK, "items/1A/broken.yaml": "id: ["})
    assert [item.id for item in bank.items] == ["bk-1a1-001"]
    assert {problem.place for problem in problems} == {"items/1A/broken.yaml"}


def test_a_source_is_listed_once_and_of_a_known_kind() -> None:
    assert found({"sources.yaml": SOURCES + SOURCES}) == [("sources.yaml", 2, "twice")]
    sources, problems = read_sources("- {id: a, kind: blog, title: A}\n- {id: b, kind: law, titel: B}\n")
    assert sources is None
    assert [(problem.line, problem.rule) for problem in problems] == [
        (1, "value"),
        (2, "field-missing"),
        (2, "field-unknown"),
    ]


def test_a_broken_list_of_sources_does_not_make_every_source_unknown() -> None:
    assert {place for place, _, _ in found({"sources.yaml": "- 1\n"})} == {"sources.yaml"}


def test_a_stimulus_with_html_is_reported_at_its_line() -> None:
    stimulus, problems = read_stimulus(STIMULUS.replace("szuka", "<i>szuka</i>"), "s.yaml")
    assert stimulus is not None
    assert {(problem.place, problem.line, problem.rule) for problem in problems} == {("s.yaml", 4, "richtext-html")}


def test_codes_come_from_the_qualification_file() -> None:
    source = "sets:\n- outcomes:\n  - code: 1A\n    criteria:\n    - {code: 1A1, text: x}\n    - {code: 1A2, text: y}\n"
    assert read_codes(source) == {"1A1", "1A2"}
    assert read_codes("- 1") is None


def test_a_picture_has_to_be_there_and_one_that_nobody_shows_is_pointed_out() -> None:
    pictures, _ = read_pictures({"media/a.png": draw(1), "media/b.png": draw(2)})
    shows = STIMULUS + "\n  ![Wykres](media/a.png)\n\n  ![Brak](media/c.png)\n"
    bank, problems = read_bank({**BANK, "stimuli/case-1.yaml": shows}, {"1A1"}, pictures)
    assert [(each.place, each.line, each.rule, each.severity) for each in problems] == [
        ("media/b.png", 0, "picture-unused", "warning"),
        ("stimuli/case-1.yaml", 9, "picture-missing", "error"),
    ]
    assert pictures["media/a.png"].id in bank.stimuli[0].body
