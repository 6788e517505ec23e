"""A case with everything that a certificate rests on: decided, in a signed protocol, under a confirmed source."""

import json
from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from exam_server.core.certification import NUMBER_PATTERN
from exam_server.core.signatures import Signature, SignedReading
from exam_server.formats.plain import to_plain
from exam_server.services import binding_sources, certifying, people, protocols
from exam_server.services.certifying import Asked
from exam_server.services.papers.certification import print_certificate
from exam_server.store.tables import CaseRow, CertificateRow, PersonRow, ProtocolRow, SignedProtocolRow
from tests.deciding import Decidable, act_as, decide_all, make_decidable
from tests.making import OwnWork

BORN = date(1984, 5, 17)
PLACE, SIGNATORY = "Gdynia", "Dorota Dyrektorska, dyrektorka"
ISSUE = Asked("issue", PLACE, SIGNATORY)
ADDRESS = "https://egzamin.example.org/certificates"


def make_certifiable(work: OwnWork, accounts: dict[str, UUID] | None = None) -> Decidable:
    """Nothing is missing any more; a signature is taken for kept, as test_signed_protocols shows that it's verified."""
    made = make_decidable(work, accounts)
    give_birthday(work, made.case_id)
    decide_all(work, made)
    keep_signatures(work, make_protocol(work, made), 3)
    confirm_source(work, made)
    return made


def give_birthday(work: OwnWork, case_id: UUID, born_on: date | None = BORN) -> None:
    work.record()
    case = work.session.get_one(CaseRow, case_id)
    work.session.get_one(PersonRow, case.person_id).born_on = born_on
    work.commit()


def make_protocol(work: OwnWork, made: Decidable, scope: int = 0, reason: str = "") -> UUID:
    act_as(work, made, "czeslawa")
    draft = protocols.prepare_protocol(work, made.case_id, scope, 14, (), reason)
    found = protocols.keep_protocol(work, draft, b"%PDF-1.7 printed elsewhere", "pl")
    work.commit()
    return found


def keep_signatures(work: OwnWork, protocol_id: UUID, count: int, signers: Sequence[str] | None = None) -> None:
    """A file as it's kept after its signatures were verified: of so many members, or of these signers."""
    work.record()
    day = timedelta(days=1)
    record = json.loads(work.session.get_one(ProtocolRow, protocol_id).record)
    members = [each["name"].upper() for part in (record, *record["panels"]) for each in part["members"]]
    signatures = tuple(
        Signature(each, "Urząd", work.now - day, work.now + day, work.now, None, True, False, True)
        for each in (members[:count] if signers is None else signers)
    )
    row = SignedProtocolRow(
        id=work.new_id(),
        organisation_id=work.organisation_id,
        protocol_id=protocol_id,
        kind="pades",
        content=b"signed",
        file_hash=f"{count:064}",
        reading=json.dumps(to_plain(SignedReading(signatures, True, 1))),
        brought_by=work.session.get_one(ProtocolRow, protocol_id).made_by,
        brought_at=work.now,
    )
    work.session.add(row)
    work.commit()


def confirm_source(work: OwnWork, made: Decidable) -> None:
    act_as(work, made, "olga")
    edition_id = work.session.get_one(CaseRow, made.case_id).edition_id
    title = "Obwieszczenie o włączeniu kwalifikacji wolnorynkowej"
    binding_sources.confirm_source(work, edition_id, title, "M.P. 2019 poz. 1201", date(2019, 12, 20), "porównano")
    work.commit()


def second_person(work: OwnWork, made: Decidable) -> None:
    """Somebody else of the office acts from now on."""
    if "oskar" not in made.accounts:
        work.record()
        made.accounts["oskar"] = people.make_account(work, "oskar", "Oskar", "Organizujący", ["office"])
        work.commit()
    work.act_as(made.accounts["oskar"], "office")


def carry_out(work: OwnWork, made: Decidable, asked: Asked = ISSUE, pattern: str = NUMBER_PATTERN) -> CertificateRow:
    """Olga prepares, Oskar carries out: the file is really made."""
    act_as(work, made, "olga")
    certifying.prepare_act(work, made.case_id, asked)
    work.commit()
    second_person(work, made)
    return confirm(work, made, pattern)


def confirm(work: OwnWork, made: Decidable, pattern: str = NUMBER_PATTERN) -> CertificateRow:
    draft = certifying.draft_act(work, made.case_id, pattern)
    work.drop()
    content = print_certificate(draft.printable, ADDRESS, draft.made_at) if draft else b""
    found = certifying.carry_out(work, made.case_id, draft, content)
    work.commit()
    return work.session.get_one(CertificateRow, found)
