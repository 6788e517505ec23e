"""A printed paper shows whatever people wrote: what no font has stands there by its number, and the paper is made."""

from dataclasses import replace

import pytest

from exam_server.formats.pdf.result_sheet import write_result_sheet
from tests.drills.hostile_fields import TEXTS
from tests.formats.test_result_sheet import MADE_AT, sheet
from tests.reading_pdf import is_accessible, text_of


def test_a_character_that_no_font_has_is_spelt_out_and_all_others_stay() -> None:
    pdf = write_result_sheet(sheet(["Żółw 🧪 i 漢, Ж", "dźwięk\x1b[31m\x07"]), MADE_AT)
    assert is_accessible(pdf)
    for words in ("Żółw [U+1F9EA] i [U+6F22], Ж", "dźwięk[U+001B][31m[U+0007]"):
        assert words in text_of(pdf)


@pytest.mark.parametrize(
    "words",
    [
        # A mark alone has a font, but none beside a bracket.
        pytest.param("🧪\u05a8\u0a0e", id="beside another"),
        pytest.param("\ue000\ufffe\U000f0db3\tx\r\ny", id="private, none and blank"),
        pytest.param("Ңѧ Ӫ", id="not in bold"),
    ],
)
def test_a_character_that_no_font_has_beside_its_neighbour_or_in_bold_is_spelt_out_too(words: str) -> None:
    pdf = write_result_sheet(replace(sheet([words]), title=f"Arkusz {words}"), MADE_AT)
    assert is_accessible(pdf) and "Zestaw 1" in text_of(pdf)


def test_what_the_drills_send_can_be_printed() -> None:
    pdf = write_result_sheet(sheet([words for words in TEXTS if len(words) < 1000]), MADE_AT)
    assert is_accessible(pdf)
    assert "[U+1F9EA]" * 3 in text_of(pdf).replace(" ", "")
