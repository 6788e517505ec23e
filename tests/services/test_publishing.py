"""What everybody may know of a draw: digests at once, secrets and manifest only when they help nobody who has to sit."""

import hashlib
import json
from dataclasses import replace
from uuid import UUID

import pytest

from exam_server.core.assembly import check_manifest, commit
from exam_server.core.problems import NotFound, Refused
from exam_server.formats.manifest import read_manifest
from exam_server.services import bank, desk, freezing, rehearsing, seating, starting
from exam_server.services.exam import add_members
from exam_server.services.publishing import export_manifest, get_publication
from exam_server.store.tables import DrawRow, ExamRow
from tests.making import (
    CANDIDATES,
    CODE,
    ITEMS,
    KEYS,
    OwnWork,
    contribute_as_chair,
    freeze_exam,
    make_player,
    plan_exam,
)


def close(work: OwnWork, exam_id: UUID) -> None:
    desk.close_exam(work, exam_id)
    work.commit()


def test_before_the_start_commitments_and_digests_are_known_and_no_secret(work: OwnWork) -> None:
    made = freeze_exam(work)
    published = get_publication(work, made.id)
    assert [(form.seat, form.digest) for form in published.forms if form.seat] == [
        (card.seat, card.form_digest) for card in made.cards
    ]
    assert [form.seat for form in published.forms][len(CANDIDATES) :] == [0] * freezing.SPARES
    assert published.drawn_at is not None and len(published.sealed) == 64
    assert (published.secrets, published.shown_at, published.waits_for) == ((), None, 1)
    row = work.session.get_one(ExamRow, made.id)
    assert row.seed not in str(published)


def test_a_candidate_who_moves_changes_nothing_of_what_was_published(work: OwnWork) -> None:
    made = freeze_exam(work)
    before = get_publication(work, made.id).forms
    for seat in (14, 20):
        seating.move_seat(work, made.sittings[0], seat, "zepsuty ekran")
        work.commit()
    assert get_publication(work, made.id).forms == before


def test_the_manifest_is_withheld_while_the_exam_runs(work: OwnWork) -> None:
    made = freeze_exam(work)
    starting.open_exam(work, made.id)
    work.commit()
    with pytest.raises(Refused, match="isn't shown yet"):
        export_manifest(work, made.id)


def test_after_the_last_sitting_the_secrets_open_their_commitments(work: OwnWork) -> None:
    made = plan_exam(work)
    contribute_as_chair(work, made.id, _chair(work, made.id), "stary młyn")
    freezing.freeze_exam(work, KEYS, made.id)
    close(work, made.id)
    published = get_publication(work, made.id)
    assert published.shown_at == work.session.get_one(ExamRow, made.id).closed_at
    assert "stary młyn" in [each.words for each in published.secrets]
    assert {(each.role, commit(str(made.id), each)) for each in published.secrets} == {
        (each.role, each.commitment) for each in published.given
    }


def _chair(work: OwnWork, exam_id: UUID) -> UUID:
    account_id = make_player(work, "czeslawa")
    work.record()
    add_members(work, exam_id, {"chair": [account_id]})
    work.commit()
    return account_id


def test_an_exam_of_the_same_pool_that_is_still_to_be_sat_keeps_the_secrets(work: OwnWork) -> None:
    one, other = freeze_exam(work), freeze_exam(work)
    assert get_publication(work, one.id).waits_for == 2
    close(work, one.id)
    published = get_publication(work, one.id)
    assert (published.shown_at, published.secrets, published.waits_for) == (None, (), 1)
    with pytest.raises(Refused):
        export_manifest(work, one.id)
    close(work, other.id)
    assert get_publication(work, one.id).shown_at == work.session.get_one(ExamRow, other.id).closed_at
    later = freeze_exam(work)
    assert get_publication(work, one.id).shown_at is not None
    assert get_publication(work, later.id).shown_at is None


def test_a_rehearsal_withholds_nothing_since_nobody_sits_it(work: OwnWork) -> None:
    made = freeze_exam(work)
    rehearsal = rehearsing.make_rehearsal(work, 2)
    work.commit()
    rehearsing.freeze_rehearsal(work, KEYS, rehearsal)
    work.commit()
    assert get_publication(work, made.id).waits_for == 1
    close(work, made.id)
    assert get_publication(work, made.id).shown_at is not None


def test_an_outsider_draws_the_manifest_again(work: OwnWork) -> None:
    made = freeze_exam(work)
    close(work, made.id)
    content = export_manifest(work, made.id)
    manifest, stated, _ = read_manifest(content)
    assert manifest is not None
    assert check_manifest(manifest, stated).holds
    assert list(manifest.seats) == [card.form_digest for card in made.cards]


def test_the_manifest_holds_no_text_of_an_item_and_no_option_of_its_own(work: OwnWork) -> None:
    made = freeze_exam(work)
    close(work, made.id)
    content = export_manifest(work, made.id)
    for item in ITEMS:
        texts = [
            item.stem,
            *(o.text for o in item.options),
            *(p.right for p in item.pairs),
            *(o.rationale for o in item.options),
        ]
        assert not [each for each in texts if each and each in content]
    pool = json.loads(content)["sealed"]["pool"]
    own = {option.id for item in ITEMS for option in item.options} | {pair.id for item in ITEMS for pair in item.pairs}
    assert own.isdisjoint({option for row in pool for option in row["option_ids"]})
    assert len(pool) == len(ITEMS)


def test_the_sealed_part_can_be_hashed_with_common_tools(work: OwnWork) -> None:
    """`jq -acS .sealed FILE | tr -d '\\n' | sha256sum`."""
    made = freeze_exam(work)
    close(work, made.id)
    sealed = json.loads(export_manifest(work, made.id))["sealed"]
    canonical = json.dumps(sealed, sort_keys=True, separators=(",", ":"))
    assert hashlib.sha256(canonical.encode()).hexdigest() == get_publication(work, made.id).sealed


def test_the_pool_is_published_as_it_was_drawn_from(work: OwnWork) -> None:
    made = freeze_exam(work)
    before = work.session.query(DrawRow).one().sealed
    bank.load_items(work, CODE, [replace(item, difficulty=0.9, stem=f"{item.stem} (nowe)") for item in ITEMS])
    work.commit()
    close(work, made.id)
    assert json.loads(export_manifest(work, made.id))["sealed"] == before


def test_an_exam_without_a_test_or_that_isnt_there_has_no_publication(work: OwnWork) -> None:
    with pytest.raises(NotFound):
        get_publication(work, UUID(int=1))
    made = plan_exam(work)
    assert get_publication(work, made.id).forms == ()
    with pytest.raises(NotFound):
        export_manifest(work, made.id)
