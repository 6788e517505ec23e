"""Scenarios at their authors' desk: the list, one revision with its findings, differences, twins side by side."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from exam_server.core.item_differences import Change, diff_texts
from exam_server.core.problems import NotFound, Problem
from exam_server.core.simulation.script import Scenario
from exam_server.core.simulation.standing import ScriptStanding, standing_of
from exam_server.core.simulation.timeline import Covered, PlannedPhase, cover, lay_out
from exam_server.core.simulation.variants import Invariant, compare_variants
from exam_server.formats.scenario_places import scenario_texts
from exam_server.formats.scenario_yaml import check_scenario_text, read_scenario
from exam_server.services.qualification import Edition, list_parts
from exam_server.services.reading_scenarios import criteria_of_set, variants_of
from exam_server.services.scripts import get_script
from exam_server.services.work import Work
from exam_server.store import bank as store
from exam_server.store import scenarios as scenario_store
from exam_server.store.authoring import list_names
from exam_server.store.tables import ScenarioRevisionRow


@dataclass(frozen=True)
class ScriptReview:
    """What one reviewer came to about a revision."""

    reviewer: str
    verdict: str
    note: str
    made_at: datetime


@dataclass(frozen=True)
class ScriptRevision:
    """One entry of a scenario's history. `uses`: how many encounters are planned on it, which freezes it."""

    id: UUID
    number: int
    content_hash: str
    made_at: datetime
    made_by: str
    reason: str
    uses: int
    reviews: tuple[ScriptReview, ...]

    @property
    def standing(self) -> ScriptStanding:
        return standing_of([each.verdict for each in self.reviews], self.uses)


@dataclass(frozen=True)
class ScriptLine:
    """A scenario in the list: its current revision."""

    code: str
    title: str
    number: int
    set: int
    content_hash: str
    variants: tuple[str, ...]
    standing: ScriptStanding


@dataclass(frozen=True)
class ScriptPage:
    """A revision with all that its authors look at."""

    code: str
    number: int
    content_hash: str
    source: str
    script: Scenario
    problems: tuple[Problem, ...]
    phases: tuple[PlannedPhase, ...]
    coverage: tuple[Covered, ...]
    twins: tuple[str, ...]
    revisions: tuple[ScriptRevision, ...]


@dataclass(frozen=True)
class ScriptComparison:
    """Two revisions of a scenario, or two variants of it, and what differs word by word."""

    older: ScriptRevision
    newer: ScriptRevision
    changes: tuple[Change, ...]
    revisions: tuple[ScriptRevision, ...]


@dataclass(frozen=True)
class Twins:
    """Two parallel variants: their scripts, what both have to have in common, and what each replaces."""

    one: Scenario
    other: Scenario
    invariants: tuple[Invariant, ...]
    substitutions: Mapping[str, str]
    stated: tuple[str, ...]


def list_scripts(work: Work, qualification: str) -> list[ScriptLine]:
    """The current revision of each scenario, by code."""
    rows = store.list_scenarios(work.session, work.organisation_id, qualification)
    standings = standings_of(work, [row.id for row in rows])
    return [_line(work, row, standings[row.id]) for row in rows]


def _line(work: Work, row: ScenarioRevisionRow, standing: ScriptStanding) -> ScriptLine:
    script = get_script(work, row.id)
    twins = variants_of(script)
    return ScriptLine(row.code, row.title, row.number, script.about.set, row.content_hash, twins, standing)


def standings_of(work: Work, revisions: Sequence[UUID]) -> dict[UUID, ScriptStanding]:
    """Where each of the revisions stands."""
    uses = scenario_store.count_uses(work.session, revisions)
    verdicts: dict[UUID, list[str]] = {}
    for row in scenario_store.list_reviews(work.session, revisions):
        verdicts.setdefault(row.revision_id, []).append(row.verdict)
    return {each: standing_of(verdicts.get(each, []), uses.get(each, 0)) for each in revisions}


def show_script(work: Work, edition: Edition, code: str, number: int | None = None) -> ScriptPage:
    """A scenario's current revision or the one of this number. Raises NotFound."""
    revisions = list_revisions(work, edition.code, code)
    found = next((each for each in revisions if number in (None, each.number)), None)
    if found is None:
        raise NotFound(f"{code} {number}")
    script, source = get_script(work, found.id), get_source(work, edition.code, code, number)
    others = {row.code for row in store.list_scenarios(work.session, work.organisation_id, edition.code)}
    return ScriptPage(
        code=code,
        number=found.number,
        content_hash=found.content_hash,
        source=source,
        script=script,
        problems=check_script_text(work, edition, source)[1],
        phases=lay_out(script),
        coverage=cover_set(edition, script),
        twins=tuple(each for each in variants_of(script) if each in others),
        revisions=tuple(revisions),
    )


