"""Banks and rooms in which every secret carries a mark, and the seats of that room in each state of a sitting."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import get_args
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient
from hypothesis import strategies as st

from exam_server.core.assembly import Blueprint, Cell
from exam_server.core.bank import Gap, GuideElement, Item, Kind, Option, Pair, Scoring, Stimulus, revision_hash
from exam_server.core.candidates import CandidateEntry
from exam_server.core.delivery.sitting import SittingState
from exam_server.services import (
    admissions,
    bank,
    compensations,
    contributing,
    delivery,
    desk,
    endings,
    exam,
    freezing,
    incidents,
    marking,
    pausing,
    people,
    seating,
    seb,
    starting,
)
from exam_server.services.presenting import FrozenItem, list_frozen_items
from exam_server.services.room_checks import sign_made_up_room
from exam_server.services.sittings import get_row
from exam_server.store.delivery import find_admission
from exam_server.store.tables import SittingRow
from tests.making import CODE, KEYS, OwnWork, make_edition, make_organisation
from tests.releasing import release_by_two
from tests.visiting import Visitors, csrf_of, holder_csrf

# Long enough for no token to hold it by chance: three letters were met once in some twenty runs.
SIGN = "zqxwvkjzqx"
MARK = re.compile(rf"{SIGN}([a-z]+)(\d+)x")
SHOWN = frozenset({"stem", "option", "left", "right", "title", "body"})
# Estimates and scores that no page can have by chance.
DIFFICULTY, SCORE = 0.6183920475, 0.7139052468
KINDS: tuple[Kind, ...] = get_args(Kind)
CHOICES = ("single_choice", "multiple_response", "true_false", "ordering")
TYPED = ("numeric", "short_text")
GAPPED = ("gap_text", "inline_choice")
AWKWARD = st.text("aż<>&\"'`*_[](){}\\$|#!\n ", max_size=8)
EXAM_KEY = "0f" * 32
STATES = ("waiting", "admitted", "open", "paused", "elsewhere", "held", "handed_in", "time_up", "ended_by_desk")
STATES += ("absent", "withdrawn", "excluded", "announced", "check")
SEAT_OF = {name: seat for seat, name in enumerate(STATES)}
SEATS = len(STATES)


def mark(what: str, number: int) -> str:
    """Letters and digits alone, which neither HTML nor JSON nor Markdown changes."""
    return f"{SIGN}{what}{number}x"


@dataclass(frozen=True)
class MarkedBank:
    items: tuple[Item, ...]
    stimuli: tuple[Stimulus, ...]


@st.composite
def marked_banks(draw: st.DrawFn) -> MarkedBank:
    """Two items of each kind, with any number of parts and any keys; one of each kind hangs on a shared case."""
    stimuli = tuple(Stimulus(f"case-{n}", mark("title", n), mark("body", n)) for n in range(len(KINDS)))
    items = [draw(_items(n, kind, f"case-{n}" if n < len(KINDS) else "")) for n, kind in enumerate(KINDS * 2)]
    return MarkedBank(tuple(items), stimuli)


@st.composite
def _items(draw: st.DrawFn, number: int, kind: Kind, stimulus: str) -> Item:
    def secret(what: str) -> str:
        return f"{draw(AWKWARD)} {mark(what, number)} {draw(AWKWARD)}"

    def part(what: str, place: int = 0) -> str:
        return f"{mark(what, number)} {place}"

    count = 2 if kind == "true_false" else draw(st.integers(2, 5))
    most = count if kind == "multiple_response" else 1
    keys = draw(st.sets(st.integers(0, count - 1), min_size=1, max_size=most))
    ids = [f"{mark('id', number)}-{place}" for place in range(count)]
    if kind == "ordering":
        keys = set()
    # What is typed is compared, never shown.
    hidden = kind in (*TYPED, "gap_text")
    texts = [secret("accepted") if hidden else part("option", place) for place in range(count)]
    options = [Option(id, texts[at], at in keys, secret("rationale")) for at, id in enumerate(ids)]
    pairs = [
        Pair(id, part("left", at) if at else "", part("right", at), secret("rationale")) for at, id in enumerate(ids)
    ]
    anchors = {level: secret("anchor") for level in range(4)}
    guide = tuple(GuideElement(secret("guide"), anchors) for _ in range(draw(st.integers(1, 3))))
    gaps = tuple(Gap(f"{mark('gap', number)}-{place}", tuple(options)) for place in range(2)) if kind in GAPPED else ()
    return Item(
        id=mark("item", number),
        kind=kind,
        criteria=("2A2",),
        stem=part("stem") + "".join(f" [[{gap.id}]]" for gap in gaps),
        options=tuple(options) if kind in (*CHOICES, *TYPED) else (),
        gaps=gaps,
        pairs=tuple(pairs) if kind == "matching" else (),
        guide=guide if kind == "extended_text" else (),
        scoring=Scoring({ids[0]: SCORE}) if kind == "multiple_response" else Scoring(),
        difficulty=DIFFICULTY,
        stimulus=stimulus,
        enemies=(mark("enemy", number),),
        sources=(mark("source", number),),
        status="active",
    )


BLUEPRINT = Blueprint(
    id="marked",
    title="Test o herbacie",
    minutes=20,
    total=len(KINDS),
    cells=tuple(Cell(kind, kind=kind, minimum=1, maximum=1) for kind in KINDS),
    difficulty_band=1.0,
)


@dataclass(frozen=True)
class Situation:
    """A browser in a state, and the numbers of the items that it may see; `is_over`: the draw's secrets are shown."""

    name: str
    browser: FlaskClient
    seat: int | None = None
    items: frozenset[int] = frozenset()
    is_over: bool = False
    nonce: str = ""


