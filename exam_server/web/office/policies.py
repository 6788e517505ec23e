"""The body's name and seat, and what it decides by itself, from appeals over years to second factors (P3, S8, P8)."""

from datetime import date

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from exam_server.core.appeals import APPEAL_MOVES
from exam_server.core.fees import FEE_BLOCKS
from exam_server.core.moderation import CHAIR_DECIDES, LARGEST_GAP
from exam_server.core.people import ROLE_WORDS
from exam_server.core.policy import ADVISOR_EXCLUDED, POLICY_LIMITS, POLICY_WORDS, PolicyKind
from exam_server.core.retention import RULES
from exam_server.core.second_factor import DEFAULTS as FACTOR_DEFAULTS
from exam_server.core.second_factor import ROLE_OF
from exam_server.core.text import text
from exam_server.services.body import get_body, name_body
from exam_server.services.deciding_policies import decide_policy
from exam_server.services.legal_day import legal_day
from exam_server.services.policies import list_standing
from exam_server.web.access import allow
from exam_server.web.acting import acting
from exam_server.web.office.views import may_plan, office
from exam_server.web.step_up import asks_proof
from exam_server.web.typed import number_or, typed_day
from exam_server.web.work import house, open_work


@office.get("/policies")
@allow("member.read")
def list_policies() -> str:
    """Each kind as it stands today, with its history; the office may decide anew."""
    defaults: dict[PolicyKind, int] = {
        "appeal_days": house().settings.appeal_days,
        "appeal_moves": APPEAL_MOVES,
        "advisor_excluded": ADVISOR_EXCLUDED,
        "fee_blocks": FEE_BLOCKS,
        "moderation_gap": LARGEST_GAP,
        "moderation_chair": CHAIR_DECIDES,
        **{each.policy: each.years for each in RULES.values() if each.policy},
        **FACTOR_DEFAULTS,
    }
    with open_work() as work:
        body, standing, today = get_body(work), list_standing(work, defaults), legal_day(work)
    return render_template(
        "office/policies.html",
        body=body,
        standing=[each for each in standing if each.kind not in ROLE_OF],
        factors=[each for each in standing if each.kind in ROLE_OF],
        roles={kind: ROLE_WORDS[role] for kind, role in ROLE_OF.items()},
        today=today,
        words=POLICY_WORDS,
        limits=POLICY_LIMITS,
        plans=may_plan(),
    )


@office.post("/policies/body")
@allow("member.write")
@asks_proof
def change_body() -> Response:
    """What was issued before keeps the name and seat that it was issued with."""
    with acting(text("Documents that are made from now on name the body so.")) as work:
        name_body(work, request.form.get("name", ""), request.form.get("seat", ""))
    return redirect(url_for("office.list_policies"))


@office.post("/policies")
@allow("member.write")
@asks_proof
def record_policy() -> Response:
    given = request.form
    with acting(text("The decision is recorded with your name and the time.")) as work:
        decide_policy(
            work,
            given.get("kind", ""),
            number_or(given.get("value", ""), 0, 99_999, otherwise=-1),
            _day(given.get("holds_from", "")),
            given.get("reason", ""),
        )
    return redirect(url_for("office.list_policies"))


def _day(written: str) -> date:
    """The chosen day; what isn't one lies in the past, where nothing can hold from."""
    try:
        return typed_day(written)
    except ValueError:
        return date.min
