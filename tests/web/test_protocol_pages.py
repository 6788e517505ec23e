"""Protocols on the commission's page: made by chair or office, handed out as PDF, taken back signed."""

import io
import re
from collections.abc import Iterator

import pytest
from flask import Flask

from tests.deciding import Decidable, decide, make_decidable
from tests.making import OwnWork, open_own_work
from tests.reading_pdf import is_accessible, text_of
from tests.signing import make_authority, make_person, sign
from tests.visiting import Visitors, holder_csrf


@pytest.fixture
def own_work(app: Flask) -> Iterator[OwnWork]:
    with open_own_work(app.extensions["exam_house"].database) as opened:
        yield opened


@pytest.fixture
def made(own_work: OwnWork, visitors: Visitors) -> Decidable:
    found = make_decidable(own_work, visitors.accounts)
    own_work.drop()
    return found


@pytest.mark.rule("L8")
def test_a_set_that_is_decided_gets_a_protocol_that_comes_back_signed(
    made: Decidable, own_work: OwnWork, visitors: Visitors
) -> None:
    address = f"/commission/cases/{made.case_id}/protocols"
    office = visitors.as_player("olga")

    def send(path: str, **data: object) -> str:
        form = data | {"csrf_token": holder_csrf(office)}
        return office.post(path, data=form, follow_redirects=True).get_data(as_text=True)

    refused = send(address, scope="1")
    assert "(L8)" in refused and "1A1, 1A2" in refused
    decide(own_work, made, "1A1", "not_met", reason="nie wymieniła gatunków")
    decide(own_work, made, "1A2")
    page = send(address, scope="1", observers="Olga Obserwująca\n")
    number = re.search(r"Sporządzono protokół (\d{4}/\d{5})", page)
    assert number
    link = re.search(r'href="([^"]+protocol\.pdf)"', page)
    assert link
    pdf = visitors.as_player("asia").get(link[1])
    assert pdf.content_type == "application/pdf" and "attachment" in pdf.headers["Content-Disposition"]
    text = text_of(pdf.data)
    for expected in (number[1], "Olga Obserwująca", "nie wymieniła gatunków", "w ciągu 14 dni", "niespełnione"):
        assert expected in text, expected
    assert is_accessible(pdf.data)
    signed = re.search(r'action="([^"]+/signed)"', page)
    assert signed
    assert "bajty są inne" in send(signed[1], file=(io.BytesIO(b"%PDF other"), "a.pdf"))
    assert "nie zawiera podpisu" in send(signed[1], file=(io.BytesIO(pdf.data), "a.pdf"))
    given = sign(pdf.data, make_person(make_authority(), "Czesława Przewodnicząca"))
    kept = send(signed[1], file=(io.BytesIO(given), "a.pdf"))
    assert "Podpisany plik sprawdzono" in kept and "<strong>Czesława Przewodnicząca</strong>" in kept
    assert "Wystawców certyfikatów nie sprawdzono" in kept and "według zegara osoby podpisującej" in kept
    back = re.search(r'href="([^"]+/signed/[^"]+)"', kept)
    assert back and office.get(back[1]).data.startswith(pdf.data)
    again = send(address, scope="1")
    assert "dlaczego zastępuje" in again
