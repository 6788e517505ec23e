"""Safe Exam Browser around an exam: settings, the check at the door, watching heartbeats, and the desk's word."""

from datetime import timedelta

import pytest

from exam_server.core.accommodation import Accommodation
from exam_server.core.problems import NotFound, Refused
from exam_server.core.seb import Evidence, config_key, request_hash
from exam_server.formats.seb_file import read_property_list
from exam_server.services import closed_room, delivery, desk, endings, seating, seb, seb_checks
from exam_server.services.accommodations import decide_accommodation
from exam_server.services.admissions import Visitor
from exam_server.services.board import get_seat
from exam_server.services.seats import Seats
from exam_server.services.throttling import Door
from exam_server.services.work import Actor
from exam_server.store import closed_room as store
from exam_server.store.tables import AuditEventRow, SebCheckRow, SittingRow
from tests.making import KEYS, OwnWork, open_exam

DOOR = Door("ticket", 50, 500, 300)
PUBLIC = "https://192.168.1.7:8000"
PLACE = seb.Place(PUBLIC)
EXAM_KEY = "cd" * 32


class Room:
    """A running exam in Safe Exam Browser, and browsers that prove themselves as they're told to."""

    def __init__(self, work: OwnWork, exam_keys: str = "") -> None:
        self.work, self.made = work, open_exam(work)
        self.key = seb.require_seb(work, self.made.id, PLACE, "", exam_keys).config_key
        work.commit()

    @property
    def sitting(self) -> "SittingRow":
        return self.work.session.get_one(SittingRow, self.made.sittings[0])

    def enter(self, device: str = "", number: int = 0) -> delivery.Entry:
        entry = delivery.enter_ticket(self.work, KEYS, DOOR, self.made.cards[number].ticket, Visitor(device))
        self.work.commit()
        return entry

    def address(self, nonce: str) -> str:
        return f"{PUBLIC}/ticket/check/{nonce}"

    def answer(self, entry: delivery.Entry, evidence: Evidence, nonce: str = "") -> seb_checks.CheckResult:
        asked = nonce or entry.check
        visitor = Visitor(entry.device)
        result = seb_checks.finish_check(self.work, KEYS, asked, visitor, self.address(asked), evidence, "SEB_Test_1")
        self.work.commit()
        return result

    def proof(self, nonce: str, way: str = "header") -> Evidence:
        shown = request_hash(self.address(nonce), self.key)
        return (
            Evidence(config_header=shown)
            if way == "header"
            else Evidence(page=self.address(nonce), config_script=shown)
        )

    def pass_check(self, way: str = "header", number: int = 0) -> delivery.Entry:
        entry = self.enter(number=number)
        result = self.answer(entry, self.proof(entry.check, way))
        assert result.failure is None
        return delivery.Entry(result.token, entry.device)

    def beat(self, shown: Evidence) -> None:
        self.work.actor = Actor(roles=frozenset({"candidate"}), sitting_id=self.sitting.id, epoch=self.sitting.epoch)
        delivery.touch(self.work, self.sitting.id)
        seb_checks.watch_beat(self.work, self.sitting.id, PUBLIC, shown)
        self.work.commit()
        self.work.actor = Actor()

    def key_of(self, path: str) -> str:
        return request_hash(PUBLIC + path, self.key)

    def security(self) -> seb_checks.SeatSecurity:
        return get_seat(self.work, self.made.id, self.sitting.id).security

    def may_save(self, entry: delivery.Entry) -> bool:
        """What the save route asks: whether the admission has ended."""
        seat = KEYS.read_seat_token(entry.token, entry.device)
        assert seat is not None
        admission = delivery.store.find_admission(self.work.session, seat.sitting_id, seat.epoch)
        return admission is not None and admission.ends_at is not None and admission.ends_at > self.work.now


@pytest.fixture
def room(work: OwnWork) -> Room:
    return Room(work)


def test_the_settings_of_an_exam_have_the_key_that_their_file_gives(room: Room) -> None:
    stored = store.find_room(room.work.session, room.made.id)
    assert stored is not None
    settings = read_property_list(stored.seb_settings.encode())
    assert config_key(settings) == room.key
    assert settings["startURL"] == f"{PUBLIC}/ticket"
    assert settings["quitURL"] == f"{PUBLIC}/leave"


def test_making_the_settings_again_changes_no_key_unless_something_else_is_asked(room: Room) -> None:
    def again(place: seb.Place = PLACE, password: str = "") -> str:
        key = seb.require_seb(room.work, room.made.id, place, password, "").config_key
        room.work.commit()
        return key

    assert again() == room.key
    with_password = again(password="sala-2027")
    assert with_password != room.key
    assert again() == with_password
    assert again(seb.Place("https://10.0.0.9:8000")) != with_password


