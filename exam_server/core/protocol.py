"""What a commission's protocol of a case states: the record that is printed, hashed and attached to the file."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from exam_server.core.accommodation import Accommodation
from exam_server.core.judging import Aspect
from exam_server.core.protocol_people import MemberPart, PanelPart, RecusalPart

RECORD_VERSION = "4"


@dataclass(frozen=True)
class BodyPart:
    """The awarding body, and who validated for it (L10: the same unless another body is authorised)."""

    name: str
    seat: str
    validator: str


@dataclass(frozen=True)
class QualificationPart:
    """The edition that the case is bound to (L23) and the plan that its decisions rest on, both by hash."""

    name: str
    code: str
    edition: int
    edition_hash: str
    source: str
    plan: int
    plan_hash: str


@dataclass(frozen=True)
class CandidatePart:
    code: str
    given_names: str
    family_name: str
    born_on: date | None


@dataclass(frozen=True)
class PausePart:
    """`reason` in words; `code` is of a simulation's list of reasons, empty for other pauses."""

    at: datetime
    until: datetime | None
    reason: str
    code: str = ""


@dataclass(frozen=True)
class StagePart:
    """One stage with its method, if it verifies anything (S1): where and when it was, and its pauses."""

    kind: str
    method: str
    exam: str
    place: str
    started_at: datetime | None
    ended_at: datetime | None
    pauses: tuple[PausePart, ...]


@dataclass(frozen=True)
class DeviationPart:
    """What wasn't as it was signed any more; `condition` is its code, empty for none of the list."""

    condition: str
    note: str
    at: datetime
    by: str


@dataclass(frozen=True)
class RoomPart:
    """For the room of an exam somebody signed before the start (S7); `not_needed`: code and why, by condition."""

    exam: str
    signed_by: str
    signed_at: datetime
    content_hash: str
    not_needed: tuple[tuple[str, str], ...]
    deviations: tuple[DeviationPart, ...]


@dataclass(frozen=True)
class ServingPart:
    """Something of the script: how often it was offered, and how often played or taken."""

    name: str
    offered: int
    played: int


@dataclass(frozen=True)
class FlagWordPart:
    """What a member said of a red flag; that of who was recused is kept, marked (`counts` is false)."""

    member: str
    seen: bool
    note: str
    counts: bool


@dataclass(frozen=True)
class RedFlagPart:
    """A red flag of the script: not raised, confirmed, or raised and not confirmed, and by whose words."""

    id: str
    description: str
    standing: str
    words: tuple[FlagWordPart, ...]


@dataclass(frozen=True)
class ScenarioPart:
    """The script that ran: which one, what of it was offered and played, where the run left it, and who played."""

    id: str
    title: str
    revision: int
    hash: str
    variant: str
    servings: tuple[ServingPart, ...]
    departures: tuple[str, ...]
    red_flags: tuple[RedFlagPart, ...]
    players: tuple[str, ...] = ()


@dataclass(frozen=True)
class RatingPart:
    """One member's own rating, sealed before anybody saw another's; level None: no opportunity.

    That of a member who was recused is kept, marked (`counts` is false), and counts for nothing; that of who was
    replaced on a ground that says nothing against it counts, marked (S2).
    """

    member: str
    level: int | None
    justification: str
    counts: bool
    replaced: bool = False


@dataclass(frozen=True)
class AnswerPart:
    """One of the three questions about a piece, with what it rests on."""

    aspect: Aspect
    holds: bool
    why: str


@dataclass(frozen=True)
class JudgementPart:
    """One member's own judgement of a piece, sealed before anybody saw another's; `counts` as of a rating."""

    member: str
    piece: str
    piece_hash: str
    part: str
    answers: tuple[AnswerPart, ...]
    counts: bool
    replaced: bool = False


@dataclass(frozen=True)
class MarkerPart:
    """One member's levels for a written response by element of its guide, sealed alone, with reasons.

    `left`: was recused from the case after the text was settled, and is marked as such (S2).
    """

    member: str
    levels: tuple[int, ...]
    reasons: tuple[str, ...]
    left: bool
    replaced: bool = False


@dataclass(frozen=True)
class ReadingPart:
    """How a written response was read: under which code, by whom, and the levels that its markers' come to."""

    code: str
    levels: tuple[int, ...]
    by_rule: str
    markers: tuple[MarkerPart, ...]


@dataclass(frozen=True)
class EvidencePart:
    id: str
    method: str
    source_kind: str
    source_hash: str
    part: str
    verdict: str
    open_reason: str | None
    recorded_at: datetime


