"""Red flags of an encounter after all seals: who saw one, who confirms it, and what that comes to."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from exam_server.core.problems import Refused
from exam_server.core.rating import all_sealed
from exam_server.core.red_flags import FlagStanding, Word, require_settled, say, standing_of
from exam_server.core.text import text
from exam_server.services.people import Names
from exam_server.services.raters import list_absent
from exam_server.services.rating import begin_act, own_name, sheets_of
from exam_server.services.simulation import get_scenario
from exam_server.services.work import Work
from exam_server.store import simulation as store
from exam_server.store.tables import EncounterRow, RedFlagWordRow

LONGEST_NOTE = 2000


@dataclass(frozen=True)
class NamedWord:
    """`counts`: the member still rates this encounter; that of who was recused is kept, marked (S2)."""

    name: str
    seen: bool
    note: str
    counts: bool


@dataclass(frozen=True)
class FlagView:
    """A flag of the script with what members said; `speaks`: the actor may still say something about it."""

    id: str
    description: str
    standing: FlagStanding
    confirmations: int
    words: tuple[NamedWord, ...]
    speaks: bool = False


def list_flags(work: Work, row: EncounterRow, viewer: str = "") -> list[FlagView]:
    """Every flag of the encounter's script, in its order; the caller has checked who asks, and that all have sealed."""
    rows = store.list_red_flag_words(work.session, row.id)
    members, names, words = _members(work, row), Names(work), _words(rows)
    absent = list_absent(work, row)
    return [
        FlagView(
            flag.id,
            flag.description,
            standing_of(flag, words, members, absent),
            flag.requires.confirmations,
            tuple(
                NamedWord(names.of(each.account_id), each.seen, each.note, str(each.account_id) in members)
                for each in rows
                if each.flag == flag.id
            ),
            viewer in members
            and viewer not in absent
            and row.state != "agreed"
            and not any(each.flag == flag.id and each.member == viewer for each in words),
        )
        for flag in get_scenario(work, row).red_flags
    ]


def speak_of_flag(work: Work, encounter_id: UUID, flag: str, seen: bool, note: str) -> None:
    """The actor's word on a red flag, which is final. Refused before all have sealed, and once it's concluded."""
    row = begin_act(work, encounter_id, "flag")
    own = own_name(work, row)
    sheets = sheets_of(work, row)
    if row.state == "agreed" or not all_sealed(list(sheets.values()), list(sheets)):
        raise Refused(
            text("The word on the red flag wasn't taken."),
            text("Members speak of red flags after all seals and before the conclusion."),
            text("Wait until all are sealed."),
            rule="P5",
        )
    word = Word(own, flag, seen, note.strip()[:LONGEST_NOTE])
    said = _words(store.list_red_flag_words(work.session, row.id))
    say(said, word, get_scenario(work, row).red_flags, _members(work, row))
    work.session.add(
        RedFlagWordRow(
            id=work.new_id(),
            organisation_id=work.organisation_id,
            encounter_id=row.id,
            account_id=work.actor.account_id,
            flag=flag,
            seen=seen,
            note=word.note,
            said_at=work.now,
        )
    )
    work.session.flush()
    work.note("encounter.flag.spoken", row.id, flag=flag, seen=seen)


def require_flags_settled(work: Work, row: EncounterRow) -> None:
    """Raises Refused while a raised flag holds the encounter."""
    words = _words(store.list_red_flag_words(work.session, row.id))
    require_settled(get_scenario(work, row).red_flags, words, _members(work, row), list_absent(work, row))


def is_held(work: Work, row: EncounterRow) -> bool:
    """Whether members confirmed a red flag, which holds what was shown until the commission has decided on it."""
    words, members = _words(store.list_red_flag_words(work.session, row.id)), _members(work, row)
    return any(standing_of(flag, words, members) == "confirmed" for flag in get_scenario(work, row).red_flags)


def _members(work: Work, row: EncounterRow) -> Collection[str]:
    return {str(each.account_id) for each in store.list_assessors(work.session, row.id)}


def _words(rows: Sequence[RedFlagWordRow]) -> list[Word]:
    return [Word(str(each.account_id), each.flag, each.seen, each.note) for each in rows]
