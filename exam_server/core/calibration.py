"""Calibration before a day: assessors' levels of a made-up vignette beside the panel's, and how far they spread."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from exam_server.core.moderation import DifferenceReason, ModerationRule, find_reasons
from exam_server.core.problems import Refused
from exam_server.core.rating import LEVELS
from exam_server.core.simulation.script import Anchor, PanelLevel, Scenario, Vignette
from exam_server.core.text import text

FEWEST_OTHERS = 2
"""Others whose levels are shown: of a single one everybody would know whose they are."""
Levels = Mapping[str, int | None]
"""Criterion → the level given; None: no opportunity."""


@dataclass(frozen=True)
class ToRate:
    """A criterion of a vignette with this case's anchors."""

    criterion: str
    anchors: tuple[Anchor, ...]


@dataclass(frozen=True)
class Task:
    """A vignette as an assessor gets it: nothing of what the panel came to. `clip`: what plays it, if anything."""

    id: str
    title: str
    text: str
    criteria: tuple[ToRate, ...]
    clip: str = ""
    captions: str = ""


@dataclass(frozen=True)
class Beside:
    """One's own level of a criterion beside the panel's. `others`: how many of the others gave each level; None: too
    few have rated for them to stay unnamed.
    """

    panel: PanelLevel
    own: int | None
    others: Mapping[int | None, int] | None

    @property
    def is_panels(self) -> bool:
        return self.own == self.panel.level


@dataclass(frozen=True)
class Spread:
    """How many gave each level of a criterion, and why that is wide by the moderation's rule (empty: it isn't)."""

    panel: PanelLevel
    given: Mapping[int | None, int]
    reasons: tuple[DifferenceReason, ...]


def make_task(scenario: Scenario, vignette: Vignette) -> Task:
    """The vignette with the anchors to rate it by."""
    anchors = {each.criterion: each.levels for each in scenario.anchors}
    criteria = tuple(ToRate(each.criterion, anchors.get(each.criterion, ())) for each in vignette.panel)
    return Task(vignette.id, vignette.title, vignette.text, criteria, vignette.clip, vignette.captions)


def find_missing(criteria: Iterable[ToRate | PanelLevel], levels: Levels) -> tuple[str, ...]:
    """The criteria of a vignette that have no level yet, nor “no opportunity”."""
    return tuple(each.criterion for each in criteria if each.criterion not in levels)


def take_levels(vignette: Vignette, levels: Levels) -> dict[str, int | None]:
    """What is kept of an assessor's levels. Raises Refused where a criterion lacks one or a level isn't 0–3."""
    missing = find_missing(vignette.panel, levels)
    if missing:
        raise Refused(
            text("The vignette wasn't rated."),
            text("There is no level yet for: {criteria}.", criteria=", ".join(missing)),
            text("Choose a level of each criterion, or “no opportunity”."),
        )
    kept = {each.criterion: levels[each.criterion] for each in vignette.panel}
    if any(level is not None and level not in LEVELS for level in kept.values()):
        raise Refused(
            text("The vignette wasn't rated."),
            text("A level is 0, 1, 2 or 3, or “no opportunity”."),
            text("Reload the page."),
        )
    return kept


def lay_beside(vignette: Vignette, own: Levels, others: Sequence[Levels]) -> tuple[Beside, ...]:
    """One's own levels beside the panel's and, where there are enough of them, the others'."""
    counts = [Counter(each.get(panel.criterion) for each in others) for panel in vignette.panel]
    shown = len(others) >= FEWEST_OTHERS
    return tuple(
        Beside(panel, own.get(panel.criterion), count if shown else None)
        for panel, count in zip(vignette.panel, counts, strict=True)
    )


def find_spread(
    scenario: Scenario, vignette: Vignette, given: Sequence[Levels], rule: ModerationRule
) -> tuple[Spread, ...]:
    """How far the assessors lie apart, criterion by criterion, and where that would go to a vote."""
    found = []
    for panel in vignette.panel:
        values = [each.get(panel.criterion) for each in given]
        reasons = find_reasons(values, scenario.threshold(panel.criterion), rule)
        found.append(Spread(panel, Counter(values), reasons))
    return tuple(found)
