"""What stands in an item's way: errors always, warnings until somebody gave a word of reason."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from exam_server.core.problems import Problem


@dataclass(frozen=True)
class Waiver:
    """A reason to leave a warning as it is: for one rule at one place of one content (the revision's hash)."""

    rule: str
    place: str
    content_hash: str
    reason: str


@dataclass(frozen=True)
class Finding:
    """A problem as it stands: `reason` is empty until it's waived.

    `earlier` is the reason that was given for the same rule and place of another revision, which may hold again.
    """

    problem: Problem
    reason: str = ""
    earlier: str = ""

    @property
    def waived(self) -> bool:
        return bool(self.reason) and self.problem.severity == "warning"


def weigh(problems: Iterable[Problem], waivers: Sequence[Waiver], content_hash: str) -> tuple[Finding, ...]:
    """Each problem beside the reason that was given for it; `place` is the dotted path, `waivers` come oldest first."""
    held = {(each.rule, each.place): each.reason for each in waivers if each.content_hash == content_hash}
    before = {(each.rule, each.place): each.reason for each in waivers if each.content_hash != content_hash}
    spots = ((problem, (problem.rule, problem.place)) for problem in problems)
    return tuple(Finding(problem, held.get(spot, ""), before.get(spot, "")) for problem, spot in spots)


def blocks_activation(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """What keeps an item from becoming active: every error, and every warning without a reason; empty: nothing does."""
    return tuple(each for each in findings if not each.waived)
