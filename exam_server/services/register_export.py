"""The whole register of certificates as a file, for whoever has to be given it (L6)."""

from exam_server.formats.register_xml import Certified, Entry, Named, write_register
from exam_server.services.work import Work
from exam_server.store import certification as store
from exam_server.store.tables import CertificateRow, EditionRow, OrganisationRow


def export_register(work: Work) -> tuple[bytes, str]:
    """The register as XML, and the checksum that it carries. The trail keeps that it was exported, and how much."""
    work.record()
    body = work.session.get_one(OrganisationRow, work.organisation_id)
    holders = store.list_holders(work.session, work.organisation_id)
    entries = []
    for row, certificate in store.list_entries(work.session, work.organisation_id):
        holder = holders.get(certificate.id)
        entries.append(
            Entry(
                row.position,
                row.kind,
                row.on_day,
                _certified(work, certificate),
                Named(holder.given_names, holder.family_name, holder.born_on) if holder else None,
                row.validator,
                row.validated,
                row.recognised,
                row.reason,
                row.record_hash,
            )
        )
    content, checksum = write_register(body.name, body.seat, entries, work.now)
    work.note("register.exported", None, entries=len(entries), checksum=checksum)
    return content, checksum


def _certified(work: Work, row: CertificateRow) -> Certified:
    before = work.session.get_one(CertificateRow, row.replaces).cited if row.replaces else ""
    edition = work.session.get_one(EditionRow, row.edition_id)
    return Certified(
        row.cited,
        row.document,
        row.qualification,
        edition.code,
        row.prk_level,
        row.validity,
        row.body,
        row.seat,
        row.place,
        row.issued_on,
        row.signatory,
        before,
    )
