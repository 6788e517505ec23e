"""A portfolio that was handed in to a commission, and its members at each step of judging it."""

from dataclasses import dataclass
from uuid import UUID

from exam_server.core.judging import ASPECTS, Aspect, Finding, Target
from exam_server.services import judging, portfolio, stages
from exam_server.services.judging_view import JudgingView, show_judging
from exam_server.services.work import Actor
from exam_server.store import delivery as exam_store
from tests.deciding import COMMISSION, Decidable, act_as, make_decidable
from tests.encounters import plan_exam
from tests.making import CANDIDATES, OwnWork, make_player
from tests.portfolios import give_account
from tests.proving import seat_legally

TARGETS = (Target("2A1", "a"), Target("2A1", "b"))


@dataclass
class Handed:
    """`mappings`: the declaration's, in the order of the form."""

    case: Decidable
    candidate: Actor
    stage_id: UUID
    mappings: tuple[UUID, ...]

    @property
    def case_id(self) -> UUID:
        return self.case.case_id


def make_handed(work: OwnWork, accounts: dict[str, UUID] | None = None) -> Handed:
    """One declaration that is said to show both parts of 2A1, handed in; the form demands nothing of a commission."""
    return hand_in(work, make_decidable(work, accounts), TARGETS)


def make_proved(work: OwnWork) -> Handed:
    """A declaration on 1B5 of the shipped qualification, handed in to an appointed commission."""
    accounts = {login: make_player(work, login) for login in (*COMMISSION, "robert", "pola", "olga")}
    exam_id = plan_exam(work, accounts)
    seat_legally(work, exam_id, accounts)
    stage = exam_store.list_exam_stages(work.session, exam_id)[0]
    return hand_in(work, Decidable(exam_id, stage.case_id, stage.id, accounts), (Target("1B5"),))


def hand_in(work: OwnWork, case: Decidable, targets: tuple[Target, ...]) -> Handed:
    work.act_as(None, "office")
    stage_id = stages.open_stage(work, case.case_id, "evidence_analysis")
    work.commit()
    work.actor = candidate = give_account(work, case.case_id, CANDIDATES[0].email)
    piece = portfolio.add_declaration(work, case.case_id, "Praktyka w herbaciarni", "Oświadczam, że witałam gości.")
    work.commit()
    portfolio.map_piece(work, case.case_id, piece, [(each.criterion, each.part) for each in targets], "Opis dnia.")
    work.commit()
    portfolio.hand_in(work, case.case_id)
    work.commit()
    mappings = tuple(each.id for each in portfolio.list_mappings(work, case.case_id))
    return Handed(case, candidate, stage_id, mappings)


def add_piece(work: OwnWork, made: Handed, target: Target) -> UUID:
    """An addition of the candidate; gives its mapping."""
    work.actor = made.candidate
    piece = portfolio.add_declaration(work, made.case_id, "Uzupełnienie", "Oświadczam więcej.")
    work.commit()
    portfolio.map_piece(work, made.case_id, piece, [(target.criterion, target.part)], "Drugi dzień.")
    work.commit()
    return next(each.id for each in portfolio.list_mappings(work, made.case_id) if each.piece.id == piece)


def findings(*lacking: Aspect) -> dict[Aspect, Finding]:
    return {each: Finding(each not in lacking, f"powód: {each}") for each in ASPECTS}


def judge(work: OwnWork, made: Handed, login: str, mapping: UUID, *lacking: Aspect) -> None:
    act_as(work, made.case, login)
    judging.judge_mapping(work, made.case_id, mapping, findings(*lacking))
    work.commit()


def seal(work: OwnWork, made: Handed, login: str, *refused: UUID) -> None:
    """Judge everything that is open (`refused` mappings as not sufficient), and seal it."""
    for claim in look(work, made, login).open_claims:
        lacking: tuple[Aspect, ...] = ("sufficient",) if claim.mapped.id in refused else ()
        judge(work, made, login, claim.mapped.id, *lacking)
    act_as(work, made.case, login)
    judging.seal_judgements(work, made.case_id)
    work.commit()


def seal_all(work: OwnWork, made: Handed, **refused: UUID) -> None:
    """`refused`: by login, a mapping that this member doesn't find sufficient."""
    for login in COMMISSION:
        seal(work, made, login, *([refused[login]] if login in refused else []))


def look(work: OwnWork, made: Handed, login: str) -> JudgingView:
    act_as(work, made.case, login)
    return show_judging(work, made.case_id)
