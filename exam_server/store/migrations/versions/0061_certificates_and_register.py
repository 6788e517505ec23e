"""Certificates, their register, who holds them, and the sources that bind."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from exam_server.store.base import Instant

revision = "0061"
down_revision = "0060"
branch_labels = None
depends_on = None


def _text(name: str) -> "sa.Column[Any]":
    return sa.Column(name, sa.String(), nullable=False)


def _refers(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"))


def _make(
    table: str,
    *parts: "sa.Column[Any] | sa.UniqueConstraint | sa.ForeignKeyConstraint",
    accounts: tuple[str, ...] = (),
) -> None:
    op.create_table(
        table,
        *parts,
        *(_refers(table, each, "account") for each in accounts),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        _refers(table, "organisation_id", "organisation"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    op.create_index(op.f(f"ix_{table}_organisation_id"), table, ["organisation_id"])


def _make_certificate() -> None:
    words = ("cited", "document", "qualification", "validity", "body", "seat", "place", "signatory")
    _make(
        "certificate",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("edition_id", sa.Uuid(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        *map(_text, words),
        sa.Column("prk_level", sa.Integer(), nullable=True),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("trace", sa.JSON(), nullable=False),
        *map(_text, ("trace_hash", "token_hash")),
        sa.Column("replaces", sa.Uuid(), nullable=True),
        sa.Column("made_at", Instant(), nullable=False),
        _refers("certificate", "case_id", "case"),
        _refers("certificate", "edition_id", "edition"),
        _refers("certificate", "replaces", "certificate"),
        sa.UniqueConstraint(
            "organisation_id", "year", "number", name=op.f("uq_certificate_organisation_id_year_number")
        ),
        sa.UniqueConstraint("organisation_id", "cited", name=op.f("uq_certificate_organisation_id_cited")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_certificate_token_hash")),
    )
    op.create_index(op.f("ix_certificate_case_id"), "certificate", ["case_id"])


def _make_act() -> None:
    _make(
        "certificate_act",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("certificate_id", sa.Uuid(), nullable=True),
        *map(_text, ("kind", "place", "signatory", "reason", "trace_hash")),
        sa.Column("prepared_at", Instant(), nullable=False),
        sa.Column("prepared_by", sa.Uuid(), nullable=False),
        sa.Column("done_at", Instant(), nullable=True),
        sa.Column("done_by", sa.Uuid(), nullable=True),
        sa.Column("dropped_at", Instant(), nullable=True),
        sa.Column("dropped_by", sa.Uuid(), nullable=True),
        _refers("certificate_act", "case_id", "case"),
        _refers("certificate_act", "certificate_id", "certificate"),
        accounts=("prepared_by", "done_by", "dropped_by"),
    )
    op.create_index(op.f("ix_certificate_act_case_id"), "certificate_act", ["case_id"])


def _make_holder() -> None:
    _make(
        "certificate_holder",
        sa.Column("certificate_id", sa.Uuid(), nullable=False),
        *map(_text, ("given_names", "family_name")),
        sa.Column("born_on", sa.Date(), nullable=False),
        *map(_text, ("salt", "token")),
        _refers("certificate_holder", "certificate_id", "certificate"),
        sa.UniqueConstraint("certificate_id", name=op.f("uq_certificate_holder_certificate_id")),
    )
    _make(
        "certificate_file",
        sa.Column("certificate_id", sa.Uuid(), nullable=False),
        _text("kind"),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        _text("file_hash"),
        sa.Column("made_at", Instant(), nullable=False),
        _refers("certificate_file", "certificate_id", "certificate"),
    )
    op.create_index(op.f("ix_certificate_file_certificate_id"), "certificate_file", ["certificate_id"])


def _make_entry() -> None:
    _make(
        "register_entry",
        sa.Column("position", sa.Integer(), nullable=False),
        _text("kind"),
        sa.Column("certificate_id", sa.Uuid(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        *map(_text, ("place", "validator")),
        sa.Column("validated", sa.JSON(), nullable=False),
        sa.Column("recognised", sa.JSON(), nullable=False),
        *map(_text, ("reason", "commitment", "record_hash")),
        sa.Column("prepared_by", sa.Uuid(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        _refers("register_entry", "certificate_id", "certificate"),
        sa.UniqueConstraint("organisation_id", "position", name=op.f("uq_register_entry_organisation_id_position")),
        accounts=("prepared_by", "made_by"),
    )
    op.create_index(op.f("ix_register_entry_certificate_id"), "register_entry", ["certificate_id"])


def upgrade() -> None:
    _make(
        "source_confirmation",
        sa.Column("edition_id", sa.Uuid(), nullable=False),
        *map(_text, ("kind", "title", "number")),
        sa.Column("published_on", sa.Date(), nullable=False),
        _text("note"),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        _refers("source_confirmation", "edition_id", "edition"),
        accounts=("made_by",),
    )
    op.create_index(op.f("ix_source_confirmation_edition_id"), "source_confirmation", ["edition_id"])
    _make_certificate()
    _make_act()
    _make_holder()
    _make_entry()


def downgrade() -> None:
    names = ("register_entry", "certificate_file", "certificate_holder", "certificate_act", "certificate")
    for table in (*names, "source_confirmation"):
        op.drop_table(table)
