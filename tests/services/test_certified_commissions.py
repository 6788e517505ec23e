"""What a ruling on an appeal decided is judged by the appeal's own members, and what they proved (S2, S3, S9)."""

from dataclasses import replace

import pytest

from exam_server.formats.plain import to_plain
from exam_server.services.certification import check_readiness
from exam_server.services.qualification import get_edition
from exam_server.store.tables import CaseRow, EditionRow
from tests.appealed import Appealed, assign, file, make_told, rule, seal_all
from tests.making import CODE, OwnWork
from tests.proving import prove
from tests.shipped import shipped_qualification


def ask_for_credentials(work: OwnWork, told: Appealed) -> None:
    """From now on the edition asks of its commissions what the shipped one does."""
    work.record()
    row = work.session.get_one(EditionRow, work.session.get_one(CaseRow, told.case_id).edition_id)
    row.content = to_plain(replace(get_edition(work, row.id).content, commission=shipped_qualification().commission))
    work.commit()


@pytest.mark.rule("S9")
@pytest.mark.rule("L19")
def test_a_ruling_rests_on_the_seats_of_who_ruled_and_the_other_decisions_on_the_commissions(work: OwnWork) -> None:
    told = make_told(work)
    ask_for_credentials(work, told)
    for login, letters in (("jan", "ab"), ("ewa", "c"), ("zofia", "bd")):
        prove(work, told.deciders[login], letters, code=CODE)
    appeal_id = file(work, told, "1A1")
    assign(work, told, appeal_id)
    seal_all(work, told, appeal_id, jan="met", ewa="met", zofia="met")
    assert rule(work, told, appeal_id) == 1
    ready = check_readiness(work, told.case_id)
    found = {each.criterion: (each.verdict, {one.rule for one in each.objections}) for each in ready.criteria}
    assert found["1A1"] == ("met", set())
    assert found["1A2"] == ("met", {"S2", "S3"}), "nobody was ever appointed there"
