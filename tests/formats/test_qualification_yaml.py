"""`qualification.yaml` is strict and lossless."""

from hypothesis import given, settings
from hypothesis import strategies as st

from exam_server.core.qualification import (
    AdvisorRule,
    AppealRule,
    CommissionRule,
    ConflictRule,
    Credential,
    Criterion,
    Outcome,
    OutcomeSet,
    Qualification,
)
from exam_server.formats.qualification_yaml import read_qualification, write_qualification

WORDS = st.sampled_from(
    ["Omawia: x", "1E5", "85.59", "no", "życio-wych # tak", "(np. a, - b)", "- x", "5", "'y'", "a\nb"]
)
NUMBERS = st.one_of(st.none(), st.integers(0, 40))


@st.composite
def qualifications(draw: st.DrawFn) -> Qualification:
    sets = []
    for number in range(1, draw(st.integers(1, 3)) + 1):
        codes = [f"{number}{letter}" for letter in "ABC"[: draw(st.integers(0, 3))]]
        outcomes = tuple(
            Outcome(code, draw(WORDS), tuple(Criterion(f"{code}{at}", draw(WORDS)) for at in (1, 2))) for code in codes
        )
        sets.append(
            OutcomeSet(number, draw(WORDS), draw(st.integers(1, 8)), draw(NUMBERS), draw(st.booleans()), outcomes)
        )
    kinds = st.sampled_from(["education", "experience"])
    credentials = st.lists(st.builds(Credential, WORDS, WORDS, kinds, NUMBERS, NUMBERS), max_size=3).map(tuple)
    return Qualification(
        draw(WORDS),
        short_name=draw(st.one_of(st.just(""), WORDS)),
        pkd=draw(WORDS),
        cost_pln=draw(NUMBERS),
        methods=draw(st.sampled_from([(), ("theory_test",), ("evidence_analysis", "theory_test")])),
        commission=CommissionRule(draw(NUMBERS), draw(NUMBERS), draw(credentials), draw(st.booleans())),
        advisor=AdvisorRule(draw(st.booleans()), draw(NUMBERS), draw(NUMBERS), draw(st.lists(WORDS).map(tuple))),
        conflict=ConflictRule(draw(st.booleans()), draw(WORDS)),
        appeal=AppealRule(draw(st.booleans()), draw(WORDS)),
        sets=tuple(sets),
    )


@settings(deadline=None)
@given(qualifications())
def test_a_qualification_is_read_back_as_it_was_written(qualification: Qualification) -> None:
    assert read_qualification(write_qualification(qualification)) == (qualification, ())


def test_unknown_keys_wrong_codes_and_levels_are_errors_with_their_lines() -> None:
    source = """name: X
colour: red
"""
    assert [problem.line for problem in read_qualification(source)[1]] == [2]
    source = """name: X
prk_level: 9
sets:
  - number: 1
    name: Y
    level: 4
    hours: 10
    mandatory: true
    outcomes:
      - code: 1B
        text: Z
        criteria:
          - {code: 1A1, text: z}
          - {code: 1A3, text: z}
"""
    found, problems = read_qualification(source)
    assert found is None
    assert sorted(problem.line for problem in problems) == [2, 10, 14]
