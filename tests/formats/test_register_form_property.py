"""Any structure, written out in any layout and read back, is the same structure; arbitrary text never raises."""

import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exam_server.core.qualification import Criterion, Outcome, OutcomeSet, Qualification
from exam_server.formats.register_form import read_register_form, read_register_form_bytes

sys.path.insert(0, str(Path(__file__).parent))

from register_form_layouts import LAYOUTS

GROUPS = st.sampled_from(["(np. dotyk, - wzrok)", "(tj. wzór, rodzaj; barwę)", "społeczno - gospodarczych", "STAR"])
VERBS = st.sampled_from(["Omawia", "Wymienia", "Stosuje", "Dobiera", "Sporządza", "omawia", "charakteryzuje"])
PLAIN = st.sampled_from(
    ["klienta", "narzędzia", "przyczyny", "maszyny", "wzór", "ściegu", "życio-wych", "SMART", "rodzaj/typ", "źródła"]
)


@st.composite
def phrases(draw: st.DrawFn) -> str:
    words = draw(st.lists(st.one_of(PLAIN, PLAIN, GROUPS), min_size=1, max_size=7))
    return " ".join([draw(VERBS), *words])


def names(verb: str) -> st.SearchStrategy[str]:
    return st.lists(PLAIN, min_size=1, max_size=4).map(lambda words: " ".join([verb, *words]))


@st.composite
def qualifications(draw: st.DrawFn) -> Qualification:
    sets = []
    for number in range(1, draw(st.integers(1, 4)) + 1):
        outcomes = []
        for letter in "ABCDE"[: draw(st.integers(1, 5))]:
            code = f"{number}{letter}"
            wordings = draw(st.lists(phrases(), min_size=1, max_size=6))
            criteria = tuple(Criterion(f"{code}{at}", text) for at, text in enumerate(wordings, start=1))
            outcomes.append(Outcome(code, draw(names("Przeprowadza")), criteria))
        level, hours = draw(st.integers(1, 8)), draw(st.integers(1, 400))
        name = draw(names("Organizowanie"))
        sets.append(OutcomeSet(number, name, level, hours, draw(st.booleans()), tuple(outcomes)))
    return Qualification(
        draw(names("Obsługiwanie")), applicant=draw(st.sampled_from(["", "Cech Krawców"])), sets=tuple(sets)
    )


@pytest.mark.parametrize("layout", LAYOUTS)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(qualification=qualifications())
def test_a_structure_written_in_any_layout_reads_back_the_same(layout: str, qualification: Qualification) -> None:
    written = LAYOUTS[layout](qualification)
    found, problems = read_register_form(written)
    assert found is not None, (written, [str(problem.message) for problem in problems])
    assert found.name == qualification.name
    assert found.sets == qualification.sets, written
    assert not [problem for problem in problems if problem.severity == "error"]


PIECES = st.sampled_from(
    [
        "Nazwa kwalifikacji",
        "Zestaw 1. X",
        "Nazwa zestawu",
        "Poziom",
        "Efekt uczenia się",
        "Kryteria weryfikacji",
        "2",
        "- a",
    ]
    + [
        "| Efekty uczenia się | Kryteria weryfikacji |",
        "|--|--|",
        "| A. x | - y |",
        "<table><tr><td>",
        "</table>",
        "<dl><dt>",
    ]
    + [
        "<li>",
        "(",
        ")",
        ";",
        "A. Robi",
        "1) Robi",
        "a) robi",
        "### 1. Y",
        "",
        "Wymagania dotyczące walidacji",
        "metody:",
        "\x00",
    ]
    + [
        "Rodzaj zestawu",
        "Orientacyjny nakład pracy",
        "<html>",
        "skład komisji:",
        "odwołanie",
        "Koszt",
        "Poziom PRK",
        "&#0;",
    ]
)


@settings(max_examples=100, deadline=None)
@given(st.one_of(st.text(max_size=400), st.lists(PIECES, max_size=25).map("\n".join), st.lists(PIECES).map(" ".join)))
def test_arbitrary_text_never_raises(source: str) -> None:
    found, problems = read_register_form(source)
    assert found is not None or any(problem.severity == "error" for problem in problems)


@settings(max_examples=50, deadline=None)
@given(st.binary(max_size=300))
def test_arbitrary_bytes_never_raise(content: bytes) -> None:
    found, problems = read_register_form_bytes(content)
    assert found is not None or problems
