"""Safe Exam Browser for an exam: its settings as they were given out, their key, and the file for the computers."""

import secrets
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING
from uuid import UUID

from exam_server.core.problems import NotFound, Refused
from exam_server.core.seb import Evidence, Expectation, browsers_address, config_key, judge, read_exam_keys
from exam_server.core.text import Text, text
from exam_server.formats.seb_file import (
    SettingsInput,
    hash_password,
    make_settings,
    read_property_list,
    write_property_list,
    write_seb_file,
)
from exam_server.services.closed_room import room_of
from exam_server.services.exam_rows import get_row, require_state
from exam_server.services.work import Work
from exam_server.store import closed_room as store
from exam_server.store.tables import ClosedRoomRow

if TYPE_CHECKING:
    from exam_server.services.certificates import Authority

START, LEAVE = "/ticket", "/leave"
SALT_BYTES = 32
SHORTEST_PASSWORD, LONGEST_PASSWORD = 8, 64


@dataclass(frozen=True)
class Place:
    """Where people reach this server, and the authority that its certificate needs, if it has one of its own."""

    address: str
    authority: "Authority | None" = None


@dataclass(frozen=True)
class Seb:
    """What an exam asks of Safe Exam Browser. `is_current`: the settings were made for the server as it's now."""

    config_key: str
    address: str
    exam_keys: tuple[str, ...]
    has_quit_password: bool
    is_current: bool


def require_seb(work: Work, exam_id: UUID, place: Place, quit_password: str, exam_keys: str) -> Seb:
    """Make the exam's settings, or make them again; an empty password keeps the one from before.

    The same server, password and exam give the same settings, so that a file given out before goes on to fit. Raises
    Refused for a password that some clients read differently, and for what is no Browser Exam Key.
    """
    _check_password(quit_password, text("Safe Exam Browser wasn't set up."))
    read = read_exam_keys(exam_keys)
    if read.misread:
        raise Refused(
            text("Safe Exam Browser wasn't set up."),
            text("“{word}” isn't a Browser Exam Key.", word=read.misread[0]),
            text("Copy the 64 characters from Safe Exam Browser's own tool, one key a line."),
        )
    work.record()
    exam = get_row(work, exam_id)
    require_state(exam, *store.RUNNING)
    room = room_of(work, exam)
    room.seb_settings = write_property_list(make_settings(_given(room, place, quit_password))).decode()
    room.seb_address, room.exam_keys = place.address, list(read.keys)
    work.note("exam.seb.required", exam_id, exam_keys=len(read.keys))
    return _seb(room, place)


def release_seb(work: Work, exam_id: UUID) -> None:
    """Take the test in any browser from now on."""
    work.record()
    exam = get_row(work, exam_id)
    require_state(exam, *store.RUNNING)
    room_of(work, exam).seb_settings = ""
    work.note("exam.seb.released", exam_id)


def find_seb(work: Work, exam_id: UUID, place: Place) -> Seb | None:
    get_row(work, exam_id)
    room = store.find_room(work.session, exam_id)
    return _seb(room, place) if room and room.seb_settings else None


def find_expectation(work: Work, exam_id: UUID) -> Expectation | None:
    """What a browser has to show for an exam; None where any browser will do."""
    room = store.find_room(work.session, exam_id)
    if room is None or not room.seb_settings:
        return None
    return Expectation(_key_of(room.seb_settings), tuple(str(each) for each in room.exam_keys))


def find_exam_of_hash(work: Work, address: str, shown: str) -> str:
    """The title of an exam that isn't over, whose settings a browser showed for this address; empty for none."""
    for settings, title in store.list_running_settings(work.session) if shown else ():
        if judge(Expectation(_key_of(settings)), address, Evidence(config_header=shown)).kind:
            return title
    return ""


def make_seb_file(work: Work, exam_id: UUID, password: str) -> bytes:
    """The exam's `.seb` file, protected by a password unless that's empty; that it was given out is noted."""
    _check_password(password, text("The file wasn't made."))
    work.record()
    get_row(work, exam_id)
    room = store.find_room(work.session, exam_id)
    if room is None or not room.seb_settings:
        raise NotFound(str(exam_id))
    work.note("exam.seb.file_given", exam_id, protected=bool(password))
    return write_seb_file(room.seb_settings.encode(), password)


def _given(room: ClosedRoomRow, place: Place, quit_password: str) -> SettingsInput:
    before = read_property_list(room.seb_settings.encode()) if room.seb_settings else {}
    salt, quit_hash = before.get("examKeySalt"), before.get("hashedQuitPassword")
    authority = place.authority
    return SettingsInput(
        start_address=browsers_address(place.address, START),
        quit_address=browsers_address(place.address, LEAVE),
        salt=salt if isinstance(salt, bytes) else secrets.token_bytes(SALT_BYTES),
        quit_hash=hash_password(quit_password) if quit_password else str(quit_hash or ""),
        authority=authority.der if authority else b"",
        authority_name=authority.name if authority else "",
    )


def _seb(room: ClosedRoomRow, place: Place) -> Seb:
    settings = read_property_list(room.seb_settings.encode())
    return Seb(
        config_key=config_key(settings),
        address=room.seb_address,
        exam_keys=tuple(str(each) for each in room.exam_keys),
        has_quit_password="hashedQuitPassword" in settings,
        is_current=make_settings(_given(room, place, "")) == settings,
    )


@lru_cache(maxsize=64)
def _key_of(settings: str) -> str:
    """Kept, for each heartbeat asks for it."""
    return config_key(read_property_list(settings.encode()))


def _check_password(password: str, what: Text) -> None:
    fits = SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD and password.isascii() and password.isprintable()
    if password and not fits:
        raise Refused(
            what,
            text("Clients on different systems would read this password differently, or it's too short."),
            text(
                "Choose {shortest} to {longest} letters and digits without Polish letters.",
                shortest=SHORTEST_PASSWORD,
                longest=LONGEST_PASSWORD,
            ),
        )
