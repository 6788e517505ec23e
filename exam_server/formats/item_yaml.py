"""Items as YAML files: read strictly with all problems, written canonically."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from exam_server.core.bank import TYPED, Gap, GuideElement, Item, Option, Pair, Scoring, change_pictured
from exam_server.core.delivery.presenting import TAG
from exam_server.core.kind_checks import check_kind
from exam_server.core.problems import Problem
from exam_server.core.text import Text, text
from exam_server.formats.item_schema import PARTS, ItemFile, OptionFile
from exam_server.formats.picture_names import Names, check_pictures, rename_pictures
from exam_server.formats.richtext import check_plain, check_richtext, media_sources, render
from exam_server.formats.strict import read_strict
from exam_server.formats.yaml_lines import LocatedYaml, Path, load_yaml

NO_PICTURES: Names = MappingProxyType({})
FORMULA = re.compile(r"<math.*?</math>", re.DOTALL)


def read_item(source: str, place: str = "", pictures: Names = NO_PICTURES) -> tuple[Item | None, tuple[Problem, ...]]:
    """The item of one file, None where its structure is broken, and everything that is wrong with it. Never raises.

    `pictures` gives the media id of each file (`media/name.png`) that the item may show; the item holds the ids.
    """
    located, problems = load_yaml(unicodedata.normalize("NFC", source), place)
    if located is None:
        return None, problems
    return read_located_item(located, problems, pictures)


def read_located_item(
    located: LocatedYaml, before: tuple[Problem, ...] = (), pictures: Names = NO_PICTURES
) -> tuple[Item | None, tuple[Problem, ...]]:
    """`read_item` for a file that is parsed already; `before` is what parsing found."""
    file, deviations = read_strict(ItemFile, located)
    problems = [*before, *deviations, *_check_parts(located)]
    if file is None or problems:
        return None, tuple(problems)
    item = _item(file)
    found = tuple(_check_texts(item, located, pictures))
    return change_pictured(item, lambda words: rename_pictures(words, pictures)), found


def write_item(item: Item, pictures: Names = NO_PICTURES) -> str:
    """The item as a file: fields in a fixed order, what equals its default left out, texts in NFC.

    `pictures` gives the file (`media/name.png`) of each media id that the item shows.
    """
    from exam_server.formats.yaml_files import write_file

    item = change_pictured(item, lambda words: rename_pictures(words, pictures))
    return write_file(_writable(_content(item)))


def check_shape(item: Item) -> tuple[Text, ...]:
    """Why an item from elsewhere isn't of the shape of our files: ids, numbers and parts, each with its field."""
    located = LocatedYaml(_content(item))
    _, deviations = read_strict(ItemFile, located)
    return tuple(problem.message for problem in (*deviations, *_check_parts(located)))


def _check_parts(located: LocatedYaml) -> Iterator[Problem]:
    """An item of a kind has that kind's part and no other; checked on raw data, so beside other deviations too."""
    data = located.data
    own = PARTS.get(str(data.get("kind"))) if isinstance(data, dict) else None
    if own is None:
        return
    kind = data["kind"]
    if not data.get(own):
        message = text("An item of kind {kind} needs “{part}”.", kind=kind, part=own)
        yield Problem(message, located.line_of((own,)), located.place, rule="part-missing")
    for part in sorted(set(PARTS.values()) - {own}):
        if data.get(part):
            message = text("An item of kind {kind} has no “{part}”.", kind=kind, part=part)
            yield Problem(message, located.line_of((part,)), located.place, rule="part-foreign")


def _item(file: ItemFile) -> Item:
    return Item(
        id=file.id,
        kind=file.kind,
        criteria=tuple(file.criteria),
        stem=file.stem,
        options=_options(file.options),
        pairs=tuple(Pair(each.id, each.left, each.right, each.rationale) for each in file.pairs),
        guide=tuple(GuideElement(each.text, dict(each.anchors)) for each in file.guide),
        gaps=tuple(Gap(each.id, _options(each.options)) for each in file.gaps),
        level=file.level,
        scoring=Scoring(**file.scoring.model_dump()),
        difficulty=file.difficulty,
        seconds=file.seconds,
        stimulus=file.stimulus,
        enemies=tuple(file.enemies),
        sources=tuple(file.sources),
        language=file.language,
        status=file.status,
        practice=file.practice,
        part=file.part,
    )


def _options(options: list[OptionFile]) -> tuple[Option, ...]:
    return tuple(Option(each.id, each.text, each.key, each.rationale) for each in options)


def _check_texts(item: Item, located: LocatedYaml, pictures: Names) -> Iterator[Problem]:
    for path, words in _texts(item):
        yield from _placed((*check_richtext(words), *_check_pictures(path, words, pictures)), path, words, located)
    yield from _placed(_check_markers(item), ("stem",), item.stem, located)
    for path, words in _plain_texts(item):
        yield from _placed(check_plain(words), path, words, located)


