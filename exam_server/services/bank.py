"""Filing items, stimuli, blueprints and scenarios as revisions, and reading them back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import cast
from uuid import UUID

from exam_server.core.assembly import Blueprint
from exam_server.core.bank import Item, Status, Stimulus, revision_hash
from exam_server.core.problems import NotFound
from exam_server.core.workflow import after_load
from exam_server.formats.plain import content_hash, from_plain, to_plain
from exam_server.formats.richtext import ALLOW_LIST_VERSION
from exam_server.services.cleaning import clean_texts
from exam_server.services.item_filing import file_item
from exam_server.services.work import Work
from exam_server.store import bank as store
from exam_server.store.tables import (
    BlueprintRow,
    ItemRevisionRow,
    ItemRow,
    ScenarioRevisionRow,
    StimulusRevisionRow,
)
from exam_server.store.workflow import moved_items


@dataclass(frozen=True)
class Filed:
    """What loading made: codes of things that are new, changed, and the same as before."""

    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    same: tuple[str, ...] = ()


@dataclass(frozen=True)
class FiledItem:
    """An item with its current revision; `item.status` is the bank's, not the file's."""

    id: UUID
    revision_id: UUID
    number: int
    content_hash: str
    item: Item


@dataclass(frozen=True)
class ItemRevision:
    """An item as it was filed, with the HTML of each of its texts as it was cleaned then."""

    item: Item
    html: Mapping[str, str]


@dataclass(frozen=True)
class StimulusRevision:
    """A shared case as it was filed, with the HTML of its body as it was cleaned then."""

    stimulus: Stimulus
    html: Mapping[str, str]


@dataclass(frozen=True)
class FiledBlueprint:
    id: UUID
    number: int
    blueprint: Blueprint


@dataclass(frozen=True)
class FiledScenario:
    id: UUID
    code: str
    number: int
    title: str
    source: str
    content_hash: str


def load_items(work: Work, qualification: str, items: Iterable[Item], reason: str = "") -> Filed:
    """File items of a qualification; an unchanged item makes no revision, and its estimates are taken over.

    Its status is taken over by `core.workflow.after_load`. The pictures that items show are filed before
    (`services.media`); Refused where one isn't.
    """
    work.record()
    made: dict[str, list[str]] = {"new": [], "changed": [], "same": []}
    for item in items:
        made[file_item(work, qualification, _with_status(work, qualification, item), reason)].append(item.id)
    filed = Filed(*(tuple(made[key]) for key in ("new", "changed", "same")))
    work.note("bank.items.loaded", None, new=len(filed.new), changed=len(filed.changed), same=len(filed.same))
    return filed


def _with_status(work: Work, qualification: str, item: Item) -> Item:
    """The item with the status that it gets by being loaded."""
    by_person = work.actor.account_id is not None
    row = store.find_item(work.session, work.organisation_id, qualification, item.id)
    if row is None:
        return replace(item, status=after_load(None, item.status, changed=True, moved_here=False, by_person=by_person))
    current = work.session.get_one(ItemRevisionRow, row.revision_id)
    status = after_load(
        cast(Status, row.status),
        item.status,
        changed=current.content_hash != revision_hash(item),
        moved_here=bool(moved_items(work.session, [row.id])),
        by_person=by_person,
    )
    return replace(item, status=status)


def load_stimuli(work: Work, qualification: str, stimuli: Iterable[Stimulus]) -> None:
    work.record()
    for stimulus in stimuli:
        content = to_plain(stimulus)
        before = store.find_stimulus(work.session, work.organisation_id, qualification, stimulus.id)
        if before is None or before.content_hash != content_hash(content):
            work.session.add(
                StimulusRevisionRow(
                    id=work.new_id(),
                    organisation_id=work.organisation_id,
                    qualification=qualification,
                    code=stimulus.id,
                    number=before.number + 1 if before else 1,
                    content=content,
                    content_hash=content_hash(content),
                    html=clean_texts(work, [stimulus.body]),
                    allow_list=ALLOW_LIST_VERSION,
                    made_at=work.now,
                )
            )


def load_blueprint(work: Work, qualification: str, blueprint: Blueprint) -> None:
    """File a blueprint as its next revision; the same content makes none."""
    content = to_plain(blueprint)
    work.record()
    before = store.find_blueprint(work.session, work.organisation_id, qualification, blueprint.id)
    if before is None or before.content_hash != content_hash(content):
        row = BlueprintRow(
            id=work.new_id(),
            organisation_id=work.organisation_id,
            qualification=qualification,
            code=blueprint.id,
            number=before.number + 1 if before else 1,
            title=blueprint.title,
            content=content,
            content_hash=content_hash(content),
            made_at=work.now,
            made_by=work.actor.account_id,
        )
        work.session.add(row)
        work.note("bank.blueprint.saved", row.id, number=row.number, content=row.content_hash)


def load_scenario(
    work: Work,
    qualification: str,
    code: str,
    title: str,
    source: str,
    digest: str,
    reason: str = "",
    made_by: UUID | None = None,
) -> int:
    """File a scenario's text as its next revision; the same content makes none. Gives the current revision's number.

    `digest` is the hash of its canonical content. `made_by`: who wrote it in the room; None: it comes from files.
    """
    work.record()
    before = store.find_scenario(work.session, work.organisation_id, qualification, code)
    if before is not None and before.content_hash == digest:
        return before.number
    row = ScenarioRevisionRow(
        id=work.new_id(),
        organisation_id=work.organisation_id,
        qualification=qualification,
        code=code,
        number=before.number + 1 if before else 1,
        title=title,
        source=source,
        content_hash=digest,
        made_at=work.now,
        made_by=made_by,
        reason=reason,
    )
    work.session.add(row)
    work.note("bank.scenario.saved", row.id, number=row.number, content=digest)
    return row.number


def list_items(work: Work, qualification: str) -> list[FiledItem]:
    return [
        _filed(row, revision) for row, revision in store.list_items(work.session, work.organisation_id, qualification)
    ]


def get_item(work: Work, qualification: str, code: str) -> FiledItem:
    row = store.find_item(work.session, work.organisation_id, qualification, code)
    if row is None:
        raise NotFound(code)
    return _filed(row, work.session.get_one(ItemRevisionRow, row.revision_id))


def get_revisions(work: Work, ids: Iterable[UUID]) -> dict[UUID, ItemRevision]:
    """Item revisions by id, as they were when they were filed."""
    rows = store.list_revisions(work.session, list(ids))
    return {row.id: ItemRevision(from_plain(Item, row.content), row.html) for row in rows}


def get_stimuli(work: Work, ids: Iterable[UUID]) -> dict[UUID, StimulusRevision]:
    """Stimulus revisions by id, as they were when they were filed."""
    rows = store.list_stimulus_revisions(work.session, set(ids))
    return {row.id: StimulusRevision(from_plain(Stimulus, row.content), row.html) for row in rows}


def find_stimulus_revision_id(work: Work, qualification: str, code: str) -> UUID | None:
    """What a form that is frozen now points at."""
    row = store.find_stimulus(work.session, work.organisation_id, qualification, code)
    return row.id if row else None


def find_stimulus(work: Work, qualification: str, code: str) -> Stimulus | None:
    row = store.find_stimulus(work.session, work.organisation_id, qualification, code)
    return from_plain(Stimulus, row.content) if row else None


def list_blueprints(work: Work, qualification: str) -> list[FiledBlueprint]:
    rows = store.list_blueprints(work.session, work.organisation_id, qualification)
    return [FiledBlueprint(row.id, row.number, from_plain(Blueprint, row.content)) for row in rows]


def get_blueprint(work: Work, blueprint_id: UUID) -> FiledBlueprint:
    row = work.session.get(BlueprintRow, blueprint_id)
    if row is None or row.organisation_id != work.organisation_id:
        raise NotFound(str(blueprint_id))
    return FiledBlueprint(row.id, row.number, from_plain(Blueprint, row.content))


def list_scenarios(work: Work, qualification: str) -> list[FiledScenario]:
    return [_scenario(row) for row in store.list_scenarios(work.session, work.organisation_id, qualification)]


def get_scenario(work: Work, revision_id: UUID) -> FiledScenario:
    row = work.session.get(ScenarioRevisionRow, revision_id)
    if row is None or row.organisation_id != work.organisation_id:
        raise NotFound(str(revision_id))
    return _scenario(row)


def _filed(row: ItemRow, revision: ItemRevisionRow) -> FiledItem:
    content = from_plain(Item, revision.content)
    item = replace(content, status=cast(Status, row.status), difficulty=row.difficulty, seconds=row.seconds)
    return FiledItem(row.id, revision.id, revision.number, revision.content_hash, item)


def _scenario(row: ScenarioRevisionRow) -> FiledScenario:
    return FiledScenario(row.id, row.code, row.number, row.title, row.source, row.content_hash)
