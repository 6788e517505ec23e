"""`bank check` and `score` as somebody at a terminal meets them."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from exam_server.cli.bank import bank
from exam_server.cli.score import score

ITEM = """\
id: bk-1a1-001
kind: multiple_response
criteria: [1A1]
level: apply
difficulty: 0.65
seconds: 30
language: pl
status: pilot
sources: [act]
stem: "Co robi doradca?"
options:
  - {id: a, text: "Pyta", key: true, rationale: "bo tak"}
  - {id: b, text: "Słucha", key: true, rationale: "bo tak"}
  - {id: c, text: "Radzi", rationale: "bo nie"}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "banks" / "one"
    (root / "items" / "1A").mkdir(parents=True)
    (root / "items" / "1A" / "bk-1a1-001.yaml").write_text(ITEM, encoding="utf-8")
    (root / "sources.yaml").write_text("- {id: act, kind: law, title: Ustawa}\n", encoding="utf-8")
    return root


def run(command: str, *arguments: object) -> Result:
    words = [str(each) for each in arguments]
    return CliRunner().invoke(bank, ["check", *words]) if command == "check" else CliRunner().invoke(score, words)


def test_a_sound_bank_passes_from_above_inside_and_below(folder: Path) -> None:
    for path in (folder.parent, folder, folder / "items", folder / "items" / "1A" / "bk-1a1-001.yaml"):
        result = run("check", path)
        assert (result.exit_code, result.output) == (0, "Odczytane zadania: 1; błędy: 0; ostrzeżenia: 0.\n"), path


def test_an_error_is_listed_with_file_line_and_rule_and_ends_with_one(folder: Path) -> None:
    path = folder / "items" / "1A" / "bk-1a1-001.yaml"
    path.write_text(ITEM.replace("[act]", "[other]"), encoding="utf-8")
    result = run("check", folder)
    assert result.exit_code == 1
    assert f"{path}:9: error [source-unknown] Na liście źródeł nie ma other." in result.output


def test_a_warning_alone_passes(folder: Path) -> None:
    path = folder / "items" / "1A" / "bk-1a1-001.yaml"
    path.write_text(ITEM.replace(', rationale: "bo nie"', ""), encoding="utf-8")
    result = run("check", folder, "--json")
    report = json.loads(result.output)
    assert (result.exit_code, report["errors"], report["warnings"]) == (0, 0, 1)
    assert report["problems"][0] | {"message": ""} == {
        "place": str(path),
        "line": 14,
        "severity": "warning",
        "rule": "rationale-missing",
        "message": "",
        "remedy": "Napisz w jednym zdaniu, dlaczego to poprawne albo błędne.",
    }


def test_criteria_are_checked_where_the_bank_has_its_qualification(folder: Path) -> None:
    (folder / "qualification.yaml").write_text("sets: [{outcomes: [{criteria: [{code: 2A1}]}]}]\n", encoding="utf-8")
    assert "criterion-unknown" in run("check", folder).output


def test_only_what_was_asked_for_is_reported(folder: Path) -> None:
    (folder / "items" / "1A" / "broken.yaml").write_bytes(b"\xff\xfe")
    assert run("check", folder / "items" / "1A" / "bk-1a1-001.yaml").exit_code == 0
    assert "[encoding]" in run("check", folder / "items").output


def test_a_path_without_a_bank_is_wrong_usage(tmp_path: Path) -> None:
    assert run("check", tmp_path / "nowhere").exit_code == 2
    assert run("check", tmp_path).exit_code == 2


def cases(path: Path, *rows: tuple[object, dict[str, object]]) -> Path:
    made = [
        {"name": f"n{index}", "responses": {"RESPONSE": response}, "expect": {"outcomes": outcomes}}
        for index, (response, outcomes) in enumerate(rows)
    ]
    path.write_text(json.dumps({"id": "x", "cases": made}), encoding="utf-8")
    return path


