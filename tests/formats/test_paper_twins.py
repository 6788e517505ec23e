"""Paper twins: everything that a candidate would see, in its order, on pages that cut nothing off, and nothing else."""

import io
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, get_args

import pytest
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader

from exam_server.core.bank import Item, Kind, Option, Pair, Stimulus, drawn_ids
from exam_server.core.delivery import PresentedItem, present
from exam_server.formats.image import Picture, read_image
from exam_server.formats.pdf.paper_twins import Twin, TwinBook, TwinWords, write_paper_twins
from exam_server.formats.richtext import render
from exam_server.services.papers.twins import HINTS
from tests.kinds import EVERY_KIND
from tests.making import ITEMS
from tests.reading_pdf import alternative_texts, is_accessible, pages_of, text_of

MADE_AT = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
DIGEST = "0123456789abcdef" * 4
WORDS = TwinWords(
    question="Pytanie {number} z {total}",
    code="kod",
    hints={kind: f"Wskazówka {kind}" for kind in get_args(Kind)},
    entry="Element",
    letter="Litera",
    choices="Do wyboru",
    case="Opis do pytań {first}–{last}",
    case_of_one="Opis do pytania {first}",
    continued="Dodatkowe miejsce",
    hash_label="Skrót arkusza:",
    page="Strona {page} z {pages}",
)


def shown(item: Item, position: int = 1, stimulus: Stimulus | None = None) -> PresentedItem:
    return present(item, drawn_ids(item)[::-1], render, position, stimulus, "HJK MNP")


def twin(*items: PresentedItem, seat: int = 7) -> Twin:
    return Twin(f"Stanowisko {seat} · K{seat:04}", (("Stanowisko", str(seat)),), DIGEST, "ABCD EFHJ", items)


def book(*twins: Twin, large: bool = False, pictures: Mapping[str, Picture] | None = None) -> TwinBook:
    return TwinBook(
        language="pl",
        title="Egzamin z herbaty",
        organisation="Izba Herbaciana",
        large=large,
        facts=(("Miejsce", "Łódź"),),
        instructions=("Pisz długopisem.",),
        blanks=("Początek",),
        words=WORDS,
        twins=twins,
        pictures=pictures or {},
    )


def choice(stem: str, options: list[str], **changes: Any) -> Item:
    made = tuple(Option(f"o{place}", words, key=not place) for place, words in enumerate(options))
    return replace(Item("x", "single_choice", ("1A1",), stem, made), **changes)


def picture(width: int, height: int) -> Picture:
    file = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(file, "PNG")
    found, problems = read_image(file.getvalue())
    assert found is not None, problems
    return found


def lowest_and_rightmost(pdf: bytes) -> tuple[float, float]:
    """Where the lowest line stands and the rightmost one begins on any page, in points from the lower left corner."""
    places: list[tuple[float, float]] = []

    def look(words: str, cm: list[float], tm: list[float], font: Any, size: float) -> None:
        if words.strip():
            places.append((tm[4] * cm[1] + tm[5] * cm[3] + cm[5], tm[4] * cm[0] + tm[5] * cm[2] + cm[4]))

    for page in PdfReader(io.BytesIO(pdf)).pages:
        page.extract_text(visitor_text=look)
    return min(below for below, _ in places), max(right for _, right in places)


def test_every_kind_is_printed_with_its_parts_in_the_forms_order() -> None:
    assert set(EVERY_KIND) == set(get_args(Kind))
    items = [shown(sample.item, position) for position, sample in enumerate(EVERY_KIND.values(), start=1)]
    words = text_of(write_paper_twins(book(twin(*items)), MADE_AT))
    for item in items:
        assert f"Pytanie {item.position} z {len(items)}" in words and f"Wskazówka {item.kind}" in words
        for option in (*item.options, *item.lefts, *item.rights):
            assert render_plain(option.html) in words
        for gap in item.gaps:
            assert words.count(f"[{gap.position}]") >= 2
            assert all(choice in words for choice in gap.choices)
    first = items[0]
    places = [words.index(render_plain(option.html)) for option in first.options]
    assert places == sorted(places)


def render_plain(html: str) -> str:
    return html.removeprefix("<p>").removesuffix("</p>")


def test_each_page_names_the_seat_the_digest_and_its_own_number() -> None:
    items = [shown(item, position) for position, item in enumerate(ITEMS, start=1)]
    pdf = write_paper_twins(book(twin(*items)), MADE_AT)
    found = pages_of(pdf)
    assert len(found) > 2 and is_accessible(pdf)
    for number, page in enumerate(found, start=1):
        assert "Stanowisko 7 · K0007" in page and "ABCD EFHJ" in page
        assert DIGEST in page and f"Strona {number} z {len(found)}" in page


def test_each_paper_begins_on_the_front_of_a_sheet_and_counts_its_own_pages() -> None:
    items = [shown(choice("Która?", ["ta", "tamta"]))]
    found = pages_of(write_paper_twins(book(twin(*items, seat=1), twin(*items, seat=2)), MADE_AT))
    starts = [number for number, page in enumerate(found, start=1) if "Strona 1 z" in page]
    assert len(starts) == 2 and all(number % 2 for number in starts)
    assert all("Strona 1 z 2" in found[number - 1] for number in starts)


def test_a_shared_case_is_printed_once_before_its_questions() -> None:
    stimulus = Stimulus("s", "Pani Róża", "Pani Róża prowadzi herbaciarnię.")
    items = [shown(choice(f"Pytanie o różę {n}", ["a", "b"]), n, stimulus) for n in (1, 2)]
    words = text_of(write_paper_twins(book(twin(*items, shown(choice("Inne", ["a", "b"]), 3))), MADE_AT))
    assert words.count("Pani Róża prowadzi herbaciarnię.") == 1
    assert words.index("Opis do pytań 1–2") < words.index("Pytanie o różę 1")


