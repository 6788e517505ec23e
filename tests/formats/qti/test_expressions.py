"""Expressions of response processing: whatever a broken file makes of them, they have a value or say what isn't known."""

from hypothesis import given
from hypothesis import strategies as st

from exam_server.formats.qti.expressions import OPERATORS, State, Unknown, evaluate
from exam_server.formats.xml_door import Xml

NOTHING = State({}, {}, {})
WORDS = ("", "0", "-3", "2.5", "1e308", "1e999", "nan", "9" * 400, "true", "A", "A B")
TYPES = ("integer", "float", "boolean", "identifier", "pair", "string", "")
ATTRIBUTES = ("n", "min", "max", "tolerance", "toleranceMode", "caseSensitive", "includeLowerBound", "identifier")
VALUES = st.builds(
    lambda words, of: Xml("baseValue", {"baseType": of}, (words,), 1, ""),
    st.sampled_from(WORDS),
    st.sampled_from(TYPES),
) | st.just(Xml("null", {}, (), 1, ""))


def _operator(operands: st.SearchStrategy[Xml]) -> st.SearchStrategy[Xml]:
    given_attributes = st.dictionaries(st.sampled_from(ATTRIBUTES), st.sampled_from((*WORDS, "absolute", "relative")))
    return st.builds(
        lambda name, attributes, within: Xml(name, attributes, tuple(within), 1, ""),
        st.sampled_from(sorted(OPERATORS)),
        given_attributes,
        st.lists(operands, max_size=3),
    )


@given(st.recursive(VALUES, _operator, max_leaves=8))
def test_every_expression_has_a_value_or_says_what_is_unknown(expression: Xml) -> None:
    try:
        evaluate(expression, NOTHING)
    except Unknown as unknown:
        assert str(unknown)
