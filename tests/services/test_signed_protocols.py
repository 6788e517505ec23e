"""A protocol that comes back signed is verified: its signatures, what was added, whose certificates, who trusts them."""

from io import BytesIO
from pathlib import Path
from uuid import UUID

import pytest
from pyhanko.pdf_utils.generic import StreamObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from sqlalchemy import select

from exam_server.core.problems import Refused
from exam_server.core.signatures import SignedReading, describe
from exam_server.language import say
from exam_server.services import protocols, signed_protocols
from exam_server.store.tables import AuditEventRow, SignedProtocolRow
from tests.deciding import Decidable, act_as, decide, make_decidable
from tests.making import OwnWork
from tests.services.test_case_protocols import make
from tests.signing import DAY, PESEL, Authority, lead_elsewhere, make_authority, make_person, sign, sign_update

CA = make_authority()
ASIA, ARTUR = make_person(CA, "Joanna Asesorska"), make_person(CA, "Artur Asesorski")
STAMP = (20, 20, 120, 60)


@pytest.fixture
def made(work: OwnWork) -> Decidable:
    found = make_decidable(work)
    decide(work, found, "1A1", "not_met", reason="nie wymieniła gatunków")
    decide(work, found, "1A2")
    return found


def roots(folder: Path, *issuers: Authority) -> Path:
    for number, each in enumerate(issuers):
        (folder / f"{number}.pem").write_bytes(each.pem)
    return folder


def bring(work: OwnWork, made: Decidable, protocol: UUID, given: bytes, folder: Path) -> SignedReading:
    question = signed_protocols.ask_signed(work, made.case_id, protocol, given, signed_protocols.list_roots(folder))
    work.drop()
    reading = signed_protocols.verify_signed(given, question)
    signed_protocols.keep_signed(work, made.case_id, protocol, given, reading)
    work.commit()
    return reading


def test_each_members_signature_on_the_protocol_is_verified_and_told(
    work: OwnWork, made: Decidable, tmp_path: Path
) -> None:
    row, content = make(work, made, 1)
    given = sign(sign(content, ASIA), ARTUR, "Podpis2", STAMP)
    act_as(work, made, "olga")
    for _ in range(2):
        reading = bring(work, made, row.id, given, roots(tmp_path, CA))
    told = [(each.signer, each.issuer, each.trusted, each.draws) for each in reading.signatures]
    issuer = "Urząd Certyfikacji Testów"
    assert told == [("Joanna Asesorska", issuer, True, False), ("Artur Asesorski", issuer, True, True)]
    assert all(each.signed_at and each.signed_at >= row.made_at.replace(microsecond=0) for each in reading.signatures)
    (listed,) = protocols.list_protocols(work, made.case_id)
    (file,) = listed.signed
    assert file.reading == reading
    assert "biuro ufa" in say(describe(reading), "pl") and "revoked isn't checked" in say(describe(reading), "en")
    assert signed_protocols.read_signed(work, made.case_id, file.id)[0] == given
    kept = work.session.scalars(select(SignedProtocolRow)).one()
    noted = work.session.query(AuditEventRow).filter_by(tag="case.protocol.signed").one()
    assert PESEL not in (kept.reading or "") and "Asesorska" not in str(noted.facts)


def test_without_trusted_issuers_it_is_said_that_they_were_not_checked(
    work: OwnWork, made: Decidable, tmp_path: Path
) -> None:
    row, content = make(work, made, 1)
    reading = bring(work, made, row.id, sign(content, ASIA), tmp_path / "none")
    assert (reading.roots, reading.signatures[0].trusted, reading.signatures[0].holds) == (0, False, True)
    assert "aren't checked" in say(describe(reading), "en") and "nie sprawdzono" in say(describe(reading), "pl")


def test_what_is_no_verified_signature_of_this_protocol_is_refused_with_its_own_sentence(
    work: OwnWork, made: Decidable, tmp_path: Path
) -> None:
    row, content = make(work, made, 1)
    other, _ = make(work, made, 1, "poprawiono obserwatorów")
    signed, cases = sign(content, ASIA), {}
    cases["wrong document"] = other.content, "its bytes differ", "bajty są inne"
    cases["printed anew"] = sign(content[:-40] + b" " + content[-40:], ASIA), "its bytes differ", "bajty są inne"
    cases["unsigned"] = content, "no signature", "nie zawiera podpisu"
    cases["tampered"] = _tampered(signed, content), "changed after it was signed", "zmieniono po podpisaniu"
    cases["changed pages"] = _changed(content), "More than signatures", "coś więcej niż podpisy"
    cases["other pages"] = sign(lead_elsewhere(content), ASIA), "More than signatures", "coś więcej niż podpisy"
    cases["changed afterwards"] = _noted(signed), "More than signatures", "coś więcej niż podpisy"
    expired = make_person(CA, "Stary Podpis", 400 * DAY, -DAY)
    cases["expired"] = sign(content, expired), "wasn't valid when it was signed", "nie był ważny"
    stranger = make_person(make_authority("Obcy Urząd"), "Joanna Asesorska")
    cases["untrusted"] = sign(content, stranger), "comes from Obcy Urząd", "wystawił Obcy Urząd"
    cases["broken"] = signed[:-300], "can't be read", "Nie można odczytać"
    cases["nothing"] = b"", "its bytes differ", "bajty są inne"
    folder = roots(tmp_path, CA)
    for name, (given, english, polish) in cases.items():
        with pytest.raises(Refused) as refused:
            bring(work, made, row.id, given, folder)
        work.drop()
        told = refused.value
        assert english in str(told.why), (name, str(told.why))
        assert polish in say(told.why, "pl") and say(told.remedy, "pl") != str(told.remedy), name
    assert work.session.scalars(select(SignedProtocolRow)).all() == []


def test_a_file_of_trusted_issuers_that_holds_no_certificate_is_named(
    work: OwnWork, made: Decidable, tmp_path: Path
) -> None:
    row, content = make(work, made, 1)
    (tmp_path / "zły.pem").write_bytes(b"nothing")
    with pytest.raises(Refused, match=r"zły\.pem"):
        bring(work, made, row.id, sign(content, ASIA), tmp_path)


def _tampered(signed: bytes, content: bytes) -> bytes:
    """A letter of the signature's own update is another one."""
    added = signed[len(content) :]
    return content + added.replace(b"Podpis1", b"Podpis9", 1)


def _changed(content: bytes) -> bytes:
    """Something is painted on the first page before it's signed."""
    writer = IncrementalPdfFileWriter(BytesIO(content))
    _paint(writer)
    return sign_update(writer, ASIA)


def _noted(signed: bytes) -> bytes:
    """A page is changed after it was signed."""
    writer = IncrementalPdfFileWriter(BytesIO(signed))
    _paint(writer)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def _paint(writer: IncrementalPdfFileWriter) -> None:
    page = writer.find_page_for_modification(0)[0].get_object()
    page["/Contents"] = writer.add_object(StreamObject(stream_data=b"0 0 200 200 re f"))
    writer.update_container(page)