@dataclass(frozen=True)
class DissentPart:
    member: str
    verdict: str
    reason: str


@dataclass(frozen=True)
class DecisionPart:
    """The decision that holds; `supersedes` names the one that it changed."""

    id: str
    verdict: str
    open_reason: str | None
    reason: str
    by_rule: str
    proposed_by: str
    confirmed_by: str
    confirmed_at: datetime
    dissent: tuple[DissentPart, ...]
    supersedes: str | None


@dataclass(frozen=True)
class RatingDissentPart:
    """A member's view that isn't the agreed rating: their vote with its reason, or what they wrote out."""

    member: str
    level: int | None
    words: str


@dataclass(frozen=True)
class CriterionPart:
    code: str
    text: str
    ratings: tuple[RatingPart, ...]
    agreed_level: int | None
    evidence: tuple[EvidencePart, ...]
    decision: DecisionPart | None
    judgements: tuple[JudgementPart, ...] = ()
    readings: tuple[ReadingPart, ...] = ()
    dissents: tuple[RatingDissentPart, ...] = ()


@dataclass(frozen=True)
class OutcomePart:
    code: str
    text: str
    verdict: str
    criteria: tuple[CriterionPart, ...]


@dataclass(frozen=True)
class SetPart:
    number: int
    name: str
    verdict: str
    outcomes: tuple[OutcomePart, ...]


@dataclass(frozen=True)
class QuestionPart:
    """What was asked in the conversation about a criterion (or part), and what was heard."""

    criterion: str
    part: str
    question: str
    heard: str
    noted_by: str
    noted_at: datetime
    dissent: tuple[DissentPart, ...] = ()


@dataclass(frozen=True)
class RecognitionPart:
    """What was recognised earlier and isn't verified again, on which document (L9); `basis` names it in words."""

    code: str
    criteria: tuple[str, ...]
    basis: str
    issued_on: date
    valid_until: date | None
    document_hash: str
    proposed_by: str
    confirmed_by: str
    confirmed_at: datetime


@dataclass(frozen=True)
class IncidentPart:
    code: str
    note: str
    at: datetime
    seconds: int


@dataclass(frozen=True)
class OutagePart:
    """A time without contact to the candidate's seat; `seconds`: how long its clock ran meanwhile."""

    since: datetime
    until: datetime
    seconds: int


@dataclass(frozen=True)
class CompensationPart:
    """Time proposed to be given back; it counts once another person confirmed it (P7)."""

    at: datetime
    seconds: int
    cause: str
    reason: str
    standing: Literal["given", "declined", "open"]
    proposed_by: str
    decided_by: str


@dataclass(frozen=True)
class AppealPart:
    """How and until when to appeal (S9, P3): `days` from being told the result; `until` if that is the day of issue."""

    text: str
    days: int
    until: date


@dataclass(frozen=True)
class HeadPart:
    """The newest signed head of the audit trail: on paper it can't be reckoned anew. `position`: its link."""

    day: date
    position: int
    hash: str


@dataclass(frozen=True)
class ProtocolRecord:
    """Everything that the protocol prints. `scope`: a set's number, 0 for all."""

    version: str
    number: str
    issued_on: date
    scope: int
    supersedes: str
    reason: str
    body: BodyPart
    qualification: QualificationPart
    candidate: CandidatePart
    stages: tuple[StagePart, ...]
    members: tuple[MemberPart, ...]
    recusals: tuple[RecusalPart, ...]
    observers: tuple[str, ...]
    scenarios: tuple[ScenarioPart, ...]
    verdict: str
    sets: tuple[SetPart, ...]
    questions: tuple[QuestionPart, ...]
    accommodation: Accommodation
    incidents: tuple[IncidentPart, ...]
    outages: tuple[OutagePart, ...]
    compensations: tuple[CompensationPart, ...]
    appeal: AppealPart
    recognitions: tuple[RecognitionPart, ...] = ()
    rooms: tuple[RoomPart, ...] = ()
    audit_head: HeadPart | None = None
    panels: tuple[PanelPart, ...] = ()

    @property
    def signatories(self) -> tuple[str, ...]:
        """Whose signatures it takes: of everybody who made one of the decisions that it states (L19)."""
        ruled = (member.name for each in self.panels for member in each.members)
        return tuple(dict.fromkeys((*(member.name for member in self.members), *ruled)))


def protocol_number(year: int, number: int) -> str:
    """How a protocol is cited: the year of its issue, and its number among all of the body's."""
    return f"{year}/{number:05d}"
