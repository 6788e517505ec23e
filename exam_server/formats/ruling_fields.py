"""A ruling on a key as the fields of its form and back; an address holds the same fields."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from exam_server.core.bank import Item, Scoring
from exam_server.core.rekeying import TYPED_IN, Accepted, Ruling, settle
from exam_server.core.text import Text
from exam_server.formats.item_form.reading import FieldReader
from exam_server.formats.item_form.writing import write_number, write_tick

RulingFields = Mapping[str, Sequence[str]]
"""`keys` (choices, or `*` for everybody), `orders` ("b a c"), `place.OPTION` (1, 2, …: one order more), `accepted` and
`accepted.GAP` (a text a line), `accepted-points`, `points.CHOICE`, `default`, `lower`, `upper`, `exact_case`."""
FIELDS = ("keys", "orders", "place", "accepted", "accepted-points", "points", "default", "lower", "upper", "exact_case")
EVERYBODY = "*"


def is_said(fields: RulingFields) -> bool:
    """Whether an address says a ruling."""
    return any(name.partition(".")[0] in FIELDS for name in fields)


def read_ruling(item: Item, fields: RulingFields) -> tuple[Ruling, tuple[Text, ...]]:
    """The ruling that the fields say of an item, and what in them is no number; never raises."""
    keys = list(fields.get("keys", ()))
    if EVERYBODY in keys:
        return Ruling(everybody=True), ()
    reader = FieldReader({name: values[-1] for name, values in fields.items() if values})
    accepted = tuple(_accepted(item, fields))
    ruling = Ruling(
        keys=tuple(sorted(set(keys))),
        orders=tuple(_orders(item, fields)),
        accepted=accepted,
        scoring=_scoring(item, fields, reader, accepted),
    )
    return settle(item, ruling), tuple(problem.message for problem in reader.problems)


def _orders(item: Item, fields: RulingFields) -> Iterator[tuple[str, ...]]:
    """Those that are listed, then the one that places say; places that are no order give one that is refused."""
    if item.kind != "ordering":
        return
    yield from (tuple(order.split()) for order in fields.get("orders", ()))
    places = {option.id: fields.get(f"place.{option.id}", ("",))[-1].strip() for option in item.options}
    if any(places.values()):
        said = {place: id for id, place in places.items()}
        yield tuple(said.get(str(place), "") for place in range(1, len(places) + 1))


def _accepted(item: Item, fields: RulingFields) -> Iterator[Accepted]:
    for gap in [gap.id for gap in item.gaps] or [""]:
        lines = "\n".join(fields.get(_of("accepted", gap), ())).splitlines()
        yield from (Accepted(" ".join(line.split()), gap) for line in lines if line.strip())


def _scoring(item: Item, fields: RulingFields, reader: FieldReader, accepted: Sequence[Accepted]) -> Scoring:
    scoring = item.scoring
    if item.kind in TYPED_IN and "exact_case" in fields:
        scoring = replace(scoring, exact_case=any(fields["exact_case"]))
    if not scoring.mapping or not any(name.startswith("points.") for name in fields):
        return scoring
    named = [name.removeprefix("points.") for name in fields if name.startswith("points.") and "+" not in name]
    points = {name: reader.optional_number(f"points.{name}") for name in named}
    points |= {
        f"+{n}": reader.optional_number(_of("accepted-points", each.gap)) for n, each in enumerate(accepted, start=1)
    }
    mapping = {_of_gap(name, accepted): value for name, value in points.items() if value is not None}
    lower, upper = reader.optional_number("lower"), reader.optional_number("upper")
    return replace(scoring, mapping=mapping, default=reader.number("default", 0.0), lower=lower, upper=upper)


def _of(name: str, gap: str) -> str:
    return f"{name}.{gap}" if gap else name


def _of_gap(name: str, accepted: Sequence[Accepted]) -> str:
    """What the scoring calls an accepted text: of a gap by the gap's name too."""
    if not name.startswith("+"):
        return name
    return f"{accepted[int(name[1:]) - 1].gap} {name}".strip()


def write_ruling(item: Item, ruling: Ruling) -> dict[str, list[str]]:
    """The fields of a ruling; `read_ruling` gives the same one, settled."""
    if ruling.everybody:
        return {"keys": [EVERYBODY]}
    said = settle(item, ruling)
    scoring = said.scoring or item.scoring
    fields = {"keys": [*said.keys]}
    if scoring.mapping:
        fields |= {f"place.{id}": [str(at)] for order in said.orders for at, id in enumerate(order, start=1)}
    else:
        fields["orders"] = [" ".join(order) for order in said.orders]
    for n, each in enumerate(said.accepted, start=1):
        name = _of("accepted", each.gap)
        fields[name] = ["\n".join([*fields.get(name, ()), each.text])]
        if (value := scoring.mapping.get(_of_gap(f"+{n}", said.accepted))) is not None:
            fields[_of("accepted-points", each.gap)] = [write_number(value)]
    if item.kind in TYPED_IN:
        fields["exact_case"] = [write_tick(scoring.exact_case)]
    if scoring.mapping:
        mapped = {name: value for name, value in scoring.mapping.items() if "+" not in name}
        fields |= {f"points.{name}": [write_number(value)] for name, value in mapped.items()}
        fields |= {
            "default": [write_number(scoring.default)],
            "lower": [_bound(scoring.lower)],
            "upper": [_bound(scoring.upper)],
        }
    return {name: values for name, values in fields.items() if values}


def _bound(value: float | None) -> str:
    return "" if value is None else write_number(value)
