"""What the pool's members prove, with the names of those who verified it, as sentences that an appointment keeps."""

from collections.abc import Collection, Iterator, Mapping
from uuid import UUID

from exam_server.core.commission import Standing
from exam_server.core.proof_words import ProvingDocument, ProvingEntry, describe_proofs
from exam_server.services.credentials import EnteredDocument, PersonFile
from exam_server.services.legal_day import day_of
from exam_server.services.qualification import Edition
from exam_server.services.work import Work
from exam_server.store.people import list_names


def find_hands(work: Work, files: Collection[PersonFile]) -> dict[UUID, str]:
    """The names of everybody who entered or verified a document of these files, by account."""
    hands = [id for file in files for each in file.documents for id in (each.entered_by, each.verified_by)]
    return list_names(work.session, work.organisation_id, {id for id in hands if id is not None})


def proof_of(edition: Edition, standing: Standing, file: PersonFile, names: Mapping[UUID, str]) -> str:
    """The sentences about one member, as of the day of `standing`."""
    return describe_proofs(edition.content.commission, standing, list(_entries(edition.code, file, names)))


def _entries(code: str, file: PersonFile, names: Mapping[UUID, str]) -> Iterator[ProvingEntry]:
    for one in file.education:
        yield ProvingEntry(one.title, _documents(code, file.documents_of(one.id), names), level=one.level)
    for each in file.periods:
        documents = _documents(code, file.documents_of(each.id), names)
        yield ProvingEntry(each.title, documents, each.first_on, each.last_on)


def _documents(
    code: str, documents: Collection[EnteredDocument], names: Mapping[UUID, str]
) -> tuple[ProvingDocument, ...]:
    begin = f"{code}:"
    return tuple(
        ProvingDocument(
            each.kind,
            each.title,
            each.issued_on,
            frozenset(one.removeprefix(begin) for one in each.shows if one.startswith(begin)),
            names.get(each.verified_by, "") if each.verified_by else "",
            day_of(each.verified_at),
        )
        for each in documents
        if each.verified_at is not None
    )
