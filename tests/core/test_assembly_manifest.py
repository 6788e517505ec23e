"""Drawing again from a manifest: the same forms where nothing was touched, and found out where anything was."""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from drawn_pools import plain_blueprint, plain_pool

from exam_server.core.assembly import (
    METHOD,
    Check,
    Commitment,
    Contribution,
    Manifest,
    Sealed,
    Substitution,
    Withdrawal,
    check_manifest,
    commit,
    derive_seed,
    draw_forms,
    manifest_digest,
    pool_digest,
    seal_digest,
    substitute,
)
from exam_server.formats.plain import from_plain, to_plain

SECRETS = (Contribution("chair", "młyn", "cd" * 32), Contribution("office", "wiatr", "ab" * 32))
SEATS, FORMS = 4, 6


@cache
def made_manifest() -> Manifest:
    """Four seats and a late one; one item withdrawn after the second seat had begun."""
    blueprint, pool = plain_blueprint(), tuple(sorted(plain_pool(), key=lambda item: item.id))
    sealed = Sealed(
        METHOD, "exam", blueprint, pool, SEATS, FORMS, tuple(Commitment(e.role, commit("exam", e)) for e in SECRETS)
    )
    seed = derive_seed("exam", pool_digest(pool), SECRETS)
    drawn = draw_forms(blueprint, pool, seed, FORMS).forms
    numbers = tuple(form.number for form in drawn if form.number != 2 and "q-1a1-0" in {item.id for item in form.items})
    withdrawal = Withdrawal("q-1a1-0", ("q-1a1-0", "q-1b1-1"), numbers)
    forms = substitute(blueprint, pool, seed, drawn, [withdrawal])
    return Manifest(
        sealed=sealed,
        contributions=SECRETS,
        drawn=tuple(form.digest for form in drawn),
        substitutions=(Substitution(withdrawal, tuple(forms[number - 1].digest for number in numbers)),),
        seats=tuple(form.digest for form in forms[: SEATS + 1]),
    )


def check(manifest: Manifest) -> Check:
    return check_manifest(manifest, manifest_digest(manifest))


def test_an_untouched_manifest_gives_the_same_forms_again() -> None:
    made = check(made_manifest())
    assert made.holds
    assert [form.part for form in made.forms].count("draw") == FORMS
    assert [form.part for form in made.forms].count("seat") == SEATS + 1
    assert [form.number for form in made.forms if form.part == "withdrawal"] == list(
        made_manifest().substitutions[0].withdrawal.numbers
    )


def leaves(plain: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The paths to every single value."""
    pairs = plain.items() if isinstance(plain, dict) else enumerate(plain) if isinstance(plain, list) else ()
    inside = [leaf for key, value in pairs for leaf in leaves(value, (*path, key))]
    yield from inside or [path]


def other(value: Any, path: tuple[Any, ...]) -> Any:
    if isinstance(value, bool):
        return not value
    if isinstance(value, (int, float)):
        return value + 1
    choices = {"kind": "true_false", "level": "analyse", "pool": "practice"}
    choices["role"] = "office" if value == "chair" else "chair"
    if path[-1] in choices and value != choices[path[-1]]:
        return choices[path[-1]]
    if path[-2:-1] == ("statuses",):
        return "draft"
    return f"{value}x" if isinstance(value, str) else value


def tampered(path: tuple[Any, ...]) -> Manifest | None:
    plain = deepcopy(to_plain(made_manifest()))
    *way, last = path
    part = plain
    for key in way:
        part = part[key]
    if other(part[last], path) == part[last]:
        return None
    part[last] = other(part[last], path)
    return from_plain(Manifest, plain)


def test_whatever_single_value_is_changed_the_check_fails() -> None:
    stated = manifest_digest(made_manifest())
    paths = list(leaves(to_plain(made_manifest())))
    # One item stands for the others of the pool: drawing again takes its time.
    picked = [path for path in paths if path[:2] != ("sealed", "pool") or path[2] == 0]
    changed = [each for each in map(tampered, picked) if each is not None]
    assert len(changed) > 100
    assert not any(check_manifest(each, stated).holds for each in changed)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("sealed", "pool", 3, "difficulty"), 0.99),
        (("sealed", "pool", 3, "seconds"), 10),
        (("sealed", "pool", 3, "enemies"), ["q-2b3-1"]),
        (("sealed", "exam"), "another"),
        (("contributions", 0, "words"), "inne"),
        (("contributions", 1, "salt"), "00" * 32),
        (("sealed", "commitments", 0, "digest"), "0" * 64),
        (("drawn", 5), "0" * 64),
        (("seats", 2), "0" * 64),
        (("seats",), []),
        (("contributions",), []),
        (("substitutions",), []),
        (("substitutions", 0, "digests", 0), "0" * 64),
    ],
)
def test_whoever_states_a_fitting_digest_too_is_found_by_drawing_again(path: tuple[Any, ...], value: Any) -> None:
    plain = deepcopy(to_plain(made_manifest()))
    part = plain
    for key in path[:-1]:
        part = part[key]
    part[path[-1]] = value
    assert not check(from_plain(Manifest, plain)).holds


def test_two_seats_that_change_places_are_found() -> None:
    one, two, *rest = made_manifest().seats
    made = check(replace(made_manifest(), seats=(two, one, *rest)))
    assert [form.number for form in made.forms if not form.same] == [1, 2]


def test_who_makes_everything_fit_is_found_by_the_published_commitment() -> None:
    sealed = replace(made_manifest().sealed, blueprint=replace(plain_blueprint(), title="Another"))
    forged = replace(made_manifest(), sealed=sealed)
    assert check(forged).holds
    assert seal_digest(sealed) != seal_digest(made_manifest().sealed)


def test_another_method_of_drawing_is_not_called_a_forgery_of_forms() -> None:
    made = check(replace(made_manifest(), sealed=replace(made_manifest().sealed, method="exam-draw-1")))
    assert not made.holds and not made.forms
    assert "exam-draw-1" in str(made.problems[0])


def test_a_pool_that_gives_no_form_is_a_problem_and_no_error() -> None:
    sealed = replace(made_manifest().sealed, pool=made_manifest().sealed.pool[:9])
    made = check(replace(made_manifest(), sealed=sealed))
    assert not made.holds and made.problems


def test_an_item_twice_in_the_pool_is_a_problem_and_no_error() -> None:
    pool = made_manifest().sealed.pool
    made = check(replace(made_manifest(), sealed=replace(made_manifest().sealed, pool=(*pool, pool[0]))))
    assert not made.holds and made.problems
