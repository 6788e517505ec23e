"""Checks of a scenario's vignettes: what assessors calibrate by has to be ratable by this case's anchors."""

from collections import Counter
from collections.abc import Iterator

from exam_server.core.problems import Severity
from exam_server.core.simulation.check_coverage import CODE, LEVELS
from exam_server.core.simulation.script import Scenario, Vignette
from exam_server.core.text import Text, text

Finding = tuple[str, Text, Severity]
SHORTEST_TEXT = 200
"""Characters: a shorter passage holds no behaviour to rate."""


def vignettes(scenario: Scenario) -> Iterator[Finding]:
    """A vignette is long enough; its panel rates observed criteria, each once, by the anchors; its text names none."""
    observed = set(scenario.observed_criteria())
    for vignette in scenario.vignettes:
        place = f"vignettes/{vignette.id}"
        yield from ((place, message, "error") for message in _wrong_panel(vignette, observed))
        if len(vignette.text) < SHORTEST_TEXT:
            message = text(
                "The vignette has {count} characters; under {least} there is nothing to rate.",
                count=len(vignette.text),
                least=SHORTEST_TEXT,
            )
            yield place, message, "warning"
        if CODE.search(vignette.text) or CODE.search(vignette.title):
            yield place, text("The text gives a criterion's code away."), "error"


def _wrong_panel(vignette: Vignette, observed: set[str]) -> Iterator[Text]:
    if not vignette.panel:
        yield text("The vignette has no panel: say which level it shows of which criterion, and why.")
    for code, count in Counter(each.criterion for each in vignette.panel).items():
        if count > 1:
            yield text("The panel gives {code} more than one level.", code=code)
        if code not in observed:
            yield text("{code} isn't observed in this scenario, so it has no anchors to rate by.", code=code)
    for each in vignette.panel:
        if each.level is not None and each.level not in LEVELS:
            yield text("The panel's level of {code} has to be 0, 1, 2 or 3.", code=each.criterion)
