"""One QTI item: read, its scoring fitted and proved, everything noted that it can't hold."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from exam_server.core.bank import GuideElement, Item, Kind
from exam_server.core.exchange import Brought
from exam_server.core.text import Text, text
from exam_server.formats.html_markdown import Pictures, no_pictures
from exam_server.formats.item_tags import with_tags
from exam_server.formats.notes import Notes, shortened
from exam_server.formats.qti.body import Body
from exam_server.formats.qti.declarations import Given, read_outcomes, read_responses
from exam_server.formats.qti.draft import Draft
from exam_server.formats.qti.expressions import Unknown
from exam_server.formats.qti.feedback import explain, outcomes_that_repeat
from exam_server.formats.qti.fitting import fit
from exam_server.formats.qti.interactions import NO_KEY, Asked, build, refusals
from exam_server.formats.qti.names import is_interaction
from exam_server.formats.qti.processing import Processing, read_processing
from exam_server.formats.xml_door import Xml

LEVEL = re.compile("level-([0-3])")
SCORING_TAG = "scoring="
"""QTI's own rules say how an item is scored; a tag doesn't."""
SHARED_TEXTS = ("assessmentStimulusRef", "include")


Shared = Callable[[str, str], str | None]
"""From the address of a shared text and its title to the id under which it's taken; None: there's no such text."""


@dataclass(frozen=True)
class Around:
    """What surrounds an item in a package: its pictures, tags from the metadata, the shared texts that it names."""

    pictures: Pictures = no_pictures
    tags: tuple[str, ...] = ()
    shared: Shared = lambda href, title: None


@dataclass(frozen=True)
class Marked:
    """An item with the way from its source's responses to ours, for cases that expect scores."""

    brought: Brought
    spell: Callable[[Mapping[str, object]], object] = field(default=lambda given: None)


def read_item(root: Xml, item_id: str, place: str, around: Around = Around()) -> Marked:
    """One normalised `assessmentItem` as an item with the id `item_id`; refused where it isn't held as it is."""
    notes = Notes()
    name = root.get("identifier").strip() or root.get("title").strip() or item_id
    body = root.first("itemBody")
    interactions = [] if body is None else [each for each in body.walk() if is_interaction(each)]
    for refusal in (*_refusals(root), *refusals(interactions)):
        notes.refuse(refusal)
    if not interactions:
        notes.refuse(text("It asks nothing: there is no interaction in it."))
    if body is None or notes.refused:
        return Marked(Brought(name, place, None, (), tuple(notes.refused)))
    stimulus = _stimulus(root, around, notes)
    item, spell = _taken(root, body, interactions, notes, around)
    if item is None or notes.refused:
        return Marked(Brought(name, place, None, tuple(notes.changes), tuple(notes.refused)))
    tags = [tag for tag in around.tags if not tag.startswith(SCORING_TAG)]
    item = with_tags(replace(item, id=item_id, stimulus=stimulus, language=_language(root)), tags, notes)
    return Marked(Brought(name, place, item, tuple(notes.changes)), spell)


def _refusals(root: Xml) -> Sequence[Text]:
    found = []
    if root.get("adaptive") == "true":
        found.append(text("It is adaptive: it changes with each attempt."))
    if root.first("templateDeclaration") is not None:
        found.append(text("It draws its values anew for each candidate; items here are the same for all."))
    return found


def _stimulus(root: Xml, around: Around, notes: Notes) -> str:
    """The one shared text that an item may hang on: QTI 3 refers to it, QTI 2 includes it."""
    named = [each for each in root.walk() if each.name in SHARED_TEXTS]
    found = [around.shared(each.get("href"), each.get("title")) for each in named]
    for each, taken in zip(named, found, strict=True):
        if taken is None:
            notes.refuse(text("It hangs on a text that isn't in the file: {name}", name=each.get("href")[:80]))
    if len(set(found)) > 1:
        notes.refuse(text("It hangs on several shared texts; here on one at most."))
    return found[0] or "" if found else ""


