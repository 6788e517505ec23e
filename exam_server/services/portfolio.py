"""The candidate's portfolio: pieces are added, said to show criteria, and handed in; nothing of it is overwritten."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast
from uuid import UUID

from exam_server.core.plan import Part, Plan
from exam_server.core.portfolio import (
    NOT_TAKEN,
    DocumentKind,
    Limits,
    PieceKind,
    Standing,
    require_draft,
    require_open,
    require_ready,
    require_room,
    require_target,
    require_words,
)
from exam_server.core.problems import NotFound, Refused
from exam_server.core.text import text
from exam_server.formats.document_door import ReadDocument
from exam_server.services.case_rows import get_own_row, get_plan_of
from exam_server.services.case_rows import get_row as get_case_row
from exam_server.services.qualification import get_edition
from exam_server.services.stages import add_step, standing_of
from exam_server.services.work import Work
from exam_server.store import case as case_store
from exam_server.store import portfolio as store
from exam_server.store.tables import CaseRow, DeclarationRow, DocumentRow, MappingRow, StageRow

LIMITS = Limits()


@dataclass(frozen=True)
class Piece:
    """A document or a declaration; `words` of a declaration, file and kind of a document. Sizes in bytes."""

    id: UUID
    case_id: UUID
    stage_id: UUID
    kind: PieceKind
    title: str
    words: str
    file_name: str
    document_kind: DocumentKind | None
    media_type: str
    size_bytes: int
    content_hash: str
    made_at: datetime
    is_addition: bool


@dataclass(frozen=True)
class Mapped:
    """A piece is said to show a criterion, or one part of it (`part` is its id; empty: the whole)."""

    id: UUID
    stage_id: UUID
    criterion: str
    part: str
    why: str
    piece: Piece
    made_at: datetime
    is_addition: bool


@dataclass(frozen=True)
class Target:
    """A criterion that evidence may show, with its parts."""

    code: str
    text: str
    outcome: str
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Portfolio:
    """All that a candidate handed in or drafts, the open stage if there is one, and what pieces may show."""

    case_id: UUID
    stage_id: UUID | None
    standing: Standing
    pieces: tuple[Piece, ...]
    mappings: tuple[Mapped, ...]
    targets: tuple[Target, ...]

    @property
    def takes_more(self) -> bool:
        return self.stage_id is not None and self.standing.is_open

    @property
    def is_draft(self) -> bool:
        return self.takes_more and self.standing.handed_in_at is None

    def mappings_of(self, piece_id: UUID) -> list[Mapped]:
        return [each for each in self.mappings if each.piece.id == piece_id]

    def shown(self, code: str) -> list[Mapped]:
        return [each for each in self.mappings if each.criterion == code]


def get_own_portfolio(work: Work, case_id: UUID) -> Portfolio:
    """The actor's own. Raises NotFound for somebody else's case."""
    return show_portfolio(work, get_own_row(work, case_id))


def show_portfolio(work: Work, case: CaseRow) -> Portfolio:
    """Everything in it, drafts too; the caller has checked who asks."""
    pieces = _pieces(work, case.id)
    stage = _find_stage(work, case.id)
    return Portfolio(
        case.id,
        stage.id if stage else None,
        standing_of(work, stage) if stage else Standing(),
        tuple(pieces.values()),
        tuple(_mappings(work, case.id, pieces)),
        tuple(_targets(work, case)),
    )


def list_mappings(work: Work, case_id: UUID) -> list[Mapped]:
    """What was handed in to be judged: every mapping of the case, by criterion in the order of the form, then by time.

    Drafts aren't in it. The caller has checked who asks.
    """
    case, standings = get_case_row(work, case_id), _standings(work, case_id)
    pieces = _pieces(work, case_id)
    given = [each for each in _mappings(work, case_id, pieces) if standings[each.stage_id].handed_in_at is not None]
    order = {code: number for number, code in enumerate(get_edition(work, case.edition_id).content.codes())}
    return sorted(given, key=lambda each: (order.get(each.criterion, len(order)), each.made_at, str(each.id)))


def list_handed_in(work: Work, case_id: UUID) -> list[Piece]:
    """Every piece that was handed in, oldest first, whether it's said to show something or not."""
    standings = _standings(work, case_id)
    return [each for each in _pieces(work, case_id).values() if standings[each.stage_id].handed_in_at is not None]


