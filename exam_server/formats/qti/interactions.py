"""From the interactions of one item to a draft and its stem; what isn't taken is refused by name."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from exam_server.core.text import Text, text
from exam_server.formats.qti.body import DOTS, NESTED, Body, gap_mark
from exam_server.formats.qti.choices import draft_choice, draft_order
from exam_server.formats.qti.draft import Draft, texts_of
from exam_server.formats.qti.gaps import Blank, draft_gap_match, draft_inline, draft_typed_gaps
from exam_server.formats.qti.ids import part_ids
from exam_server.formats.qti.names import is_interaction
from exam_server.formats.qti.pairs import Table, draft_matching, draft_pairs, two_sides
from exam_server.formats.qti.processing import RESPONSE, Processing
from exam_server.formats.qti.typed import draft_numeric, draft_short_text
from exam_server.formats.xml_door import Xml

PARTS = frozenset({"simpleChoice", "inlineChoice", "simpleAssociableChoice", "gapText", "gapImg", "hottext"})
NO_KEY = text("It names no right response, or one that leaves a part without its own.")


MANY_TO_MANY = text("Several can belong to one here, so each pair is an option of a multiple response now.")


@dataclass
class Asked:
    """One item's interactions on the way; `explained` gathers what a choice's own feedback says, by its identifier."""

    body: Body
    root: Xml
    interactions: Sequence[Xml]
    processing: Processing
    explained: dict[str, str]
    guides: Sequence[Xml] = ()

    @property
    def only(self) -> Xml:
        return self.interactions[0]

    @property
    def response(self) -> str:
        return self.only.get("responseIdentifier").strip()

    def stem(self, mark: Callable[[Xml], str | None] = lambda each: None) -> str:
        """The body with the interactions' prompts and running texts, without their choices."""

        def within(element: Xml) -> str | None:
            if (marked := mark(element)) is not None:
                return marked
            if element.name in PARTS:
                return ""
            return self._inside(element, within) if is_interaction(element) else None

        return self.body.markdown(self.root, within)

    def _inside(self, interaction: Xml, mark: Callable[[Xml], str | None]) -> str:
        kept = tuple(each for each in interaction.children if not isinstance(each, str))
        html = "".join(self.body.within(Xml("div", {}, kept), mark))
        return f"<div>{html}</div>"

    def offered(self, parent: Xml, name: str, *, plain: bool = False) -> Mapping[str, str]:
        """Choices by identifier, in gaps as plain words; the feedback in a choice is put aside for its rationale."""
        found = {}
        for choice in parent.all(name):
            before = len(self.body.lost)
            id = choice.get("identifier").strip()
            found[id] = self.body.plain(choice) if plain else self.body.markdown(choice)
            inside, self.body.lost[before:] = self.body.lost[before:], []
            if inside:
                self.explained[id] = "\n\n".join(self.body.markdown(each, pictured=False) for each in inside)
            if not found[id].strip() and not self.body.notes.refused:
                found[id] = "–"
                self.body.notes.change(text("A choice without text shows a dash now."))
        return found

    def limited(self, most: int, many: int) -> None:
        if 0 < most < many:
            message = text("In the source {count} choices at most can be made; here there is no limit.", count=most)
            self.body.notes.change(message)


Built = tuple[Draft | None, str]


def build(asked: Asked) -> Built:
    """The draft (None: refused, with the reason in the notes, or no right response) and the stem.

    Raises Unknown for response processing that isn't computed here.
    """
    undeclared = [each.get("responseIdentifier").strip() for each in asked.interactions]
    if any(id not in asked.processing.responses for id in undeclared):
        asked.body.notes.refuse(text("An interaction's response isn't declared."))
        return None, ""
    return BUILDERS[asked.only.name](asked)


def refusals(interactions: Sequence[Xml]) -> Iterator[Text]:
    """Why these interactions together are no item of ours."""
    names = {each.name for each in interactions}
    foreign = sorted(names - BUILDERS.keys())
    for name in foreign:
        yield text("Its interaction can't be held: {name}.", name=name)
    if not foreign and len(interactions) > 1 and not (len(names) == 1 and names <= SEVERAL):
        yield NESTED


def _choice(asked: Asked) -> Built:
    offered = asked.offered(asked.only, "simpleChoice")
    several = asked.processing.responses[asked.response].cardinality != "single"
    if several:
        asked.limited(_whole(asked.only.get("maxChoices"), 1), len(offered))
    return draft_choice(offered, asked.response, several, asked.processing), asked.stem()


def _order(asked: Asked) -> Built:
    draft = draft_order(asked.offered(asked.only, "simpleChoice"), asked.response, asked.processing)
    return draft, asked.stem()


def _hottext(asked: Asked) -> Built:
    """The texts stay in the stem and are the options too; one that comes twice is told apart by its number."""
    words: dict[str, str] = {}
    for each in (each for each in asked.only.walk() if each.name == "hottext"):
        shown = asked.body.markdown(each, pictured=False)
        times = sum(shown == other.rpartition(" (")[0] or shown == other for other in words.values())
        words[each.get("identifier").strip()] = f"{shown} ({times + 1})" if times else shown
    several = asked.processing.responses[asked.response].cardinality != "single"
    if several:
        asked.limited(_whole(asked.only.get("maxChoices"), 1), len(words))
    asked.body.notes.change(text("The marked words of the text are options below it now."))

    def mark(element: Xml) -> str | None:
        return "".join(asked.body.within(element)) if element.name == "hottext" else None

    return draft_choice(words, asked.response, several, asked.processing), asked.stem(mark)


def _inline(asked: Asked) -> Built:
    ids = part_ids(each.get("responseIdentifier").strip() for each in asked.interactions)
    blanks = [
        Blank(ids[id], id, asked.offered(each, "inlineChoice", plain=True))
        for each in asked.interactions
        if (id := each.get("responseIdentifier").strip())
    ]
    return draft_inline(blanks, asked.processing), asked.stem(_gap_marks(ids))


def _gap_match(asked: Asked) -> Built:
    pool = asked.offered(asked.only, "gapText", plain=True)
    if asked.only.first("gapImg") is not None:
        asked.body.notes.refuse(text("Pictures are put into its gaps; here words alone can be."))
    gaps = [each.get("identifier").strip() for each in asked.only.walk() if each.name == "gap"]
    ids = part_ids(gaps)
    limits = [_whole(each.get("matchMax"), 1) for each in asked.only.all("gapText")]
    if any(0 < most < len(gaps) for most in limits):
        asked.body.notes.change(text("In the source a word could be used only so often; here any gap takes any word."))
    blanks = [Blank(id, asked.response, pool) for id in gaps]

    def mark(element: Xml) -> str | None:
        return gap_mark(ids[element.get("identifier").strip()]) if element.name == "gap" else None

    return (draft_gap_match(blanks, asked.processing) if blanks else None), asked.stem(mark)


def _text_entry(asked: Asked) -> Built:
    ids = part_ids(each.get("responseIdentifier").strip() for each in asked.interactions)
    if any(each.get("patternMask") for each in asked.interactions):
        asked.body.notes.change(text("The pattern that a response has to follow isn't kept."))
    types = {asked.processing.responses[id].base_type for id in ids}
    is_gap_of_ours = asked.response != RESPONSE and bool(asked.processing.named_of(asked.response))
    if len(asked.interactions) > 1 or is_gap_of_ours:
        return _typed_gaps(asked, ids, types)
    draft = draft_short_text if types == {"string"} else draft_numeric if types <= {"integer", "float"} else None
    if draft is None:
        message = text("What is typed has a type that can't be held: {name}.", name=", ".join(sorted(types)))
        asked.body.notes.refuse(message)
        return None, ""
    return draft(asked.response, asked.processing), asked.stem(_dots_mark(asked.root))


def _typed_gaps(asked: Asked, ids: Mapping[str, str], types: set[str]) -> Built:
    if types - {"string", "integer"} or len(ids) < len(asked.interactions):
        asked.body.notes.refuse(text("Several gaps with decimal numbers can't be held."))
        return None, ""
    if "integer" in types:
        asked.body.notes.change(text("Numbers in gaps are compared as they're written."))
    return draft_typed_gaps([Blank(ids[id], id, {}) for id in ids], asked.processing), asked.stem(_gap_marks(ids))


