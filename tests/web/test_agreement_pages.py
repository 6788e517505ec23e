"""Pages of agreement: figures with drawings and tables for who watches over ratings, one's own position for assessors."""

import re

from authoring import open_room_work, page
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from exam_server.core.agreement import PlaceMean, TooAlike
from exam_server.core.psychometrics import Estimate
from exam_server.store.base import Base
from exam_server.store.tables import ExamRow
from exam_server.web.agreement import draw_days, place_mark
from tests.making import make_organisation
from tests.rated import make_rated
from tests.visiting import Visitors

OTHERS = ("Artur Asesorski", "Czesława Przewodnicząca")


def counted(app: Flask) -> dict[str, int]:
    """How many rows each table has."""
    with open_room_work(app) as work:
        return {
            table.name: work.session.scalar(select(func.count()).select_from(table)) or 0
            for table in Base.metadata.sorted_tables
        }


def test_figures_stand_on_a_page_with_intervals_drawings_and_tables(app: Flask, visitors: Visitors) -> None:
    with open_room_work(app) as work:
        make_organisation(work)
    office, chair, asia = (visitors.as_player(login) for login in ("olga", "czeslawa", "asia"))
    with open_room_work(app) as work:
        made = make_rated(work, visitors.accounts)
    before = counted(app)
    shown = page(office, "/commission/agreement")
    assert (
        "Zgodność asesorów" in shown and "Alfa Krippendorffa" in shown and "style=" not in shown.partition("<main")[2]
    )
    assert len(re.findall(r'class="interval-value" cx=', shown)) > 12 and '<th scope="row">Artur Asesorski' in shown
    assert "−1,00 (−1,00 … −1,00)" in shown, "the chair is a level more severe"
    assert "oceny są zbyt podobne" in shown, "a single assessor saw no opportunity once"
    narrowed = page(office, f"/commission/agreement?exam={made.id}&criterion={made.criteria[0]}&since=2027-03-01")
    assert f'value="{made.criteria[0]}" selected' in narrowed and 'value="2027-03-01"' in narrowed
    assert "Nie ma tu zakończonej symulacji" in page(office, "/commission/agreement?since=2027-03-02")
    page(office, "/commission/agreement?since=wczoraj", 422)
    file = office.get("/commission/agreement.csv").get_data(as_text=True)
    assert "asesor;Czesława Przewodnicząca;12;severity;-1,0000;-1,0000;-1,0000" in file
    assert "Artur Asesorski" in page(chair, "/commission/agreement")
    page(asia, "/commission/agreement", 403)
    assert counted(app) == before, "figures are shown, never kept"


def test_an_assessor_sees_their_own_place_without_names_once_results_are_released(
    app: Flask, visitors: Visitors
) -> None:
    with open_room_work(app) as work:
        make_organisation(work)
    asia = visitors.as_player("asia")
    with open_room_work(app) as work:
        made = make_rated(work, visitors.accounts, released=False)
    assert "Nie ma jeszcze z czym porównać" in page(asia, "/assessor/position")
    with open_room_work(app) as work:
        work.record()
        work.session.get_one(ExamRow, made.id).state = "released"
        work.commit()
    shown = page(asia, "/assessor/position")
    assert "+0,50 (" in shown and made.criteria[0] in shown
    assert not [name for name in OTHERS if name in shown]
    assert not [str(id) for login, id in made.accounts.items() if login != "asia" and str(id) in shown]


@given(st.floats(-3, 3), st.floats(0, 2), st.floats(0, 2))
def test_a_mark_lies_within_its_drawing_and_within_its_interval(value: float, below: float, above: float) -> None:
    mark = place_mark(Estimate(value, value - below, value + above, 12), -0.2, 1.0)
    assert mark is not None
    assert 0 <= mark.low <= mark.value <= mark.high <= 100
    assert place_mark(TooAlike(12), -0.2, 1.0) is None


def test_days_are_drawn_on_one_scale_above_and_below_the_others(app: Flask) -> None:
    days = [("a", [PlaceMean(1, 0.0, 1), PlaceMean(3, 2.0, 1)]), ("b", [PlaceMean(1, -1.0, 1)])]
    with app.test_request_context():
        drawn = draw_days(days)
    (first, last), (below,) = (each.points for each in drawn.sparks)
    assert (first, last, below) == ((12.0, 45.0), (228.0, 12.0), (12.0, 61.5))
    assert (drawn.last, drawn.scale) == (3, "−2,00 … +2,00")
