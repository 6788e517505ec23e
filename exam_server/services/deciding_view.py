"""What a commission sees while it decides: each criterion's evidence, notes, votes, and what waits for whom."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from exam_server.core.agenda import AgendaPolicy
from exam_server.core.case import OpenReason, Verdict
from exam_server.core.decision import Ballot, Tally, outcome_verdict, qualification_verdict, set_verdict
from exam_server.core.grid import GridRow
from exam_server.core.problems import NotFound, Problem
from exam_server.core.qualification import Outcome, OutcomeSet
from exam_server.services.case import POLICY, CaseView, get_case
from exam_server.services.conversing import Note, list_notes
from exam_server.services.deciding import find_tally, is_stale
from exam_server.services.decisions import Held, Standing, list_standings, verdicts_of
from exam_server.services.panel import Panel, get_case_row, get_panel
from exam_server.services.people import Names
from exam_server.services.work import Work

State = Literal["undecided", "voting", "ready", "stale", "holds"]


@dataclass(frozen=True)
class NamedVote:
    name: str
    verdict: Verdict
    reason: str


@dataclass(frozen=True)
class HeldView:
    """The decision that holds, with names instead of accounts."""

    id: UUID
    verdict: Verdict
    open_reason: OpenReason | None
    reason: str
    proposed_by: str
    confirmed_by: str
    confirmed_at: datetime
    dissent: tuple[NamedVote, ...]
    is_change: bool


@dataclass(frozen=True)
class CriterionView:
    """One criterion on the way to its decision; `votes` are those that the viewer may see: after their own vote, all.

    `voted` counts the seated members' votes on the newest proposal. `acts` is what the viewer may do now.
    """

    row: GridRow
    outcome: str
    set_number: int
    state: State
    proposal_id: UUID | None
    proposed: Verdict | None
    proposed_reason: OpenReason | None
    reason: str
    proposed_by: str
    voted: int
    votes: tuple[NamedVote, ...]
    tally: Tally | None
    held: HeldView | None
    acts: frozenset[Literal["propose", "vote", "confirm"]]

    @property
    def waits_for_viewer(self) -> bool:
        return bool(self.acts) and self.state != "holds"


@dataclass(frozen=True)
class OutcomeView:
    outcome: Outcome
    verdict: Verdict
    criteria: tuple[CriterionView, ...]


@dataclass(frozen=True)
class SetView:
    """A set with what follows for it from its outcomes, and for those from their criteria (L2, S12)."""

    outcomes: OutcomeSet
    verdict: Verdict
    groups: tuple[OutcomeView, ...]

    @property
    def decided(self) -> int:
        return sum(each.held is not None for group in self.groups for each in group.criteria)

    @property
    def criteria(self) -> int:
        return sum(len(group.criteria) for group in self.groups)

    @property
    def confirmable(self) -> int:
        return sum("confirm" in each.acts for group in self.groups for each in group.criteria)


@dataclass(frozen=True)
class DecidingView:
    """A case before its commission. `verdict`: of the whole qualification; `members`: names of who is seated.

    `problems`: what keeps the commission from deciding on this candidate now (S2).
    """

    case: CaseView
    sets: tuple[SetView, ...]
    verdict: Verdict
    members: tuple[str, ...]
    problems: tuple[Problem, ...]
    quorum: int
    is_member: bool

    @property
    def criteria(self) -> tuple[CriterionView, ...]:
        return tuple(each for set_of in self.sets for group in set_of.groups for each in group.criteria)

    def find(self, criterion: str) -> CriterionView:
        """Raises NotFound for a code that the qualification doesn't have."""
        found = next((each for each in self.criteria if each.row.criterion == criterion), None)
        if found is None:
            raise NotFound(criterion)
        return found


