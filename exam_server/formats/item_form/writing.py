"""An item as the fields of its form."""

from collections.abc import Mapping, Sequence

from exam_server.core.bank import Item, Option, Scoring

Fields = Mapping[str, str]
"""What was typed by the dotted path of its place: `stem`, `options.0.text`, `gaps.1.options.0.key`.

Lists of names (`criteria`, `enemies`, `sources`) stand in one field with spaces between, a tick is "1" or "". What a
kind that was left doesn't share with the present one stands under `kept.KIND.`, so that going back brings it again.
"""


def write_fields(item: Item) -> dict[str, str]:
    """Every field of an item's form; `read_fields` gives the same item."""
    fields = {
        "id": item.id,
        "kind": item.kind,
        "criteria": " ".join(item.criteria),
        "level": item.level,
        "difficulty": write_number(item.difficulty),
        "seconds": str(item.seconds),
        "stimulus": item.stimulus,
        "enemies": " ".join(item.enemies),
        "sources": " ".join(item.sources),
        "language": item.language,
        "status": item.status,
        "practice": write_tick(item.practice),
        "part": item.part,
        "stem": item.stem,
    }
    return fields | write_part(item) | _scoring(item.scoring)


def write_part(item: Item) -> dict[str, str]:
    """The fields of what the item consists of: options, pairs, gaps, guide."""
    fields = _options("options", item.options)
    for at, pair in enumerate(item.pairs):
        own = {"id": pair.id, "left": pair.left, "right": pair.right, "rationale": pair.rationale}
        fields |= _under(f"pairs.{at}", own)
    for at, gap in enumerate(item.gaps):
        fields |= {f"gaps.{at}.id": gap.id} | _options(f"gaps.{at}.options", gap.options)
    for at, element in enumerate(item.guide):
        anchors = {f"anchors.{level}": words for level, words in element.anchors.items()}
        fields |= _under(f"guide.{at}", {"text": element.text} | anchors)
    return fields


def write_number(value: float) -> str:
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)


def write_tick(value: bool) -> str:
    return "1" if value else ""


def _options(path: str, options: Sequence[Option]) -> dict[str, str]:
    fields: dict[str, str] = {}
    for at, option in enumerate(options):
        own = {"id": option.id, "text": option.text, "key": write_tick(option.key), "rationale": option.rationale}
        fields |= _under(f"{path}.{at}", own)
    return fields


def _scoring(scoring: Scoring) -> dict[str, str]:
    fields = {
        "rule": "map" if scoring.mapping else "match",
        "default": write_number(scoring.default),
        "lower": "" if scoring.lower is None else write_number(scoring.lower),
        "upper": "" if scoring.upper is None else write_number(scoring.upper),
        "exact_case": write_tick(scoring.exact_case),
    }
    for at, (choice, points) in enumerate(sorted(scoring.mapping.items())):
        fields |= _under(f"mapping.{at}", {"choice": choice, "points": write_number(points)})
    return _under("scoring", fields)


def _under(path: str, fields: Fields) -> dict[str, str]:
    return {f"{path}.{name}": value for name, value in fields.items()}
