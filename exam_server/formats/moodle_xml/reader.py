"""Reads Moodle XML: every question of a file becomes an item, or says why not."""

from collections.abc import Iterator

from exam_server.core.exchange import Import
from exam_server.core.problems import Problem
from exam_server.core.text import text
from exam_server.formats.moodle.items import Items, category_warnings
from exam_server.formats.moodle.question import MOST_ANSWERS, Question
from exam_server.formats.moodle_xml.kinds import READERS
from exam_server.formats.moodle_xml.texts import Texts, plain, source_of
from exam_server.formats.notes import Notes, shortened
from exam_server.formats.picture_shelf import PictureShelf
from exam_server.formats.xml_door import Xml, read_xml

MAXIMUM_ELEMENTS = 90_000
"""About two thousand questions."""
OWN_FEEDBACK = ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback")
HELD = frozenset(
    [
        "name",
        "questiontext",
        "generalfeedback",
        "idnumber",
        "tags",
        "answer",
        "single",
        "usecase",
        "subquestion",
        "graderinfo",
        "gradingtype",
        "selecttype",
        "responsetemplate",
        "attachments",
        "minwordlimit",
        "maxwordlimit",
        "dragbox",
        "selectoption",
        "units",
        "defaultgrade",
        "penalty",
        "hidden",
        "hint",
        "shuffleanswers",
    ]
) | frozenset(OWN_FEEDBACK)
LOOK = frozenset(
    [
        "answernumbering",
        "showstandardinstruction",
        "shownumcorrect",
        "layouttype",
        "selectcount",
        "showgrading",
        "numberingstyle",
        "responseformat",
        "responserequired",
        "responsefieldlines",
        "attachmentsrequired",
        "maxbytes",
        "filetypeslist",
        "unitgradingtype",
        "unitpenalty",
        "showunits",
        "unitsleft",
        "image",
        "image_base64",
        "coursetags",
        "version",
        "timecreated",
        "timemodified",
    ]
)
"""How Moodle shows a question; without a word about what is asked or how it's marked."""


def read_moodle_xml(content: bytes, place: str = "") -> Import:
    """All questions of a Moodle XML file; never raises. Places are the file's name and the line of the question."""
    root, problems = read_xml(content, place, MAXIMUM_ELEMENTS)
    if root is None:
        return Import("moodlexml", problems=problems)
    if root.name != "quiz":
        message = text("The file isn't Moodle XML: it begins with <{name}>, not <quiz>.", name=root.name[:40])
        return Import("moodlexml", problems=(*problems, Problem(message, root.line, place)))
    items, shelf = Items(), PictureShelf()
    categories: dict[str, int] = {}
    for element in root.all("question"):
        if element.get("type") == "category":
            categories.setdefault(plain(element.first("category")), element.line)
        else:
            _take(element, f"{place}:{element.line}", items, shelf)
    if not items.brought and not categories:
        problems = (*problems, Problem(text("The file holds no question."), 1, place))
    warnings = category_warnings(categories, place)
    return Import("moodlexml", tuple(items.brought), pictures=shelf.files, problems=(*problems, *warnings))


def _take(element: Xml, where: str, items: Items, shelf: PictureShelf) -> None:
    type_ = element.get("type", "multichoice")
    name = plain(element.first("name")) or shortened(source_of(element.first("questiontext")))
    if type_ == "description":
        why = text("It's a description without a question; put its words into the items that need them.")
        items.refuse(name, where, why)
    elif type_ not in READERS:
        items.refuse(name, where, text("Questions of the type “{type}” can't be taken.", type=type_[:40]))
    elif len(element.elements) > MOST_ANSWERS + len(HELD | LOOK):
        items.refuse(name, where, text("It has more than {limit} answers.", limit=MOST_ANSWERS))
    else:
        items.add(_read(element, type_, where, shelf))


def _read(element: Xml, type_: str, where: str, shelf: PictureShelf) -> Question:
    notes = Notes()
    texts = Texts(notes, shelf)
    has_gaps = type_ in ("cloze", "multianswer")
    question = Question(
        type="essay",
        name=plain(element.first("name")),
        stem="" if has_gaps else texts.markdown(element.first("questiontext")),
        place=where,
        id=plain(element.first("idnumber")),
        feedback=texts.rationale(element.first("generalfeedback")),
        tags=tuple(_tags(element)),
        notes=notes,
    )
    read = READERS[type_](question, element, texts)
    _note_settings(element, notes)
    return read


def _tags(element: Xml) -> Iterator[str]:
    for tags in element.all("tags"):
        yield from (plain(tag) for tag in tags.all("tag"))


def _note_settings(element: Xml, notes: Notes) -> None:
    """Whatever stands in a question that neither its item nor a sentence about it has yet."""
    _note_numbers(element, notes)
    if plain(element.first("hidden")) == "1":
        notes.change(text("It was hidden there."))
    if plain(element.first("shuffleanswers")) in ("0", "false") and element.all("answer"):
        notes.change(text("Its options kept their order; here everybody gets them in another one."))
    for part in element.elements:
        if part.name == "hint":
            notes.lost(text("A hint"), source_of(part))
        elif part.name in OWN_FEEDBACK:
            notes.lost(text("The feedback to the whole response"), source_of(part))
        elif part.name not in HELD | LOOK and part.words.strip():
            notes.change(text("The element <{tag}> isn't kept.", tag=part.name[:30]))


def _note_numbers(element: Xml, notes: Notes) -> None:
    grade, penalty = _number(element, "defaultgrade", 1.0), _number(element, "penalty", 0.0)
    if grade != 1.0:
        message = text("Its weight of {grade} isn't taken: here a blueprint says how much an item counts.", grade=grade)
        notes.change(message)
    if penalty:
        notes.change(text("The penalty for each further try isn't taken: here everybody has one try."))


def _number(element: Xml, name: str, otherwise: float) -> float:
    try:
        return float(plain(element.first(name)) or otherwise)
    except ValueError:
        return otherwise
