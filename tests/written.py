"""A marked exam whose candidates wrote texts that wait for their markers, and members who read them."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from exam_server.core.bank import GuideElement, Item
from exam_server.core.people import Role
from exam_server.core.qualification import CommissionRule, ConflictRule
from exam_server.core.written import GivenMark
from exam_server.services import credentials, declaring, desk, exam, freezing, marking, qualification, seating, starting
from exam_server.services import written as marks
from exam_server.services.legal_day import legal_day
from exam_server.services.presenting import FrozenItem, list_frozen_items
from exam_server.services.written_queue import take_next
from exam_server.store.tables import CaseRow, ExamRow, ResponseRow, SittingRow
from tests.cases import right_response, wrong_response
from tests.making import CODE, ITEMS, KEYS, QUALIFICATION, MadeExam, OwnWork, make_player, plan_exam
from tests.proving import appoint

COMMISSION = ("asia", "artur", "czeslawa")
TEXTS = ("Ogrzewam czarkę, podaję gościowi.", "Podaję herbatę.", "")
CRITERION = "2A2"
ANCHORS = {0: "nic", 1: "mało", 2: "dużo", 3: "wszystko"}
GUIDE = (GuideElement("ogrzewa czarkę", ANCHORS), GuideElement("podaje obiema rękami", ANCHORS))
WRITTEN: tuple[Item, ...] = tuple(
    replace(item, guide=GUIDE) if item.kind == "extended_text" else item for item in ITEMS
)
DEMANDING = replace(QUALIFICATION, commission=CommissionRule(minimum=2), conflict=ConflictRule(trainer_excluded=True))


@dataclass
class MadeWritten:
    exam: MadeExam
    accounts: dict[str, UUID]

    @property
    def first(self) -> UUID:
        return self.exam.sittings[0]


def make_written(
    work: OwnWork, accounts: dict[str, UUID] | None = None, texts: Sequence[str] = TEXTS, *, demanding: bool = False
) -> MadeWritten:
    """Of 2A2 each candidate has one item right, which isn't enough: what was written turns the verdict, or doesn't.

    `demanding`: the qualification asks for an appointed commission, so that rules on who may verify bind.
    """
    found = {} if accounts is None else accounts
    for login in (*COMMISSION, "olga"):
        if login not in found:
            found[login] = make_player(work, login)
    made = plan_exam(work, items=WRITTEN)
    if demanding:
        _demand(work, made)
    made.cards = freezing.freeze_exam(work, KEYS, made.id)
    work.commit()
    for sitting_id in made.sittings:
        seating.admit(work, sitting_id, "dowód osobisty")
    starting.open_exam(work, made.id)
    work.commit()
    for sitting_id, text in zip(made.sittings, texts, strict=True):
        answer(work, sitting_id, text)
    desk.close_exam(work, made.id)
    work.commit()
    _seat(work, made, found, demanding)
    mark(work, made)
    return MadeWritten(made, found)


def _demand(work: OwnWork, made: MadeExam) -> None:
    edition_id = qualification.adopt_edition(work, CODE, DEMANDING)
    work.commit()
    plan = qualification.get_plan(work, edition_id)
    work.record()
    row = work.session.get_one(ExamRow, made.id)
    row.edition_id, row.plan_id = edition_id, plan.id
    work.session.query(CaseRow).update({"edition_id": edition_id})
    work.commit()


def _seat(work: OwnWork, made: MadeExam, accounts: dict[str, UUID], demanding: bool) -> None:
    if demanding:
        members = [accounts[login] for login in COMMISSION]
        for each in members:
            declaring.declare(work, credentials.get_person_id(work, each), CODE, legal_day(work))
        work.commit()
        appoint(work, made.id, members, accounts["czeslawa"])
        return
    roles: dict[Role, Sequence[UUID]] = {
        "assessor": [accounts["asia"], accounts["artur"]],
        "chair": [accounts["czeslawa"]],
    }
    work.record()
    exam.add_members(work, made.id, roles)
    work.commit()


def answer(work: OwnWork, sitting_id: UUID, text: str) -> None:
    """One item of 2A2 right and two wrong, everything else right, and this text."""
    row = work.session.get_one(SittingRow, sitting_id)
    frozen = list_frozen_items(work, row.test_form_id)
    work.record()
    for each in frozen:
        work.session.merge(
            ResponseRow(
                sitting_id=sitting_id,
                position=each.position,
                organisation_id=work.organisation_id,
                epoch=1,
                sequence=each.position,
                response=json.dumps(_given(each, text)),
                saved_at=work.now,
            )
        )
    work.commit()


def _given(frozen: FrozenItem, text: str) -> object:
    if frozen.item.kind == "extended_text":
        return text
    wrong = frozen.item.kind in ("true_false", "matching")
    return wrong_response(frozen) if wrong else right_response(frozen)


def mark(work: OwnWork, made: MadeExam) -> int:
    count = marking.mark_exam(work, made.id)
    work.commit()
    return count


def act_as(work: OwnWork, made: MadeWritten, login: str) -> None:
    roles: dict[str, Role] = {"czeslawa": "chair", "olga": "office"}
    work.act_as(made.accounts[login], roles.get(login, "assessor"))


def given(*levels: int) -> list[GivenMark]:
    return [GivenMark(level, "" if level > 1 else "tego tu nie ma") for level in levels]


def take(work: OwnWork, made: MadeWritten, login: str) -> str:
    """The code of the text that this member reads next."""
    act_as(work, made, login)
    code = take_next(work, CRITERION)
    work.commit()
    return code


def seal(work: OwnWork, made: MadeWritten, login: str, code: str, *levels: int) -> bool:
    act_as(work, made, login)
    settled = marks.seal(work, code, given(*levels))
    work.commit()
    return settled


def read(work: OwnWork, made: MadeWritten, login: str, *levels: int) -> tuple[str, bool]:
    """Take the next text and seal it with these levels; its code, and whether that settled it."""
    code = take(work, made, login)
    return code, seal(work, made, login, code, *levels)


def read_all(work: OwnWork, made: MadeWritten, *levels: int) -> None:
    """Asia and Artur agree on everything that waits."""
    for login in ("asia", "artur"):
        for text in TEXTS:
            if text:
                read(work, made, login, *levels)
