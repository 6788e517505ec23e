"""The protocol of a case in which everything happened, item by item as RULES lists what it contains."""

import io
import json
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from pypdf import PdfReader

from exam_server.core.protocol import ProtocolRecord
from exam_server.formats.plain import content_hash, from_plain
from exam_server.language import say
from exam_server.services import protocols
from exam_server.services.papers.case_protocol import print_protocol
from exam_server.services.papers.reader import Reader
from tests.deciding import act_as
from tests.filled import SCENARIO, make_filled
from tests.making import OwnWork
from tests.reading_pdf import is_accessible, text_of

READER = Reader(
    "pl", lambda words: say(words, "pl"), *(lambda at: f"{at:%d.%m.%Y %H:%M}" if at else "" for _ in range(3))
)
# What RULES.md lists, and what of it this case's protocol has to say.
LISTED = {
    "body": ("Instytucja certyfikująca Izba Herbaciana", "Podmiot prowadzący walidację Izba Herbaciana"),
    "qualification, version, source": ("Kwalifikacja Parzenie herbaty", "wydanie 1 (wniosek do rejestru)"),
    "candidate": ("Kazimiera Kandydacka (K0001)",),
    "stage and method": ("test teoretyczny", "rozmowa z symulacją", "analiza dowodów i deklaracji analiza dowodów"),
    "place": ("Gdynia, sala 12", "Sopot, sala 3"),
    "pauses with reasons": ("alarm pożarowy", ": zasłabnięcie lub pierwsza pomoc"),
    "members with credentials": (
        "Czesława Przewodnicząca przewodniczy b, d",
        "Zofia Zastępująca: ",
    ),
    "declarations": ("Spełnione warunki Oświadczenie",),
    "recusals": ("Artur Asesorski: wyłączenie z udziału od", "Zastępuje: Zofia Zastępująca."),
    "observers": ("Obserwatorzy: Olga Obserwująca",),
    "scenario": ("Scenariusz Mała próba small, wersja 1, SHA-256", "Wariant: brak"),
    "what was offered and played": ("Możliwe i zagrane: F1 1/0", "Bez okazji: W1, W2, W3"),
    "departures": ("Odstępstwa od scenariusza: 0 s: cue W1",),
    "who played": ("Aktorzy i suflerzy: Pola Podpowiadająca",),
    "individual ratings": (
        "Ocena Joanna Asesorska: 2. uzasadnienie asia 1A1",
        "Zofia Zastępująca: 2. uzasadnienie zofia 1A1",
    ),
    "ratings of a replaced member": ("nie liczy się Artur Asesorski: 2. uzasadnienie artur 1A1",),
    "judgements of pieces": ("Joanna Asesorska, Praktyka w herbaciarni, część a: wystarczający: tak",),
    "readings of written responses": ("Joanna Asesorska: 3; 2", "zgodność dwóch osób"),
    "evidence": (
        "test teoretyczny (test): niespełnione",
        "test teoretyczny (test): spełnione",
        "rozmowa z symulacją (rozmowa): niespełnione",
        "(dokumenty i oświadczenia), część b: spełnione",
    ),
    "decision": (
        "propozycja: Joanna Asesorska, zatwierdzenie: Czesława Przewodnicząca",
        "Wykazała w powtórzonym teście.",
    ),
    "what a decision changed": ("Zmienia rozstrzygnięcie",),
    "dissent": ("Zdanie odrębne Zofia Zastępująca: niespełnione. Zabrakło przykładu.",),
    "recognised earlier": ("3A1 (3A1): Certyfikat herbaciarza, 17/2024, Instytut Herbaty, 6 maja 2024.",),
    "red flags": ("„Obraża gościa”: potwierdzone przez członków.", "Joanna Asesorska: słowo asia", "słowo zofia"),
    "questions": (
        "1A1: Proszę podać przykład. – Czesława Przewodnicząca: Podała trzy trafne przykłady.",
        "Zofia Zastępująca: Podała trzy trafne przykłady.",
    ),
    "accommodations": ("czas: 150", "przerwy: do 10 min", "większe pismo"),
    "incidents": ("przerwa w zasilaniu (2:00 min). zgasło światło", "zasłabnięcie lub pierwsza pomoc. ból głowy"),
    "outages": ("brak łączności ze stanowiskiem; jego czas biegł 4:", "Zatwierdzenie: Damian Dyżurny."),
    "time that wasn't given back": ("1:00 min do zwrotu", "szukanie okularów", "Odmowa: Damian Dyżurny."),
    "rooms": ("Sala i wyposażenie odpowiadają, podpisano przed rozpoczęciem (S7)",),
    "how and until when to appeal": ("w ciągu 14 dni od poznania wyniku",),
    "signatures with times": ("Czesława Przewodnicząca, data i godzina", "Zofia Zastępująca, data i godzina"),
}


@pytest.mark.rule("L8")
@pytest.mark.rule("P2")
@pytest.mark.rule("S2")
@pytest.mark.rule("S9")
def test_a_protocol_of_a_case_in_which_everything_happened_states_all_of_it(work: OwnWork, tmp_path: Path) -> None:
    made = make_filled(work, tmp_path)
    act_as(work, made.case, "czeslawa")
    draft = protocols.prepare_protocol(work, made.case.case_id, 0, 14, ("Olga Obserwująca",))
    content = print_protocol(draft.record, draft.record_hash, READER, draft.made_at)
    words = text_of(content).replace("- ", "")  # a word that goes on in the next line
    missing = {f"{item}: {each}" for item, said in LISTED.items() for each in said if each not in words}
    assert missing == set(), words
    assert SCENARIO.about.title in words and draft.record_hash in words
    assert is_accessible(content)
    reader = PdfReader(io.BytesIO(content))
    metadata = reader.trailer["/Root"]["/Metadata"].get_object().get_data()
    assert b"<pdfaid:part>3</pdfaid:part>" in metadata and b"<pdfaid:conformance>A</pdfaid:conformance>" in metadata
    attached = json.loads(reader.attachments["record.json"][0])
    assert content_hash(attached) == draft.record_hash
    assert from_plain(ProtocolRecord, attached) == draft.record
    assert _code_of(content) == f"{draft.record.number} {draft.record_hash}"
    _check_data(draft.record)


def _check_data(record: ProtocolRecord) -> None:
    assert [(each.member, each.kind, each.replaced_by) for each in record.recusals] == [
        ("Artur Asesorski", "own", "Zofia Zastępująca")
    ]
    assert [(each.standing, each.cause) for each in record.compensations] == [
        ("given", "outage"),
        ("declined", "other"),
    ]
    assert [each.seconds // 10 for each in record.outages] == [24]
    assert [each.place for each in record.stages if each.started_at is None] == []
    paused = {stage.kind: len(stage.pauses) for stage in record.stages if stage.pauses}
    assert paused == {"theory_test": 1, "simulation": 1}
    assert all("świadectwo pracy" in each.proof for each in record.members)


def _code_of(content: bytes) -> str:
    """What a phone reads from the first page."""
    page = pypdfium2.PdfDocument(content)[0].render(scale=3).to_pil()
    (found,) = zxingcpp.read_barcodes(page)
    return found.text
