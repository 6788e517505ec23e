"""A paper's way into the record (R30): two people type it in, each alone; what differs is decided; then it counts.

What was saved on the screen is never replaced by paper unless somebody who saw both decides so.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from exam_server.core.delivery.responses import Response, is_given
from exam_server.core.problems import Refused
from exam_server.core.text import Text, text

PaperEvent = Literal["paper_declared", "paper_withdrawn", "paper_filed"]
PaperUse = Literal["none", "declared", "filed"]
Standing = Literal["agreed", "differs", "clashes", "decided"]
"""agreed: both read the same; differs: they don't; clashes: both do, and the screen has another response."""

READERS = 2


@dataclass(frozen=True)
class Transcript:
    """One person's reading of a whole paper, by position; a position that isn't there was left empty."""

    by: str
    responses: Mapping[int, Response]


@dataclass(frozen=True)
class Decision:
    """What a third person took at a position, and what the screen had when they looked."""

    position: int
    response: Response
    on_screen: Response


@dataclass(frozen=True)
class Compared:
    """One position: both readings, what the screen has, and what counts (None while that isn't settled)."""

    position: int
    readings: tuple[Response, Response]
    on_screen: Response
    standing: Standing
    response: Response

    @property
    def is_open(self) -> bool:
        return self.standing in ("differs", "clashes")

    @property
    def choices(self) -> tuple[Response, ...]:
        """What can be decided for, each once: the readings in their order, then the screen's."""
        found: list[Response] = []
        offered = (*self.readings, self.on_screen) if is_given(self.on_screen) else self.readings
        for response in offered:
            if all(normal_form(response) != normal_form(other) for other in found):
                found.append(response)
        return tuple(found)


def paper_use(kinds: Iterable[str]) -> PaperUse:
    """Whether a sitting is on paper, by its events in order; once filed it stays so."""
    use: PaperUse = "none"
    for kind in kinds:
        if kind == "paper_filed":
            return "filed"
        if kind == "paper_declared":
            use = "declared"
        elif kind == "paper_withdrawn":
            use = "none"
    return use


def current_transcripts(typed: Iterable[Transcript]) -> tuple[Transcript, ...]:
    """Each person's newest reading, in the order in which they began; a new one replaces their own alone."""
    newest: dict[str, Transcript] = {}
    for transcript in typed:
        newest[transcript.by] = transcript
    return tuple(newest.values())


def check_typist(use: PaperUse, typed: Sequence[Transcript], by: str) -> None:
    """Raises Refused for who can't type (again): two people read a paper, and nobody after it's in the record."""
    if use != "declared":
        raise _refused(
            text("The responses were put into the record.") if use == "filed" else text("No paper was declared here."),
            text("Reload the page to see where the paper stands."),
        )
    if by not in {each.by for each in typed} and len(typed) >= READERS:
        raise _refused(
            text("Two people have typed this paper already."),
            text("If they differ, one of them corrects theirs, or the office decides."),
        )


def check_decision(use: PaperUse, typed: Sequence[Transcript], by: str, compared: Compared, choice: int) -> Response:
    """The chosen response; `choice` counts `compared.choices` from 0.

    Raises Refused for who typed, for what is settled, and for a choice that isn't there.
    """
    if use != "declared" or not compared.is_open:
        raise _refused(text("There's nothing to decide any more."), text("Reload the page to see where it stands."))
    if by in {each.by for each in typed}:
        raise _refused(
            text("Who typed a paper can't decide on it."),
            text("Correct your own reading, or ask a colleague of the office to decide."),
        )
    if not 0 <= choice < len(compared.choices):
        raise _refused(text("No response was chosen."), text("Choose what stands on the paper, or the screen's."))
    return compared.choices[choice]


def compare(
    items: int, typed: Sequence[Transcript], on_screen: Mapping[int, Response], decisions: Iterable[Decision]
) -> tuple[Compared, ...]:
    """Each position of a form of `items`, once two people have typed; before that nothing.

    Of several decisions on a position the last counts, and only while what it chose and saw is still what there is.
    """
    if len(typed) < READERS:
        return ()
    newest = {decision.position: decision for decision in decisions}
    first, second = typed[0].responses, typed[1].responses
    return tuple(
        _compare(position, (first.get(position), second.get(position)), on_screen.get(position), newest.get(position))
        for position in range(1, items + 1)
    )


def responses_to_file(compared: Iterable[Compared]) -> dict[int, Response]:
    """What the paper adds to the record or replaces there. Raises ValueError while something is open."""
    found = {}
    for each in compared:
        if each.is_open:
            raise ValueError(f"position {each.position} isn't settled")
        if is_given(each.response) and normal_form(each.response) != normal_form(each.on_screen):
            found[each.position] = each.response
    return found


def normal_form(response: Response) -> Response:
    """A response as it's compared: an empty one is None, white space in a text (of a gap too) is one space."""
    if not is_given(response):
        return None
    if isinstance(response, list):
        gaps: list[str | None] = [_spaced(entry) for entry in response if not isinstance(entry, int)]
        return gaps if any(isinstance(entry, str) for entry in response) else response
    return _spaced(response) if isinstance(response, str) else response


def _spaced(words: str | None) -> str | None:
    return " ".join(words.split()) or None if words is not None else None


def _compare(
    position: int, readings: tuple[Response, Response], on_screen: Response, decision: Decision | None
) -> Compared:
    first, second = map(normal_form, readings)
    screen = normal_form(on_screen)
    if first == second and (first is None or screen is None or first == screen):
        # A paper left empty takes nothing away: what was saved on the screen stays.
        return Compared(position, readings, on_screen, "agreed", readings[0] if first is not None else on_screen)
    if decision is not None and _holds(decision, (first, second, screen)):
        chosen = decision.response if is_given(decision.response) else on_screen
        return Compared(position, readings, on_screen, "decided", chosen)
    return Compared(position, readings, on_screen, "clashes" if first == second else "differs", None)


def _holds(decision: Decision, present: tuple[Response, Response, Response]) -> bool:
    """Whether what was chosen is still among the choices, beside the same response of the screen."""
    *readings, screen = present
    chosen, seen = normal_form(decision.response), normal_form(decision.on_screen)
    return seen == screen and (chosen in readings or (chosen is not None and chosen == screen))


def _refused(why: Text, remedy: Text) -> Refused:
    return Refused(text("Nothing was changed."), why, remedy, rule="R30")
