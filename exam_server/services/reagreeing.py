"""What an exclusion does to simulations: who may not verify the candidate leaves, and it's agreed anew without them."""

from collections.abc import Sequence

from exam_server.core.commission import Barred
from exam_server.core.reagreeing import Seat, comes_back, leaves_with, next_step
from exam_server.services.encounter_evidence import write_evidence, write_reopened, write_unrated
from exam_server.services.moderation import load_moderation, to_agreed
from exam_server.services.work import Work
from exam_server.store import simulation as store
from exam_server.store.tables import AgreedRatingRow, CaseRow, EncounterRow


def follow_encounters(work: Work, case: CaseRow, barred: Barred) -> int:
    """Within `record()`, the case locked: bring the raters of its simulations in line with who is excluded from it.

    Ratings of who was never to verify the candidate are kept, marked, and count for nothing: what was agreed with them
    stops holding, until those who are left agree anew or they may verify the candidate again (S2, S8, S10). Who was
    replaced on another ground leaves what they hadn't sealed; what they had counts (S2). An encounter that nobody is
    left to agree on ends unrated. Gives how many encounters that touches.
    """
    rows = store.list_case_encounters(work.session, case.id, lock=True)
    return sum(_follow(work, row, barred) + _end_unled(work, row) for row in rows)


def _follow(work: Work, row: EncounterRow, barred: Barred) -> bool:
    found = store.list_assessors(work.session, row.id, with_left=True)
    sealed = {each.account_id for each in store.list_seals(work.session, row.id)}
    gone = {each.account_id for each in found if leaves_with(barred, each.account_id, sealed=each.account_id in sealed)}
    seats = [Seat(str(each.account_id), each.left_at, each.account_id in gone) for each in found]
    newest = _newest(store.list_agreed_once(work.session, row.id), row)
    holds = row.state == "agreed" and bool(newest) and newest[0].round == row.round
    agreed_at = newest[0].agreed_at if newest else None
    step = next_step(seats, agreed_at, holds=holds)
    holds = step == "restore" or (holds and step is None)
    for each, seat in zip(found, seats, strict=True):
        if seat.leaves:
            each.left_at = work.now
        elif comes_back(seat, agreed_at, holds=holds):
            each.left_at = None
    work.session.flush()
    if step == "reopen":
        row.state, row.round = "ended", row.round + 1
        work.note("encounter.reopened", row.id, round=row.round)
        write_reopened(work, row)
    elif step == "restore":
        row.state, row.round = "agreed", newest[0].round
        work.session.flush()
        work.note("encounter.restored", row.id, round=row.round)
        write_evidence(work, row, [to_agreed(each) for each in newest])
    return step is not None


def _end_unled(work: Work, row: EncounterRow) -> bool:
    """Nobody who rated it goes on, so that its criteria stay open: by the conversation or another simulation (S2)."""
    if row.state != "ended" or load_moderation(work, row).present:
        return False
    row.state = "agreed"
    work.note("encounter.closed.unrated", row.id, members=0)
    write_unrated(work, row)
    return True


def _newest(agreed: Sequence[AgreedRatingRow], row: EncounterRow) -> list[AgreedRatingRow]:
    """The ratings of the newest agreement up to the encounter's round."""
    rounds = [each.round for each in agreed if each.round <= row.round]
    return [each for each in agreed if each.round == max(rounds, default=0)]
