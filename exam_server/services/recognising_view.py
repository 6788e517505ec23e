"""What a viewer sees of recognitions: each proposal with its basis and votes, what it came to, and what to do now."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, cast
from uuid import UUID

from exam_server.core.ballots import Ballot
from exam_server.core.problems import Problem
from exam_server.core.qualification import Qualification
from exam_server.core.recognition import Basis, BasisKind, State, counted, is_complete, visible_ballots
from exam_server.services.case import CaseView, get_case
from exam_server.services.judging_view import NamedBallot
from exam_server.services.panel import Panel, get_case_row, get_panel
from exam_server.services.people import Names
from exam_server.services.portfolio import Piece, list_handed_in
from exam_server.services.recognising import read_recognition
from exam_server.services.taking_back import KeptBack, list_kept_back, list_undermined
from exam_server.services.work import Work
from exam_server.store import recognition as store
from exam_server.store.tables import EvidenceRow, RecognitionConfirmationRow, RecognitionRow

Act = Literal["vote", "confirm", "ask_back", "confirm_back"]


@dataclass(frozen=True)
class BackView:
    """Who asked to take it back and why, and who confirmed that, if somebody did."""

    asked_by: str
    asked_at: datetime
    reason: str
    confirmed_by: str
    confirmed_at: datetime | None


@dataclass(frozen=True)
class RecognitionView:
    """One proposal; `ballots` are those that the viewer may see, `voted` how many seated members have voted."""

    id: UUID
    code: str
    criteria: tuple[str, ...]
    basis: Basis
    document: Piece | None
    state: State
    proposed_by: str
    proposed_at: datetime
    ballots: tuple[NamedBallot, ...]
    dissent: tuple[NamedBallot, ...]
    voted: int
    confirmed_by: str
    confirmed_at: datetime | None
    back: BackView | None
    acts: frozenset[Act]


@dataclass(frozen=True)
class RecognisingView:
    """`scopes`: code and words of every set, outcome and criterion that isn't recognised yet, in the form's order.

    `undermined`: the criteria whose decisions rest on a recognition that was taken back.
    """

    case: CaseView
    recognitions: tuple[RecognitionView, ...]
    documents: tuple[Piece, ...]
    scopes: tuple[tuple[str, str], ...]
    members: tuple[str, ...]
    problems: tuple[Problem, ...]
    undermined: tuple[str, ...]
    can_act: bool


@dataclass(frozen=True)
class Kept:
    """A proposal as it's kept, its confirmation, and what was done to take it back."""

    row: RecognitionRow
    confirmed: RecognitionConfirmationRow | None
    back: KeptBack | None

    @property
    def state(self) -> State | None:
        """None while it isn't decided."""
        if self.confirmed is None:
            return None
        if not self.confirmed.accepted:
            return "refused"
        return "taken_back" if self.back and self.back.confirmed_by else "recognised"


def show_recognising(work: Work, case_id: UUID) -> RecognisingView:
    """Raises NotFound for who may not see the case."""
    case, panel = get_case(work, case_id), get_panel(work, get_case_row(work, case_id))
    recognised = store.list_recognised(work.session, case_id)
    return RecognisingView(
        case=case,
        recognitions=tuple(list_recognition_views(work, case_id, panel)),
        documents=tuple(each for each in list_handed_in(work, case_id) if each.kind == "document"),
        scopes=tuple(_scopes(case.qualification, recognised)),
        members=tuple(panel.members.values()),
        problems=panel.problems,
        undermined=() if case.hidden_methods else list_undermined(work, case_id),
        can_act=not panel.problems and str(work.actor.account_id) in panel.ids,
    )


def find_recognition(work: Work, evidence: EvidenceRow) -> RecognitionView | None:
    """The recognition that a record points at; the caller has checked who asks."""
    panel = get_panel(work, get_case_row(work, evidence.case_id))
    views = list_recognition_views(work, evidence.case_id, panel)
    return next((each for each in views if each.id == evidence.source_id), None)


def list_recognition_views(work: Work, case_id: UUID, panel: Panel) -> list[RecognitionView]:
    """Every proposal of a case, the newest first; the caller has checked who asks."""
    names, confirmed = Names(work), store.list_confirmations(work.session, case_id)
    documents = {each.id: each for each in list_handed_in(work, case_id)}
    rows, back = store.list_recognitions(work.session, case_id), list_kept_back(work, case_id)
    return [
        _view(work, names, panel, Kept(row, confirmed.get(row.id), back.get(row.id)), documents.get(row.document_id))
        for row in rows[::-1]
    ]


def _view(work: Work, names: Names, panel: Panel, kept: Kept, document: Piece | None) -> RecognitionView:
    row, confirmed = kept.row, kept.confirmed
    found, viewer = read_recognition(work, row), str(work.actor.account_id)
    state = kept.state or ("ready" if is_complete(found, panel.ids) else "voting")
    seen = visible_ballots(found, panel.ids, viewer)
    if confirmed is not None:
        seen = tuple(Ballot(**each) for each in confirmed.ballots)
    differing = [each for each in seen if confirmed is not None and each.accepts != confirmed.accepted]
    return RecognitionView(
        id=row.id,
        code=row.code,
        criteria=tuple(row.criteria),
        basis=Basis(cast(BasisKind, row.kind), row.name, row.number, row.issuer, row.issued_on, row.valid_until),
        document=document,
        state=state,
        proposed_by=names.of(row.proposed_by),
        proposed_at=row.proposed_at,
        ballots=tuple(_named(names, seen)),
        dissent=tuple(_named(names, differing)),
        voted=len(counted(found.ballots, panel.ids)),
        confirmed_by=names.of(confirmed.confirmed_by) if confirmed else "",
        confirmed_at=confirmed.confirmed_at if confirmed else None,
        back=_back(names, kept.back) if kept.back else None,
        acts=_acts(panel, state, viewer, {each.member for each in found.ballots}, str(row.proposed_by))
        | _acts_back(panel, state, viewer, kept.back),
    )


def _back(names: Names, kept: KeptBack) -> BackView:
    asked_by, confirmed_by = names.of(kept.asked_by), names.of(kept.confirmed_by)
    return BackView(asked_by, kept.asked_at, kept.reason, confirmed_by, kept.confirmed_at)


def _acts(panel: Panel, state: State, viewer: str, voted: set[str], proposer: str) -> frozenset[Act]:
    if panel.problems or viewer not in panel.ids or state in ("recognised", "refused", "taken_back"):
        return frozenset()
    acts: dict[Act, bool] = {"vote": viewer not in voted, "confirm": state == "ready" and viewer != proposer}
    return frozenset(act for act, may in acts.items() if may)


def _acts_back(panel: Panel, state: State, viewer: str, kept: KeptBack | None) -> frozenset[Act]:
    if panel.problems or viewer not in panel.ids or state != "recognised":
        return frozenset()
    acts: dict[Act, bool] = {
        "ask_back": kept is None,
        "confirm_back": kept is not None and str(kept.asked_by) != viewer,
    }
    return frozenset(act for act, may in acts.items() if may)


def _named(names: Names, ballots: Iterable[Ballot]) -> Iterable[NamedBallot]:
    return (NamedBallot(names.of(UUID(each.member)), each.accepts, each.why) for each in ballots)


def _scopes(qualification: Qualification, recognised: set[str]) -> Iterable[tuple[str, str]]:
    for each in qualification.sets:
        outcomes = [one for one in each.outcomes if {criterion.code for criterion in one.criteria} - recognised]
        if outcomes:
            yield str(each.number), each.name
        for one in outcomes:
            yield one.code, one.text
            yield from (
                (criterion.code, criterion.text) for criterion in one.criteria if criterion.code not in recognised
            )
