"""What is done at an exam and what is still missing, in the order in which it's done."""

from dataclasses import dataclass
from typing import Literal

from exam_server.core.commission import smallest_commission
from exam_server.core.text import Text, text
from exam_server.services.exam_overview import ExamOverview
from exam_server.services.publishing import Publication

Standing = Literal["done", "missing", "later"]
ORDER = ("planned", "frozen", "open", "closed", "released")


@dataclass(frozen=True)
class Step:
    name: Text
    standing: Standing
    remark: Text | None = None
    rule: str = ""


def check_exam(overview: ExamOverview, draw: Publication | None) -> list[Step]:
    """The steps of this exam: those of the test (with its `draw`) or of the simulation only where it has one."""
    return [*_preparation(overview, draw), *_running(overview), *_results(overview)]


def _preparation(overview: ExamOverview, draw: Publication | None) -> list[Step]:
    count = len(overview.candidates)
    steps = [
        Step(text("Plan of verification usable"), _done(overview.plan_is_usable), rule="S1"),
        Step(text("Commission"), _done(overview.has_commission), _commission_remark(overview), "S2"),
        Step(text("Candidates"), _done(count > 0), text("enrolled: {count}", count=count)),
    ]
    if draw is not None and draw.with_chair:
        given = any(each.role == "chair" for each in draw.given)
        steps.append(Step(text("Chair's contribution to the draw"), _done(given)))
    if overview.exam.blueprint_id:
        spares = sum(form.seat == 0 for form in overview.forms)
        remark = text("forms: {count}, spares: {spares}", count=len(overview.forms), spares=spares)
        steps.append(Step(text("Test forms drawn and frozen"), _reached(overview, "frozen"), remark))
    if overview.exam.simulates:
        remark = text("planned: {count} of {total}", count=overview.encounters, total=overview.simulated)
        steps.append(Step(text("Encounters planned"), _done(overview.has_encounters), remark))
    return steps


def _commission_remark(overview: ExamOverview) -> Text:
    """What the commission lacks before it may decide anything, else how large it is."""
    if overview.standing.demanded and not overview.is_appointed:
        return text("not appointed yet: no decision can be taken")
    if overview.standing.demanded and overview.standing.unlawful:
        return text("not legal for candidates: {count}; their decisions wait", count=overview.standing.unlawful)
    least = smallest_commission(overview.standing.edition.content)
    return text("members: {count}, one of them the chair; at least {least}", count=overview.commission, least=least)


def _running(overview: ExamOverview) -> list[Step]:
    steps = [Step(text("Room and equipment fit, signed"), _done(overview.room_signed), rule="S7")]
    if overview.exam.blueprint_id:
        steps.append(Step(text("Opened by the desk"), _reached(overview, "open")))
    if overview.exam.simulates:
        remark = text("concluded: {count} of {total}", count=overview.encounters_agreed, total=overview.encounters)
        steps.append(Step(text("Simulations concluded"), "done" if overview.has_concluded else "later", remark))
    if overview.exam.blueprint_id:
        return [*steps, Step(text("Closed by the desk"), _reached(overview, "closed"))]
    return [*steps, Step(text("Closed by the office"), _done(overview.exam.state in ("closed", "released")))]


def _results(overview: ExamOverview) -> list[Step]:
    steps = []
    if overview.exam.blueprint_id:
        is_closed = overview.exam.state in ("closed", "released")
        if overview.papers:
            remark = text("papers: {count}, still to type in: {open}", count=overview.papers, open=overview.papers_open)
            steps.append(Step(text("Papers typed in"), _done(overview.papers_open == 0), remark))
        standing: Standing = _done(overview.is_marked) if is_closed else "later"
        remark = text("marked: {count} of {total}", count=overview.marked, total=overview.to_mark)
        steps.append(Step(text("Test marked"), standing, remark if is_closed else None))
        if overview.texts:
            read = text("read: {count} of {total}", count=overview.texts_read, total=overview.texts)
            all_read = overview.texts_read == overview.texts
            steps.append(Step(text("Written responses read by members"), _done(all_read), read, "S2"))
    return [*steps, Step(text("Results released to the candidates"), _reached(overview, "released"))]


def _done(is_done: bool) -> Standing:
    return "done" if is_done else "missing"


def _reached(overview: ExamOverview, state: str) -> Standing:
    """Done from that state on; what comes right after the present state is missing, the rest is for later."""
    here, there = ORDER.index(overview.exam.state), ORDER.index(state)
    if here >= there:
        return "done"
    return "missing" if there == here + 1 else "later"
