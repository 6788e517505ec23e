"""What a further stage of a case may check: only what is still open. What was shown before is carried (L8, L9)."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from exam_server.core.case import Verdict
from exam_server.core.grid import GridRow, SetGroup
from exam_server.core.problems import Refused
from exam_server.core.text import Text, text

Ground = Literal["decided", "recognised", "shown"]
GROUND_RULES: Mapping[Ground, str] = {"decided": "L8", "recognised": "L9", "shown": "L8"}
NOT_ADDED = text("The candidate wasn't added.")


@dataclass(frozen=True)
class Scope:
    """What one test or simulation would check of a case: `open` of the criteria that it asks for, in the form's order.

    `closed`: the numbers of the sets that it asks about although nothing that it asks of them is open, and why the
    first of them is closed.
    """

    open: tuple[str, ...]
    closed: tuple[int, ...] = ()
    ground: Ground | None = None


def ground_of(row: GridRow, decided: Mapping[str, Verdict]) -> Ground | None:
    """Why a criterion isn't checked again; None while it's open.

    A decision that holds goes before what the records alone come to: what was decided not met or open may be shown at
    another stage, and so may what nobody decided on and nothing shows (L8). What was recognised is carried, also where
    that came after such a decision: it isn't verified again (L9).
    """
    if decided.get(row.criterion) == "met":
        return "decided"
    if any(each.source_kind == "recognition" and each.verdict == "met" for each in row.evidence):
        return "recognised"
    return "shown" if row.criterion not in decided and row.standing == "met" else None


def find_scope(sets: Sequence[SetGroup], decided: Mapping[str, Verdict], asked: Collection[str]) -> Scope:
    """What of the asked criteria is open for a case, and which of the asked sets are closed for it."""
    found: list[str] = []
    closed: dict[int, Ground] = {}
    for each in sets:
        grounds = {row.criterion: ground_of(row, decided) for row in _rows(each) if row.criterion in asked}
        still = [code for code, ground in grounds.items() if ground is None]
        found += still
        if grounds and not still:
            closed[each.outcomes.number] = next(ground for ground in grounds.values() if ground is not None)
    return Scope(tuple(found), tuple(closed), next(iter(closed.values()), None))


def require_scopes(candidate: str, scopes: Collection[Scope]) -> None:
    """Whether somebody may join an exam whose test and simulation would check this of their case.

    Refused where nothing at all is open (L8; L9 where it was recognised), and where a test or simulation that has
    something open to check would ask about a closed set too. One without anything open isn't part of their exam.
    """
    for each in scopes:
        if each.open and each.closed:
            raise _refused(
                each,
                text("It asks {code} about sets that are closed: {sets}.", code=candidate, sets=_numbers(each)),
                text("Make an exam whose test asks only about sets that are open."),
            )
    if scopes and not any(each.open for each in scopes):
        raise _refused(
            next((each for each in scopes if each.ground), Scope(())),
            text("Nothing that it checks is open for {code}.", code=candidate),
            text("What was met or recognised before counts; look at the case's agenda."),
        )


def require_edition(begun: int | None, number: int) -> None:
    """Whether somebody may begin under the edition `number`: who began under another one finishes under it (L23)."""
    if begun is not None and begun != number:
        raise Refused(
            NOT_ADDED,
            text("Somebody among them began under edition {number} and may finish under it.", number=begun),
            text("Make an exam on that edition."),
            rule="L23",
        )


def _rows(group: SetGroup) -> Iterator[GridRow]:
    return (row for outcome in group.groups for row in outcome.rows)


def _numbers(scope: Scope) -> str:
    return ", ".join(map(str, scope.closed))


def _refused(scope: Scope, why: Text, remedy: Text) -> Refused:
    return Refused(NOT_ADDED, why, remedy, rule=GROUND_RULES[scope.ground or "decided"])
