"""Shared cases at their author's desk: listed with what hangs on them, checked, previewed, saved as revisions."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from exam_server.core.bank import Stimulus
from exam_server.core.problems import NotFound, Problem, Refused
from exam_server.core.text import Text, text
from exam_server.formats.picture_names import Names, check_pictures, rename_pictures
from exam_server.formats.plain import from_plain
from exam_server.formats.richtext import check_plain, check_richtext, render
from exam_server.services.bank import load_stimuli
from exam_server.services.media import ids_in, known_pictures, names_of, shown_media
from exam_server.services.work import Work
from exam_server.store import bank as bank_store
from exam_server.store import stimuli as store

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LONGEST_TITLE = 200
NOT_SAVED = text("The case wasn't saved.")


@dataclass(frozen=True)
class FiledStimulus:
    """A shared case with its current revision; `items` are the codes and statuses of what hangs on it."""

    number: int
    stimulus: Stimulus
    items: tuple[tuple[str, str], ...] = ()


def list_stimuli(work: Work, qualification: str) -> list[FiledStimulus]:
    """Every shared case of a bank by its id, with the items that hang on it."""
    hanging: dict[str, list[tuple[str, str]]] = {}
    for case, code, status in store.list_hanging(work.session, work.organisation_id, qualification):
        hanging.setdefault(case, []).append((code, status))
    rows = store.list_current(work.session, work.organisation_id, qualification)
    return [
        FiledStimulus(row.number, from_plain(Stimulus, row.content), tuple(hanging.get(row.code, ()))) for row in rows
    ]


def get_stimulus(work: Work, qualification: str, code: str) -> FiledStimulus:
    """One shared case; its body names pictures as authors do. NotFound where there is none."""
    found = next((each for each in list_stimuli(work, qualification) if each.stimulus.id == code), None)
    if found is None:
        raise NotFound(code)
    names = names_of(work, ids_in([found.stimulus.body]))
    return replace(found, stimulus=replace(found.stimulus, body=rename_pictures(found.stimulus.body, names)))


def check_stimulus(work: Work, stimulus: Stimulus) -> tuple[Problem, ...]:
    """What stands against saving it; `place` is the field: id, title or body."""
    return tuple(_check(stimulus, known_pictures(work)))


def _check(stimulus: Stimulus, known: Names) -> Iterator[Problem]:
    if not SLUG.fullmatch(stimulus.id):
        message = text("The code consists of small letters, digits and single hyphens.")
        yield Problem(message, place="id", rule="value")
    if not stimulus.title.strip() or len(stimulus.title) > LONGEST_TITLE:
        message = text("The title needs 1 to {limit} characters.", limit=LONGEST_TITLE)
        yield Problem(message, place="title", rule="value")
    if not stimulus.body.strip():
        yield Problem(text("The text of the case is empty."), place="body", rule="value")
    yield from (replace(each, place="title") for each in check_plain(stimulus.title))
    for problem in (*check_richtext(stimulus.body), *check_pictures(stimulus.body, known)):
        yield replace(problem, place="body")


def preview_stimulus(work: Work, stimulus: Stimulus) -> tuple[str, Text | None]:
    """Its body as candidates would see it, or why it can't be shown."""
    body = rename_pictures(stimulus.body, known_pictures(work))
    try:
        return render(body, media=shown_media(work, [body])), None
    except Refused as refusal:
        return "", refusal.why


def save_stimulus(work: Work, qualification: str, code: str, stimulus: Stimulus, based_on: int) -> int:
    """The next revision of a shared case, or the first one where `code` is empty; gives its number.

    Forms that are frozen keep the revision that they have. Raises Refused where something stands against it, or where
    somebody saved another revision since `based_on`.
    """
    problems = check_stimulus(work, stimulus)
    if problems:
        raise Refused(NOT_SAVED, problems[0].message, text("Correct it, and save again."))
    body = rename_pictures(stimulus.body, known_pictures(work))
    work.record()
    before = bank_store.find_stimulus(work.session, work.organisation_id, qualification, stimulus.id)
    if not code and before is not None:
        why = text("There is a case {code} already.", code=stimulus.id)
        raise Refused(NOT_SAVED, why, text("Choose another code, or edit that case."))
    if code and (before is None or before.number != based_on):
        raise Refused(
            NOT_SAVED,
            text("Somebody saved another revision of it since you opened it."),
            text("Compare your text below with the current revision; saving it again replaces that one."),
        )
    load_stimuli(work, qualification, [replace(stimulus, body=body)])
    work.session.flush()
    filed = bank_store.find_stimulus(work.session, work.organisation_id, qualification, stimulus.id)
    if filed is None:
        raise NotFound(stimulus.id)
    work.note("bank.stimulus.saved", filed.id, number=filed.number, content=filed.content_hash)
    return filed.number