def _check_markers(item: Item) -> Iterator[Problem]:
    """Markdown must leave each gap's marker as it is: `[[_a_]]` would become words in italics, `[[a]](b)` a link.

    A formula that only the renderer finds takes its gap away, too; what the item's own check names isn't said again.
    """
    if not item.gaps or check_richtext(item.stem) or "gap-in-formula" in {each.rule for each in check_kind(item)}:
        return
    words = TAG.sub("", FORMULA.sub("", render(item.stem)))
    for gap in item.gaps:
        if f"[[{gap.id}]]" in item.stem and f"[[{gap.id}]]" not in words:
            message = text("The marker [[{id}]] means something else in Markdown; give the gap another id.", id=gap.id)
            yield Problem(message, 1, rule="gap-lost")


def _placed(found: Iterable[Problem], path: Path, words: str, located: LocatedYaml) -> Iterator[Problem]:
    first = located.line_of(path)
    for problem in found:
        line = first + problem.line if "\n" in words else first
        yield replace(problem, line=line, place=located.place)


def _check_pictures(path: Path, words: str, pictures: Names) -> Iterator[Problem]:
    if path[0] == "stem" or (path[0], path[-1]) in (("options", "text"), ("pairs", "right")):
        yield from check_pictures(words, pictures)
    elif media_sources(words):
        message = text("A picture can stand in a stem, an option, a right-hand side or a shared case, not here.")
        yield Problem(message, media_sources(words)[0][1], rule="picture-place")


def _texts(item: Item) -> Iterator[tuple[Path, str]]:
    yield ("stem",), item.stem
    for index, option in enumerate(item.options):
        if item.kind not in TYPED:
            yield ("options", index, "text"), option.text
        yield ("options", index, "rationale"), option.rationale
    for index, pair in enumerate(item.pairs):
        yield ("pairs", index, "left"), pair.left
        yield ("pairs", index, "right"), pair.right
        yield ("pairs", index, "rationale"), pair.rationale
    for gap, place, option in _gap_options(item):
        yield ("gaps", gap, "options", place, "rationale"), option.rationale
    for index, element in enumerate(item.guide):
        yield ("guide", index, "text"), element.text
        for level, anchor in element.anchors.items():
            yield ("guide", index, "anchors", level), anchor


def _plain_texts(item: Item) -> Iterator[tuple[Path, str]]:
    """What is typed or stands in a list of choices: compared and shown as it is, so it's no Markdown."""
    if item.kind in TYPED:
        yield from ((("options", index, "text"), option.text) for index, option in enumerate(item.options))
    yield from ((("gaps", gap, "options", place, "text"), option.text) for gap, place, option in _gap_options(item))


def _gap_options(item: Item) -> Iterator[tuple[int, int, Option]]:
    return ((index, place, option) for index, gap in enumerate(item.gaps) for place, option in enumerate(gap.options))


def _content(item: Item) -> dict[str, Any]:
    content: dict[str, Any] = {
        "id": item.id,
        "kind": item.kind,
        "criteria": list(item.criteria),
        "level": item.level,
        "difficulty": item.difficulty,
        "seconds": item.seconds,
        "language": item.language,
        "status": item.status,
        "sources": list(item.sources),
    }
    optional: dict[str, Any] = {
        "enemies": list(item.enemies),
        "stimulus": item.stimulus,
        "practice": item.practice,
        "part": item.part,
        "stem": item.stem,
        "options": _written(item.options),
        "pairs": [_filled(vars(pair), "id", "left", "right") for pair in item.pairs],
        "guide": [{"text": each.text, "anchors": dict(sorted(each.anchors.items()))} for each in item.guide],
        "gaps": [{"id": gap.id, "options": _written(gap.options)} for gap in item.gaps],
        "scoring": _scoring(item.scoring),
    }
    return content | {name: value for name, value in optional.items() if value}


def _written(options: tuple[Option, ...]) -> list[dict[str, Any]]:
    return [_filled(vars(option), "id", "text") for option in options]


def _filled(part: dict[str, Any], *always: str) -> dict[str, Any]:
    return {name: value for name, value in part.items() if value or name in always}


def _scoring(scoring: Scoring) -> dict[str, Any]:
    plain = vars(scoring) | {"mapping": dict(sorted(scoring.mapping.items()))}
    return {name: value for name, value in plain.items() if value != getattr(Scoring(), name)}


def _writable(value: Any) -> Any:
    """What ruamel.yaml writes so that our narrower reader gets the same value back."""
    from exam_server.formats.yaml_files import as_text

    if isinstance(value, dict):
        return {name: _writable(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_writable(each) for each in value]
    if isinstance(value, str):
        return as_text(unicodedata.normalize("NFC", value))
    return int(value) if isinstance(value, float) and value.is_integer() else value
