"""A question of Moodle's becomes an item, with everything noted that the item can't hold."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from exam_server.core.bank import Item, Kind, Option
from exam_server.core.exchange import Brought, free_id
from exam_server.core.problems import Problem
from exam_server.core.text import Text, text
from exam_server.formats.item_tags import with_tags
from exam_server.formats.moodle import parts
from exam_server.formats.moodle.question import Question, Type
from exam_server.formats.notes import shortened

KINDS: Mapping[Type, tuple[Kind, Callable[[Item, Question], Item]]] = {
    "single": ("single_choice", parts.with_choices),
    "multiple": ("multiple_response", parts.with_choices),
    "true_false": ("true_false", parts.with_truth),
    "short": ("short_text", parts.with_typed),
    "numeric": ("numeric", parts.with_typed),
    "matching": ("matching", parts.with_pairs),
    "ordering": ("ordering", parts.with_order),
    "typed_gaps": ("gap_text", parts.with_gaps),
    "chosen_gaps": ("inline_choice", parts.with_gaps),
    "essay": ("extended_text", parts.with_guide),
}


class Items:
    """The items of one file; ids are unique among them."""

    def __init__(self) -> None:
        self.brought: list[Brought] = []
        self._taken: set[str] = set()

    def refuse(self, name: str, place: str, why: Text) -> None:
        """Something that is no item of any of our kinds."""
        self.brought.append(Brought(name, place, refused=(why,)))

    def add(self, question: Question) -> None:
        kind, complete = KINDS[question.type]
        item_id = free_id(question.id or question.name or " ".join(question.stem.split()[:8]), self._taken)
        self._taken.add(item_id)
        if not question.stem.strip():
            question.notes.refuse(text("It asks nothing: its text is empty."))
        item = complete(Item(item_id, kind, (), question.stem), question)
        item = _with_feedback(with_tags(item, question.tags, question.notes), question)
        notes = question.notes
        self.brought.append(Brought(item_id, question.place, item, tuple(notes.changes), tuple(notes.refused)))


def _with_feedback(item: Item, question: Question) -> Item:
    """The general feedback explains the key, so it stands with the rationale of the first right option or pair."""
    if not question.feedback.strip():
        return item
    if item.gaps:
        gap = replace(item.gaps[0], options=_explained(item.gaps[0].options, question.feedback))
        explained = replace(item, gaps=(gap, *item.gaps[1:]))
    elif item.pairs:
        explained = replace(item, pairs=(replace(item.pairs[0], rationale=question.feedback), *item.pairs[1:]))
    else:
        explained = replace(item, options=_explained(item.options, question.feedback))
    if explained == item:
        question.notes.lost(text("The general feedback"), question.feedback)
    else:
        question.notes.change(text("The general feedback stands with the rationale of the key now."))
    return explained


def _explained(options: tuple[Option, ...], feedback: str) -> tuple[Option, ...]:
    index = next((n for n, option in enumerate(options) if option.key), 0)
    if not options:
        return options
    rationale = "\n\n".join(filter(None, (options[index].rationale, feedback)))
    return (*options[:index], replace(options[index], rationale=rationale), *options[index + 1 :])


def category_warnings(categories: Mapping[str, int], place: str) -> tuple[Problem, ...]:
    """A bank sorts by criteria; `categories` gives the line of each one's first question."""
    return tuple(
        Problem(
            text("The category “{category}” isn't taken; its items are.", category=shortened(name)),
            line,
            place,
            "category",
            "warning",
        )
        for name, line in categories.items()
        if name.strip()
    )