def _gap_marks(ids: Mapping[str, str]) -> Callable[[Xml], str | None]:
    def mark(element: Xml) -> str | None:
        return gap_mark(ids[element.get("responseIdentifier").strip()]) if is_interaction(element) else None

    return mark


def _dots_mark(root: Xml) -> Callable[[Xml], str | None]:
    """A field within a sentence leaves dots there; one that stands alone leaves nothing."""
    parents = {id(child): each for each in root.walk() for child in each.elements}

    def mark(element: Xml) -> str | None:
        if not is_interaction(element):
            return None
        parent = parents.get(id(element), root)
        return DOTS if parent.name not in ("itemBody", "div") and parent.words.strip() else ""

    return mark


def _extended(asked: Asked) -> Built:
    return None, asked.stem()


def _match(asked: Asked) -> Built:
    sets = asked.only.all("simpleMatchSet")
    if len(sets) != 2:
        return None, ""
    lefts, rights = (asked.offered(each, "simpleAssociableChoice") for each in sets)
    left_most, right_most = (
        max((_whole(each.get("matchMax"), 1) or len(rights) for each in side.all("simpleAssociableChoice")), default=0)
        for side in sets
    )
    table, stem = Table(lefts, rights, asked.response), asked.stem()
    draft = _one_each(table, left_most, right_most, asked)
    if draft is not None:
        return draft, stem
    draft = draft_pairs(table, asked.processing)
    if draft is not None:
        asked.body.notes.change(MANY_TO_MANY)
    return draft, stem


def _one_each(table: Table, left_most: int, right_most: int, asked: Asked) -> Draft | None:
    """Matching holds one right for each left; where the file has it the other way round, the sides change places."""
    draft, limit = None, right_most
    pictured = any("![" in words for words in table.lefts.values())
    if left_most == 1 and not (pictured and right_most == 1):
        draft = draft_matching(table, asked.processing)
    if draft is None and right_most == 1:
        draft, limit = draft_matching(table.turned(), asked.processing), left_most
        if draft is not None:
            asked.body.notes.change(text("The two sides have changed places."))
    if draft is not None and limit == 1:
        message = text("In the source each right-hand side can be used once; here it can be chosen again.")
        asked.body.notes.change(message)
    return draft


def _associate(asked: Asked) -> Built:
    offered = asked.offered(asked.only, "simpleAssociableChoice")
    correct = asked.processing.responses[asked.response].correct
    mapping = asked.processing.responses[asked.response].mapping
    pairs = texts_of(correct) or tuple(str(each.key) for each in (mapping.entries if mapping else ()) if each.value > 0)
    stem, table = asked.stem(), two_sides(offered, pairs, asked.response)
    for each in () if table is None else (table, table.turned()):
        if (draft := draft_matching(each, asked.processing)) is not None:
            asked.body.notes.change(text("Things of one list that belong together stand left and right now."))
            return draft, stem
    draft = draft_pairs(Table(offered, offered, asked.response, undirected=True), asked.processing)
    if draft is not None:
        asked.body.notes.change(MANY_TO_MANY)
    return draft, stem


def _whole(words: str, otherwise: int) -> int:
    return int(words) if words.strip().isascii() and words.strip().isdigit() and len(words) < 7 else otherwise


BUILDERS: Mapping[str, Callable[[Asked], Built]] = {
    "choiceInteraction": _choice,
    "orderInteraction": _order,
    "hottextInteraction": _hottext,
    "inlineChoiceInteraction": _inline,
    "gapMatchInteraction": _gap_match,
    "textEntryInteraction": _text_entry,
    "extendedTextInteraction": _extended,
    "matchInteraction": _match,
    "associateInteraction": _associate,
}
SEVERAL = frozenset({"inlineChoiceInteraction", "textEntryInteraction"})
"""Of these an item may have several: they're its gaps."""
