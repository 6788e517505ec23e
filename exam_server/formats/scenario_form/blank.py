"""What a new scenario begins with: every block that a file needs, or another scenario's text as its twin's."""

import copy
from typing import Any

from exam_server.formats.scenario_form.acts import blank_row, nothing
from exam_server.formats.scenario_form.shape import BLOCKS

ROWS_AT_FIRST = ("facts", "cues", "events", "phases", "observation_points", "conversation")


def blank_scenario(qualification: str) -> dict[str, Any]:
    """The plain data of a scenario that says nothing yet; its check lists what is to be written."""
    plain: dict[str, Any] = {key: nothing(part) for key, part in BLOCKS.items() if not part.optional}
    for key in ROWS_AT_FIRST:
        plain[key] = [blank_row(BLOCKS[key], [])]
    plain["scenario"] |= {"revision": 1, "set": 1, "qualification": qualification}
    return plain


def as_twin(plain: dict[str, Any], of: str) -> dict[str, Any]:
    """Another scenario's text as the start of its parallel variant: the same frame for another client."""
    twin = copy.deepcopy(plain)
    about = {**twin.get("scenario", {}), "id": "", "revision": 1, "status": "draft", "variants": [of]}
    about.pop("reviewers", None)
    return {**twin, "scenario": about, "equivalence": [{"variant": of, "substitutions": {}, "invariants": []}]}
