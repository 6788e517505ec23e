"""The conversation as a member sees it: what to ask and why, and notes that nobody sees before all are sealed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from exam_server.core import conversation as core
from exam_server.core.conversation import Hearing, State
from exam_server.core.conversation_list import Run, TalkPoint, list_talk, questions_on
from exam_server.core.decision import Ballot
from exam_server.core.simulation.script import Question
from exam_server.services.case import exam_of, plan_of
from exam_server.services.conversing import Open, list_open
from exam_server.services.panel import Panel, get_case_row, get_panel
from exam_server.services.people import Names
from exam_server.services.simulation import get_scenario, run_state
from exam_server.services.work import Work
from exam_server.store import case as case_store
from exam_server.store import simulation as store


@dataclass(frozen=True)
class Shown:
    """A note or a vote with its member's name; a vote has no question."""

    name: str
    question: str
    words: str
    verdict: str


@dataclass(frozen=True)
class ExchangeView:
    """An exchange that isn't agreed yet; `hearings` and `votes` are those that the viewer may receive now."""

    id: UUID
    criterion: str
    part: str
    state: State
    noted: int
    members: int
    voted: int
    hearings: tuple[Shown, ...]
    votes: tuple[Shown, ...]
    may_note: bool
    may_vote: bool
    may_close: bool


@dataclass(frozen=True)
class Talk:
    """`listed`: the conversation list, by criterion; `questions`: what scripts ask, by criterion; `open`: exchanges."""

    listed: Mapping[str, TalkPoint]
    questions: Mapping[str, tuple[Question, ...]]
    open: Mapping[str, tuple[ExchangeView, ...]]


NO_TALK = Talk({}, {}, {})


def show_talk(work: Work, case_id: UUID, viewer: str = "") -> Talk:
    """What a case's conversation is about; `viewer`: the member who may take part, or nobody.

    Raises NotFound for who may not see the case.
    """
    case = get_case_row(work, case_id)
    stages = case_store.list_stages(work.session, case_id)
    _, plan = plan_of(work, case, exam_of(work, stages))
    runs = list_ended_runs(work, case_id)
    asked = {each.criterion for scenario, _ in runs for each in scenario.conversation}
    panel, names, found = get_panel(work, case), Names(work), dict[str, tuple[ExchangeView, ...]]()
    for each in list_open(work, case_id, panel):
        shown = _show(each, panel, viewer, names)
        found[shown.criterion] = (*found.get(shown.criterion, ()), shown)
    return Talk(
        {each.criterion: each for each in list_talk(runs, plan)},
        {code: questions_on(runs, code) for code in sorted(asked)},
        found,
    )


def list_ended_runs(work: Work, case_id: UUID) -> Sequence[Run]:
    """The scripts that a case's simulations played to their end, each with its run."""
    rows = store.list_case_encounters(work.session, case_id)
    return [(get_scenario(work, row), run_state(work, row)) for row in rows if row.state in ("ended", "agreed")]


def _show(found: Open, panel: Panel, viewer: str, names: Names) -> ExchangeView:
    exchange, state = found.exchange, core.state_of(found.exchange)
    sits = viewer in panel.ids
    noted = {each.member for each in exchange.counted}
    voted = {each.member for each in exchange.votes} & noted
    leads = viewer == exchange.chair or exchange.chair not in exchange.members
    return ExchangeView(
        id=found.row.id,
        criterion=found.row.criterion,
        part=found.row.part,
        state=state,
        noted=len(noted),
        members=len(exchange.members),
        voted=len(voted),
        hearings=tuple(_named(each, names) for each in core.visible_hearings(exchange, viewer)),
        votes=tuple(_named(each, names) for each in core.visible_votes(exchange, viewer)),
        may_note=sits and state == "alone" and viewer not in noted,
        may_vote=sits and state == "differ" and viewer in noted and viewer not in voted,
        may_close=sits and leads and not exchange.closed and len(noted) >= exchange.quorum,
    )


def _named(given: Hearing | Ballot, names: Names) -> Shown:
    name = names.of(UUID(given.member))
    if isinstance(given, Hearing):
        return Shown(name, given.question, given.heard, given.verdict)
    return Shown(name, "", given.reason, given.verdict)