def test_cases_are_marked_and_compared(folder: Path, tmp_path: Path) -> None:
    item = folder / "items" / "1A" / "bk-1a1-001.yaml"
    file = cases(tmp_path / "c.json", (["a", "b"], {"SCORE": 1, "MAXSCORE": 1}), (["a"], {"SCORE": 1}), ("c", {"X": 1}))
    result = run("score", "--item", item, "--cases", file, "--json")
    report = json.loads(result.output)
    assert result.exit_code == 0 and report["refused"] is None
    assert [(row["name"], row["got"], row["equal"]) for row in report["cases"]] == [
        ("n0", {"SCORE": 1.0, "MAXSCORE": 1.0}, True),
        ("n1", {"SCORE": 0.0}, False),
        ("n2", {"X": None}, False),
    ]
    assert "≠ n1" in run("score", "--item", item, "--cases", file).output


@pytest.mark.parametrize("name", ["item.xml", "item.gift"])
def test_other_formats_are_refused_by_name(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("x", encoding="utf-8")
    file = cases(tmp_path / "c.json")
    result = run("score", "--item", tmp_path / name, "--cases", file, "--json")
    assert result.exit_code == 1
    assert Path(name).suffix in json.loads(result.output)["refused"]


@pytest.mark.parametrize("content", ["", "[]", '{"cases": 1}', "[" * 100_000])
def test_cases_of_another_shape_are_refused(folder: Path, tmp_path: Path, content: str) -> None:
    (tmp_path / "c.json").write_text(content, encoding="utf-8")
    item = folder / "items" / "1A" / "bk-1a1-001.yaml"
    result = run("score", "--item", item, "--cases", tmp_path / "c.json", "--json")
    assert result.exit_code == 1
    assert json.loads(result.output) == {"cases": [], "refused": json.loads(result.output)["refused"]}


def test_strategies_that_read_nothing_are_played_and_one_that_pays_ends_with_one(folder: Path) -> None:
    result = run("check", folder, "--testwise")
    assert result.exit_code == 0
    assert "najdłuższa opcja" in result.output and "za mało zadań, by rozstrzygnąć" in result.output
    for number in range(2, 60):
        name = f"bk-1a1-{number:03}"
        item = ITEM.replace("bk-1a1-001", name).replace("multiple_response", "single_choice")
        item = item.replace('"Pyta"', f'"Pyta długo o rzecz {number}"').replace('"Słucha", key: true', '"Słucha"')
        (folder / "items" / "1A" / f"{name}.yaml").write_text(item, encoding="utf-8")
    result = run("check", folder, "--testwise", "--json")
    report = json.loads(result.output)
    assert (result.exit_code, report["errors"]) == (1, 0)
    assert {row["strategy"] for row in report["testwise"] if row["verdict"] == "beyond"} >= {"longest", "first"}
    told = run("check", folder).output
    assert f"{folder / 'items' / '1A'}: warning [key-positions] " in told, "what is said of a folder has no line"


def test_cases_of_a_qti_item_name_its_variables_and_choices_as_the_file_does(tmp_path: Path) -> None:
    xml = """<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="q" adaptive="false" timeDependent="false">
<responseDeclaration identifier="R-1" cardinality="single" baseType="identifier"><mapping defaultValue="0">
<mapEntry mapKey="choice.with.a.name.longer.than.ours" mappedValue="2"/></mapping></responseDeclaration>
<itemBody><p>Co?</p><choiceInteraction responseIdentifier="R-1" maxChoices="1">
<simpleChoice identifier="choice.with.a.name.longer.than.ours">A</simpleChoice>
<simpleChoice identifier="b">B</simpleChoice></choiceInteraction></itemBody><responseProcessing>
<setOutcomeValue identifier="SCORE"><mapResponse identifier="R-1"/></setOutcomeValue></responseProcessing></assessmentItem>"""
    (tmp_path / "item.xml").write_text(xml, encoding="utf-8")
    given = [("choice.with.a.name.longer.than.ours", 2), ("b", 0), (None, 0)]
    made = [
        {"name": f"n{score}", "responses": {"R-1": choice}, "expect": {"outcomes": {"SCORE": score, "TALLY": 9}}}
        for choice, score in given
    ]
    (tmp_path / "c.json").write_text(json.dumps({"cases": made}), encoding="utf-8")
    report = json.loads(run("score", "--item", tmp_path / "item.xml", "--cases", tmp_path / "c.json", "--json").output)
    assert report["refused"] is None
    assert [(row["got"], row["equal"]) for row in report["cases"]] == [
        ({"SCORE": float(score), "TALLY": None}, True) for _, score in given
    ]