def test_the_office_is_told_when_the_file_doesnt_fit_the_server_any_more(room: Room) -> None:
    found = seb.find_seb(room.work, room.made.id, PLACE)
    moved = seb.find_seb(room.work, room.made.id, seb.Place("https://10.0.0.9:8000"))
    assert found is not None
    assert moved is not None
    assert (found.is_current, moved.is_current, moved.config_key) == (True, False, room.key)


@pytest.mark.parametrize(("password", "keys"), [("krótkie hasło", ""), ("short", ""), ("", "abc"), ("", EXAM_KEY[:-1])])
def test_what_clients_would_read_differently_is_refused(work: OwnWork, password: str, keys: str) -> None:
    made = open_exam(work)
    with pytest.raises(Refused):
        seb.require_seb(work, made.id, PLACE, password, keys)


def test_giving_the_file_out_leaves_a_trace_without_its_password_or_key(room: Room) -> None:
    seb.make_seb_file(room.work, room.made.id, "egzamin-2027")
    room.work.commit()
    facts = [each.facts for each in room.work.session.query(AuditEventRow) if each.tag.startswith("exam.seb")]
    assert {"protected": True} in facts
    assert room.key not in str(facts)
    assert "egzamin" not in str(facts)


@pytest.mark.parametrize("way", ["header", "script"])
def test_a_browser_that_shows_the_keys_gets_its_seat_and_only_then(room: Room, way: str) -> None:
    entry = room.enter()
    assert (entry.token, room.sitting.epoch) == ("", 0)
    result = room.answer(entry, room.proof(entry.check, way))
    assert (bool(result.token), room.sitting.epoch, room.security().seb) == (True, 1, way)


def test_a_refused_browser_hears_which_check_failed_and_the_ticket_isnt_used_up(room: Room) -> None:
    entry = room.enter()
    first = room.answer(entry, Evidence())
    assert (first.failure, first.token, room.sitting.epoch) == ("no_seb", "", 0)
    assert room.security().failure == "no_seb"
    second = room.answer(entry, Evidence(config_header="0" * 64), first.nonce)
    assert (second.failure, room.security().failure) == ("settings", "settings")
    third = room.answer(entry, room.proof(second.nonce), second.nonce)
    assert third.token
    assert room.security().failure is None


def test_another_version_than_the_accepted_ones_is_refused(work: OwnWork) -> None:
    room = Room(work, EXAM_KEY)
    entry = room.enter()
    assert room.answer(entry, room.proof(entry.check)).failure == "version"
    nonce = room.enter(entry.device).check
    accepted = Evidence(room.proof(nonce).config_header, request_hash(room.address(nonce), EXAM_KEY))
    assert room.answer(entry, accepted, nonce).token


def test_an_address_answers_once_and_a_proof_fits_no_other_one(room: Room) -> None:
    entry = room.enter()
    proof = room.proof(entry.check)
    failed = room.answer(entry, Evidence())
    with pytest.raises(NotFound):
        room.answer(entry, proof)
    assert room.answer(entry, proof, failed.nonce).failure == "settings"
    assert entry.check.isalnum()
    assert entry.check.isascii()


def test_an_address_waits_a_while_and_for_its_own_device_alone(room: Room) -> None:
    entry, other = room.enter(), room.enter(number=1)
    with pytest.raises(NotFound):
        room.answer(delivery.Entry(device=other.device), room.proof(entry.check), entry.check)
    room.work.record()
    for check in room.work.session.query(SebCheckRow):
        check.made_at -= timedelta(minutes=15)
    room.work.commit()
    with pytest.raises(NotFound):
        room.answer(entry, room.proof(entry.check))


def test_two_checks_of_one_ticket_give_one_seat(room: Room) -> None:
    one, other = room.enter(), room.enter()
    assert room.answer(one, room.proof(one.check)).token
    with pytest.raises(NotFound):
        room.answer(other, room.proof(other.check))
    assert "in use" in str(room.enter().refusal)


def test_the_desk_exempts_one_seat_with_a_reason(room: Room) -> None:
    with pytest.raises(Refused):
        seb_checks.exempt(room.work, room.sitting.id, " ")
    seb_checks.exempt(room.work, room.sitting.id, "SEB doesn't start here")
    room.work.commit()
    assert room.enter().token
    assert room.enter(number=1).check
    assert room.security().is_exempt


