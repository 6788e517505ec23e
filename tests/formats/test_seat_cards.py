"""Seat cards on paper: every card complete, whatever the name, with a picture that leads to its ticket."""

from datetime import UTC, datetime

from exam_server.formats.pdf.seat_cards import Card, SeatCards, write_seat_cards
from exam_server.services.ticket_codes import qr_picture, ticket_address
from tests.reading_pdf import alternative_texts, is_accessible, pages_of

MADE_AT = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
PAGE = "https://egzamin.example.org/ticket"
LONG = "Konstancja Maksymiliana Brzęczyszczykiewicz-Konstantynopolitańczykiewiczowa"


def cards(names: list[str], marks: tuple[str, ...] = ()) -> SeatCards:
    return SeatCards(
        language="pl",
        title="Karty stanowisk",
        organisation="Izba Herbaciana",
        exam="Egzamin z herbaty",
        place="Gdynia, ul. Żółta 5, sala 12",
        starts="1 marca 2027, 10:00",
        seat="Stanowisko",
        code="Kod kandydata",
        ticket="Bilet",
        hint="Zeskanuj obrazek albo wpisz bilet na stronie",
        address=PAGE,
        qr_words="Kod QR adresu z biletem",
        cards=tuple(
            Card(seat, name, f"K{seat:04}", f"7K3QD-9XM{seat:02}", qr_picture(ticket_address(PAGE, "x")), marks)
            for seat, name in enumerate(names, start=1)
        ),
    )


def test_each_card_has_its_seat_name_code_and_ticket_in_two_groups() -> None:
    (page,) = pages_of(write_seat_cards(cards(["Żaneta Gęślicka", "Łukasz Śliwa"]), MADE_AT))
    for expected in ("Stanowisko 1", "Stanowisko 2", "Żaneta Gęślicka", "K0002", "7K3QD-9XM01", "7K3QD-9XM02", PAGE):
        assert expected in page


def test_eight_cards_fill_a_page_and_the_ninth_begins_another() -> None:
    found = pages_of(write_seat_cards(cards([f"Osoba {number}" for number in range(1, 10)]), MADE_AT))
    assert [page.count("Bilet") for page in found] == [8, 1]


def test_a_very_long_name_moves_no_other_card() -> None:
    (page,) = pages_of(write_seat_cards(cards([LONG, *["Ewa Nowak"] * 7], ("pomoc w czytaniu",)), MADE_AT))
    assert page.count("Bilet") == 8 and page.count("pomoc w czytaniu") == 8
    assert all(part in page.replace(" ", "") for part in LONG.split())


def test_the_picture_says_in_words_what_it_leads_to() -> None:
    pdf = write_seat_cards(cards(["Ewa Nowak"]), MADE_AT)
    assert alternative_texts(pdf) == ["Kod QR adresu z biletem 7K3QD-9XM01"]
    assert is_accessible(pdf)