@dataclass
class MarkedRoom:
    """An exam whose candidates, staff, words and items are all marked; `literal`: secrets that carry no mark."""

    app: Flask
    bank: MarkedBank
    work: OwnWork
    exam_id: UUID = field(init=False)
    cards: list[freezing.SeatCard] = field(init=False)
    browsers: dict[int, FlaskClient] = field(default_factory=dict)
    literal: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        work = self.work
        make_organisation(work)
        edition_id = make_edition(work)
        chair = people.make_account(work, "czeslawa", "Czesława", mark("staff", 1), ["chair"])
        bank.load_stimuli(work, CODE, self.bank.stimuli)
        bank.load_items(work, CODE, self.bank.items)
        bank.load_blueprint(work, CODE, BLUEPRINT)
        work.commit()
        blueprint_id = bank.list_blueprints(work, CODE)[0].id
        planned_at = datetime(2027, 3, 1, 9, tzinfo=UTC)
        plan = exam.ExamPlan(edition_id, "Egzamin", "Gdynia", planned_at, blueprint_id, None, {"chair": [chair]})
        self.exam_id = exam.make_exam(work, plan)
        sign_made_up_room(work, self.exam_id)
        work.commit()
        exam.add_candidates(
            work,
            self.exam_id,
            [CandidateEntry("Kim", mark("name", n), email=f"{mark('mail', n)}@example.org") for n in range(SEATS)],
        )
        work.commit()
        self._contribute("chair", chair)
        self._contribute("office", None)
        self.cards = freezing.freeze_exam(work, KEYS, self.exam_id)
        work.commit()
        self.literal = {str(DIFFICULTY)[2:], str(SCORE)[2:], str(chair), *map(revision_hash, self.bank.items)}

    def _contribute(self, role: contributing.Contributor, account_id: UUID | None) -> None:
        self.work.act_as(account_id, role)
        contributing.contribute(self.work, self.exam_id, role, f"{mark('words', 1)} {role}")
        self.work.commit()
        self.work.act_as(None)

    def sitting(self, name: str) -> UUID:
        return self.cards[SEAT_OF[name]].sitting_id

    def save(self, seat: int, sequence: int) -> dict[str, object]:
        """The candidate's own words for the item that asks for a text."""
        place = next(each.position for each in self._frozen(seat) if each.item.kind == "extended_text")
        return {"sequence": sequence, "position": place, "response": mark("response", seat), "at": ""}

    def play(self) -> Iterator[Situation]:
        """The exam from frozen to released, a seat at a time; ask each situation's browser before the next one."""
        yield Situation("visitor", self.app.test_client())
        for seat in range(SEATS):
            if seat != SEAT_OF["check"]:
                self._enter(seat)
        yield self._seen("waiting")
        self._admit(set(STATES) - {"waiting", "announced", "absent"})
        self._close("absent", "not_come")
        yield self._seen("admitted")
        yield self._seen("absent")
        self._start()
        self._admit({"announced"})
        self._start(lead_seconds=600)
        yield self._seen("announced")
        yield from self._sit()
        yield from self._end()
        yield from self._check()
        yield from self._over()

    def _frozen(self, seat: int) -> list[FrozenItem]:
        form_id = self.work.session.get_one(SittingRow, self.cards[seat].sitting_id).test_form_id
        return list_frozen_items(self.work, form_id)

    def _seen(self, name: str, *, sees_items: bool = False) -> Situation:
        self.work.drop()
        seat = SEAT_OF[name]
        codes = [MARK.fullmatch(each.item.id) for each in self._frozen(seat)] if sees_items else []
        return Situation(name, self.browsers[seat], seat, frozenset(int(found[2]) for found in codes if found))

    def _enter(self, seat: int) -> None:
        self.browsers[seat] = Visitors(self.app).with_ticket(self.cards[seat].ticket)

    def _write(self, seat: int) -> None:
        self.work.drop()
        reply = self.browsers[seat].put(
            "/sitting/responses",
            json={"epoch": 1, "form": self.cards[seat].form_digest, "saves": [self.save(seat, 1)]},
            headers={"X-CSRF-Token": holder_csrf(self.browsers[seat])},
        )
        assert reply.status_code == 200, reply.get_data(as_text=True)

    def _admit(self, names: set[str]) -> None:
        for name in sorted(names):
            seating.admit(self.work, self.sitting(name), "dowód osobisty")
            delivery.declare_identity(self.work, self.sitting(name))
        self.work.commit()

    def _start(self, lead_seconds: int = 0) -> None:
        starting.open_exam(self.work, self.exam_id, lead_seconds)
        self.work.commit()

    def _close(self, state: SittingState, code: str) -> None:
        endings.close_seat(self.work, self.sitting(state), state, code, mark("reason", 1))
        self.work.commit()

    def _sit(self) -> Iterator[Situation]:
        work = self.work
        for name in sorted(set(STATES) - {"waiting", "absent", "announced", "check"}):
            self._write(SEAT_OF[name])
            incidents.note_incident(work, self.exam_id, "other", mark("reason", 2), self.sitting(name))
            compensations.propose_compensation(work, self.sitting(name), 60, mark("reason", 3))
            work.commit()
        yield self._seen("open", sees_items=True)
        pausing.pause(work, [self.sitting("paused")], mark("reason", 4))
        seating.allow_readmission(work, self.sitting("elsewhere"), mark("reason", 5))
        work.commit()
        yield self._seen("paused", sees_items=True)
        before = self.browsers[SEAT_OF["elsewhere"]]
        self._enter(SEAT_OF["elsewhere"])
        self.browsers[SEAT_OF["elsewhere"]] = before
        yield self._seen("elsewhere", sees_items=True)
        work.record()
        admission = find_admission(work.session, self.sitting("held"), 1)
        assert admission is not None
        admissions.hold(work, admission)
        work.commit()
        yield self._seen("held")

    def _end(self) -> Iterator[Situation]:
        work = self.work
        delivery.hand_in(work, self.sitting("handed_in"))
        endings.end_sitting(work, self.sitting("ended_by_desk"), mark("reason", 6))
        work.record()
        endings.close_sitting(work, get_row(work, self.sitting("time_up")), "time_up", "")
        work.commit()
        self._close("withdrawn", "illness")
        self._close("excluded", "unauthorised_aid")
        for name in ("handed_in", "ended_by_desk", "time_up", "withdrawn", "excluded"):
            yield self._seen(name)

    def _check(self) -> Iterator[Situation]:
        """A ticket of an exam that asks for Safe Exam Browser leads to the check, whose address each answer uses up."""
        made = seb.require_seb(self.work, self.exam_id, seb.Place("http://localhost"), "quit-password", EXAM_KEY)
        self.work.commit()
        self.literal |= {made.config_key, EXAM_KEY}
        seat = SEAT_OF["check"]
        self.browsers[seat] = browser = self.app.test_client()
        ticket = {"ticket": self.cards[seat].ticket, "csrf_token": csrf_of(browser, "/ticket")}
        address = browser.post("/ticket", data=ticket).headers["Location"]
        yield replace(self._seen("check"), nonce=address.rpartition("/")[2])

    def _over(self) -> Iterator[Situation]:
        work = self.work
        desk.close_exam(work, self.exam_id)
        work.commit()
        marking.mark_exam(work, self.exam_id)
        work.commit()
        yield replace(self._seen("handed_in"), name="closed", is_over=True)
        release_by_two(work, self.exam_id)
        yield replace(self._seen("handed_in"), name="released", is_over=True)
        yield replace(self._seen("excluded"), name="released to an excluded candidate", is_over=True)
