"""The register form's reader on the real form and on fictional ones in other layouts."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from exam_server.cli.qualification import qualification as command
from exam_server.core.plan import check_plan, propose_plan
from exam_server.core.qualification import Qualification
from exam_server.formats.plan_yaml import read_plan
from exam_server.formats.qualification_yaml import read_qualification
from exam_server.formats.register_form import read_register_form, read_register_form_bytes
from exam_server.formats.register_form.labels import LABELS, classify
from exam_server.formats.register_form.lines import Line

ROOT = Path(__file__).resolve().parents[2]
REAL = ROOT / ".." / "shared" / "register" / "bilansowanie-kompetencji.md"
FORMS = ROOT / "tests" / "fixtures" / "register_forms"
SHIPPED = ROOT / "question_bank" / "bilansowanie-kompetencji"

needs_the_real_form = pytest.mark.skipif(not REAL.exists(), reason="the real register form isn't beside this checkout")


def read(name: str) -> Qualification:
    found, problems = read_register_form_bytes((FORMS / name).read_bytes(), name)
    assert found is not None
    assert not [problem for problem in problems if problem.severity == "error"]
    return found


def wordings(found: Qualification) -> dict[str, str]:
    return {criterion.code: criterion.text for criterion in found.criteria()}


@needs_the_real_form
def test_the_real_form_has_its_55_criteria_in_place() -> None:
    found, problems = read_register_form_bytes(REAL.read_bytes(), "form.md")
    assert found is not None
    counts = {outcome.code: len(outcome.criteria) for outcome in found.outcomes()}
    assert counts == dict(
        zip(
            ["1A", "1B", "1C", "1D", "2A", "2B", "2C", "2D", "3A", "3B", "3C"],
            (5, 5, 9, 6, 4, 6, 2, 6, 5, 4, 3),
            strict=True,
        )
    )
    assert [(each.number, each.level, each.hours, each.mandatory) for each in found.sets] == [
        (1, 4, 60, True),
        (2, 5, 150, True),
        (3, 5, 60, True),
    ]
    assert (found.prk_level, found.hours, found.cost_pln) == (5, 270, 2500)
    assert {problem.severity for problem in problems} == {"warning"}
    assert sorted(problem.line for problem in problems) == [49, 136, 138]


@needs_the_real_form
def test_the_real_form_keeps_its_wording_over_breaks_brackets_and_hyphens() -> None:
    found, _ = read_register_form_bytes(REAL.read_bytes())
    assert found is not None
    wording = wordings(found)
    assert wording["1A5"].endswith(
        "które klient wykonuje samodzielnie, wskazuje na zaangażowanie klienta i na konieczny"
        " jego wkład w realizację procesu bilansowania"
    )
    assert wording["1C3"] == "Omawia zasady skutecznej komunikacji (np. aktywne słuchanie, - empatia)"
    assert wording["1D5"].endswith("ukierunkowywanie na działania)")
    assert wording["2A3"].endswith("doświadczeń życio-wych")
    assert found.sets[1].name == "Rozpoznanie potencjału klienta"


@pytest.mark.rule("S11")
@needs_the_real_form
def test_the_real_forms_rules_are_data() -> None:
    found, _ = read_register_form_bytes(REAL.read_bytes())
    assert found is not None
    assert found.methods == ("evidence_analysis", "conversation_with_simulation", "theory_test")
    commission = found.commission
    assert (commission.minimum, commission.education_level, commission.jointly_all) == (3, 7, True)
    assert [(each.code, each.kind, each.years, each.window_years) for each in commission.credentials] == [
        ("a", "education", None, None),
        ("b", "experience", 5, 10),
        ("c", "experience", 5, 10),
        ("d", "experience", 5, None),
    ]
    advisor = found.advisor
    assert (advisor.required, advisor.years, advisor.window_years, len(advisor.requirements)) == (True, 5, 10, 4)
    assert found.conflict.trainer_excluded
    assert found.appeal.every_stage


@needs_the_real_form
def test_the_shipped_qualification_is_what_the_reader_makes_of_the_form() -> None:
    found, _ = read_register_form_bytes(REAL.read_bytes())
    shipped, problems = read_qualification((SHIPPED / "qualification.yaml").read_text(encoding="utf-8"))
    assert not problems
    assert shipped == found


def test_the_shipped_files_hold_no_personal_data_and_the_plan_is_usable() -> None:
    source = (SHIPPED / "qualification.yaml").read_text(encoding="utf-8")
    assert not [word for word in ("@", "NIP", "REGON", "30-107", "Dyrektor") if word in source]
    shipped, _ = read_qualification(source)
    plan, problems = read_plan((SHIPPED / "plan.yaml").read_text(encoding="utf-8"))
    assert shipped is not None and plan is not None and not problems
    assert check_plan(plan, shipped) == ()
    assert [line.uses for line in plan.lines] == [line.uses for line in propose_plan(shipped).lines]


def test_an_announcement_is_matched_by_its_words_not_its_numbers() -> None:
    found = read("ogloszenie-introligator.txt")
    assert (found.name, found.document, found.validity) == ("Renowacja opraw książkowych", "Świadectwo", "5 lat")
    assert (found.prk_level, found.prerequisites) == (4, "Ukończone 18 lat")
    assert [(each.level, each.hours, each.mandatory) for each in found.sets] == [(3, 40, True), (4, 80, False)]
    assert wordings(found)["1A2"] == "omawia objawy starzenia się klejów, w tym zmianę barwy i kruchość"
    assert list(wordings(found)) == ["1A1", "1A2", "1A3", "1B1", "1B2", "2A1", "2A2"]
    assert found.methods == ("theory_test", "conversation_with_simulation")
    assert (found.commission.minimum, found.commission.education_level, found.commission.jointly_all) == (2, 6, False)
    assert [(each.years, each.window_years) for each in found.commission.credentials] == [(None, None), (3, 6)]
    assert (found.advisor.required, found.advisor.years, found.advisor.window_years) == (False, 2, None)
    assert not found.appeal.every_stage


def test_markdown_tables_join_rows_of_one_outcome_and_keep_dashes_in_brackets() -> None:
    found = read("tabela-pszczelarz.md")
    assert wordings(found) == {
        "1A1": "zamyka wylotki (np. gąbką, – siatką)",
        "1A2": "spina korpusy pasami",
        "1A3": "omawia ryzyko przegrzania rodziny",
        "1B1": "wskazuje sposoby ograniczania wstrząsów",
        "1B2": "wymienia dokumenty przewozowe",
        "2A1": "ocenia odległość od wody",
        "2A2": "uzgadnia z rolnikiem termin oprysków",
    }
    assert (found.cost_pln, found.commission.minimum, found.applicant) == (1850, 4, "Związek Pszczelarzy Dolinki")
    assert found.conflict.trainer_excluded and found.appeal.every_stage


def test_html_tables_with_spanning_cells_are_read_and_menus_are_not() -> None:
    found, problems = read_register_form_bytes((FORMS / "tabela-szwalnia.html").read_bytes())
    assert found is not None
    assert [(outcome.code, len(outcome.criteria)) for outcome in found.outcomes()] == [("1A", 3), ("1B", 2), ("2A", 2)]
    assert [(problem.line, problem.rule) for problem in problems] == [(30, "S1")]
    assert found.methods == ("theory_test", "evidence_analysis")
    assert [(each.years, each.window_years) for each in found.commission.credentials] == [(None, None), (4, 8)]
    assert (found.commission.minimum, found.commission.jointly_all) == (2, True)


def test_definition_lists_name_outcomes_as_terms() -> None:
    found = read("definicje-serwis-rowerow.html")
    assert [(outcome.code, outcome.text) for outcome in found.outcomes()] == [
        ("1A", "Rozmawia z właścicielem roweru"),
        ("1B", "Bada stan roweru"),
        ("2A", "Ustawia przerzutki"),
    ]
    assert (found.prk_level, found.sets[0].level, found.applicant) == (4, 3, "Cech Mechaników Podwórkowych")


def test_missing_labels_and_semicolons_are_read_and_reported() -> None:
    found, problems = read_register_form_bytes((FORMS / "podglad-zielarz.md").read_bytes())
    assert found is not None
    assert wordings(found)["1A2"] == (
        "Rozróżnia zioła podobne do trujących i wymienia ich cechy (np. szczwół, - blekot)"
    )
    assert wordings(found)["2A2"] == "Prowadzi dziennik suszar-ni"
    assert [problem.line for problem in problems] == [45, 47]
    assert (found.commission.minimum, found.commission.credentials[1].window_years) == (4, 10)


def test_outcomes_without_sets_are_refused_with_what_is_missing() -> None:
    found, problems = read_register_form_bytes((FORMS / "bez-zestawow.md").read_bytes())
    assert found is None
    assert [(problem.line, problem.rule, problem.severity) for problem in problems] == [(5, "S12", "error")]


@pytest.mark.parametrize(
    "source", ["", "Dzień dobry", "Nazwa kwalifikacji: Szycie", "Zestaw 1. Szycie\nEfekt uczenia się\nA. X"]
)
def test_what_is_no_register_form_is_refused(source: str) -> None:
    found, problems = read_register_form(source)
    assert found is None
    assert any(problem.severity == "error" for problem in problems)


def test_an_outcome_without_criteria_is_an_error_with_its_line() -> None:
    source = "Nazwa kwalifikacji: X\nZestaw 1. Y\nEfekt uczenia się A. Robi\nKryteria weryfikacji\n- a;\nEfekt uczenia się B. Nic\n"
    found, problems = read_register_form(source)
    assert found is not None
    assert [(problem.line, problem.severity) for problem in problems if problem.severity == "error"] == [(6, "error")]


def test_windows_1250_is_read_with_a_warning_and_a_huge_file_isnt_read() -> None:
    source = (FORMS / "ogloszenie-introligator.txt").read_text(encoding="utf-8")
    found, problems = read_register_form_bytes(source.encode("cp1250"))
    assert found == read("ogloszenie-introligator.txt")
    assert [(problem.line, problem.severity) for problem in problems] == [(1, "warning")]
    assert read_register_form_bytes(b"x" * (2 * 1024 * 1024 + 1))[0] is None


@pytest.mark.parametrize(("key", "label"), [(key, label) for key, labels in LABELS.items() for label in labels])
def test_a_label_is_recognised_with_number_star_and_colon(key: str, label: str) -> None:
    words = label.rstrip("…").strip().capitalize()
    for written in (words, f"7. {words}", f"{words}*", f"{words}:"):
        assert classify(Line(1, written)).key == key


def test_the_command_prints_the_fixed_json_and_puts_problems_on_stderr() -> None:
    result = CliRunner().invoke(command, ["read", str(FORMS / "podglad-zielarz.md"), "--json"])
    assert result.exit_code == 0
    data = json.loads(result.stdout)
    assert list(data) == [
        "name",
        "short_name",
        "kind",
        "prk_level",
        "hours",
        "cost_pln",
        "document",
        "validity",
        "pkd",
        "field_code",
        "applicant",
        "prerequisites",
        "methods",
        "commission",
        "advisor",
        "conflict",
        "appeal",
        "sets",
        "problems",
    ]
    assert [list(data["sets"][0]), list(data["sets"][0]["outcomes"][0])] == [
        ["number", "name", "level", "hours", "mandatory", "outcomes"],
        ["code", "text", "criteria"],
    ]
    assert [problem["line"] for problem in data["problems"]] == [45, 47]
    assert ":45:" in result.stderr and ":47:" in result.stderr


@pytest.mark.parametrize("name", ["bez-zestawow.md", "nie-ma-takiego.md"])
def test_the_command_ends_with_1_where_a_form_is_refused(name: str) -> None:
    result = CliRunner().invoke(command, ["read", str(FORMS / name)])
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr
