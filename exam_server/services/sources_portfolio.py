"""The pieces behind an evidence record: what each is said to show, how each member judged it, and the votes."""

from dataclasses import dataclass

from exam_server.core.judging import Target
from exam_server.services.judged import load_judged, to_settlement
from exam_server.services.judging_view import NamedJudgement, SettledView, name_judgement, show_settled
from exam_server.services.panel import get_case_row
from exam_server.services.people import Names
from exam_server.services.portfolio import Mapped
from exam_server.services.work import Work
from exam_server.store import judging as store
from exam_server.store.tables import EvidenceRow


@dataclass(frozen=True)
class JudgedPiece:
    mapped: Mapped
    judgements: tuple[NamedJudgement, ...]


@dataclass(frozen=True)
class PortfolioSource:
    """`settled` is None, and `pieces` empty, for a member who judges the same anew and hasn't sealed yet."""

    pieces: tuple[JudgedPiece, ...]
    settled: SettledView | None


def show_portfolio(work: Work, evidence: EvidenceRow) -> PortfolioSource | None:
    """The settlement that the record rests on, with its judgements; None where it's gone."""
    row = store.find_settlement(work.session, evidence)
    if row is None:
        return None
    judged = load_judged(work, get_case_row(work, evidence.case_id))
    target, found = Target(row.criterion, row.part), to_settlement(row)
    if not judged.may_see_settled(target, str(work.actor.account_id)):
        return PortfolioSource((), None)
    names = Names(work)
    sheets = [judged.sheets[member] for member in sorted(found.tally.members)]
    pieces = tuple(
        JudgedPiece(
            judged.mappings[claim.id],
            tuple(name_judgement(names, sheet.current[claim.id], judged.panel) for sheet in sheets),
        )
        for claim in judged.claims_of(target)
        if claim.id in found.claims
    )
    last = judged.last(target)
    stands = last is not None and last.id == row.id and judged.state_of(target) == "settled"
    return PortfolioSource(pieces, show_settled(names, row, stands))
