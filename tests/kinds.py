"""One sound item of each kind, and for each a right and a wrong response in authored ids."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from exam_server.core.assembly import Blueprint, Cell
from exam_server.core.bank import Gap, GuideElement, Item, Option, Pair, gaps_in_order
from exam_server.core.delivery import choices_in, lefts_of, offered

ANCHORS = {0: "nic", 1: "mało", 2: "dużo", 3: "wszystko"}


class Sample(NamedTuple):
    """An item that lint finds nothing wrong with; `wrong` is given, but not right."""

    item: Item
    right: object
    wrong: object


def _options(*texts: str, keys: int = 1) -> tuple[Option, ...]:
    return tuple(
        Option("abcdefgh"[n], words, key=n < keys, rationale="TAJNE: z podręcznika") for n, words in enumerate(texts)
    )


def _item(kind: str, stem: str, **parts: object) -> Item:
    return Item(
        id=f"hb-1a1-{kind.replace('_', '-')}",
        kind=kind,  # type: ignore[arg-type]
        criteria=("1A1",),
        stem=stem,
        sources=("herbata",),
        status="active",
        **parts,  # type: ignore[arg-type]
    )


EVERY_KIND: dict[str, Sample] = {
    sample.item.kind: sample
    for sample in (
        Sample(
            _item("single_choice", "Która herbata jest zielona?", options=_options("sencha", "assam", "rooibos")),
            "a",
            "b",
        ),
        Sample(
            _item("multiple_response", "Wskaż naczynia.", options=_options("czarka", "dzbanek", "lampa", keys=2)),
            ["a", "b"],
            ["a"],
        ),
        Sample(
            _item(
                "true_false",
                "Herbatę podaje się w czarkach.",
                options=(Option("true", "prawda", True, "TAJNE"), Option("false", "fałsz", False, "TAJNE")),
            ),
            "true",
            "false",
        ),
        Sample(
            _item(
                "matching",
                "Dobierz naczynia do napojów.",
                pairs=(
                    Pair("p1", "napar", "czajnik", "TAJNE"),
                    Pair("p2", "mleko", "dzbanek"),
                    Pair("p3", "woda", "imbryk"),
                    Pair("p4", "", "wiadro"),
                ),
            ),
            {"p1": "p1", "p2": "p2", "p3": "p3"},
            {"p1": "p2", "p2": "p1", "p3": "p3"},
        ),
        Sample(
            _item(
                "ordering",
                "Ułóż kroki parzenia.",
                options=_options("zagotuj wodę", "ogrzej czajnik", "wsyp liście", "zalej", keys=0),
            ),
            ["a", "b", "c", "d"],
            ["b", "a", "c", "d"],
        ),
        Sample(
            _item(
                "gap_text",
                "Herbata pochodzi z **[[kraj]]**, a parzy się ją w [[naczynie]].",
                gaps=(
                    Gap("naczynie", _options("czajniku", "imbryku", "wiadrze", keys=2)),
                    Gap("kraj", _options("Chin", "Peru")),
                ),
            ),
            {"kraj": " chin", "naczynie": "IMBRYKU"},
            {"kraj": "Chin", "naczynie": "wiadrze"},
        ),
        Sample(
            _item(
                "inline_choice",
                "Senchę parzy się w [[temperatura]] przez [[czas]].",
                gaps=(
                    Gap("temperatura", _options("70 °C", "100 °C")),
                    Gap("czas", _options("dwie minuty", "godzinę", "dobę")),
                ),
            ),
            {"temperatura": "a", "czas": "a"},
            {"temperatura": "a", "czas": "b"},
        ),
        Sample(
            _item("numeric", "Ile gramów liści na litr?", options=_options("12.5 ± 0.5", "125")),
            "12,3",
            "125",
        ),
        Sample(
            _item("short_text", "Jak nazywa się ceremonia herbaty?", options=_options("cha-no-yu", "chanoyu", keys=2)),
            "Chanoyu ",
            "ikebana",
        ),
        Sample(
            _item("extended_text", "Opisz parzenie herbaty.", guide=(GuideElement("TAJNE: ogrzewa", ANCHORS),)),
            "Najpierw ogrzewam czajnik.",
            "",
        ),
    )
}

BLUEPRINT = Blueprint(
    id="kinds",
    title="Test o herbacie",
    minutes=20,
    total=len(EVERY_KIND),
    cells=tuple(Cell(kind, kind=kind, minimum=1, maximum=1) for kind in EVERY_KIND),  # type: ignore[arg-type]
    difficulty_band=1.0,
)


def in_positions(item: Item, drawn: Sequence[str], authored: object) -> object:
    """An authored response as the page of a candidate with this draw gives it."""
    places = {id: place for place, id in enumerate(offered(item, drawn), start=1)}
    if isinstance(authored, Mapping):
        if item.kind == "matching":
            return [places.get(authored.get(left)) for left in lefts_of(item)]
        return [_in_gap(item, gap, drawn, authored.get(gap.id)) for gap in gaps_in_order(item)]
    if isinstance(authored, list):
        found = [places[each] for each in authored]
        return found if item.kind == "ordering" else sorted(found)
    return places.get(str(authored), authored)


def _in_gap(item: Item, gap: Gap, drawn: Sequence[str], given: object) -> object:
    if item.kind == "gap_text" or given is None:
        return given
    return [option.id for option in choices_in(gap, drawn)].index(str(given)) + 1
