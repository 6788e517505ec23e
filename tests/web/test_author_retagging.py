"""Criteria of many items changed through the list: seen first, done by writers alone, refused where there's no such."""

import re
from uuid import UUID

from authoring import author, edition_id, page, post
from flask.testing import FlaskClient

from tests.making import ITEMS
from tests.visiting import Visitors

__all__ = ["author", "edition_id"]
ASKED = {"codes": [ITEMS[0].id, ITEMS[1].id], "act": "add_criterion", "criterion": "2A2", "list-kind": "single_choice"}


def test_a_preview_changes_nothing_and_the_act_comes_back_to_the_filtered_list(
    author: FlaskClient, edition_id: UUID
) -> None:
    shown = post(author, "/author/items/bulk", ASKED, 200)
    assert "dodaj kryterium 2A2" in shown and "trafią do recenzji" in shown
    assert "2A2" not in page(author, f"/author/items/{ITEMS[0].id}").partition('id="facts-title"')[2][:600]
    fields = dict(re.findall(r'<input type="hidden" name="(act|criterion|by|list-kind)" value="([^"]*)"', shown))
    assert fields == {"act": "add_criterion", "criterion": "2A2", "by": "", "list-kind": "single_choice"}
    post(author, "/author/items/bulk/do", {**fields, "codes": ASKED["codes"]})
    assert "1A1, 2A2" in page(author, "/author/items?kind=single_choice&criterion=2A2")


def test_no_other_criterion_and_no_other_person_comes_in(
    author: FlaskClient, visitors: Visitors, edition_id: UUID
) -> None:
    for changed in ({"criterion": "9Z9"}, {"criterion": ""}, {"act": "replace_criterion", "criterion": "1A1"}):
        post(author, "/author/items/bulk/do", {**ASKED, **changed}, 422)
    reviewer = visitors.as_role("reviewer")
    post(reviewer, "/author/items/bulk/do", {**ASKED, "act": "replace_criterion", "by": "1A2"}, 403)
    assert "2A2" not in page(author, "/author/items?criterion=1A1").partition("<tbody>")[2].partition("</tbody>")[0]
