"""The portfolio as the commission judges it: each member alone, sealed, then together."""

from collections.abc import Callable
from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from exam_server.core.ballots import LONGEST_WHY
from exam_server.core.judging import ASPECTS, DIFFERENCE_WORDS, Aspect, Finding, Target
from exam_server.core.problems import Refused
from exam_server.core.text import Text, text
from exam_server.services import judging
from exam_server.services.documents import get_handed_in_document
from exam_server.services.judging_view import show_judging
from exam_server.services.work import Work
from exam_server.web.access import allow
from exam_server.web.acting import act_and_say
from exam_server.web.commission.views import PIECE_WORDS, commission
from exam_server.web.document_files import folder, read_words
from exam_server.web.flashes import flash_done, refusal_words
from exam_server.web.work import open_work

PORTFOLIO = "/cases/<uuid:case_id>/portfolio"
PIECE = f"{PORTFOLIO}/pieces/<uuid:mapping_id>"
CRITERION = f"{PORTFOLIO}/criteria/<criterion>"
STATES: dict[str, tuple[str, Text]] = {
    "alone": ("waiting", text("judged by each alone")),
    "sealed": ("info", text("all agree")),
    "together": ("flag", text("to be talked over")),
    "settled": ("saved", text("settled by the commission")),
}
QUESTIONS: dict[Aspect, Text] = {
    "sufficient": text("Sufficient: does it show the criterion, by itself or with the other pieces?"),
    "current": text("Current: does it show what the candidate can do today?"),
    "authentic": text("Authentic: is it genuine, and the candidate's own?"),
}
WORDS = PIECE_WORDS | {
    "states": STATES,
    "questions": QUESTIONS,
    "difference_words": DIFFERENCE_WORDS,
    "longest": LONGEST_WHY,
}


@commission.get(PORTFOLIO)
@allow("case.read")
def show_portfolio(case_id: UUID) -> str:
    """By criterion: which piece is said to show it, how, and where its judging stands."""
    with open_work() as work:
        view = show_judging(work, case_id)
    return render_template("commission/portfolio.html", view=view, case=view.case, **WORDS)


@commission.get(PIECE)
@allow("case.read")
def show_claim(case_id: UUID, mapping_id: UUID) -> str:
    """One piece and what it's said to show, with the viewer's own judgement of it."""
    return _show_claim(case_id, mapping_id)


def _show_claim(case_id: UUID, mapping_id: UUID, refused: Refused | None = None) -> str:
    words = ""
    with open_work() as work:
        view = show_judging(work, case_id)
        target, claim = view.find_claim(mapping_id)
        piece = claim.mapped.piece
        if piece.document_kind == "text":
            words = read_words(*get_handed_in_document(work, folder(), case_id, piece.id))
    ids = [each.mapped.id for one in view.targets for each in one.claims]
    place = ids.index(mapping_id)
    return render_template(
        "commission/claim.html",
        view=view,
        case=view.case,
        target=target,
        claim=claim,
        words=words,
        refused=refusal_words(refused) if refused else "",
        typed=request.form,
        before=ids[place - 1] if place else None,
        after=ids[place + 1] if place + 1 < len(ids) else None,
        **WORDS,
    )


@commission.post(PIECE)
@allow("case.decide")
def judge(case_id: UUID, mapping_id: UUID) -> Response | tuple[str, int]:
    """Keep the actor's own judgement and go on to the next piece that they haven't judged."""
    try:
        with open_work() as work:
            judging.judge_mapping(work, case_id, mapping_id, _findings())
        with open_work() as work:
            following = show_judging(work, case_id).next_claim()
    except Refused as refused:
        return _show_claim(case_id, mapping_id, refused), 422
    flash_done(text("Your judgement is kept; nobody else sees it before all have sealed."))
    if following is None:
        return redirect(url_for("commission.show_portfolio", case_id=case_id))
    return redirect(url_for("commission.show_claim", case_id=case_id, mapping_id=following))


def _findings() -> dict[Aspect, Finding]:
    """What was answered; an answer that is missing is a missing reason."""
    found = {}
    for aspect in ASPECTS:
        answer, why = request.form.get(aspect, ""), request.form.get(f"{aspect}_why", "")
        found[aspect] = Finding(answer == "yes", why if answer in ("yes", "no") else "")
    return found


@commission.post(f"{PORTFOLIO}/seal")
@allow("case.decide")
def seal_judgements(case_id: UUID) -> Response:
    def act(work: Work) -> Text:
        judging.seal_judgements(work, case_id)
        return text("Your judgements are sealed.")

    return _act(case_id, act)


@commission.post(f"{PORTFOLIO}/settlement")
@allow("case.decide")
def settle_agreed(case_id: UUID) -> Response:
    def act(work: Work) -> Text:
        return text("Settled, and kept as evidence: {count}.", count=judging.settle_agreed(work, case_id))

    return _act(case_id, act)


def _act(case_id: UUID, do: Callable[[Work], Text]) -> Response:
    act_and_say(do)
    return redirect(url_for("commission.show_portfolio", case_id=case_id))


@commission.get(CRITERION)
@allow("case.read")
def show_together(case_id: UUID, criterion: str) -> str:
    """All sealed judgements of a criterion side by side, and the vote where they differ; `?part=a`: of one part."""
    return _show_together(case_id, Target(criterion, request.args.get("part", "")))


def _show_together(case_id: UUID, target: Target, refused: Refused | None = None) -> str:
    with open_work() as work:
        view = show_judging(work, case_id)
    return render_template(
        "commission/together.html",
        view=view,
        case=view.case,
        target=view.find(target),
        refused=refusal_words(refused) if refused else "",
        typed=request.form,
        **WORDS,
    )


@commission.post(CRITERION)
@allow("case.decide")
def vote_together(case_id: UUID, criterion: str) -> Response | tuple[str, int]:
    target = Target(criterion, request.form.get("part", ""))
    answer = request.form.get("accepts", "")
    try:
        with open_work() as work:
            why = request.form.get("why", "") if answer in ("yes", "no") else ""
            judging.vote_together(work, case_id, target, answer == "yes", why)
    except Refused as refused:
        return _show_together(case_id, target, refused), 422
    flash_done(text("Your vote on {code} is kept.", code=criterion))
    return redirect(url_for("commission.show_together", case_id=case_id, criterion=criterion, part=target.part or None))
