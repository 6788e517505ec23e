"""What a card showed, by ids: kept as it was seen, whatever the log says later of that second."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from exam_server.core.simulation.cards import PrompterCard, RolePlayerCard

CardKind = Literal["role_player", "prompter"]
CARDS: tuple[CardKind, ...] = get_args(CardKind)
Seen = Mapping[str, tuple[str, ...]]
PARTS = ("standing", "phase", "mood", "due", "next", "facts", "warning", "rating")
"""The parts of what is seen, in the order in which they're told."""


@dataclass(frozen=True)
class Shown:
    """One card as a device showed it from `at_seconds` on (of the room's clock), until it showed another one."""

    card: CardKind
    device: str
    sequence: int
    at_seconds: int
    seen: Seen


def seen_on(card: RolePlayerCard | PrompterCard) -> Seen:
    """What is on a card, as ids and words of the script; parts with nothing in them are left out."""
    cues = card.cues if isinstance(card, PrompterCard) else (card.next_cue,) if card.next_cue else ()
    parts = {
        "standing": (card.standing,),
        "phase": (card.phase,),
        "mood": card.mood if isinstance(card, RolePlayerCard) else (),
        "due": tuple(cue.id for cue in cues if cue.due),
        "next": tuple(cue.id for cue in cues if not cue.due)[:1],
        "facts": tuple(fact.id for fact in card.facts_allowed),
        "warning": (card.clock.warning,),
        "rating": (card.clock.rating_due,),
    }
    return {name: kept for name, each in parts.items() if (kept := tuple(word for word in each if word))}


def seen_at(shown: Iterable[Shown], card: CardKind, at_seconds: int) -> tuple[Shown, ...]:
    """What each device had on that card at a second of the room's clock: its newest entry until then."""
    newest: dict[str, Shown] = {}
    for each in sorted(shown, key=lambda entry: (entry.device, entry.sequence)):
        if each.card == card and each.at_seconds <= at_seconds:
            newest[each.device] = each
    return tuple(newest.values())
