"""Red flags: raised with what was seen, confirmed by as many as the script asks for, and open until all have spoken."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_server.core.problems import Refused
from exam_server.core.red_flags import Word, require_settled, say, standing_of
from exam_server.core.simulation.script import RedFlag, Requirement

FLAG = RedFlag("R1", "Poniża klienta.")
MEMBERS = ("asia", "artur", "czeslawa")
WORDS = st.lists(st.builds(Word, st.sampled_from((*MEMBERS, "left")), st.just("R1"), st.booleans()), max_size=4)


def told(*words: Word) -> tuple[Word, ...]:
    said: tuple[Word, ...] = ()
    for word in words:
        said = say(said, word, (FLAG,), MEMBERS)
    return said


@given(st.lists(st.booleans(), max_size=3), st.integers(1, 3))
def test_a_flag_is_confirmed_by_enough_who_saw_it_and_open_until_all_have_spoken(seen: list[bool], needed: int) -> None:
    flag = RedFlag("R1", "Poniża klienta.", requires=Requirement(confirmations=needed))
    words = [Word(member, "R1", each) for member, each in zip(MEMBERS, seen, strict=False)]
    standing = standing_of(flag, words, MEMBERS)
    assert (standing == "not_raised") == (not any(seen))
    assert (standing == "confirmed") == (sum(seen) >= needed)
    if any(seen) and sum(seen) < needed:
        assert standing == ("not_confirmed" if len(seen) == len(MEMBERS) else "open")


@given(WORDS)
def test_the_words_of_who_no_longer_rates_count_for_nothing(words: list[Word]) -> None:
    left = [word for word in words if word.member in MEMBERS]
    assert standing_of(FLAG, words, MEMBERS) == standing_of(FLAG, left, MEMBERS)


def test_a_raised_flag_holds_the_encounter_until_it_is_confirmed_or_all_have_spoken() -> None:
    require_settled((FLAG,), (), MEMBERS)
    raised = told(Word("asia", "R1", True, "Nazwała klienta leniem."))
    with pytest.raises(Refused):
        require_settled((FLAG,), raised, MEMBERS)
    require_settled((FLAG,), say(raised, Word("artur", "R1", True, "Też to słyszałem."), (FLAG,), MEMBERS), MEMBERS)
    refuted = told(*raised, Word("artur", "R1", False), Word("czeslawa", "R1", False))
    require_settled((FLAG,), refuted, MEMBERS)
    assert standing_of(FLAG, refuted, MEMBERS) == "not_confirmed"


@pytest.mark.parametrize(
    "word",
    [
        Word("asia", "R1", True, "Jeszcze raz."),
        Word("artur", "R1", True, " "),
        Word("artur", "R2", True, "Nie ma takiej."),
        Word("olga", "R1", False),
    ],
)
def test_a_second_word_a_flag_without_what_was_seen_and_a_stranger_are_refused(word: Word) -> None:
    raised = told(Word("asia", "R1", True, "Nazwała klienta leniem."))
    with pytest.raises(Refused):
        say(raised, word, (FLAG,), MEMBERS)


def test_nobody_speaks_of_what_nobody_raised() -> None:
    with pytest.raises(Refused):
        say((), Word("asia", "R1", False), (FLAG,), MEMBERS)


@pytest.mark.rule("S2")
@given(st.sets(st.sampled_from(MEMBERS)), st.data())
def test_a_flag_never_waits_for_somebody_who_says_nothing_more(absent: set[str], data: st.DataObject) -> None:
    flag = RedFlag("R1", "Poniża klienta.", requires=Requirement(confirmations=2))
    spoke = data.draw(st.sets(st.sampled_from(MEMBERS), min_size=1))
    words = [Word(member, "R1", member == min(spoke), "widać") for member in sorted(spoke | set(MEMBERS) - absent)]
    assert standing_of(flag, words, MEMBERS, absent) == "not_confirmed"
    require_settled((flag,), words, MEMBERS, absent)
