"""What the list of items narrows, orders and searches by, and how many frozen forms hold each revision."""

from collections import Counter
from uuid import UUID

import sqlalchemy as sa
from alembic import op
from exam_server.core.words import fold, without_pictures
from exam_server.store.base import Instant

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

ITEM = sa.table(
    "item",
    sa.column("id", sa.Uuid()),
    sa.column("organisation_id", sa.Uuid()),
    sa.column("code", sa.String()),
    sa.column("criteria", sa.JSON()),
    sa.column("revision_id", sa.Uuid()),
    sa.column("language", sa.String()),
    sa.column("practice", sa.Boolean()),
    sa.column("searched", sa.String()),
    sa.column("author_id", sa.Uuid()),
    sa.column("changed_at", Instant()),
)
REVISION = sa.table(
    "item_revision",
    sa.column("id", sa.Uuid()),
    sa.column("item_id", sa.Uuid()),
    sa.column("number", sa.Integer()),
    sa.column("content", sa.JSON()),
    sa.column("made_at", Instant()),
    sa.column("made_by", sa.Uuid()),
)
FORM = sa.table(
    "test_form",
    sa.column("organisation_id", sa.Uuid()),
    sa.column("exam_id", sa.Uuid()),
    sa.column("number", sa.Integer()),
    sa.column("revision", sa.Integer()),
    sa.column("items", sa.JSON()),
)


def upgrade() -> None:
    for name, kind, default in (
        ("language", sa.String(), "pl"),
        ("practice", sa.Boolean(), sa.false()),
        ("searched", sa.String(), ""),
        ("author_id", sa.Uuid(), None),
        ("changed_at", Instant(), None),
    ):
        op.add_column("item", sa.Column(name, kind, nullable=default is None, server_default=default))
    criteria = op.create_table(
        "item_criterion",
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("criterion", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_item_criterion_item_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_item_criterion_organisation_id")
        ),
        sa.PrimaryKeyConstraint("item_id", "criterion", name=op.f("pk_item_criterion")),
    )
    op.create_index(op.f("ix_item_criterion_criterion"), "item_criterion", ["criterion"])
    uses = op.create_table(
        "item_use",
        sa.Column("exam_id", sa.Uuid(), nullable=False),
        sa.Column("revision_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("forms", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["exam_id"], ["exam.id"], name=op.f("fk_item_use_exam_id")),
        sa.ForeignKeyConstraint(["revision_id"], ["item_revision.id"], name=op.f("fk_item_use_revision_id")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_item_use_item_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_item_use_organisation_id")),
        sa.PrimaryKeyConstraint("exam_id", "revision_id", name=op.f("pk_item_use")),
    )
    op.create_index(op.f("ix_item_use_item_id"), "item_use", ["item_id"])
    _fill(op.get_bind(), criteria, uses)
    with op.batch_alter_table("item") as batch:
        batch.alter_column("changed_at", existing_type=Instant(), nullable=False)
        for name, kind in (("language", sa.String()), ("practice", sa.Boolean()), ("searched", sa.String())):
            batch.alter_column(name, existing_type=kind, server_default=None)


def _fill(connection: sa.Connection, criteria: sa.Table, uses: sa.Table) -> None:
    for item in connection.execute(
        sa.select(ITEM.c.id, ITEM.c.organisation_id, ITEM.c.code, ITEM.c.criteria, ITEM.c.revision_id)
    ).all():
        current = connection.execute(sa.select(REVISION).where(REVISION.c.id == item.revision_id)).one()
        first = sa.select(REVISION.c.made_by).where(REVISION.c.item_id == item.id).order_by(REVISION.c.number).limit(1)
        values = {
            "language": current.content["language"],
            "practice": current.content["practice"],
            "searched": _searched(item.code, current.content),
            "author_id": connection.scalar(first),
            "changed_at": current.made_at,
        }
        connection.execute(sa.update(ITEM).where(ITEM.c.id == item.id).values(values))
        own = {"item_id": item.id, "organisation_id": item.organisation_id}
        if rows := [own | {"criterion": code} for code in dict.fromkeys(item.criteria)]:
            connection.execute(sa.insert(criteria), rows)
    _fill_uses(connection, uses)


def _searched(code: str, content: dict[str, list[dict[str, str]]]) -> str:
    texts = [str(content["stem"]), *(option["text"] for option in content["options"])]
    texts += [side for pair in content["pairs"] for side in (pair["left"], pair["right"])]
    return fold(" ".join([code, *map(without_pictures, texts)]))


def _fill_uses(connection: sa.Connection, uses: sa.Table) -> None:
    newest = {}
    for form in connection.execute(sa.select(FORM).order_by(FORM.c.revision)):
        newest[form.exam_id, form.number] = form
    counts: Counter[tuple[UUID, UUID, UUID]] = Counter()
    for form in newest.values():
        counts.update((form.exam_id, form.organisation_id, UUID(entry["revision"])) for entry in form.items)
    items = {row.id: row.item_id for row in connection.execute(sa.select(REVISION.c.id, REVISION.c.item_id))}
    rows = [
        {
            "exam_id": exam,
            "revision_id": revision,
            "item_id": items[revision],
            "organisation_id": organisation,
            "forms": forms,
        }
        for (exam, organisation, revision), forms in counts.items()
    ]
    if rows:
        connection.execute(sa.insert(uses), rows)


def downgrade() -> None:
    op.drop_table("item_use")
    op.drop_table("item_criterion")
    for name in ("changed_at", "author_id", "searched", "practice", "language"):
        op.drop_column("item", name)
