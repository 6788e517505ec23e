"""Queries over items, stimuli, blueprints and scenarios."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from exam_server.store.tables import BlueprintRow, ItemRevisionRow, ItemRow, ScenarioRevisionRow, StimulusRevisionRow


def find_item(session: Session, organisation_id: UUID, qualification: str, code: str) -> ItemRow | None:
    query = select(ItemRow).where(
        ItemRow.organisation_id == organisation_id, ItemRow.qualification == qualification, ItemRow.code == code
    )
    return session.scalars(query).first()


def list_items(
    session: Session, organisation_id: UUID, qualification: str
) -> Sequence[tuple[ItemRow, ItemRevisionRow]]:
    """All items with their current revision, by code."""
    query = (
        select(ItemRow, ItemRevisionRow)
        .join(ItemRevisionRow, ItemRevisionRow.id == ItemRow.revision_id)
        .where(ItemRow.organisation_id == organisation_id, ItemRow.qualification == qualification)
        .order_by(ItemRow.code)
    )
    return session.execute(query).all()


def list_states(session: Session, organisation_id: UUID, qualification: str) -> dict[str, tuple[str, UUID]]:
    """Status and current revision of each item, by code."""
    query = select(ItemRow.code, ItemRow.status, ItemRow.revision_id).where(
        ItemRow.organisation_id == organisation_id, ItemRow.qualification == qualification
    )
    return {code: (status, revision_id) for code, status, revision_id in session.execute(query)}


def list_newest(session: Session, organisation_id: UUID, qualification: str) -> dict[str, tuple[int, str]]:
    """Number and hash of each item's current revision, by code."""
    query = (
        select(ItemRow.code, ItemRevisionRow.number, ItemRevisionRow.content_hash)
        .join(ItemRevisionRow, ItemRevisionRow.id == ItemRow.revision_id)
        .where(ItemRow.organisation_id == organisation_id, ItemRow.qualification == qualification)
    )
    return {code: (number, digest) for code, number, digest in session.execute(query)}


def list_item_criteria(session: Session, organisation_id: UUID, qualification: str) -> dict[str, Sequence[str]]:
    """The criteria of each item's current revision, by the item's code."""
    query = select(ItemRow.code, ItemRow.criteria).where(
        ItemRow.organisation_id == organisation_id, ItemRow.qualification == qualification
    )
    return {code: criteria for code, criteria in session.execute(query.order_by(ItemRow.code))}


def list_revisions(session: Session, ids: Collection[UUID]) -> Sequence[ItemRevisionRow]:
    return session.scalars(select(ItemRevisionRow).where(ItemRevisionRow.id.in_(ids))).all()


def list_item_history(session: Session, item_id: UUID) -> Sequence[ItemRevisionRow]:
    query = select(ItemRevisionRow).where(ItemRevisionRow.item_id == item_id)
    return session.scalars(query.order_by(ItemRevisionRow.number.desc())).all()


def last_number(session: Session, item_id: UUID) -> int:
    """The number of an item's newest revision; 0 without any."""
    query = select(func.max(ItemRevisionRow.number)).where(ItemRevisionRow.item_id == item_id)
    return session.scalar(query) or 0


def list_cleaned_otherwise(
    session: Session, organisation_id: UUID, allow_list: str
) -> list[ItemRevisionRow | StimulusRevisionRow]:
    """The revisions whose HTML wasn't cleaned by this version of the allow-list."""
    items = select(ItemRevisionRow).where(
        ItemRevisionRow.organisation_id == organisation_id, ItemRevisionRow.allow_list != allow_list
    )
    stimuli = select(StimulusRevisionRow).where(
        StimulusRevisionRow.organisation_id == organisation_id, StimulusRevisionRow.allow_list != allow_list
    )
    return [*session.scalars(items), *session.scalars(stimuli)]


def find_stimulus(session: Session, organisation_id: UUID, qualification: str, code: str) -> StimulusRevisionRow | None:
    query = select(StimulusRevisionRow).where(
        StimulusRevisionRow.organisation_id == organisation_id,
        StimulusRevisionRow.qualification == qualification,
        StimulusRevisionRow.code == code,
    )
    return session.scalars(query.order_by(StimulusRevisionRow.number.desc()).limit(1)).first()


def list_stimulus_revisions(session: Session, ids: Collection[UUID]) -> Sequence[StimulusRevisionRow]:
    return session.scalars(select(StimulusRevisionRow).where(StimulusRevisionRow.id.in_(ids))).all()


def find_blueprint(session: Session, organisation_id: UUID, qualification: str, code: str) -> BlueprintRow | None:
    query = select(BlueprintRow).where(
        BlueprintRow.organisation_id == organisation_id,
        BlueprintRow.qualification == qualification,
        BlueprintRow.code == code,
    )
    return session.scalars(query.order_by(BlueprintRow.number.desc()).limit(1)).first()


def list_blueprint_history(
    session: Session, organisation_id: UUID, qualification: str, code: str
) -> Sequence[BlueprintRow]:
    """Every revision of a blueprint, the newest first."""
    query = select(BlueprintRow).where(
        BlueprintRow.organisation_id == organisation_id,
        BlueprintRow.qualification == qualification,
        BlueprintRow.code == code,
    )
    return session.scalars(query.order_by(BlueprintRow.number.desc())).all()


def list_blueprints(session: Session, organisation_id: UUID, qualification: str) -> Sequence[BlueprintRow]:
    """The current revision of each blueprint, by code."""
    query = select(BlueprintRow).where(
        BlueprintRow.organisation_id == organisation_id, BlueprintRow.qualification == qualification
    )
    newest = {row.code: row for row in session.scalars(query.order_by(BlueprintRow.number))}
    return [newest[code] for code in sorted(newest)]


def find_scenario(session: Session, organisation_id: UUID, qualification: str, code: str) -> ScenarioRevisionRow | None:
    query = select(ScenarioRevisionRow).where(
        ScenarioRevisionRow.organisation_id == organisation_id,
        ScenarioRevisionRow.qualification == qualification,
        ScenarioRevisionRow.code == code,
    )
    return session.scalars(query.order_by(ScenarioRevisionRow.number.desc()).limit(1)).first()


def list_scenarios(session: Session, organisation_id: UUID, qualification: str) -> Sequence[ScenarioRevisionRow]:
    """The current revision of each scenario, by code."""
    query = select(ScenarioRevisionRow).where(
        ScenarioRevisionRow.organisation_id == organisation_id, ScenarioRevisionRow.qualification == qualification
    )
    newest = {row.code: row for row in session.scalars(query.order_by(ScenarioRevisionRow.number))}
    return [newest[code] for code in sorted(newest)]
