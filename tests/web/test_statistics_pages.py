"""Statistics on pages: an item's for authors, an exam's for the office, with charts, tables and files."""

import re

from authoring import open_room_work, page, post
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from exam_server.services.figures import refresh_figures
from exam_server.web.statistics import LABEL_GAP, spread
from tests.making import CANDIDATES, make_organisation
from tests.services.test_statistics import MANY, WRONG_KEY, marked
from tests.visiting import Visitors

ITEM = {"true_false": "hb-2a2-tf"}[WRONG_KEY]


def test_statistics_stand_on_pages_with_curves_tables_and_doubts(app: Flask, visitors: Visitors) -> None:
    with open_room_work(app) as work:
        make_organisation(work)
    author, office = visitors.as_role("author"), visitors.as_role("office")
    with open_room_work(app) as work:
        made = marked(work, MANY)
    shown = page(author, f"/author/items/{ITEM}/statistics")
    assert "sprawdź klucz" in shown and "0,50 (0,35 … 0,65)" in shown
    assert len(re.findall(r'<polyline class="curve', shown)) == 2
    assert re.search(r'class="curve curve-key"', shown) and "style=" not in shown.partition("<main")[2]
    assert "prawda" in shown and '<th scope="row"' in shown
    file = author.get(f"/author/items/{ITEM}/statistics.csv")
    assert file.mimetype == "text/csv" and "Rewizja;Wybór;Klucz" in file.get_data(as_text=True)

    whole = page(office, f"/office/exams/{made.id}/statistics")
    assert "Rzetelność (alfa, KR-20)" in whole and ITEM in whole and "za mało, by orzekać" in whole
    assert "/statistics" in page(office, f"/office/exams/{made.id}")
    file = office.get(f"/office/exams/{made.id}/statistics.csv")
    assert ITEM in file.get_data(as_text=True)
    assert "napar – czajnik" in page(author, "/author/items/hb-2a2-ma/statistics")
    assert "Nie oceniono jeszcze" in page(author, "/author/items/hb-2a2-et/statistics")
    page(author, f"/office/exams/{made.id}/statistics", 403)

    assert ITEM in page(author, "/author/items?statistics=too_few"), "nothing is kept yet"
    with open_room_work(app) as work:
        assert refresh_figures(work)
        work.commit()
    doubtful = page(author, "/author/items?statistics=suspicious_key&kind=true_false")
    assert re.findall(r'href="/author/items/([\w-]+)\?', doubtful) == [ITEM]
    assert '<option value="suspicious_key" selected>podejrzany klucz' in doubtful and "▾ klucz?" in doubtful
    assert ITEM not in page(author, "/author/items?statistics=too_few")
    assert "Łatwość 0,50, moc różnicująca" in page(author, f"/author/items/{ITEM}")


@given(st.lists(st.floats(10, 170), max_size=14))
def test_labels_of_curves_stand_apart_in_their_order_and_within_the_drawing_where_they_fit(ends: list[float]) -> None:
    placed = spread(ends, LABEL_GAP, 10, 170)
    order = sorted(range(len(ends)), key=ends.__getitem__)
    ranked = [placed[index] for index in order]
    assert all(below - above >= LABEL_GAP - 0.2 for above, below in zip(ranked, ranked[1:], strict=False))
    assert all(each >= 10 for each in placed)
    if (len(ends) - 1) * LABEL_GAP <= 160:
        assert all(each <= 170 for each in placed)


def test_labels_that_are_apart_already_stay_at_their_curves() -> None:
    assert spread([150.0, 20.0, 90.0], LABEL_GAP, 10, 170) == [150.0, 20.0, 90.0]


def test_a_wrong_key_is_previewed_proposed_and_confirmed_by_another_person(app: Flask, visitors: Visitors) -> None:
    with open_room_work(app) as work:
        make_organisation(work)
    author, reviewer = visitors.as_role("author"), visitors.as_role("reviewer")
    with open_room_work(app) as work:
        marked(work, CANDIDATES)
    address = f"/author/items/{ITEM}/key"
    shown = page(author, f"{address}?number=1&keys=false")
    assert "Ocenione podejścia z tą rewizją: 3; zmieni się: 3." in shown
    assert len(re.findall(r"źle → dobrze", shown)) == 2 and "dobrze → źle" in shown
    assert "dotychczasowy klucz" in page(author, f"{address}?number=1&keys=true")
    post(author, address, {"number": "1", "keys": "false", "reason": "W źródle jest odwrotnie."})
    (ruling,) = set(re.findall(r"/key/([0-9a-f-]{36})/decline", page(author, address)))
    assert f"{ruling}/confirm" not in page(author, address) and f"{ruling}/confirm" in page(reviewer, address)
    assert "nie może jej zatwierdzić" in post(author, f"{address}/{ruling}/confirm", {}, 422)
    post(reviewer, f"{address}/{ruling}/confirm", {})
    shown = page(reviewer, address)
    assert "dodane oceny: 3" in shown and "potwierdzone" in shown
    page(visitors.as_role("office"), address, 403)


def test_a_pair_and_its_partner_are_ruled_in_the_form_and_stand_in_words(app: Flask, visitors: Visitors) -> None:
    with open_room_work(app) as work:
        make_organisation(work)
    author, reviewer = visitors.as_role("author"), visitors.as_role("reviewer")
    with open_room_work(app) as work:
        marked(work, CANDIDATES)
    address = "/author/items/hb-2a2-ma/key"
    shown = page(author, address)
    assert shown.count('name="keys"') == 7 and "napar – dzbanek" in shown, "two left sides, three right ones each"
    either = {"number": "1", "keys": ["p1", "p1 p2", "p2"]}
    query = "number=1&keys=p1&keys=p1+p2&keys=p2"
    assert "Ocenione podejścia z tą rewizją: 3" in page(author, f"{address}?{query}")
    assert "W miejscu p2 nic nie byłoby dobrze" in page(author, f"{address}?number=1&keys=p1")
    post(author, address, {**either, "reason": "Napar można też podać w dzbanku."})
    shown = page(reviewer, address)
    assert "napar – czajnik; napar – dzbanek; mleko – dzbanek" in shown
    (ruling,) = set(re.findall(r"/key/([0-9a-f-]{36})/confirm", shown))
    assert f"{query}" in shown, "what waits leads to who changes"
    post(reviewer, f"{address}/{ruling}/confirm", {})
    shown = page(author, address)
    assert len(re.findall(r'name="keys" value="[^"*]+" checked', shown)) == 3, "the form begins with what holds"
