"""An item's way as a machine: whatever people try, nothing becomes active without somebody else's acceptance."""

from dataclasses import dataclass, field, replace
from typing import get_args
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_server.core.bank import Item, Option, Status
from exam_server.core.reviewing import CHECKLIST, count_unmet, places_of
from exam_server.core.workflow import (
    MOVES,
    Review,
    Reviewer,
    Standing,
    after_load,
    after_save,
    after_verdict,
    objections,
    possible_moves,
    review_objections,
    verdict_objections,
)

STATUSES: tuple[Status, ...] = get_args(Status)
PEOPLE = [UUID(int=number) for number in range(1, 4)]
OUTCOMES = {PEOPLE[0]: frozenset({"1A"}), PEOPLE[1]: frozenset({"1A", "2B"}), PEOPLE[2]: frozenset[str]()}
CRITERIA = ("1A1", "2B12")


@dataclass
class Tried:
    """A bank of one item, with the people who try things on it."""

    standing: Standing = field(default_factory=lambda: Standing("draft", frozenset({PEOPLE[0]})))

    def move(self, after: Status, roles: frozenset[str], reason: str) -> None:
        if not objections(self.standing, after, roles, reason):  # type: ignore[arg-type]
            self.standing = replace(self.standing, status=after)

    def save(self, who: UUID) -> None:
        """A revision of other content: the reviews were of another one."""
        writers = self.standing.writers | {who}
        status = after_save(self.standing.status)
        self.standing = replace(self.standing, status=status, writers=writers, reviews=())

    def review(self, who: UUID, verdict: str, angoff: float | None, unmet: int) -> None:
        against = review_objections(Reviewer(who, OUTCOMES[who]), CRITERIA, self.standing)
        if against or verdict_objections(verdict, self.standing.errors, unmet, angoff):  # type: ignore[arg-type]
            return
        reviews = (*self.standing.reviews, Review(who, verdict, angoff))  # type: ignore[arg-type]
        status = after_verdict(self.standing.status, verdict)  # type: ignore[arg-type]
        self.standing = replace(self.standing, status=status, reviews=reviews)

    def find(self, errors: int, warnings: int, comments: int) -> None:
        self.standing = replace(self.standing, errors=errors, warnings=warnings, open_comments=comments)


ROLES = st.sampled_from([frozenset({"author"}), frozenset({"reviewer"}), frozenset({"author", "reviewer"})])
ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("move"), st.sampled_from(STATUSES), ROLES, st.sampled_from(["", "bo trzeba"])),
        st.tuples(st.just("save"), st.sampled_from(PEOPLE)),
        st.tuples(
            st.just("review"),
            st.sampled_from(PEOPLE),
            st.sampled_from(["accept", "change"]),
            st.sampled_from([None, 0.6, 1.5]),
            st.sampled_from([0, 0, 2]),
        ),
        st.tuples(st.just("find"), st.sampled_from([0, 0, 1]), st.sampled_from([0, 1]), st.sampled_from([0, 0, 1])),
    ),
    max_size=30,
)


@given(ACTS)
def test_an_active_item_was_accepted_by_somebody_competent_who_wrote_none_of_it(acts: list[tuple[object, ...]]) -> None:
    tried = Tried()
    for name, *given_values in acts:
        before = tried.standing
        getattr(tried, str(name))(*given_values)
        after = tried.standing
        if after.status == "active" and before.status != "active":
            accepted = [each for each in after.reviews if each.reviewer not in after.writers]
            assert accepted[-1].verdict == "accept" and accepted[-1].angoff == 0.6
            assert OUTCOMES[accepted[-1].reviewer] >= {"1A", "2B"}
            assert after.errors == 0 and after.open_comments == 0
        if name == "save":
            assert after.status not in ("pilot", "active")


@given(st.sampled_from(STATUSES), st.sampled_from(STATUSES), ROLES)
def test_what_is_offered_is_what_the_machine_knows(before: Status, after: Status, roles: frozenset[str]) -> None:
    offered = after in possible_moves(before, roles)  # type: ignore[arg-type]
    free = Standing(before, reviews=(Review(PEOPLE[1], "accept", 0.5),))
    assert offered == (not objections(free, after, roles, "bo trzeba"))  # type: ignore[arg-type]


def test_every_status_can_be_left_and_every_way_starts_at_a_draft() -> None:
    reached, more = {"draft"}, True
    while more:
        found = {each.after for each in MOVES if each.before in reached}
        more, reached = not found <= reached, reached | found
    assert reached == set(STATUSES) == {each.before for each in MOVES}


def test_errors_stop_every_step_forward_and_warnings_without_a_reason_only_the_last() -> None:
    accepted = (Review(PEOPLE[1], "accept", 0.5),)
    for before, after in (("draft", "review"), ("review", "pilot"), ("pilot", "active")):
        standing = Standing(before, reviews=accepted)  # type: ignore[arg-type]
        assert objections(replace(standing, errors=1), after, {"author"}, "bo trzeba") != ()  # type: ignore[arg-type]
        warned = objections(replace(standing, warnings=1), after, {"author"}, "")  # type: ignore[arg-type]
        assert bool(warned) == (after == "active")


def test_a_later_wish_for_changes_takes_an_acceptance_back() -> None:
    both = (Review(PEOPLE[1], "accept", 0.5), Review(PEOPLE[2], "change", None))
    assert objections(Standing("pilot", reviews=both), "active", {"reviewer"}, "bo trzeba") != ()
    own = Standing("pilot", frozenset({PEOPLE[2]}), both)
    assert objections(own, "active", {"reviewer"}, "bo trzeba") == ()


@pytest.mark.parametrize(
    ("current", "filed", "changed", "moved_here", "by_person", "status"),
    [
        (None, "active", True, False, False, "active"),
        (None, "active", True, False, True, "draft"),
        ("pilot", "active", False, False, False, "active"),
        ("pilot", "active", False, True, False, "pilot"),
        ("active", "active", True, True, False, "review"),
        ("retired", "active", True, True, False, "retired"),
        ("active", "active", True, False, True, "review"),
        ("active", "retired", False, False, True, "active"),
    ],
)
def test_files_say_the_status_until_somebody_has_moved_the_item(
    current: Status | None, filed: Status, changed: bool, moved_here: bool, by_person: bool, status: Status
) -> None:
    assert after_load(current, filed, changed=changed, moved_here=moved_here, by_person=by_person) == status


def test_an_unanswered_point_of_the_checklist_is_unmet() -> None:
    answers = dict.fromkeys(CHECKLIST, "yes")
    assert count_unmet(answers) == 0 and count_unmet({}) == len(CHECKLIST)
    assert count_unmet({**answers, "key": "no", "sources": "not_applicable"}) == 1


def test_a_comment_can_be_at_every_part_by_its_own_id() -> None:
    item = Item("a", "single_choice", ("1A1",), "?", (Option("x", "1", key=True), Option("y", "2")))
    assert set(places_of(item)) >= {"item", "stem", "options.x", "options.y", "scoring"}
