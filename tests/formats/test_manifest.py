"""A manifest's file gives the manifest back, and says why another file isn't one."""

import json

import pytest

from exam_server.core.assembly import (
    Blueprint,
    Cell,
    Commitment,
    Contribution,
    Manifest,
    PoolItem,
    Sealed,
    Substitution,
    Withdrawal,
    manifest_digest,
)
from exam_server.formats.manifest import read_manifest, write_manifest

MADE = Manifest(
    sealed=Sealed(
        method="exam-draw-3",
        exam="e",
        blueprint=Blueprint("b", "Próba", 60, 2, (Cell("c", criterion="1A1", level="apply", minimum=1),)),
        pool=(PoolItem("i", "r", "single_choice", ("1A1",), option_ids=("x", "y"), enemies=("j",)),),
        seats=1,
        forms=2,
        commitments=(Commitment("office", "d"),),
    ),
    contributions=(Contribution("office", "stary młyn", "00"),),
    drawn=("f1", "f2"),
    substitutions=(Substitution(Withdrawal("i", ("i", "j"), (1,)), ("f3",)),),
    seats=("f3",),
)


def test_a_file_gives_the_manifest_and_the_digest_that_it_states() -> None:
    assert read_manifest(write_manifest(MADE)) == (MADE, manifest_digest(MADE), ())


@pytest.mark.parametrize(
    ("source", "line", "words"),
    [
        ('{"sealed":\n', 2, "JSON"),
        ("[]", 1, "isn't the manifest"),
        ('"manifest"', 1, "isn't the manifest"),
        ("[" * 100_000, 1, "JSON"),
        ("{}", 1, "isn't the manifest"),
        ('{"sealed": NaN}', 1, "JSON"),
        ('{"sealed": 1e999}', 1, "JSON"),
    ],
)
def test_another_file_is_refused_with_its_place(source: str, line: int, words: str) -> None:
    manifest, _, (problem,) = read_manifest(source, "m.json")
    assert manifest is None
    assert (problem.place, problem.line) == ("m.json", line)
    assert words in str(problem.message)


def test_a_draw_by_another_method_is_named_as_one_whatever_fields_it_had() -> None:
    plain = json.loads(write_manifest(MADE))
    older = plain["sealed"] | {"method": "exam-draw-2"}
    del older["blueprint"]["pool"]
    manifest, _, (problem,) = read_manifest(json.dumps(plain | {"sealed": older}))
    assert manifest is None and "exam-draw-2" in str(problem.message)


def test_a_field_that_nobody_knows_and_a_missing_digest_are_refused() -> None:
    plain = json.loads(write_manifest(MADE))
    for changed in (
        plain | {"colour": "red"},
        plain | {"sealed": plain["sealed"] | {"colour": "red"}},
        {key: value for key, value in plain.items() if key != "digest"},
        plain | {"sealed": plain["sealed"] | {"seats": "1"}},
    ):
        manifest, _, (problem,) = read_manifest(json.dumps(changed))
        assert manifest is None and "fields" in str(problem.message)
