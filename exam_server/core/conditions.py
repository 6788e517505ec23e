"""What a form demands before: a full qualification that it calls preceding while it sets no conditions (S13)."""

from collections.abc import Mapping, Sequence
from typing import Literal, get_args

from exam_server.core.problems import Problem, Refused
from exam_server.core.text import Text, text

ConditionPolicy = Literal["ignore", "warn", "require"]
POLICIES: tuple[ConditionPolicy, ...] = get_args(ConditionPolicy)
DEFAULT_POLICY: ConditionPolicy = "warn"
POLICY_WORDS: Mapping[ConditionPolicy, Text] = {
    "ignore": text("no condition: nothing is said"),
    "warn": text("no condition, but a missing document is shown to the office"),
    "require": text("a condition: without the document no stage is opened"),
}


def check_conditions(prerequisites: str, policy: ConditionPolicy, shown: bool) -> Problem | None:
    """What the body's decision makes of a missing document (S13); None where nothing is missing or asked.

    `prerequisites`: the form's words; `shown`: the office saw the document of the preceding qualification.
    """
    if not prerequisites or shown or policy == "ignore":
        return None
    return Problem(
        text("The candidate hasn't shown the preceding full qualification that the form names."),
        rule="S13",
        severity="error" if policy == "require" else "warning",
        remedy=text("Note that you saw the document, or change the decision on this condition."),
    )


def require_conditions(problem: Problem | None) -> None:
    """Raises Refused where the body's decision makes it a condition (S13)."""
    if problem is not None and problem.severity == "error":
        remedy = problem.remedy or text("Ask the office.")
        raise Refused(text("The stage wasn't opened."), problem.message, remedy, rule="S13")


def require_shown(prerequisites: str, policy: ConditionPolicy, lacking: Sequence[str]) -> None:
    """Raises Refused where candidates of an exam haven't shown what the body made a condition (S13).

    `lacking`: their names, of whom the office hasn't seen the document.
    """
    if not prerequisites or policy != "require" or not lacking:
        return
    raise Refused(
        text("Nobody was added to the exam."),
        text("By the body's decision it's a condition to have shown this, and it wasn't shown by {names}: {what}",
             names=", ".join(lacking), what=prerequisites),
        text("File them on the page of candidates, note there that you saw the document, then add them."),
        rule="S13",
    )  # fmt: skip
