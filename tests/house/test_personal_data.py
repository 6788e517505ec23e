"""Each column in which people's data may stand is in the list that erasure and the person's own export walk through."""

from sqlalchemy import JSON, Date, LargeBinary, String, Table

from exam_server.core.retention import DATA_KINDS, RULES
from exam_server.store.base import Base
from exam_server.store.erasing import table_of
from exam_server.store.personal import PLACES, WITHOUT, Place

TABLES = Base.metadata.tables
ALL: list[Place] = [place for places in PLACES.values() for place in places]


def _texts(table: Table) -> set[str]:
    """Columns that can hold what somebody wrote; dates of birth stand in `born_on`."""
    kinds = (String, JSON, LargeBinary)
    return {each.name for each in table.columns if isinstance(each.type, kinds) or _is_birth(each.name, each.type)}


def _is_birth(name: str, kind: object) -> bool:
    return isinstance(kind, Date) and name.startswith("born")


def test_every_table_is_in_the_list_or_named_as_one_without_personal_data() -> None:
    listed = {each.table for each in ALL}
    assert sorted(set(TABLES) - listed - WITHOUT) == [], "add these to store/personal.py, with thought"
    assert sorted((listed | WITHOUT) - set(TABLES)) == [] and not listed & WITHOUT


def test_every_text_of_a_listed_table_is_erased_or_said_to_stay() -> None:
    forgotten = {}
    for name in {each.table for each in ALL}:
        places = [each for each in ALL if each.table == name]
        said = {word for each in places for word in f"{each.erased} {each.words} {each.typed} {each.stays}".split()}
        if not any(each.deleted for each in places) and (left := _texts(table_of(name)) - said):
            forgotten[name] = sorted(left)
    assert forgotten == {}, "say in store/personal.py what becomes of these columns"


def test_the_list_names_columns_that_are_there_and_paths_that_lead_to_a_subject() -> None:
    for place in ALL:
        columns = set(table_of(place.table).columns.keys())
        named = f"{place.erased} {place.words} {place.typed} {place.stays} {place.told}".split()
        assert set(named) <= columns, place.table
        table = table_of(place.table)
        for step in place.path.split()[:-1]:
            table = _next(table, step)
        assert place.path.split()[-1] in table.columns, place.table


def _next(table: Table, step: str) -> Table:
    if "." in step:
        return table_of(step.split(".", maxsplit=1)[0])
    return next(iter(table.c[step].foreign_keys)).column.table


def test_every_kind_has_a_rule_and_places() -> None:
    assert set(PLACES) == set(RULES) == set(DATA_KINDS)
    assert all(each.rule and each.title for each in RULES.values())