def test_who_was_exempted_meanwhile_passes_the_check_that_waits(room: Room) -> None:
    entry = room.enter()
    seb_checks.exempt(room.work, room.sitting.id, "SEB doesn't start here")
    room.work.commit()
    assert room.answer(entry, Evidence()).token


def test_an_accommodation_exempts_too(room: Room) -> None:
    agreed = Accommodation(without_seb=True)
    decide_accommodation(room.work, room.made.id, room.sitting.case_id, agreed)
    room.work.commit()
    assert room.enter().token


def test_after_the_test_a_receipt_is_read_in_any_browser(room: Room) -> None:
    room.pass_check()
    endings.end_sitting(room.work, room.sitting.id, "done")
    desk.close_exam(room.work, room.made.id)
    room.work.commit()
    assert room.enter().token


def test_nobody_asks_for_it_once_the_office_allows_any_browser(room: Room) -> None:
    seb.release_seb(room.work, room.made.id)
    room.work.commit()
    assert room.enter().token


def test_beyond_the_rooms_addresses_no_check_gives_a_seat(room: Room) -> None:
    entry = room.enter()
    closed_room.set_ranges(room.work, room.made.id, "10.0.0.0/8")
    room.work.commit()
    with pytest.raises(NotFound):
        room.answer(entry, room.proof(entry.check))


@pytest.mark.parametrize("way", ["header", "script"])
def test_a_browser_that_stops_showing_its_keys_is_held_and_what_is_saved_stays(room: Room, way: str) -> None:
    entry = room.pass_check(way)
    shown = (
        Evidence(room.key_of("/sitting/state")) if way == "header" else Evidence(config_script=room.key_of("/sitting"))
    )
    room.beat(shown)
    for _ in range(2):
        room.beat(Evidence())
        room.beat(shown)
    assert not room.security().is_held
    assert room.may_save(entry)
    room.beat(Evidence(config_header="0" * 64))
    assert room.security().is_held
    assert not room.may_save(entry)
    assert room.sitting.state == "open"
    room.beat(shown)
    assert room.security().is_held


def test_a_client_that_never_shows_keys_with_heartbeats_isnt_held(room: Room) -> None:
    entry = room.pass_check()
    for _ in range(20):
        room.beat(Evidence())
    assert not room.security().is_held
    assert room.may_save(entry)


def hold(room: Room) -> delivery.Entry:
    entry = room.pass_check()
    room.beat(Evidence(room.key_of("/sitting/state")))
    for _ in range(3):
        room.beat(Evidence())
    assert room.security().is_held
    return entry


def test_the_desk_unlocks_a_held_seat_and_it_is_watched_on(room: Room) -> None:
    entry = hold(room)
    seb_checks.unlock(room.work, room.sitting.id, "looked at the computer")
    room.work.commit()
    assert (room.security().is_held, room.may_save(entry)) == (False, True)
    for _ in range(3):
        room.beat(Evidence())
    assert room.security().is_held


def test_a_held_seat_that_is_exempted_goes_on_without_being_watched(room: Room) -> None:
    entry = hold(room)
    seb_checks.exempt(room.work, room.sitting.id, "SEB is broken here")
    room.work.commit()
    for _ in range(5):
        room.beat(Evidence())
    assert room.may_save(entry)


def test_a_held_candidate_may_go_on_at_another_computer_that_passes(room: Room) -> None:
    hold(room)
    seating.allow_readmission(room.work, room.sitting.id, "another computer")
    room.work.commit()
    moved = room.pass_check()
    assert room.may_save(moved)
    assert not room.security().is_held


def test_unlocking_what_isnt_held_or_is_over_is_refused(room: Room) -> None:
    room.pass_check()
    with pytest.raises(Refused):
        seb_checks.unlock(room.work, room.sitting.id, "why not")
    endings.end_sitting(room.work, room.sitting.id, "done")
    room.work.commit()
    with pytest.raises(Refused):
        seb_checks.exempt(room.work, room.sitting.id, "why not")


def test_a_held_browser_holds_nothing_any_more_once_the_exam_is_closed(room: Room) -> None:
    entry = hold(room)
    desk.close_exam(room.work, room.made.id)
    room.work.commit()
    seat = KEYS.read_seat_token(entry.token, entry.device)
    assert seat is not None
    assert Seats(room.work.database).find(seat) is None


def test_a_settings_file_is_recognised_by_what_a_computer_shows(room: Room) -> None:
    shown = request_hash(f"{PUBLIC}/machine", room.key)
    assert seb.find_exam_of_hash(room.work, f"{PUBLIC}/machine", shown) == "Egzamin z herbaty"
    assert seb.find_exam_of_hash(room.work, f"{PUBLIC}/machine", "0" * 64) == ""
