"""What an import takes in, before any database is asked: items fit to be filed, pictures painted anew, and the rest."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from exam_server.core.assembly import Blueprint
from exam_server.core.bank import Item, Stimulus, change_pictured
from exam_server.core.delivery import shown_texts
from exam_server.core.exchange import Brought
from exam_server.core.problems import Problem
from exam_server.core.text import Text, text
from exam_server.formats.image import Picture, read_image
from exam_server.formats.item_yaml import check_shape
from exam_server.formats.picture_names import ids_of, read_pictures, rename_pictures
from exam_server.formats.readers import read_import
from exam_server.formats.richtext import MEDIA_NAME, check_fitness, media_sources


@dataclass(frozen=True)
class Intake:
    """As `Import`, but its texts name pictures by media id, and `pictures` holds them by path (`media/name.png`)."""

    format: str
    items: tuple[Brought, ...] = ()
    stimuli: tuple[Stimulus, ...] = ()
    pictures: Mapping[str, Picture] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    blueprints: tuple[Blueprint, ...] = ()

    @property
    def is_readable(self) -> bool:
        return not any(problem.severity == "error" for problem in self.problems)


def take_in(content: bytes, name: str, format_name: str = "auto") -> Intake:
    """Everything that can be said of a file by itself. Never raises; may be slow and large, so it runs apart."""
    read = read_import(content, name, format_name)
    pictures, unusable = read_pictures(read.pictures)
    ids = ids_of(pictures)
    why = {problem.place: problem.message for problem in unusable if problem.severity == "error"}
    items = tuple(_checked(_renamed(brought, ids), why) for brought in read.items)
    stimuli = tuple(replace(each, body=rename_pictures(each.body, ids)) for each in read.stimuli)
    return Intake(read.format, items, stimuli, pictures, read.problems, read.blueprints)


def take_picture(content: bytes, name: str, largest: int) -> Intake:
    """One picture, painted anew, under its name; a problem where it can't be. `largest`: bytes. Never raises."""
    picture, problems = read_image(content, name, largest)
    return Intake("picture", pictures={name: picture} if picture else {}, problems=problems)


def _renamed(brought: Brought, ids: Mapping[str, str]) -> Brought:
    if brought.item is None:
        return brought
    return replace(brought, item=change_pictured(brought.item, lambda words: rename_pictures(words, ids)))


def _checked(brought: Brought, unusable: Mapping[str, Text]) -> Brought:
    """An item whose texts or parts can't be filed at all is refused; what review asks for is another matter."""
    if brought.item is None:
        return brought
    faults = tuple(_faults(brought.item, unusable))
    return replace(brought, refused=(*brought.refused, *faults))


def _faults(item: Item, unusable: Mapping[str, Text]) -> Iterator[Text]:
    yield from check_shape(item)
    for words in shown_texts(item):
        for source, _ in media_sources(words):
            if MEDIA_NAME.fullmatch(source):
                why = unusable.get(source, text("it isn't in the file"))
                yield text("Its picture {source} can't be used: {why}", source=source, why=why)
        yield from (problem.message for problem in check_fitness(words))
