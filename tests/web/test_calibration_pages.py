"""Pages of calibration: a vignette is rated by the anchors, then compared; nothing of the panel comes before that."""

import html
import re

from authoring import open_room_work, page, post
from flask import Flask

from exam_server.core.simulation.script import Scenario
from tests.calibrated import with_vignettes
from tests.encounters import make_encounter
from tests.visiting import Visitors

__all__ = ["with_vignettes"]


def test_a_vignette_is_rated_and_compared_and_the_chair_sees_the_spread(
    app: Flask, visitors: Visitors, with_vignettes: Scenario
) -> None:
    with open_room_work(app) as work:
        made = make_encounter(work, visitors.accounts)
    asia, artur, chair = (visitors.as_player(login) for login in ("asia", "artur", "czeslawa"))
    listed = page(asia, "/assessor/calibration")
    assert "Kto się skalibrował" not in listed and listed.count("do oceny") == 2
    address = re.findall(r'href="(/assessor/exams/[^"]+/V1)"', listed)[0]
    vignette = with_vignettes.vignettes[0]
    shown = html.unescape(page(asia, address))
    assert vignette.text.splitlines()[0] in shown and shown.count('type="radio"') == 5 * len(vignette.panel)
    assert not [each.reason for each in vignette.panel if each.reason in shown]

    given = {f"level-{each.criterion}": "2" for each in vignette.panel}
    first = vignette.panel[0].criterion
    lacking = {name: level for name, level in given.items() if name != f"level-{first}"}
    refused = post(asia, address, lacking, 422)
    assert f'href="#level-{first}"' in refused and refused.count(" checked") == len(lacking)
    post(asia, address, given)
    post(artur, address, {**given, f"level-{first}": "0"})
    post(chair, address, {**given, f"level-{first}": "no_opportunity"})
    compared = html.unescape(page(asia, address))
    assert all(each.reason in compared for each in vignette.panel) and "Asesorski" not in compared
    assert compared.count("Twój poziom") == len(vignette.panel) and "data-levels" not in compared

    overview = page(chair, f"/assessor/exams/{made.exam_id}/calibration")
    assert "Artur Asesorski" in overview and "szeroki" in overview
    page(asia, f"/assessor/exams/{made.exam_id}/calibration", 404)
