"""Many tablets' posts in one group: each is judged as it would be alone, and costs the others nothing."""

import random
import threading
from collections.abc import Iterator

import pytest
from sqlalchemy import text

from exam_server.core.problems import NotFound, Refused
from exam_server.services import tablets
from exam_server.services.opening import Journal
from exam_server.services.tablets import Answer, Batch
from exam_server.store.journal_sql import Statements
from exam_server.store.tables import DeviceEntryRow, DeviceLogRow, EncounterAssessorRow
from tests.encounters import COMMISSION, MadeEncounter, Tablet, act_as, make_encounter, now_ms, tap_run
from tests.making import OwnWork, make_player


@pytest.fixture
def journal(work: OwnWork) -> Iterator[Journal]:
    started = Journal(work.database)
    started.start()
    yield started
    started.stop()


@pytest.fixture
def made(work: OwnWork) -> MadeEncounter:
    made = make_encounter(work)
    tap_run(work, made, "start")
    return made


def post(work: OwnWork, journal: Journal, made: MadeEncounter, login: str, batch: Batch) -> Answer:
    act_as(work, made, login)
    read = tablets.read_post(work, made.id, batch)
    work.drop()
    assert read is not None
    return tablets.carry_out(journal, read)


def kept(work: OwnWork, account_id: object) -> list[tuple[str, int, int, int, str, bool]]:
    """Every entry of an account's tablets, with what is known of its log."""
    work.drop()
    rows = work.session.query(DeviceLogRow, DeviceEntryRow).join(
        DeviceEntryRow, DeviceEntryRow.log_id == DeviceLogRow.id
    )
    found = rows.filter(DeviceLogRow.account_id == account_id).order_by(DeviceLogRow.device, DeviceEntryRow.sequence)
    return [(log.device, log.last_sequence, log.made, each.sequence, each.body, each.fits) for log, each in found]


def stories(made: MadeEncounter, login: str, seed: int) -> list[Batch]:
    """What a tablet might post: parts in any order, repeats, a gap, another story, an entry that no sheet writes."""
    luck, tablet, other = random.Random(seed), Tablet(made, login, "t"), Tablet(made, login, "t")
    for number in range(8):
        tablet.write(number, "tap", point=made.point_of("yes_no"), value=1)
        other.write(number, "tap", point=made.point_of("yes_no"), value=number // 4)
    tablet.write(9, "dance", steps=3)
    parts = [tablet.batch(first, luck.randint(first, 9)) for first in (1, 1, 2, 4, 5, 9)]
    return [parts[0], *luck.sample([*parts, other.batch(1, 8)], 7), tablet.batch(1)]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_post_in_a_group_comes_to_what_it_comes_to_alone(
    work: OwnWork, journal: Journal, made: MadeEncounter, seed: int
) -> None:
    """Asia's tablet posts by the journal, Artur's the same by a transaction of each."""
    for of_asia, of_artur in zip(stories(made, "asia", seed), stories(made, "artur", seed), strict=True):
        grouped = post(work, journal, made, "asia", of_asia)
        act_as(work, made, "artur")
        alone = tablets.post_entries(work, made.id, of_artur)
        work.commit()
        assert (grouped.joint, grouped.head.sequence) == (alone.joint, alone.head.sequence)
        assert [each.text for each in grouped.new] == [each.text for each in alone.new]
    assert kept(work, made.accounts["asia"]) == kept(work, made.accounts["artur"])
    assert [fits for *_, fits in kept(work, made.accounts["asia"])] == [True] * 8 + [False]


def test_tablets_that_tap_at_once_lose_nothing(work: OwnWork, journal: Journal, made: MadeEncounter) -> None:
    """Three members with two tablets each, one tap a post, everybody at the same time; each post comes twice."""
    written = [Tablet(made, login, f"{login}-{number}") for login in COMMISSION for number in (1, 2)]
    posts = []
    for tablet in written:
        act_as(work, made, tablet.login)
        for number in range(1, 6):
            tablet.write(number, "tap", point=made.point_of("yes_no"), value=1)
        reads = [tablets.read_post(work, made.id, tablet.batch(number, number)) for number in range(1, 6)]
        posts.append([each for each in reads if each is not None])
    work.drop()
    heads: dict[str, int] = {}

    def go(index: int) -> None:
        for each in posts[index]:
            answers = [journal.submit(each) for _ in range(2)]
            heads[each.device] = [answer.taken(30).head.sequence for answer in answers][-1]

    threads = [threading.Thread(target=go, args=(index,)) for index in range(len(posts))]
    for each in threads:
        each.start()
    for each in threads:
        each.join(30)
    assert set(heads.values()) == {5} and len(heads) == 6
    for login in COMMISSION:
        assert [sequence for _, _, _, sequence, _, _ in kept(work, made.accounts[login])] == [1, 2, 3, 4, 5] * 2


def test_a_post_that_waited_for_another_workers_sees_the_log_as_that_one_left_it(
    work: OwnWork, journal: Journal, made: MadeEncounter
) -> None:
    """What a page asks for at its start brings nothing: it must not set the log back to where it stood meanwhile."""
    tablet = Tablet(made, "asia", "t")
    for number in range(1, 4):
        tablet.write(number, "tap", point=made.point_of("yes_no"), value=1)
    post(work, journal, made, "asia", tablet.batch(1, 2))
    act_as(work, made, "asia")
    empty = tablets.read_post(work, made.id, tablet.batch(1, 0))
    assert empty is not None and not empty.entries
    work.drop()
    act_as(work, made, "asia")
    tablets.post_entries(work, made.id, tablet.batch(3))
    pending = journal.submit(empty)
    while not work.database.is_sqlite and not waits_for_a_lock(work):
        threading.Event().wait(0.01)
    work.commit()
    assert pending.taken(30).head.sequence == 3
    assert [(sequence, head) for _, head, _, sequence, _, _ in kept(work, made.accounts["asia"])] == [
        (1, 3),
        (2, 3),
        (3, 3),
    ]


def waits_for_a_lock(work: OwnWork) -> bool:
    # Within a transaction PostgreSQL shows its activity as it was at the first look.
    work.session.execute(text("select pg_stat_clear_snapshot()"))
    waiting = "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
    return bool(work.session.scalar(text(waiting)))


def test_a_head_is_never_set_back(work: OwnWork, journal: Journal, made: MadeEncounter) -> None:
    tablet = Tablet(made, "asia", "t")
    tablet.write(1, "tap", point=made.point_of("yes_no"), value=1)
    post(work, journal, made, "asia", tablet.batch())
    log_id = work.session.query(DeviceLogRow).one().id
    run, stale = Statements(work.database.is_sqlite), (0, tablet.heads[0].digest, 0)
    work.record()
    cursor = work.session.connection().connection.cursor()
    cursor.execute(run.log, (*stale, run.moment(work.now), run.id(log_id), 0))
    cursor.close()
    work.commit()
    assert [head for _, head, *_ in kept(work, made.accounts["asia"])] == [1]


def test_what_brings_nothing_makes_no_log(work: OwnWork, journal: Journal, made: MadeEncounter) -> None:
    """Neither a page that asks where it stands, nor the story of somebody else's tablet."""
    tablet = Tablet(made, "artur", "t")
    tablet.write(1, "tap", point=made.point_of("yes_no"), value=1)
    for batch in (tablet.batch(1, 0), tablet.batch()):
        post(work, journal, made, "asia", batch)
        act_as(work, made, "asia")
        tablets.post_entries(work, made.id, batch)
        work.commit()
    assert work.session.query(DeviceLogRow).count() == 0


def test_who_doesnt_rate_posts_nothing_and_a_seal_isnt_the_journals(
    work: OwnWork, journal: Journal, made: MadeEncounter
) -> None:
    stranger = make_player(work, "adam")
    batch = Tablet(made, "asia", "t")
    batch.write(now_ms(work), "tap", point=made.point_of("yes_no"), value=1)
    work.act_as(stranger, "assessor")
    with pytest.raises(NotFound):
        tablets.read_post(work, made.id, batch.batch())
    act_as(work, made, "asia")
    with pytest.raises(Refused):
        tablets.read_post(work, made.id, Batch("t", "0" * 64, 1, ("[",)))
    read = tablets.read_post(work, made.id, batch.batch())
    assert read is not None
    batch.write(now_ms(work), "seal", script="", heads={})
    assert tablets.read_post(work, made.id, batch.batch()) is None
    work.record()
    row = work.session.get_one(EncounterAssessorRow, (made.id, made.accounts["asia"]))
    work.session.delete(row)
    work.commit()
    with pytest.raises(NotFound):
        tablets.carry_out(journal, read)
    assert kept(work, made.accounts["asia"]) == []