def show_deciding(work: Work, case_id: UUID, policy: AgendaPolicy = POLICY) -> DecidingView:
    """Everything of a case's decisions that the actor may see; raters with an unsealed sheet see none of it (P5)."""
    view = get_case(work, case_id, policy)
    panel = get_panel(work, get_case_row(work, case_id))
    standings = {} if view.hidden_methods else list_standings(work, case_id)
    names = Names(work)
    viewer = str(work.actor.account_id) if work.actor.account_id in panel.members and not view.hidden_methods else ""
    decided = verdicts_of(view.held)

    def criterion_view(row: GridRow, outcome: Outcome, number: int) -> CriterionView:
        return _criterion(row, outcome.code, number, standings.get(row.criterion), panel, names, viewer)

    sets = tuple(
        SetView(
            each.outcomes,
            set_verdict(decided, each.outcomes),
            tuple(
                OutcomeView(
                    group.outcome,
                    outcome_verdict(decided, group.outcome),
                    tuple(criterion_view(row, group.outcome, each.outcomes.number) for row in group.rows),
                )
                for group in each.groups
            ),
        )
        for each in view.sets
    )
    verdict = qualification_verdict(decided, view.qualification)
    members = tuple(sorted(panel.members.values()))
    return DecidingView(view, sets, verdict, members, panel.problems, panel.rule.quorum, bool(viewer))


def notes_by_criterion(work: Work, case_id: UUID) -> Mapping[str, Sequence[Note]]:
    """The conversation's notes of a case, each criterion's oldest first."""
    found: dict[str, list[Note]] = {}
    for note in list_notes(work, case_id):
        found.setdefault(note.criterion, []).append(note)
    return found


def next_waiting(view: DecidingView, after: str) -> str | None:
    """The next criterion, in the form's order and round again, that waits for the viewer."""
    codes = [each.row.criterion for each in view.criteria]
    start = codes.index(after) + 1 if after in codes else 0
    ordered = [*view.criteria[start:], *view.criteria[:start]]
    return next((each.row.criterion for each in ordered if each.waits_for_viewer and each.row.criterion != after), None)


def _criterion(
    row: GridRow, outcome: str, number: int, standing: Standing | None, panel: Panel, names: Names, viewer: str
) -> CriterionView:
    proposal = standing.decision.proposal if standing else None
    state = _state(standing, row, panel)
    votes = standing.decision.votes if standing else ()
    seen = votes if state == "holds" or not viewer or any(each.member == viewer for each in votes) else ()
    return CriterionView(
        row=row,
        outcome=outcome,
        set_number=number,
        state=state,
        proposal_id=standing.id if standing else None,
        proposed=proposal.verdict if proposal else None,
        proposed_reason=proposal.open_reason if proposal else None,
        reason=proposal.reason if proposal else "",
        proposed_by=names.of(UUID(proposal.proposed_by)) if proposal else "",
        voted=sum(each.member in panel.ids for each in votes),
        votes=_named(seen, names),
        tally=find_tally(standing, panel) if standing and state == "ready" else None,
        held=_held(standing.holds, names) if standing and standing.holds else None,
        acts=_acts(state, standing, viewer),
    )


def _state(standing: Standing | None, row: GridRow, panel: Panel) -> State:
    if standing is None:
        return "undecided"
    if is_stale(standing, row):
        return "stale"
    if standing.decision.confirmed_by:
        return "holds"
    return "ready" if find_tally(standing, panel) else "voting"


def _acts(state: State, standing: Standing | None, viewer: str) -> frozenset[Literal["propose", "vote", "confirm"]]:
    if not viewer:
        return frozenset()
    if standing is None or state in ("undecided", "stale", "holds"):
        return frozenset({"propose"})
    may_vote = not standing.has_vote_of(viewer)
    may_confirm = state == "ready" and standing.decision.proposal.proposed_by != viewer
    found: set[Literal["propose", "vote", "confirm"]] = set()
    if may_vote:
        found.add("vote")
    if may_confirm:
        found.add("confirm")
    return frozenset(found)


def _held(held: Held, names: Names) -> HeldView:
    return HeldView(
        id=held.id,
        verdict=held.verdict,
        open_reason=held.open_reason,
        reason=held.reason,
        proposed_by=names.of(held.proposed_by),
        confirmed_by=names.of(held.confirmed_by),
        confirmed_at=held.confirmed_at,
        dissent=_named(held.dissent, names),
        is_change=held.supersedes is not None,
    )


def _named(votes: Sequence[Ballot], names: Names) -> tuple[NamedVote, ...]:
    return tuple(NamedVote(names.of(UUID(each.member)), each.verdict, each.reason) for each in votes)
