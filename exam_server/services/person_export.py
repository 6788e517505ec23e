"""A person's own data in one archive: as JSON, as a page to read, and their files; nothing of others (RODO 15, 20)."""

import json
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any
from uuid import UUID

from exam_server.core.export_words import COLUMN_WORDS, TABLE_WORDS
from exam_server.core.people import ROLE_WORDS
from exam_server.core.problems import NotFound
from exam_server.core.text import Text, text
from exam_server.core.trace_words import ROOM_WORDS, SUBJECT_WORDS
from exam_server.formats.export_page import Section, write_page
from exam_server.formats.plain import to_plain
from exam_server.services.case import find_released_result
from exam_server.services.papers.reader import Reader
from exam_server.services.results import to_own_result
from exam_server.services.traces import list_traces_of
from exam_server.services.work import Work
from exam_server.store.certification import list_certificates
from exam_server.store.erasing import list_files_of, list_told
from exam_server.store.personal import PLACES, Place
from exam_server.store.portfolio import list_cases_of_person
from exam_server.store.tables import CaseRow, OrganisationRow, PersonRow

VERSION = 1
Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class PersonData:
    """Everything that the archive tells: rows by table, released results by case code, views, and names of files."""

    body: str
    made_at: datetime
    tables: Mapping[str, Rows]
    results: Mapping[str, Mapping[str, Any]]
    views: tuple[tuple[datetime, str, str, tuple[str, ...]], ...]
    files: tuple[tuple[str, str], ...]


def gather_own_data(work: Work) -> PersonData:
    """Of whoever is logged in. Raises NotFound for who isn't."""
    if work.actor.person_id is None:
        raise NotFound("person")
    return _gather(work, work.actor.person_id, own=True)


def gather_data_of_case(work: Work, case_id: UUID) -> PersonData:
    """Of a case's person, whom the office answers. Raises NotFound."""
    case = work.session.get(CaseRow, case_id)
    if case is None or case.organisation_id != work.organisation_id or case.rehearsal:
        raise NotFound(str(case_id))
    return _gather(work, case.person_id, own=False)


def _gather(work: Work, person_id: UUID, own: bool) -> PersonData:
    person = work.session.get_one(PersonRow, person_id)
    cases = list_cases_of_person(work.session, person.id)
    tables: dict[str, Rows] = {}
    files: list[tuple[str, str]] = []
    case_ids = [case.id for case in cases]
    held = [each.id for case_id in case_ids for each in list_certificates(work.session, case_id)]
    for place, ids in _places_of(person.id, case_ids, held):
        if place.told and ids:
            tables.setdefault(place.table, []).extend(list_told(work.session, place, ids))
        if place.has_file and ids:
            files += list_files_of(work.session, place, ids)
    results = {case.code: found for case in cases if (found := _result(work, case.id))}
    data = PersonData(
        work.session.get_one(OrganisationRow, person.organisation_id).name,
        work.now,
        {name: tables[name] for name in TABLE_WORDS if tables.get(name)},
        results,
        tuple(list_traces_of(work, person.id)),
        tuple(files),
    )
    work.record()
    work.note("people.data.exported", person_id, own=own)
    return data


def _places_of(person_id: UUID, case_ids: list[UUID], held: list[UUID]) -> Iterator[tuple[Place, list[UUID]]]:
    """Each place with the subjects under which it holds this person's data."""
    for kind, ids in (
        ("work", case_ids),
        ("grounds", case_ids),
        ("holder", held),
        ("papers", [person_id]),
        ("identity", [person_id]),
    ):
        for place in PLACES[kind]:  # type: ignore[index]
            yield place, ids


def _result(work: Work, case_id: UUID) -> Mapping[str, Any]:
    """What the candidate's own result page says: released, without anybody's name."""
    view = find_released_result(work, case_id)
    return to_plain(to_own_result(work, view)) if view else {}


def write_archive(file: IO[bytes], data: PersonData, folder: Path, reader: Reader) -> None:
    """Write the ZIP: what is said as JSON and as a page, then one file after the other."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("dane.json", json.dumps(_plain(data), ensure_ascii=False, indent=1, default=_as_text))
        archive.writestr("dane.html", _page(data, reader))
        taken: set[str] = set()
        for name, digest in data.files:
            path = _place(folder, digest)
            if path.is_file():
                archive.write(path, _free(f"pliki/{name}", taken), zipfile.ZIP_STORED)


def _place(folder: Path, digest: str) -> Path:
    return folder / digest[:2] / digest


def _free(name: str, taken: set[str]) -> str:
    """Two files of one name both get in."""
    stem, dot, ending = name.rpartition(".")
    number, found = 1, name
    while found in taken:
        number += 1
        found = f"{stem}-{number}{dot}{ending}"
    taken.add(found)
    return found


def _plain(data: PersonData) -> dict[str, Any]:
    views = [{"at": at, "page": page, "of": kind, "roles": list(roles)} for at, page, kind, roles in data.views]
    about = {"version": VERSION, "body": data.body, "made_at": data.made_at}
    return about | {"data": data.tables, "results": data.results, "views": views}


def _as_text(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _page(data: PersonData, reader: Reader) -> bytes:
    say = reader.say
    lead = (
        text("Given out by {body} on {day}.", body=data.body, day=reader.show_time(data.made_at)),
        text("The same stands in dane.json for programs; your files lie in the folder pliki."),
        text("What members of the commission noted, and the questions of tests, you can see at an inspection (S9)."),
    )
    sections = [_section(name, rows, reader) for name, rows in data.tables.items()]
    sections += [_results_section(code, result, reader) for code, result in data.results.items()]
    return write_page(reader.language, say(text("Your data")), [*map(say, lead)], [*sections, _views(data, reader)])


def _section(name: str, rows: Rows, reader: Reader) -> Section:
    columns = list(dict.fromkeys(key for row in rows for key in row))
    shown = [[_show(row.get(key), reader) for key in columns] for row in rows]
    return Section(reader.say(TABLE_WORDS[name]), [reader.say(COLUMN_WORDS[key]) for key in columns], shown)


def _results_section(code: str, result: Mapping[str, Any], reader: Reader) -> Section:
    rows = [
        [each["code"], each["text"], (each["decision"] or {}).get("verdict") or each["standing"]]
        for group in result.get("sets", ())
        for outcome in group.get("outcomes", ())
        for each in outcome.get("criteria", ())
    ]
    words = (text("criterion"), text("words"), text("result"))
    title = reader.say(text("Released results of case {code}", code=code))
    return Section(title, [reader.say(each) for each in words], rows)


def _views(data: PersonData, reader: Reader) -> Section:
    columns: tuple[Text, ...] = (text("when"), text("room"), text("page"), text("of what"), text("in the role of"))
    rows = [
        [
            reader.show_time(at),
            _word(ROOM_WORDS, page.partition(".")[0], reader),
            page.partition(".")[2],
            _word(SUBJECT_WORDS, kind, reader),
            ", ".join(_word(ROLE_WORDS, role, reader) for role in roles),
        ]
        for at, page, kind, roles in data.views
    ]
    title = text("Who of the staff opened pages with your data (newest first, no names)")
    return Section(reader.say(title), [reader.say(each) for each in columns], rows)


def _word(words: Mapping[Any, Text], key: str, reader: Reader) -> str:
    return reader.say(words[key]) if key in words else key


def _show(value: object, reader: Reader) -> str:
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return reader.say(text("yes") if value else text("no"))
    if isinstance(value, datetime):
        return reader.show_time(value)
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else str(value)
