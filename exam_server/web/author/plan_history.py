"""The revisions of a verification plan, what changed between two of them, and what that does to the tests' risks."""

from collections.abc import Sequence
from uuid import UUID

from flask import render_template, request

from exam_server.core.item_differences import diff_words
from exam_server.core.plan import AgreedLevel, ItemsRight, MethodUse, PlanLine
from exam_server.core.plan_editing import compare_plans, write_parts
from exam_server.core.problems import NotFound
from exam_server.core.text import text
from exam_server.services import plan_risks as service
from exam_server.services.plan_risks import PlanRevision
from exam_server.services.qualification import get_edition
from exam_server.web.access import allow
from exam_server.web.author.risk_words import read_standard
from exam_server.web.author.room import author
from exam_server.web.author.words import SHORT_METHODS
from exam_server.web.language import speak
from exam_server.web.typed import whole_number
from exam_server.web.work import open_work


@author.get("/plan/<uuid:edition_id>/revisions")
@allow("plan.read")
def list_plan_revisions(edition_id: UUID) -> str:
    """Every revision, and what changed between two of them: by default in the newest."""
    with open_work() as work:
        edition = get_edition(work, edition_id)
        revisions = service.list_plan_revisions(work, edition_id)
        after = _revision(revisions, request.args.get("after", type=whole_number, default=revisions[0].number))
        before = _revision(revisions, request.args.get("before", type=whole_number, default=max(1, after.number - 1)))
        risks = service.compare_risks(work, edition, before.plan, after.plan, read_standard(request.args))
    return render_template(
        "author/plan_history.html",
        edition=edition,
        revisions=revisions,
        before=before,
        after=after,
        changes=[
            (change.criterion, diff_words(describe_line(change.before), describe_line(change.after)))
            for change in compare_plans(before.plan, after.plan)
        ],
        changed_risks=risks,
    )


def _revision(revisions: Sequence[PlanRevision], number: int) -> PlanRevision:
    found = next((each for each in revisions if each.number == number), None)
    if found is None:
        raise NotFound(str(number))
    return found


def describe_line(line: PlanLine | None) -> str:
    """A line as text, a statement a line: methods with what suffices, the main one first, parts, interpretation."""
    if line is None:
        return ""
    told = [*(_use(each) for each in line.uses), write_parts(line.parts), line.interpretation]
    dated = line.interpreted_on.isoformat() if line.interpreted_on else ""
    minutes = speak(text("{minutes} min", minutes=line.minutes)) if line.minutes else ""
    return "\n".join(filter(None, [*told, dated, minutes]))


def _use(use: MethodUse) -> str:
    name = SHORT_METHODS[use.method]
    rule = use.sufficiency
    if isinstance(rule, ItemsRight):
        return speak(text("{method}: {needed} right of {asked}", method=name, needed=rule.needed, asked=rule.asked))
    if isinstance(rule, AgreedLevel):
        return speak(text("{method}: level {level} or higher", method=name, level=rule.threshold))
    return speak(name)
