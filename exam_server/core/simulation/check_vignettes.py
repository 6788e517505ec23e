"""Checks of a scenario's vignettes: what assessors calibrate by has to be ratable by this case's anchors."""

import re
from collections import Counter
from collections.abc import Iterator

from exam_server.core.problems import Severity
from exam_server.core.simulation.check_coverage import CODE, LEVELS
from exam_server.core.simulation.script import Scenario, Vignette
from exam_server.core.text import Text, text

Finding = tuple[str, Text, Severity]
DIGEST = re.compile(r"[0-9a-f]{64}")
TIMES = re.compile(r"^(\d+:)?\d{2}:\d{2}\.\d{3} --> (\d+:)?\d{2}:\d{2}\.\d{3}", re.MULTILINE)
SHORTEST_TEXT = 200
"""Characters: a shorter passage holds no behaviour to rate."""


def vignettes(scenario: Scenario) -> Iterator[Finding]:
    """A vignette is long enough; its panel rates observed criteria, each once, by the anchors; its text names none; its
    clip has captions.
    """
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
        yield from ((place, message, "error") for message in _wrong_clip(vignette))
        if any(CODE.search(words) for words in (vignette.text, vignette.title, vignette.captions)):
            yield place, text("The text gives a criterion's code away."), "error"


def _wrong_clip(vignette: Vignette) -> Iterator[Text]:
    """Who can't hear or see it has the same to rate: captions, and the text as a transcript (WCAG 1.2.1-1.2.3)."""
    if vignette.clip and not DIGEST.fullmatch(vignette.clip):
        yield text("A clip is named by the 64 letters and digits that the list of clips shows.")
    if vignette.clip and not (vignette.captions.lstrip().startswith("WEBVTT") and TIMES.search(vignette.captions)):
        yield text("A clip needs captions: WebVTT, with the time of each line.")
    if vignette.captions and not vignette.clip:
        yield text("There are captions, but no clip.")


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
