"""Windows of enrolment, telephones, corrections of people, releases of stages, the body's own rules, authorised bodies."""

import sqlalchemy as sa
from alembic import op
from exam_server.store.base import Instant

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

TABLES = (
    "enrolment_decision",
    "enrolment",
    "enrolment_window",
    "person_correction",
    "stage_release",
    "policy",
    "exam_validator",
    "validator",
)


def _text(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.String(), nullable=False) for name in names]


def _days(*names: str) -> list[sa.Column[object]]:
    return [sa.Column(name, sa.Date(), nullable=True) for name in names]


def _at(name: str, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, Instant(), nullable=nullable)


def _by(verb: str, nullable: bool = False) -> list[sa.Column[object]]:
    return [_at(f"{verb}_at", nullable), sa.Column(f"{verb}_by", sa.Uuid(), nullable=True)]


def _make(table: str, references: dict[str, tuple[str, bool]], *columns: sa.schema.SchemaItem) -> None:
    """A table of an organisation; `references`: column to the table that it names, and whether it may be empty."""
    op.create_table(
        table,
        *(sa.Column(name, sa.Uuid(), nullable=nullable) for name, (_, nullable) in references.items()),
        *columns,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        *(
            sa.ForeignKeyConstraint([name], [f"{of}.id"], name=op.f(f"fk_{table}_{name}"))
            for name, of in [(name, of) for name, (of, _) in references.items()] + [("organisation_id", "organisation")]
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    op.create_index(op.f(f"ix_{table}_organisation_id"), table, ["organisation_id"])


def _index(table: str, *names: str) -> None:
    for name in names:
        op.create_index(op.f(f"ix_{table}_{name}"), table, [name])


def upgrade() -> None:
    op.add_column("person", sa.Column("phone", sa.String(), server_default="", nullable=False))
    _enrolment()
    _make("person_correction", {"person_id": ("person", False)}, _json("before"), *_text("reason"), *_by("made"))
    _index("person_correction", "person_id")
    _make("stage_release", {"stage_id": ("stage", False)}, *_by("asked"), *_by("confirmed", nullable=True))
    _index("stage_release", "stage_id")
    _make(
        "policy",
        {},
        *_text("kind", "reason"),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("holds_from", sa.Date(), nullable=False),
        *_by("decided"),
    )
    _make(
        "validator",
        {},
        *_text("qualification", "name", "seat", "agreement"),
        sa.Column("valid_from", sa.Date(), nullable=False),
        *_days("valid_until", "ended_on"),
        *_by("made"),
    )
    _make("exam_validator", {"exam_id": ("exam", False), "validator_id": ("validator", True)}, *_by("made"))
    _index("exam_validator", "exam_id")


def _json(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.JSON(), nullable=False)


def _enrolment() -> None:
    _make(
        "enrolment_window",
        {"edition_id": ("edition", False), "exam_id": ("exam", True)},
        *_text("stage_kind", "place"),
        *_days("planned_on"),
        _at("opens_at"),
        _at("closes_at"),
        sa.Column("places", sa.Integer(), nullable=False),
        _json("conditions"),
        *_by("made"),
        _at("ended_at", nullable=True),
    )
    _index("enrolment_window", "edition_id", "exam_id")
    _make(
        "enrolment",
        {"window_id": ("enrolment_window", False), "person_id": ("person", True)},
        *_text("code", "given_names", "family_name", "email", "phone", "language"),
        *_days("born_on"),
        _json("needs"),
        _json("consents"),
        _at("made_at"),
        sa.UniqueConstraint("organisation_id", "code", name=op.f("uq_enrolment_organisation_id_code")),
    )
    _index("enrolment", "window_id", "person_id")
    _make(
        "enrolment_decision",
        {"enrolment_id": ("enrolment", False), "case_id": ("case", True)},
        *_text("verdict", "reason"),
        *_by("decided"),
        sa.UniqueConstraint("enrolment_id", name=op.f("uq_enrolment_decision_enrolment_id")),
    )


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
    op.drop_column("person", "phone")
