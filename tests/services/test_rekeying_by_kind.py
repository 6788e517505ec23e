"""A ruling in each kind's own terms on sittings that were marked, and the way back."""

import json
from collections.abc import Mapping
from dataclasses import replace

from exam_server.core.bank import Scoring
from exam_server.core.rekeying import Ruling, authored_ruling
from exam_server.services import delivery, desk, marking, rekeying
from exam_server.services.presenting import list_frozen_items
from exam_server.services.statistics import measure_item
from exam_server.store.tables import ResponseRow, SittingRow
from tests.core.test_key_rulings import ITEMS, KEYED, RULED
from tests.kinds import EVERY_KIND, in_positions
from tests.making import CANDIDATES, CODE, MadeExam, OwnWork, make_player, open_exam_of_every_kind

MAPPED = replace(ITEMS["inline_choice"], scoring=Scoring({"temperatura a": 0.5, "czas a": 0.5}))
POINTS = Ruling(scoring=Scoring({"temperatura a": 0.5, "czas b": 0.5}))
"""The kind whose item earns points for each choice, and a ruling that gives them for another one."""
RULINGS = {**{kind: RULED[kind][0] for kind in KEYED}, "inline_choice": POINTS}


def mark_two(work: OwnWork) -> MadeExam:
    """The first gave what the rulings say is right, the second what the authors say."""
    items = [MAPPED if kind == "inline_choice" else sample.item for kind, sample in EVERY_KIND.items()]
    made = open_exam_of_every_kind(work, CANDIDATES[:2], items)
    responses: tuple[Mapping[str, object], ...] = (
        {kind: RULED[kind][1] for kind in KEYED},
        {kind: EVERY_KIND[kind].right for kind in KEYED},
    )
    for sitting_id, given in zip(made.sittings, responses, strict=True):
        row = work.session.get_one(SittingRow, sitting_id)
        work.record()
        for each in list_frozen_items(work, row.test_form_id):
            if each.item.kind in given:
                response = json.dumps(in_positions(each.item, each.drawn, given[each.item.kind]))
                of = {"sitting_id": row.id, "organisation_id": row.organisation_id, "epoch": 1}
                at = {"sequence": each.position, "position": each.position, "saved_at": work.now}
                work.session.merge(ResponseRow(**of, **at, response=response))
        work.commit()
        delivery.hand_in(work, sitting_id)
    desk.close_exam(work, made.id)
    work.commit()
    marking.mark_exam(work, made.id)
    work.commit()
    return made


def scores(work: OwnWork, made: MadeExam) -> dict[str, tuple[float, ...]]:
    found = [{each.item_id: each.score for each in marking.list_marked_items(work, id)} for id in made.sittings]
    return {kind: tuple(each[ITEMS[kind].id] for each in found) for kind in KEYED}


def rule(work: OwnWork, kind: str, ruling: Ruling, people: tuple[object, object]) -> int:
    code = ITEMS[kind].id
    work.act_as(people[0], "author")  # type: ignore[arg-type]
    ruling_id = rekeying.propose_ruling(work, CODE, code, 1, ruling, "Źródło mówi inaczej.")
    work.commit()
    work.act_as(people[1], "reviewer")  # type: ignore[arg-type]
    count = rekeying.confirm_ruling(work, CODE, code, ruling_id)
    work.commit()
    return count


def test_every_kind_is_ruled_in_its_own_terms_and_the_opposite_gives_every_mark_back(work: OwnWork) -> None:
    made = mark_two(work)
    people = (make_player(work, "adam"), make_player(work, "rena"))
    before = scores(work, made)
    assert before == {kind: (0.5 if kind == "inline_choice" else 0.0, 1.0) for kind in KEYED}
    for kind, ruling in RULINGS.items():
        preview = rekeying.preview_ruling(work, CODE, ITEMS[kind].id, 1, ruling)
        assert preview.refused is None and preview.changes[0].score == (before[kind][0], 1.0), kind
        assert rule(work, kind, ruling, people) == len(preview.changes)
        assert rekeying.list_rulings(work, CODE, ITEMS[kind].id)[0].ruling == ruling
    after = scores(work, made)
    assert {each[0] for each in after.values()} == {1.0}
    assert after["inline_choice"][1] == 0.5 and after["matching"][1] == 0.0
    keys = {each.id for each in measure_item(work, CODE, ITEMS["matching"].id)[0].choices if each.key}
    assert keys == set(RULINGS["matching"].keys), "the statistics know the key that holds"
    for kind in KEYED:
        item, holds = rekeying.get_ruled(work, CODE, ITEMS[kind].id, 1)
        assert holds == RULINGS[kind]
        rule(work, kind, authored_ruling(item), people)
    assert scores(work, made) == before
