"""Reviews of scenarios: somebody who wrote none of its revisions accepts one, or says what shall change."""

from collections.abc import Sequence
from uuid import UUID

from exam_server.core.problems import NotFound, Problem, Refused
from exam_server.core.simulation.standing import Verdict, against_review, may_be_planned
from exam_server.core.text import Text, text
from exam_server.services.qualification import Edition
from exam_server.services.scenario_desk import check_script_text, standings_of
from exam_server.services.work import Work
from exam_server.store import scenarios as store
from exam_server.store.tables import ScenarioReviewRow, ScenarioRevisionRow

LONGEST_NOTE = 4000


def list_against(work: Work, edition: Edition, code: str, problems: Sequence[Problem]) -> list[Text]:
    """What keeps the actor from accepting the current revision."""
    rows = store.list_history(work.session, work.organisation_id, edition.code, code)
    return list(against_review(work.actor.account_id, _makers(rows), "accept", problems, ""))


def review_scenario(work: Work, edition: Edition, code: str, number: int, verdict: Verdict, note: str) -> None:
    """Keep a verdict on the current revision, which is `number`. Raises NotFound, and Refused where rules say no."""
    work.record()
    rows = store.list_history(work.session, work.organisation_id, edition.code, code)
    if not rows:
        raise NotFound(code)
    what, row = text("The review wasn't taken."), rows[0]
    if row.number != number:
        raise Refused(
            what, text("Somebody saved another revision meanwhile."), text("Look at it, then review that one.")
        )
    _, problems = check_script_text(work, edition, row.source)
    reviewer = work.actor.account_id
    against = list(against_review(reviewer, _makers(rows), verdict, problems, note))
    if against or reviewer is None:
        raise Refused(what, against[0], text("Leave it to somebody else, or choose the other verdict and say why."))
    review = ScenarioReviewRow(
        id=work.new_id(),
        organisation_id=work.organisation_id,
        revision_id=row.id,
        reviewer_id=reviewer,
        verdict=verdict,
        note=note.strip()[:LONGEST_NOTE],
        made_at=work.now,
    )
    work.session.add(review)
    work.note("bank.scenario.reviewed", row.id, verdict=verdict, content=row.content_hash)


def require_plannable(work: Work, revision_id: UUID) -> None:
    """Raises Refused where an exam may not take the revision yet."""
    row = work.session.get_one(ScenarioRevisionRow, revision_id)
    if not may_be_planned(row.made_by is not None, standings_of(work, [revision_id])[revision_id]):
        raise Refused(
            text("The exam wasn't made."),
            text(
                "Nobody has reviewed revision {number} of the scenario “{title}”.", number=row.number, title=row.title
            ),
            text("Have it reviewed in the author's room, or choose another scenario."),
        )


def _makers(rows: Sequence[ScenarioRevisionRow]) -> set[UUID]:
    return {row.made_by for row in rows if row.made_by is not None}