def test_large_print_is_larger_than_18_points_and_loses_nothing() -> None:
    items = [shown(item, position) for position, item in enumerate(ITEMS[-6:], start=1)]
    pdf = write_paper_twins(book(twin(*items), large=True), MADE_AT)
    sizes: list[float] = []
    for page in PdfReader(io.BytesIO(pdf)).pages[1:]:
        page.extract_text(
            visitor_text=lambda words, cm, tm, font, size: sizes.append(size) if len(words.strip()) > 1 else None
        )
    body = [size for size in sizes if size > 10.5]
    assert min(body) >= 14 and max(set(body), key=body.count) >= 18
    assert all(item.stem_html[3:-4] in text_of(pdf) for item in items)


def test_a_picture_of_an_item_is_printed_with_its_words_and_stays_within_the_page() -> None:
    wide = picture(2400, 300)
    item = shown(choice(f"Co to?\n\n![stary czajnik]({wide.id})", ["czajnik", "wiadro"]))
    pdf = write_paper_twins(book(twin(item), pictures={wide.id: wide}), MADE_AT)
    assert alternative_texts(pdf) == ["stary czajnik"]
    (image,) = PdfReader(io.BytesIO(pdf)).pages[1].images
    assert image.image is not None and image.image.size == (2400, 300)


def test_a_picture_that_is_not_there_stops_the_printing() -> None:
    item = shown(choice(f"Co to?\n\n![czajnik](media:{'0a' * 32})", ["a", "b"]))
    with pytest.raises(ValueError, match="no picture"):
        write_paper_twins(book(twin(item)), MADE_AT)


def test_a_kind_without_a_form_on_paper_stops_the_printing() -> None:
    item: PresentedItem = replace(shown(choice("Która?", ["a", "b"])), kind="hologram")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="hologram"):
        write_paper_twins(book(twin(item)), MADE_AT)


def test_every_kind_of_the_model_says_how_to_respond_on_paper() -> None:
    assert set(HINTS) == set(get_args(Kind))


def test_texts_are_data_and_never_run_as_markup() -> None:
    nasty = '#panic("x") $wzór$ #sys.inputs \\<etykieta\\> @odsyłacz "cudzysłów"'
    words = text_of(write_paper_twins(book(twin(shown(choice(nasty, ["#pagebreak()", "[b]"])))), MADE_AT))
    assert '#panic("x")' in words and "#pagebreak()" in words and "@odsyłacz" in words


texts = st.text(st.sampled_from("aąbcćeęźżł  \n-*_`#|$"), min_size=1, max_size=60).filter(str.strip)


@given(texts, st.integers(0, 300), st.lists(st.integers(1, 90), min_size=2, max_size=9), st.booleans())
@settings(max_examples=12, phases=(Phase.explicit, Phase.generate))
@example("Długie", 120, [40] * 9, True)
@example("Akapity" + "\n\na" * 30, 0, [1] * 9, False)
def test_no_item_of_whatever_size_leaves_its_page(stem: str, more: int, options: list[int], large: bool) -> None:
    stem += "\n\n" + "słowo " * more
    items = [shown(choice(stem, ["opcja " * words for words in options]), position) for position in (1, 2)]
    pairs = tuple(Pair(f"p{place}", "lewa " * words, f"prawa {place} " * words) for place, words in enumerate(options))
    matched = shown(Item("m", "matching", ("1A1",), stem, pairs=pairs), 3)
    below, right = lowest_and_rightmost(write_paper_twins(book(twin(*items, matched), large=large), MADE_AT))
    assert below > 15 and right < 596


secret = st.text("TAJNE", min_size=5, max_size=8).map(lambda letters: f"q{letters}q")


@given(secret, secret)
@settings(max_examples=5)
def test_neither_rationale_nor_guide_nor_key_reaches_the_paper(rationale: str, id_: str) -> None:
    options = (Option(id_, "ta", key=True, rationale=rationale), Option(f"{id_}b", "tamta", rationale=rationale))
    pairs = (Pair(id_, "lewa", "prawa", rationale=rationale), Pair(f"{id_}b", "druga", "trzecia", rationale))
    items = [
        Item(id_, "single_choice", (id_,), "Która?", options, sources=(id_,)),
        Item(id_, "matching", (id_,), "Dobierz", pairs=pairs),
    ]
    pdf = write_paper_twins(book(twin(*(shown(item, n) for n, item in enumerate(items, start=1)))), MADE_AT)
    assert rationale not in text_of(pdf) and id_ not in text_of(pdf)
    assert rationale.encode() not in pdf


FORMULAS = (
    r"\frac{1}{2} \le \sqrt[3]{x_1^2}",
    r"\left(\sum_{i=1}^{n} i\right) = \binom{n}{2}",
    r"\begin{matrix}a & b \\ c & d\end{matrix}",
    r"\text{a} \vec{v} \underset{x}{y} \mathrm{kg}",
    r"\begin{cases}1 & x \\ 2 & y\end{cases} x'",
)


def test_formulas_are_drawn_and_read_out_by_their_source() -> None:
    stem = " ".join(f"${source}$" for source in FORMULAS)
    pdf = write_paper_twins(book(twin(shown(choice(f"Ile? {stem}\n\n$$\nz > 1\n$$", ["a", "$b^2$"])))), MADE_AT)
    assert is_accessible(pdf)
    assert {*FORMULAS, "z > 1", "b^2"} <= set(alternative_texts(pdf))
    assert "∑" in text_of(pdf) and "√" in text_of(pdf)