def _taken(
    root: Xml, body: Xml, interactions: Sequence[Xml], notes: Notes, around: Around
) -> tuple[Item | None, Callable[[Mapping[str, object]], object]]:
    responses = read_responses(root)
    wanted = list(dict.fromkeys(each.get("responseIdentifier").strip() for each in interactions))
    processing = read_processing(root, responses, read_outcomes(root), wanted)
    for unknown in processing.unknown:
        notes.refuse(text("Its response processing uses what can't be held: {name}.", name=unknown))
    guides = [each for each in root.walk() if each.name == "rubricBlock" and each.get("view") == "scorer"]
    asked = Asked(Body(notes, around.pictures), body, interactions, processing, {}, guides)
    try:
        draft, stem = (None, "") if notes.refused else build(asked)
        item = _scored(draft, asked, notes)
    except Unknown as unknown:
        notes.refuse(text("Its response processing uses what can't be held: {name}.", name=str(unknown)))
        return None, _nothing
    if item is None or notes.refused:
        return None, _nothing
    _note_processing(processing, item.kind, outcomes_that_repeat(root), notes)
    item = explain(replace(item, stem=stem), draft, asked, root)
    spell = _nothing if draft is None else _speller(draft, processing)
    return item, spell


def _scored(draft: Draft | None, asked: Asked, notes: Notes) -> Item | None:
    if asked.only.name == "extendedTextInteraction":
        return _extended(asked, notes)
    if draft is None or notes.refused:
        if not notes.refused:
            notes.refuse(NO_KEY)
        return None
    item = fit(draft, asked.processing)
    if item is None:
        notes.refuse(text("Its scoring can't be held: no key and no sum of parts gives every response the same score."))
    return item


def _extended(asked: Asked, notes: Notes) -> Item | None:
    """A text that people mark: its processing has to leave the score alone."""
    texts: list[Given] = [{}, *({id: words} for id in asked.processing.responses for words in ("a", "b c"))]
    if asked.processing.origin != "declared" and any(asked.processing.score(given) for given in texts):
        notes.refuse(text("It marks a long text by itself."))
        return None
    asked.body.lost[:] = [each for each in asked.body.lost if each not in asked.guides]
    elements = tuple(_guide(each, asked.body) for each in asked.guides)
    if not elements:
        notes.change(text("It has no guide for its markers: write one before review."))
        elements = (GuideElement("?"),)
    return Item("draft", "extended_text", (), "", guide=elements)


def _guide(rubric: Xml, body: Body) -> GuideElement:
    """Ours hold the anchors of the levels 0–3 in parts that are labelled so."""
    labelled = [(each, LEVEL.fullmatch(each.get("label"))) for each in rubric.elements]
    anchors = {int(found[1]): body.markdown(each, pictured=False) for each, found in labelled if found}
    kept = [each for each in rubric.children if isinstance(each, str) or not LEVEL.fullmatch(each.get("label"))]
    return GuideElement(body.markdown(replace(rubric, children=tuple(kept)), pictured=False), anchors)


def _note_processing(processing: Processing, kind: Kind, told: Collection[str], notes: Notes) -> None:
    if processing.origin == "declared" and kind != "extended_text":
        notes.change(text("The file doesn't say how to score; its key or its mapping was taken."))
    for name in (each for each in processing.other if each not in told):
        notes.change(text("The outcome {name} isn't kept, only the score is.", name=shortened(name)))


def _speller(draft: Draft, processing: Processing) -> Callable[[Mapping[str, object]], object]:
    responses = processing.responses
    return lambda given: draft.spell({id: responses[id].read(value) for id, value in given.items() if id in responses})


def _nothing(given: Mapping[str, object]) -> object:
    return None


def _language(root: Xml) -> str:
    language = (root.get("xml:lang") or root.get("lang"))[:2].lower()
    return language if len(language) == 2 and language.isascii() and language.isalpha() else "pl"
