"""What is wrong with a scenario: everything a reader of the script should know before anybody plays it."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Protocol

from exam_server.core.problems import Problem, Severity
from exam_server.core.qualification import Criterion
from exam_server.core.simulation import check_coverage, check_script, check_vignettes
from exam_server.core.simulation.script import Scenario
from exam_server.core.simulation.variants import broken_invariants
from exam_server.core.text import Text

Finding = tuple[str, Text, Severity]


class Check(Protocol):
    """A check of the script alone; its name is the rule that a finding carries."""

    __name__: str

    def __call__(self, scenario: Scenario) -> Iterator[Finding]: ...


SCRIPT_CHECKS: tuple[Check, ...] = (
    check_script.ids,
    check_script.sizes,
    check_script.names,
    check_script.phase_times,
    check_script.reachability,
    check_script.collisions,
    check_script.lost_cues,
    check_script.emotions,
    check_script.institutions,
    check_script.approval,
    check_coverage.anchors,
    check_coverage.opportunities_enough,
    check_vignettes.vignettes,
)


def check_scenario(
    scenario: Scenario,
    codes: Collection[str],
    criteria_of_set: Sequence[Criterion] = (),
    parts: Mapping[str, Collection[str]] | None = None,
    twins: Mapping[str, Scenario] | None = None,
) -> tuple[Problem, ...]:
    """All findings; `place` is "block/id". `codes`: every criterion of the qualification; the set's come with text.

    `parts`: by criterion, as the plan has them; `twins`: the scenarios beside this one, by id. None: not known, so not
    checked.
    """
    against = (
        ("known_criteria", check_coverage.known_criteria(scenario, codes)),
        ("given_away", check_coverage.given_away(scenario, criteria_of_set)),
        ("planned", check_coverage.planned(scenario, criteria_of_set)),
        ("known_parts", check_coverage.known_parts(scenario, parts) if parts is not None else iter(())),
        ("broken_invariants", broken_invariants(scenario, twins) if twins is not None else iter(())),
    )
    found = (*((check.__name__, check(scenario)) for check in SCRIPT_CHECKS), *against)
    return tuple(
        Problem(message, place=place, rule=name.replace("_", "-"), severity=severity)
        for name, findings in found
        for place, message, severity in findings
    )