def get_source(work: Work, qualification: str, code: str, number: int | None = None) -> str:
    """The file of the current revision or the one of this number. Raises NotFound."""
    for row in scenario_store.list_history(work.session, work.organisation_id, qualification, code):
        if number in (None, row.number):
            return row.source
    raise NotFound(f"{code} {number}")


def cover_set(edition: Edition, script: Scenario) -> tuple[Covered, ...]:
    """How a script covers the criteria of its set of learning outcomes."""
    own = criteria_of_set(edition.content, script.about.set)
    return cover(script, tuple(each.code for each in own))


def check_script_text(work: Work, edition: Edition, source: str) -> tuple[Scenario | None, tuple[Problem, ...]]:
    """The scenario of a file's text and all findings by line, against the edition, its plan and filed variants."""
    scenario, problems = read_scenario(source)
    if scenario is None:
        return None, problems
    own = criteria_of_set(edition.content, scenario.about.set)
    parts, twins = list_parts(work, edition.id), _twins_of(work, edition.code, scenario)
    return check_scenario_text(source, edition.content.codes(), own, "", parts, twins)


def _twins_of(work: Work, qualification: str, scenario: Scenario) -> dict[str, Scenario]:
    rows = {row.code: row for row in store.list_scenarios(work.session, work.organisation_id, qualification)}
    return {each: get_script(work, rows[each].id) for each in variants_of(scenario) if each in rows}


def list_revisions(work: Work, qualification: str, code: str) -> list[ScriptRevision]:
    """Every revision, the newest first; `made_by` is empty for those that were loaded from files."""
    rows = scenario_store.list_history(work.session, work.organisation_id, qualification, code)
    ids = [row.id for row in rows]
    reviews = scenario_store.list_reviews(work.session, ids)
    people = {each for each in (*(row.made_by for row in rows), *(row.reviewer_id for row in reviews)) if each}
    names, uses = list_names(work.session, people), scenario_store.count_uses(work.session, ids)
    return [
        ScriptRevision(
            row.id,
            row.number,
            row.content_hash,
            row.made_at,
            names.get(row.made_by, "") if row.made_by else "",
            row.reason,
            uses.get(row.id, 0),
            tuple(
                ScriptReview(names.get(each.reviewer_id, ""), each.verdict, each.note, each.made_at)
                for each in reviews
                if each.revision_id == row.id
            ),
        )
        for row in rows
    ]


def compare_scripts(work: Work, qualification: str, code: str, older: int, newer: int) -> ScriptComparison:
    """Raises NotFound for a scenario or a revision that isn't there."""
    revisions = {each.number: each for each in list_revisions(work, qualification, code)}
    if older not in revisions or newer not in revisions:
        raise NotFound(f"{code} {older} {newer}")
    one, other = (get_script(work, revisions[number].id) for number in (older, newer))
    changes = diff_texts(scenario_texts(one), scenario_texts(other))
    return ScriptComparison(revisions[older], revisions[newer], changes, tuple(revisions.values()))


def compare_with_current(work: Work, qualification: str, code: str, source: str) -> tuple[Change, ...]:
    """What a draft's text would change of the current revision; nothing where the text can't be read."""
    row = store.find_scenario(work.session, work.organisation_id, qualification, code)
    draft = read_scenario(source)[0]
    if row is None or draft is None:
        return ()
    return diff_texts(scenario_texts(get_script(work, row.id)), scenario_texts(draft))


def show_twins(work: Work, qualification: str, code: str, other: str) -> Twins:
    """Two scenarios side by side, by their current revisions. Raises NotFound."""
    rows = {row.code: row for row in store.list_scenarios(work.session, work.organisation_id, qualification)}
    if code not in rows or other not in rows or code == other:
        raise NotFound(f"{code} {other}")
    one, twin = (get_script(work, rows[each].id) for each in (code, other))
    described = next((each for each in one.equivalence if each.variant == other), None)
    return Twins(
        one,
        twin,
        compare_variants(one, twin),
        described.substitutions if described else {},
        described.invariants if described else (),
    )
