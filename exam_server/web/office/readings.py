"""Where two readings of a paper differ, the office decides, with a reason: it typed neither of them."""

from dataclasses import dataclass
from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from exam_server.core.delivery import Compared, Run, differing_words, is_given, normal_form
from exam_server.core.problems import Refused
from exam_server.services import people, readings, transcription
from exam_server.services.sources_response import in_letters
from exam_server.web.access import allow
from exam_server.web.flashes import flash_done, flash_note, flash_refusal
from exam_server.web.office.views import office
from exam_server.web.typed import number_or
from exam_server.web.work import open_work

LONGEST_REASON = 2000
READINGS = "/exams/<uuid:exam_id>/papers/<uuid:sitting_id>/readings"


@dataclass(frozen=True)
class Choice:
    """Something to decide for: who read it (empty: it's the screen's), and its words; `own` ones differ."""

    readers: tuple[str, ...]
    on_screen: bool
    runs: tuple[Run, ...]


@office.get(READINGS)
@allow("exam.plan")
def compare_readings(exam_id: UUID, sitting_id: UUID) -> str:
    with open_work() as work:
        found = readings.get_comparison(work, exam_id, sitting_id)
        names = [people.get_name(work, account) for account in found.typed_by]
        typed_it = work.actor.account_id in found.typed_by
    return render_template(
        "office/readings.html",
        exam_id=exam_id,
        found=found,
        items={item.position: item for item in found.items},
        open=[(each, _choices(each, names)) for each in found.compared if each.is_open],
        decided=[(each.position, in_letters(each.response)) for each in found.compared if each.standing == "decided"],
        typed_it=typed_it,
    )


def _choices(compared: Compared, names: list[str]) -> list[Choice]:
    choices = compared.choices
    shown = []
    for place, response in enumerate(choices):
        form = normal_form(response)
        readers = tuple(name for name, read in zip(names, compared.readings, strict=True) if normal_form(read) == form)
        on_screen = is_given(compared.on_screen) and normal_form(compared.on_screen) == form
        other = choices[0 if place else -1]
        shown.append(Choice(readers, on_screen, differing_words(in_letters(response), in_letters(other))))
    return shown


@office.post(READINGS)
@allow("exam.plan")
def decide_reading(exam_id: UUID, sitting_id: UUID) -> Response:
    position = number_or(request.form.get("position", ""), 1, 9999, otherwise=0)
    choice = number_or(request.form.get("choice", ""), 0, 2, otherwise=-1)
    reason = request.form.get(f"reason-{position}", "")[:LONGEST_REASON]
    try:
        with open_work() as work:
            outcome = transcription.decide(work, exam_id, sitting_id, position, choice, reason)
    except Refused as refused:
        flash_refusal(refused)
        return redirect(url_for("office.compare_readings", exam_id=exam_id, sitting_id=sitting_id))
    if outcome.receipt is not None:
        flash_done(outcome.words)
        return redirect(url_for("office.show_papers", exam_id=exam_id))
    flash_note(outcome.words)
    return redirect(url_for("office.compare_readings", exam_id=exam_id, sitting_id=sitting_id))
