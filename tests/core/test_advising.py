"""What the form asks of advisors beside years is confirmed; of what is said the newest counts (S8)."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_server.core.advising import (
    LONGEST,
    Statement,
    latest,
    require_knowledge,
    require_statement,
)
from exam_server.core.problems import Refused
from exam_server.core.qualification import AdvisorRule

T0 = datetime(2027, 3, 1, tzinfo=UTC)


@pytest.mark.rule("S8")
def test_what_the_form_asks_beside_years_has_to_be_confirmed() -> None:
    rule = AdvisorRule(required=True, requirements=("zna efekty",))
    require_knowledge(rule, knows=True)
    require_knowledge(AdvisorRule(required=True), knows=False)
    with pytest.raises(Refused) as refused:
        require_knowledge(rule, knows=False)
    assert refused.value.rule == "S8"


@given(st.lists(st.tuples(st.sampled_from(["1A1", "1A2"]), st.integers(0, 3)), max_size=8))
def test_of_each_criterion_the_newest_word_counts(said: list[tuple[str, int]]) -> None:
    statements = [
        Statement(code, "partly", str(number), T0 + timedelta(hours=hour)) for number, (code, hour) in enumerate(said)
    ]
    for code, found in latest(statements).items():
        own = [each for each in statements if each.criterion == code]
        newest = max(each.made_at for each in own)
        assert found == [each for each in own if each.made_at == newest][-1]


def test_a_statement_is_about_a_criterion_and_a_level_that_there_are() -> None:
    require_statement(["1A1"], "1A1", "can", "x" * LONGEST)
    for code, level, words in (("9Z9", "can", ""), ("1A1", "perfectly", ""), ("1A1", "can", "x" * (LONGEST + 1))):
        with pytest.raises(Refused):
            require_statement(["1A1"], code, level, words)
