"""Writing a scenario: a draft of its author, as one text or block by block as forms, filed as the next revision."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from exam_server.core.problems import NotFound, Problem, Refused
from exam_server.core.simulation.identity import revision_hash
from exam_server.core.simulation.script import Scenario
from exam_server.core.text import Text, text
from exam_server.formats.scenario_form import BLOCKS, act_on_block, fits, read_block, write_block
from exam_server.formats.scenario_form.blank import as_twin, blank_scenario
from exam_server.formats.scenario_form.writing import Fields
from exam_server.formats.yaml_lines import load_yaml
from exam_server.services import bank, drafts
from exam_server.services.drafts import Draft, Form
from exam_server.services.item_editing import Saved
from exam_server.services.qualification import Edition
from exam_server.services.scenario_desk import check_script_text
from exam_server.services.work import Work
from exam_server.store import bank as store

SOURCE = "source"


@dataclass(frozen=True)
class OpenBlock:
    """A block of a draft as a form; `fields` None: the text's block isn't of the form's shape, or isn't readable."""

    block: str
    fields: Fields | None


def begin_draft(work: Work, edition: Edition, code: str) -> UUID:
    """The actor's newest draft of this scenario, else a new one from its current revision. Raises NotFound."""
    waiting = drafts.list_drafts(work, edition.code, "scenario", code)
    if waiting:
        return waiting[0].id
    row = store.find_scenario(work.session, work.organisation_id, edition.code, code)
    if row is None:
        raise NotFound(code)
    return _new_draft(work, Form(edition.code, "scenario", code, row.number), row.source)


def begin_new(work: Work, edition: Edition, like: str = "") -> UUID:
    """A draft of a scenario that isn't filed yet: blank, or the parallel variant of another. Raises NotFound."""
    plain = blank_scenario(edition.code)
    if like:
        row = store.find_scenario(work.session, work.organisation_id, edition.code, like)
        found = _plain(row.source) if row else None
        if found is None:
            raise NotFound(like)
        plain = as_twin(found, like)
    return _new_draft(work, Form(edition.code, "scenario", "", 0), _written(plain))


def _new_draft(work: Work, form: Form, source: str) -> UUID:
    draft_id = work.new_id()
    drafts.keep_draft(work, draft_id, form, {SOURCE: source})
    return draft_id


def get_source(draft: Draft) -> str:
    return draft.fields.get(SOURCE, "")


def get_draft(work: Work, draft_id: UUID) -> Draft:
    """One of the actor's own drafts of scenarios; NotFound for any other."""
    draft = drafts.get_draft(work, draft_id)
    if draft.form.subject != "scenario":
        raise NotFound(str(draft_id))
    return draft


def keep_source(work: Work, draft: Draft, source: str) -> None:
    """Keep the draft's text as it was typed."""
    if source != get_source(draft):
        drafts.keep_draft(work, draft.id, draft.form, {SOURCE: source})


def open_block(source: str, block: str) -> OpenBlock:
    """A block of a text as its form. Raises NotFound for a block that no scenario has."""
    part = BLOCKS.get(block)
    if part is None:
        raise NotFound(block)
    plain = _plain(source)
    if plain is None or not (plain.get(block) is None or fits(part, plain[block])):
        return OpenBlock(block, None)
    return OpenBlock(block, write_block(part, plain.get(block)))


def write_into(source: str, block: str, fields: Fields, act: str = "") -> str:
    """The text with a block as its form says, after a row's button; unchanged where the block can't be a form.

    The whole is written anew, so comments and the way it was laid out go.
    """
    plain, part = _plain(source), BLOCKS[block]
    if plain is None or open_block(source, block).fields is None:
        return source
    before = plain.get(block)
    read = act_on_block(part, read_block(part, fields, before), act)
    if read == (before if before is not None else read_block(part, {}, None)):
        return source
    plain[block] = read
    if part.optional and not read:
        del plain[block]
    return _written({key: plain[key] for key in (*BLOCKS, *plain) if key in plain})


def _written(plain: dict[str, Any]) -> str:
    from exam_server.formats.yaml_text import dump_yaml

    return dump_yaml(plain)


def _plain(source: str) -> dict[str, Any] | None:
    located, problems = load_yaml(source)
    return located.data if located is not None and not problems and isinstance(located.data, dict) else None


def file_draft(work: Work, edition: Edition, draft_id: UUID, reason: str) -> Saved:
    """File the draft as the scenario's next revision and end it; nothing is filed where there is an error.

    Raises Refused where somebody filed another revision since the draft was begun.
    """
    draft = get_draft(work, draft_id)
    scenario, problems = check_script_text(work, edition, get_source(draft))
    if scenario is not None:
        problems = (*_misplaced(work, edition, draft, scenario), *problems)
    if scenario is None or any(each.severity == "error" for each in problems):
        return Saved(draft.form.code, None, problems)
    work.record()
    if drafts.current_number(work, Form(edition.code, "scenario", scenario.id, 0)) != draft.form.based_on:
        raise Refused(
            text("The scenario wasn't saved."),
            text("Somebody saved another revision of it since you began."),
            text("Compare your draft with it below; saving again replaces it, and both stay in the history."),
        )
    number = bank.load_scenario(
        work,
        edition.code,
        scenario.id,
        scenario.about.title,
        get_source(draft),
        revision_hash(scenario),
        reason.strip(),
        work.actor.account_id,
    )
    drafts.end_draft(work, draft_id)
    return Saved(scenario.id, number, problems)


def _misplaced(work: Work, edition: Edition, draft: Draft, scenario: Scenario) -> list[Problem]:
    """What a draft may not change: the scenario's code and its qualification."""
    found = []
    code = draft.form.code
    if code and scenario.id != code:
        found.append(_problem(text("The scenario's code stays {code}; make a new one for another code.", code=code)))
    if not code and store.find_scenario(work.session, work.organisation_id, edition.code, scenario.id) is not None:
        found.append(_problem(text("There is a scenario {code} already.", code=scenario.id)))
    if scenario.about.qualification != edition.code:
        found.append(_problem(text("The scenario belongs to the qualification {code}.", code=edition.code)))
    return found


def _problem(message: Text) -> Problem:
    return Problem(message, 0, "scenario", "id")


def rebase_draft(work: Work, draft: Draft) -> None:
    """Go on from the current revision: the author has seen what differs, and the next saving replaces that one."""
    number = drafts.current_number(work, draft.form)
    form = Form(draft.form.qualification, "scenario", draft.form.code, number)
    drafts.keep_draft(work, draft.id, form, draft.fields)
