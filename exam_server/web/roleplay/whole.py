"""The faces that a card has without its server, one for each standing of a run; they come with the page."""

from typing import Any, Literal

from flask import render_template

from exam_server.core.simulation.pausing import LONGEST_WORDS, PAUSE_WORDS
from exam_server.core.simulation.whole_cards import WholeCard

CardName = Literal["role_player", "prompter"]
STANDING_OF = {
    "waiting": "waiting",
    "running": "running",
    "paused": "paused",
    "going_on": "paused",
    "over": "ended",
}
"""What a face means: `going_on` is a pause whose reason has been given."""


def whole_faces(card: WholeCard, name: CardName, prompted: bool) -> dict[str, dict[str, Any]]:
    """By face the piece of the page, and what it shows by ids."""
    return {
        face: {
            "html": render_template(
                "roleplay/_whole_card.html",
                card=card,
                face=face,
                prompter=name == "prompter",
                taps=name == "prompter" or not prompted,
                pause_words=PAUSE_WORDS,
                longest_words=LONGEST_WORDS,
            ),
            "seen": _seen(card, face),
        }
        for face in STANDING_OF
    }


def _seen(card: WholeCard, face: str) -> dict[str, list[str]]:
    seen = {"standing": [STANDING_OF[face]]}
    return seen | {"facts": [each.id for each in card.facts]} if face == "running" else seen
