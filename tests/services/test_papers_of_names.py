"""Names as people in Poland bear them stand on a certificate as they're written, or there is no certificate."""

from datetime import UTC, date, datetime

import pytest

from exam_server.core.problems import Refused
from exam_server.services.certificate_making import Printable
from exam_server.services.papers.certification import print_certificate
from tests.reading_pdf import is_accessible, text_of

MADE_AT = datetime(2026, 11, 27, 10, tzinfo=UTC)


def certificate_of(given_names: str, family_name: str) -> bytes:
    printable = Printable(
        document="certyfikat kwalifikacji wolnorynkowej",
        qualification="Parzenie herbaty",
        body="Izba Herbaciana",
        seat="Gdynia",
        given_names=given_names,
        family_name=family_name,
        born_on=date(1984, 5, 17),
        cited="HB/2026/00001",
        prk_level=3,
        signatory="Dorota Dyrektorska, dyrektorka",
        place="Gdynia",
        issued_on=date(2026, 11, 27),
        validity="bezterminowo",
        token="żeton",
    )
    return print_certificate(printable, "https://egzamin.example.org/certificates", MADE_AT)


@pytest.mark.parametrize(
    ("given_names", "family_name"),
    [
        ("Thị Hạnh", "Nguyễn"),
        ("Олексій", "Ґудзик"),
        ("Ștefan", "Țîrlea"),
        ("Ənvər", "Əliyev"),
        ("Róża", "Źdźbło-O’Brien"),
    ],
)
def test_a_name_of_latin_or_cyrillic_letters_with_any_marks_is_printed_as_it_is(
    given_names: str, family_name: str
) -> None:
    pdf = certificate_of(given_names, family_name)
    assert f"{given_names} {family_name}" in text_of(pdf) and is_accessible(pdf)


@pytest.mark.parametrize(
    ("name", "signs"),
    [("王小明", "小 (U+5C0F), 明 (U+660E), 王 (U+738B)"), ("Ko\u0007t", "U+0007")],
)
def test_what_no_font_has_is_named_and_nothing_is_made(name: str, signs: str) -> None:
    with pytest.raises(Refused, match="No font has") as refused:
        certificate_of("Jan", name)
    assert signs in str(refused.value.why)
