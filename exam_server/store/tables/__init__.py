"""All tables; importing this package fills the metadata that migrations compare with."""

from exam_server.store.tables.audit import AuditEventRow, AuditSealRow
from exam_server.store.tables.bank import (
    BlueprintRow,
    ItemRevisionRow,
    ItemRow,
    ScenarioRevisionRow,
    StimulusRevisionRow,
)
from exam_server.store.tables.case import CaseRow, EvidenceRow, StageRow
from exam_server.store.tables.delivery import (
    AdmissionRow,
    ExamMemberRow,
    ExamRow,
    MarkingRow,
    ResponseEventRow,
    ResponseRow,
    SittingEventRow,
    SittingRow,
    TestFormRow,
)
from exam_server.store.tables.people import (
    AccountRoleRow,
    AccountRow,
    LoginSessionRow,
    OrganisationRow,
    PersonRow,
    SetupLinkRow,
    ThrottleRow,
)
from exam_server.store.tables.qualification import EditionRow, PlanRow
from exam_server.store.tables.simulation import (
    AgreedRatingRow,
    EncounterAssessorRow,
    EncounterRow,
    ModerationFactsRow,
    ModerationVoteRow,
    ObservationRow,
    RatingRow,
    RunEventRow,
    SealRow,
)

__all__ = [
    "AccountRoleRow",
    "AccountRow",
    "AdmissionRow",
    "AgreedRatingRow",
    "AuditEventRow",
    "AuditSealRow",
    "BlueprintRow",
    "CaseRow",
    "EditionRow",
    "EncounterAssessorRow",
    "EncounterRow",
    "EvidenceRow",
    "ExamMemberRow",
    "ExamRow",
    "ItemRevisionRow",
    "ItemRow",
    "LoginSessionRow",
    "MarkingRow",
    "ModerationFactsRow",
    "ModerationVoteRow",
    "ObservationRow",
    "OrganisationRow",
    "PersonRow",
    "PlanRow",
    "RatingRow",
    "ResponseEventRow",
    "ResponseRow",
    "RunEventRow",
    "ScenarioRevisionRow",
    "SealRow",
    "SetupLinkRow",
    "SittingEventRow",
    "SittingRow",
    "StageRow",
    "StimulusRevisionRow",
    "TestFormRow",
    "ThrottleRow",
]