def add_document(work: Work, case_id: UUID, title: str, read: ReadDocument) -> UUID:
    """Take a document whose bytes are kept already, into the actor's own portfolio. Raises Refused where it's full."""
    title = title.strip() or read.name
    require_words(title, read.name, LIMITS)
    stage = _begin_adding(work, case_id, len(read.content))
    row = DocumentRow(
        **_shared(work, stage),
        title=title,
        file_name=read.name,
        kind=read.kind,
        media_type=read.media_type,
        size_bytes=len(read.content),
        content_hash=read.digest,
        source_hash=read.source_hash,
    )
    work.session.add(row)
    work.session.flush()
    work.note("portfolio.document.added", row.id, stage=str(stage.id), content=read.digest, bytes=row.size_bytes)
    return row.id


def add_declaration(work: Work, case_id: UUID, title: str, words: str) -> UUID:
    """Take what the actor declares into their own portfolio."""
    title, words = title.strip(), words.replace("\r\n", "\n").strip()
    require_words(title, words, LIMITS)
    stage = _begin_adding(work, case_id, 0)
    digest = hashlib.sha256(words.encode()).hexdigest()
    row = DeclarationRow(**_shared(work, stage), title=title, words=words, content_hash=digest)
    work.session.add(row)
    work.session.flush()
    work.note("portfolio.declaration.added", row.id, stage=str(stage.id), content=digest)
    return row.id


def map_piece(work: Work, case_id: UUID, piece_id: UUID, targets: Sequence[tuple[str, str]], why: str) -> int:
    """Say that an own piece shows criteria (code, part or empty); gives how many were new. `why`: how it shows them."""
    why = why.strip()
    require_words("-", why, LIMITS)
    if not targets:
        raise Refused(
            text("The piece wasn't assigned."), text("No criterion was ticked."), text("Tick at least one of them.")
        )
    work.record()
    case, stage = _open_stage(work, case_id)
    plan = get_plan_of(work, case)
    pieces = _pieces(work, case_id)
    if piece_id not in pieces:
        raise NotFound(str(piece_id))
    known = {(each.criterion, each.part) for each in _mappings(work, case_id, pieces) if each.piece.id == piece_id}
    new = [target for target in dict.fromkeys(targets) if target not in known]
    for criterion, part in new:
        require_target(plan, criterion, part)
        source = f"{pieces[piece_id].kind}_id"
        row = MappingRow(**_shared(work, stage), **{source: piece_id}, criterion=criterion, part=part, why=why)
        work.session.add(row)
        work.session.flush()
        work.note("portfolio.mapping.added", row.id, piece=str(piece_id), criterion=criterion, part=part)
    return len(new)


def take_back(work: Work, case_id: UUID, id: UUID) -> None:
    """Take back a drafted piece with its mappings, or one mapping. Raises Refused once the portfolio is handed in."""
    work.record()
    _, stage = _open_stage(work, case_id)
    require_draft(standing_of(work, stage))
    rows: list[DocumentRow | DeclarationRow | MappingRow] = [
        *store.list_documents(work.session, case_id),
        *store.list_declarations(work.session, case_id),
        *store.list_mappings(work.session, case_id),
    ]
    found = [row for row in rows if row.stage_id == stage.id and id in (row.id, *_sources(row))]
    if not any(row.id == id for row in found):
        raise NotFound(str(id))
    for row in found:
        row.withdrawn_at = work.now
    work.session.flush()
    work.note("portfolio.piece.taken_back", id, stage=str(stage.id))


def hand_in(work: Work, case_id: UUID) -> None:
    """Hand in the actor's own portfolio: from now on the commission sees it, and what follows is an addition."""
    work.record()
    _, stage = _open_stage(work, case_id)
    mapped = [each for each in store.list_mappings(work.session, case_id) if each.stage_id == stage.id]
    require_ready(standing_of(work, stage), len(mapped))
    add_step(work, stage, "handed_in")


