"""YAML with lines: strings stay strings, and what isn't taken is named with its line."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from exam_server.formats.yaml_lines import MAXIMUM_CHARACTERS, load_yaml
from exam_server.formats.yaml_text import dump_yaml

TEXTS = st.text(st.characters(exclude_categories=("Cs",)), max_size=20)
KEYS = st.from_regex(r"[a-z_]{1,8}", fullmatch=True).filter(lambda key: key not in ("true", "false", "null"))
PLAIN = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(-(10**17), 10**17), TEXTS, st.sampled_from(["1E5", "no", "1_0", "0x1"])
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(KEYS, inner, max_size=4)),
    max_leaves=12,
)


def messages(source: str) -> list[tuple[str, int]]:
    return [(problem.message.template, problem.line) for problem in load_yaml(source)[1]]


def test_strings_stay_strings_and_numbers_are_numbers() -> None:
    located, problems = load_yaml("a: [1E5, no, 2024-01-01, 0.5, 7, true, ~, '7', 1_000, 0x1F]")
    assert located is not None and not problems
    assert located.data == {"a": ["1E5", "no", "2024-01-01", 0.5, 7, True, None, "7", "1_000", "0x1F"]}


def test_every_value_knows_its_line() -> None:
    located, _ = load_yaml("a: 1\nb:\n  - x: |-\n      two\n      lines\n    y: 2\n  - z\n")
    assert located is not None
    assert [located.line_of(path) for path in (("a",), ("b",), ("b", 0, "y"), ("b", 1), ("b", 0, "missing"), ())] == [
        1,
        2,
        6,
        7,
        3,
        1,
    ]


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("a: 1\nb: &x 1", 2),
        ("a: *x", 1),
        ("a: 1\nb: !!python/object:os.system x", 2),
        ("[" * 5000, 1),
        ("a: 1\n---\nb: 2", 2),
        ("? [a]\n: b", 1),
        ("a: 1\n\tb: 2", 2),
        ("a: 'x", 1),
        ("x" * (MAXIMUM_CHARACTERS + 1), 1),
    ],
)
def test_what_isnt_taken_is_refused_with_its_line(source: str, line: int) -> None:
    located, problems = load_yaml(source)
    assert located is None
    assert [problem.line for problem in problems] == [line]


def test_a_repeated_key_is_a_problem() -> None:
    assert messages("a: 1\nb: 2\na: 3") == [("The key “{key}” appears twice.", 3)]


@settings(deadline=None)
@example("\x85")
@example({"a": "?0"})
@given(PLAIN)
def test_what_is_written_is_read_back(data: object) -> None:
    located, problems = load_yaml(dump_yaml({"data": data}, "An explanation."))
    assert not problems and located is not None
    assert located.data == {"data": data}


@settings(deadline=None)
@given(st.one_of(st.text(max_size=80), st.text("-:[]{}&*!|>'\"#%@ \n\tab1", max_size=60)))
def test_arbitrary_text_never_raises(source: str) -> None:
    located, problems = load_yaml(source)
    assert located is not None or problems
