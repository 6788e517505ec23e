"""What an appeal's form says, and the words of its pages, for whichever room it's filed in."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from flask import request

from exam_server.core.appeal_ruling import LONGEST_WHY, OUTCOME_WORDS
from exam_server.core.appeals import GROUND_WORDS, LONGEST_WORDS, MOST_DOCUMENTS, NOT_FILED, STATE_WORDS, STEP_WORDS
from exam_server.core.case_words import METHOD_WORDS, REASON_WORDS, VERDICT_WORDS
from exam_server.core.problems import Refused
from exam_server.core.stages import STAGE_WORDS
from exam_server.core.text import text
from exam_server.formats.document_door import KINDS, ReadDocument
from exam_server.services.appeal_subject import Appealable
from exam_server.services.appealing import Filing
from exam_server.services.documents import keep_document
from exam_server.services.portfolio import LIMITS
from exam_server.web.document_files import folder
from exam_server.web.typed import number_within

APPEAL_WORDS: Mapping[str, Any] = {
    "stage_words": STAGE_WORDS,
    "ground_words": GROUND_WORDS,
    "state_words": STATE_WORDS,
    "step_words": STEP_WORDS,
    "outcome_words": OUTCOME_WORDS,
    "verdict_words": VERDICT_WORDS,
    "method_words": METHOD_WORDS,
    "reason_words": REASON_WORDS,
    "longest": LONGEST_WORDS,
    "longest_why": LONGEST_WHY,
    "most_documents": MOST_DOCUMENTS,
    "accepted": ",".join(KINDS),
    "most_bytes": LIMITS.document_bytes,
}
NO_ID = UUID(int=0)


def choose_stage(stages: Sequence[Appealable]) -> Appealable | None:
    """The stage that the address or the form names, else the only one that has what it asks about; None: to choose."""
    asked = request.values
    codes, number = set(asked.getlist("criterion")), asked.get("position", "")
    fits = [each for each in stages if codes <= {code for code, _, _ in each.criteria} and (each.items or not number)]
    named = [each for each in stages if str(each.stage_id) == asked.get("stage", "")]
    return next(iter(named), fits[0] if len(fits) == 1 else None)


def read_filing() -> Filing:
    """The form as it came; core and services say what is wrong with it."""
    form = request.form
    typed = form.get("position", "").strip()
    number = number_within(typed, 0, 9999)
    if typed and number is None:
        raise Refused(NOT_FILED, text("The question's number is no number."), text("Correct it."))
    return Filing(
        as_id(form.get("stage", "")),
        form.getlist("criterion"),
        number,
        form.getlist("ground"),
        form.get("words", ""),
    )


def read_enclosed() -> list[ReadDocument]:
    """The files that came along, checked and kept by the same door as a portfolio's; no transaction is open."""
    files = [each for each in request.files.getlist("file") if each.filename]
    if len(files) > MOST_DOCUMENTS:
        raise Refused(NOT_FILED, text("It takes {most} files.", most=MOST_DOCUMENTS), text("Choose what shows most."))
    return [keep_document(folder(), each.filename or "", each.read(), NOT_FILED) for each in files]


def as_id(given: str) -> UUID:
    """What the form names; what isn't an id names nothing."""
    try:
        return UUID(given)
    except ValueError:
        return NO_ID