def get_piece(work: Work, case_id: UUID, piece_id: UUID) -> Piece:
    """A piece of a case; the caller has checked who asks."""
    found = _pieces(work, case_id).get(piece_id)
    if found is None:
        raise NotFound(str(piece_id))
    return found


def _begin_adding(work: Work, case_id: UUID, added: int) -> StageRow:
    """Within `record()` from here on: the case is locked, so that the limits hold for two who add at once."""
    work.record()
    case, stage = _open_stage(work, case_id)
    pieces = _pieces(work, case.id).values()
    require_room(LIMITS, len(pieces), sum(each.size_bytes for each in pieces), added)
    return stage


def _open_stage(work: Work, case_id: UUID) -> tuple[CaseRow, StageRow]:
    case = get_own_row(work, case_id)
    stage = _find_stage(work, case_id)
    if stage is None:
        raise Refused(
            NOT_TAKEN,
            text("No stage of evidence analysis is open for you."),
            text("Ask the office to open one."),
            rule="S1",
        )
    require_open(standing_of(work, stage))
    return case, stage


def _find_stage(work: Work, case_id: UUID) -> StageRow | None:
    """The newest stage of evidence analysis."""
    rows = [row for row in case_store.list_stages(work.session, case_id) if row.kind == "evidence_analysis"]
    return rows[-1] if rows else None


def _pieces(work: Work, case_id: UUID) -> dict[UUID, Piece]:
    standings = _standings(work, case_id)
    rows: list[DocumentRow | DeclarationRow] = [
        *store.list_documents(work.session, case_id),
        *store.list_declarations(work.session, case_id),
    ]
    pieces = [_piece(row, standings[row.stage_id]) for row in rows]
    return {piece.id: piece for piece in sorted(pieces, key=lambda each: (each.made_at, str(each.id)))}


def _piece(row: DocumentRow | DeclarationRow, standing: Standing) -> Piece:
    file = row if isinstance(row, DocumentRow) else None
    return Piece(
        id=row.id,
        case_id=row.case_id,
        stage_id=row.stage_id,
        kind="document" if file else "declaration",
        title=row.title,
        words=row.words if isinstance(row, DeclarationRow) else "",
        file_name=file.file_name if file else "",
        document_kind=cast(DocumentKind, file.kind) if file else None,
        media_type=file.media_type if file else "",
        size_bytes=file.size_bytes if file else 0,
        content_hash=row.content_hash,
        made_at=row.made_at,
        is_addition=standing.is_addition(row.made_at),
    )


def _mappings(work: Work, case_id: UUID, pieces: dict[UUID, Piece]) -> Iterator[Mapped]:
    standings = _standings(work, case_id)
    for row in store.list_mappings(work.session, case_id):
        piece = pieces[cast(UUID, row.document_id or row.declaration_id)]
        addition = standings[row.stage_id].is_addition(row.made_at)
        yield Mapped(row.id, row.stage_id, row.criterion, row.part, row.why, piece, row.made_at, addition)


def _standings(work: Work, case_id: UUID) -> dict[UUID, Standing]:
    return {row.id: standing_of(work, row) for row in case_store.list_stages(work.session, case_id)}


def _targets(work: Work, case: CaseRow) -> Iterator[Target]:
    qualification, plan = get_edition(work, case.edition_id).content, get_plan_of(work, case)
    usable = set(plan.criteria_with("evidence_analysis"))
    for outcome in qualification.outcomes():
        for criterion in outcome.criteria:
            if criterion.code in usable:
                parts = _parts(plan, criterion.code)
                yield Target(criterion.code, criterion.text, f"{outcome.code} {outcome.text}", parts)


def _parts(plan: Plan, code: str) -> tuple[Part, ...]:
    line = plan.line(code)
    return line.parts if line else ()


def _sources(row: DocumentRow | DeclarationRow | MappingRow) -> tuple[UUID | None, ...]:
    return (row.document_id, row.declaration_id) if isinstance(row, MappingRow) else ()


def _shared(work: Work, stage: StageRow) -> dict[str, object]:
    return {
        "id": work.new_id(),
        "organisation_id": work.organisation_id,
        "case_id": stage.case_id,
        "stage_id": stage.id,
        "made_at": work.now,
        "made_by": work.actor.account_id,
    }
