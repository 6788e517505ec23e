"""Pictures of a bank: authors name them by file, what is filed names them by the hash of their bytes."""

import re
from collections.abc import Callable, Iterator, Mapping

from exam_server.core.problems import Problem
from exam_server.core.text import text
from exam_server.formats.image import Picture, read_image
from exam_server.formats.richtext import MEDIA_ID, MEDIA_NAME, media_sources

FOLDER = "media"
ENDINGS = {"image/png": "png", "image/jpeg": "jpg", "image/webp": "webp"}
DESTINATION = re.compile(rf"(?<=\]\()(?:{MEDIA_NAME.pattern}|{MEDIA_ID.pattern})(?=[)\s])")
Names = Mapping[str, str]
"""From `media/name.png` to the media id, or the other way round."""


def read_pictures(files: Mapping[str, bytes]) -> tuple[dict[str, Picture], tuple[Problem, ...]]:
    """The pictures among a media folder's files (`media/name.png` → bytes), and what is wrong with the rest."""
    pictures: dict[str, Picture] = {}
    problems: list[Problem] = []
    for path in sorted(files):
        if not MEDIA_NAME.fullmatch(path):
            message = text("No item can name this file: letters, digits, - and _ and then .png, .jpg, .jpeg or .webp.")
            problems.append(Problem(message, place=path, rule="picture-name", severity="warning"))
            continue
        picture, found = read_image(files[path], path)
        problems += found
        if picture is not None:
            pictures[path] = picture
    return pictures, tuple(problems)


def ids_of(pictures: Mapping[str, Picture]) -> dict[str, str]:
    return {path: picture.id for path, picture in pictures.items()}


def rename_pictures(markdown: str, names: Names) -> str:
    """The text with the source of each picture that `names` lists replaced; everything else stays as it is."""
    return DESTINATION.sub(lambda found: names.get(found[0], found[0]), markdown)


def check_pictures(markdown: str, names: Names) -> Iterator[Problem]:
    """Pictures that the bank doesn't have, and such as `rename_pictures` can't reach; lines count within the text."""
    for source, line in media_sources(markdown):
        if not (MEDIA_NAME.fullmatch(source) or MEDIA_ID.fullmatch(source)):
            continue  # `check_richtext` says so
        if source not in names:
            message = text("The bank has no usable picture {source}.", source=source[:100])
            yield Problem(message, line, rule="picture-missing")
        elif source in {left for left, _ in media_sources(rename_pictures(markdown, names))}:
            message = text("Write the picture plainly: ![description]({source}).", source=source)
            yield Problem(message, line, rule="picture-form")


def unused_pictures(pictures: Mapping[str, Picture], is_named: Callable[[str], bool]) -> Iterator[Problem]:
    for path in sorted(pictures):
        if not is_named(path):
            message = text("No item and no shared case shows this picture.")
            yield Problem(message, place=path, rule="picture-unused", severity="warning")


def free_name(stem: str, media_type: str, taken: Callable[[str], bool]) -> str:
    """A name for a picture that nothing else has: `profile.png`, `profile-2.png`, …"""
    name, number = f"{stem}.{ENDINGS[media_type]}", 1
    while taken(name):
        number += 1
        name = f"{stem}-{number}.{ENDINGS[media_type]}"
    return name
