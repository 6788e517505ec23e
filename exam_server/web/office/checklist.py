"""What is done at an exam and what is still missing, in the order in which it's done, each with where that is."""

from dataclasses import dataclass
from typing import Literal

from flask import url_for

from exam_server.core.commission import smallest_commission
from exam_server.core.text import Text, text
from exam_server.services.exam_overview import ExamOverview
from exam_server.services.publishing import Publication

Standing = Literal["done", "missing", "later"]
ORDER = ("planned", "frozen", "open", "closed", "released")
ACTS, CANDIDATES, DRAW = "#acts", "#candidates", "#draw"
"""Parts of the exam's own page."""


@dataclass(frozen=True)
class Step:
    """`place`: the address where it's done."""

    name: Text
    standing: Standing
    place: str
    remark: Text | None = None
    rule: str = ""


def check_exam(overview: ExamOverview, draw: Publication | None) -> list[Step]:
    """The steps of this exam: those of the test (with its `draw`) or of the simulation only where it has one."""
    return [*_preparation(overview, draw), *_running(overview), *_results(overview)]


def _preparation(overview: ExamOverview, draw: Publication | None) -> list[Step]:
    count, edition = len(overview.candidates), overview.standing.edition
    plan = url_for("author.edit_plan", edition_id=edition.id, qualification=edition.code)
    steps = [
        Step(text("Plan of verification usable"), _done(overview.plan_is_usable), plan, rule="S1"),
        Step(text("Commission"), _done(overview.has_commission), *_commission(overview), "S2"),
        Step(text("Candidates"), _done(count > 0), CANDIDATES, text("enrolled: {count}", count=count)),
    ]
    if draw is not None and draw.with_chair:
        given = any(each.role == "chair" for each in draw.given)
        steps.append(Step(text("Chair's contribution to the draw"), _done(given), DRAW))
    if overview.exam.blueprint_id:
        spares = sum(form.seat == 0 for form in overview.forms)
        remark = text("forms: {count}, spares: {spares}", count=len(overview.forms), spares=spares)
        steps.append(Step(text("Test forms drawn and frozen"), _reached(overview, "frozen"), ACTS, remark))
    if overview.exam.simulates:
        remark = text("planned: {count} of {total}", count=overview.encounters, total=overview.simulated)
        steps.append(Step(text("Encounters planned"), _done(overview.has_encounters), ACTS, remark))
    return steps


def _commission(overview: ExamOverview) -> tuple[str, Text]:
    """Where it's composed, and what it lacks before it may decide anything, else how large it is."""
    standing = overview.standing
    page = _page(overview, "office.show_commission" if standing.demanded else "office.change_members")
    if standing.demanded and not overview.is_appointed:
        return page, text("not appointed yet: no decision can be taken")
    if standing.demanded and standing.unlawful:
        return page, text("not legal for candidates: {count}; their decisions wait", count=standing.unlawful)
    least = smallest_commission(standing.edition.content)
    count = overview.commission
    return page, text("members: {count}; at least {least} are needed, one of whom leads", count=count, least=least)


def _running(overview: ExamOverview) -> list[Step]:
    conditions, board = _page(overview, "desk.show_conditions"), _page(overview, "desk.show_board")
    steps = [Step(text("Room and equipment fit, signed"), _done(overview.room_signed), conditions, rule="S7")]
    if overview.exam.blueprint_id:
        steps.append(Step(text("Opened by the desk"), _reached(overview, "open"), board))
    if overview.exam.simulates:
        remark = text("concluded: {count} of {total}", count=overview.encounters_agreed, total=overview.encounters)
        day = _page(overview, "office.show_exam_day")
        steps.append(Step(text("Simulations concluded"), _concluded(overview), day, remark))
    if overview.exam.blueprint_id:
        return [*steps, Step(text("Closed by the desk"), _reached(overview, "closed"), board)]
    return [*steps, Step(text("Closed by the office"), _closed(overview), ACTS)]


def _results(overview: ExamOverview) -> list[Step]:
    steps = []
    if overview.exam.blueprint_id:
        is_closed = overview.exam.state in ("closed", "released")
        if overview.papers:
            remark = text("papers: {count}, still to type in: {open}", count=overview.papers, open=overview.papers_open)
            papers = _page(overview, "desk.show_papers")
            steps.append(Step(text("Papers typed in"), _done(overview.papers_open == 0), papers, remark))
        standing: Standing = _done(overview.is_marked) if is_closed else "later"
        remark = text("marked: {count} of {total}", count=overview.marked, total=overview.to_mark)
        steps.append(Step(text("Test marked"), standing, ACTS, remark if is_closed else None))
        if overview.texts:
            read = text("read: {count} of {total}", count=overview.texts_read, total=overview.texts)
            reading, all_read = _page(overview, "office.show_reading"), overview.texts_read == overview.texts
            steps.append(Step(text("Written responses read by members"), _done(all_read), reading, read, "S2"))
    return [*steps, Step(text("Results released to the candidates"), _reached(overview, "released"), ACTS)]


def _concluded(overview: ExamOverview) -> Standing:
    """Simulations are to be done once they're planned and their room is ready."""
    if overview.has_concluded:
        return "done"
    return "missing" if overview.has_encounters and overview.room_signed else "later"


def _closed(overview: ExamOverview) -> Standing:
    """An exam without a test is closed when its simulations are over."""
    if overview.exam.state in ("closed", "released"):
        return "done"
    return "missing" if overview.has_concluded else "later"


def _page(overview: ExamOverview, endpoint: str) -> str:
    return url_for(endpoint, exam_id=overview.exam.id)


def _done(is_done: bool) -> Standing:
    return "done" if is_done else "missing"


def _reached(overview: ExamOverview, state: str) -> Standing:
    """Done from that state on; what comes right after the present state is missing, the rest is for later."""
    here, there = ORDER.index(overview.exam.state), ORDER.index(state)
    if here >= there:
        return "done"
    return "missing" if there == here + 1 else "later"
