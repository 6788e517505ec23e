"""Deciding on an appeal: each member seals a view of their own, one proposes a ruling, another confirms (S9, P7)."""

from collections.abc import Mapping, Sequence
from typing import cast
from uuid import UUID

from exam_server.core.appeal_ruling import (
    LONGEST_WHY,
    Course,
    Opinion,
    Rating,
    find_course,
    require_opinion,
    require_other,
    require_reasons,
)
from exam_server.core.case import Verdict
from exam_server.core.problems import Refused
from exam_server.core.stages import StageKind
from exam_server.core.text import text
from exam_server.formats.plain import content_hash
from exam_server.services.appeal_decisions import carry_out
from exam_server.services.appeal_panel import AppealPanel, hear_if_complete, require_panel
from exam_server.services.appeal_rows import add_step
from exam_server.services.case import CaseView, view_whole
from exam_server.services.deciding import VERDICTS
from exam_server.services.work import Work
from exam_server.store import appeals as store
from exam_server.store.tables import AppealOpinionRow, AppealPointRow, AppealRow, AppealRulingRow, StageRow


def seal_opinion(
    work: Work, appeal_id: UUID, ratings: Mapping[str, tuple[str, str]], repeat: bool = False, why: str = ""
) -> None:
    """The actor's view, for good: a verdict and its reason by criterion, or that the simulation has to be repeated.

    Nobody sees it before all have sealed. Raises Refused where something is missing of it (S9), or it's sealed.
    """
    work.record()
    panel = require_panel(work, appeal_id)
    row, member = panel.row, str(work.actor.account_id)
    given = {code: Rating(_verdict(verdict), words.strip()[:LONGEST_WHY]) for code, (verdict, words) in ratings.items()}
    opinion = Opinion(member, {} if repeat else given, repeat, why.strip()[:LONGEST_WHY] if repeat else "")
    require_opinion(opinion, row.criteria, _kind(work, row))
    before = store.list_opinions(work.session, row.id)
    if row.state != "assigned" or any(str(each.account_id) == member for each in before):
        raise Refused(
            text("Your view wasn't sealed."), text("It's sealed already."), text("Nothing is to be done."), "S9"
        )
    plain = {code: {"verdict": given[code].verdict, "why": given[code].why} for code in row.criteria if not repeat}
    kept = AppealOpinionRow(
        id=work.new_id(),
        organisation_id=row.organisation_id,
        appeal_id=row.id,
        account_id=UUID(member),
        ratings=plain,
        repeat=repeat,
        why=opinion.why,
        content_hash=content_hash([plain, repeat, opinion.why]),
        sealed_at=work.now,
    )
    work.session.add(kept)
    work.session.flush()
    work.note("case.appeal.opinion.sealed", row.id, sheet=kept.content_hash)
    hear_if_complete(work, row, frozenset(panel.members))


def weigh_course(work: Work, panel: AppealPanel) -> Course:
    """What the sealed views come to, over how the criteria stand now. Raises Refused before all have sealed (S2)."""
    opinions = read_opinions(store.list_opinions(work.session, panel.row.id))
    before = standing_before(view_whole(work, panel.case), panel.row.criteria)
    return find_course(before, opinions, panel.ids, str(panel.chair), panel.rule)


def propose_appeal_ruling(work: Work, appeal_id: UUID, reasons: Mapping[str, str], words: str) -> None:
    """Put what the views come to into a ruling with its reasons; it counts once another member confirms (P7)."""
    work.record()
    panel = require_panel(work, appeal_id)
    course = weigh_course(work, panel)
    require_reasons(course, reasons, words)
    row = panel.row
    add_step(work, row, "proposed", kind=course.kind, outcome=course.outcome)
    ruling = AppealRulingRow(
        id=work.new_id(),
        organisation_id=row.organisation_id,
        appeal_id=row.id,
        kind=course.kind,
        outcome=course.outcome,
        words=words.strip()[:LONGEST_WHY],
        proposed_by=work.actor.account_id,
        proposed_at=work.now,
    )
    work.session.add(ruling)
    work.session.flush()
    for each in course.points:
        point = AppealPointRow(
            id=work.new_id(),
            organisation_id=row.organisation_id,
            ruling_id=ruling.id,
            criterion=each.criterion,
            before=each.before,
            after=each.after,
            outcome=each.outcome,
            reason=reasons[each.criterion].strip()[:LONGEST_WHY],
        )
        work.session.add(point)
    work.session.flush()


def return_appeal_ruling(work: Work, appeal_id: UUID, reason: str) -> None:
    """Another member sends it back with a reason: its words are written anew."""
    work.record()
    panel = require_panel(work, appeal_id)
    ruling = _proposed(work, panel.row)
    require_other(str(ruling.proposed_by), str(work.actor.account_id), panel.ids)
    if not reason.strip():
        raise Refused(text("The ruling wasn't sent back."), text("The reason is missing."), text("Write it."))
    add_step(work, panel.row, "returned", reason[:LONGEST_WHY])


def confirm_appeal_ruling(work: Work, appeal_id: UUID) -> int:
    """Another member than its proposer lets it hold (P7); gives how many criteria stand otherwise now.

    What it changes is recorded as evidence, and where the commission had decided, as a new decision; the old one stays.
    Raises Refused where something about the criteria has changed since the proposal.
    """
    work.record()
    panel = require_panel(work, appeal_id)
    row, ruling = panel.row, _proposed(work, panel.row)
    require_other(str(ruling.proposed_by), str(work.actor.account_id), panel.ids)
    points = store.list_points(work.session, ruling.id)
    now = {each.criterion: (each.before, each.after) for each in weigh_course(work, panel).points}
    if now != {each.criterion: (each.before, each.after) for each in points}:
        raise Refused(
            text("The ruling wasn't confirmed."),
            text("What it rests on has changed since it was proposed."),
            text("Send it back, so that it's proposed anew."),
            rule="P2",
        )
    changed = carry_out(work, panel, ruling, points)
    add_step(work, row, "confirmed", ruling=str(ruling.id), changed=changed)
    return changed


def read_opinions(rows: Sequence[AppealOpinionRow]) -> list[Opinion]:
    """Sealed views as core counts them."""
    return [
        Opinion(
            str(row.account_id),
            {code: Rating(cast(Verdict, each["verdict"]), str(each["why"])) for code, each in row.ratings.items()},
            row.repeat,
            row.why,
        )
        for row in rows
    ]


def standing_before(view: CaseView, criteria: Sequence[str]) -> dict[str, Verdict]:
    """How each criterion stands: by the decision that holds, else by its evidence."""
    standing = {row.criterion: row.standing for row in view.rows}
    return {
        code: view.held[code].verdict if code in view.held else standing[code] for code in criteria if code in standing
    }


def _kind(work: Work, row: AppealRow) -> StageKind:
    return cast(StageKind, work.session.get_one(StageRow, row.stage_id).kind)


def _proposed(work: Work, row: AppealRow) -> AppealRulingRow:
    ruling = store.find_ruling(work.session, row.id)
    if row.state != "proposed" or ruling is None:
        raise Refused(
            text("Nothing was done with the appeal."),
            text("No ruling waits for its confirmation."),
            text("Reload the page."),
            rule="S9",
        )
    return ruling


def _verdict(given: str) -> Verdict:
    found = next((each for each in VERDICTS if each == given), None)
    if found is None:
        raise Refused(
            text("Your view wasn't sealed."), text("No verdict was chosen."), text("Choose one and send again.")
        )
    return found
