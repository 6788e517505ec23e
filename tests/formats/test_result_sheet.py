"""The printed result: readable back, tagged, in Polish, whatever the texts hold."""

import io
from datetime import UTC, datetime

from pypdf import PdfReader

from exam_server.formats.pdf.result_sheet import (
    ResultSheet,
    SheetOutcome,
    SheetPoint,
    SheetRow,
    SheetSet,
    write_result_sheet,
)

MADE_AT = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
PANGRAM = "Pchnąć w tę łódź jeża lub ośm skrzyń fig. ZAŻÓŁĆ GĘŚLĄ JAŹŃ"


def sheet(texts: list[str], agenda: int = 1) -> ResultSheet:
    rows = tuple(
        SheetRow(f"1A{place}", words, ("–", "nie spełnione", "spełnione"), "spełnione", "met")
        for place, words in enumerate(texts, start=1)
    )
    return ResultSheet(
        language="pl",
        title="Arkusz wyników",
        organisation="Instytut Pieczenia Chleba",
        facts=(("Kwalifikacja", PANGRAM), ("Kod", "K0001")),
        summary="Potwierdzono 1 z 2 kryteriów.",
        columns=("Kod", "Kryterium", "Analiza dowodów", "Rozmowa z symulacją", "Test teoretyczny", "Wynik"),
        sets=(SheetSet("Zestaw 1", "otwarty", "open", (SheetOutcome("1A Efekt", "otwarty", "open", rows),)),),
        agenda_title="Co jeszcze trzeba wykazać",
        agenda_columns=("Kod", "Dlaczego", "Dowód", "Czas"),
        agenda=tuple(SheetPoint(f"9Z{place}", "za mało dowodów", "rozmowa", "4 min") for place in range(agenda)),
        agenda_summary="Razem 4 min.",
        hash_label="Skrót zapisu (SHA-256):",
        record_hash="0123456789abcdef" * 4,
        page="Strona {page} z {pages}",
    )


def read(pdf: bytes) -> tuple[PdfReader, str]:
    reader = PdfReader(io.BytesIO(pdf))
    pages = "\n".join(page.extract_text() for page in reader.pages)
    return reader, " ".join(pages.replace("\u00ad", "").split())


def test_polish_letters_codes_and_the_hash_are_read_back() -> None:
    reader, text = read(write_result_sheet(sheet(["Omawia zaczyn", "Prowadzi wypiek"], agenda=2), MADE_AT))
    for expected in (PANGRAM, "1A1", "1A2", "9Z0", "9Z1", "0123456789abcdef" * 4, "Strona 1 z 1"):
        assert expected in text
    assert "Arkusz wyników" in str(reader.metadata and reader.metadata.title)


def test_the_file_is_tagged_and_names_its_language() -> None:
    reader, _ = read(write_result_sheet(sheet(["Omawia zaczyn"]), MADE_AT))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert str(root["/Lang"]).startswith("pl")
    assert b"pdfuaid:part" in root["/Metadata"].get_object().get_data()


def test_a_very_long_criterion_flows_on_and_stays_within_the_page() -> None:
    long = "Charakteryzuje " + "konstantynopolitańczykowianeczkami " * 150 + "KONIEC"
    reader, text = read(write_result_sheet(sheet([long, "Następne kryterium"]), MADE_AT))
    assert len(reader.pages) > 1
    assert "KONIEC" in text and "Następne kryterium" in text
    for page in reader.pages:
        right_edge = float(page.mediabox.right)
        places: list[float] = []
        page.extract_text(visitor_text=lambda words, cm, tm, font, size, into=places: into.append(tm[4]))
        assert all(0 <= place < right_edge for place in places)


def test_texts_are_data_and_never_run_as_markup() -> None:
    nasty = '#panic("x") *gwiazdki* $wzór$ #sys.inputs <etykieta> @odsyłacz \\ "cudzysłów"'
    _, text = read(write_result_sheet(sheet([nasty]), MADE_AT))
    assert '#panic("x")' in text and "*gwiazdki*" in text and "@odsyłacz" in text


def test_the_same_sheet_is_the_same_file() -> None:
    assert write_result_sheet(sheet(["Omawia"]), MADE_AT) == write_result_sheet(sheet(["Omawia"]), MADE_AT)


def test_a_sheet_without_open_criteria_has_no_agenda() -> None:
    _, text = read(write_result_sheet(sheet(["Omawia"], agenda=0), MADE_AT))
    assert "Co jeszcze trzeba wykazać" not in text
