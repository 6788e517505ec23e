"""All tables; importing this package fills the metadata that migrations compare with."""

from exam_server.store.tables.advising import AdvisorNoteRow, SelfAssessmentRow
from exam_server.store.tables.appeal import (
    AppealDocumentRow,
    AppealOpinionRow,
    AppealPointRow,
    AppealRepeatRow,
    AppealRow,
    AppealRulingRow,
    AppealSeatRow,
    AppealStepRow,
)
from exam_server.store.tables.audit import AuditEventRow, AuditHeadRow, AuditSealRow
from exam_server.store.tables.authoring import FormDraftRow
from exam_server.store.tables.bank import (
    BlueprintRow,
    ItemCriterionRow,
    ItemRevisionRow,
    ItemRow,
    ItemUseRow,
    ScenarioReviewRow,
    ScenarioRevisionRow,
    StimulusRevisionRow,
)
from exam_server.store.tables.calibration import CalibrationRow
from exam_server.store.tables.candidate_file import ConditionDecisionRow, ConsentRow, PrecedingRow
from exam_server.store.tables.case import AccommodationRow, CaseRow, EvidenceRow, StageRow, StageStepRow
from exam_server.store.tables.certification import (
    CertificateActRow,
    CertificateFileRow,
    CertificateRow,
    HolderRow,
    RegisterEntryRow,
    SourceConfirmationRow,
)
from exam_server.store.tables.clip import ClipRow
from exam_server.store.tables.clock import ClockRow
from exam_server.store.tables.closed_room import ClosedRoomRow, SebCheckRow
from exam_server.store.tables.commission import CaseAdvisorRow, CommissionRow, CommissionSeatRow, RecusalRow
from exam_server.store.tables.credentials import (
    CredentialDocumentRow,
    CredentialFileRow,
    CredentialPeriodRow,
    DeclarationWithdrawalRow,
    MemberDeclarationRow,
    MemberEducationRow,
    TrainingPartRow,
    TrainingRow,
)
from exam_server.store.tables.day import DayAbsenceRow, DayPlanRow, StationRow, StationScriptRow
from exam_server.store.tables.decision import (
    AgendaNoteRow,
    DecisionConfirmationRow,
    DecisionRow,
    DecisionVoteRow,
    ExchangeRow,
    ExchangeVoteRow,
    HearingRow,
)
from exam_server.store.tables.delivery import (
    AdmissionRow,
    ContactGapRow,
    ExamMemberRow,
    ExamRow,
    IncidentRow,
    MarkingRow,
    ResponseEventRow,
    ResponseRow,
    SittingEventRow,
    SittingRow,
    TestFormRow,
)
from exam_server.store.tables.device_log import DeviceEntryRow, DeviceLogRow, SealPinRow
from exam_server.store.tables.draw import ContributionRow, DrawRow, SearchRow, SubstitutionRow, WithdrawalOrderRow
from exam_server.store.tables.enrolment import EnrolmentDecisionRow, EnrolmentRow, EnrolmentWindowRow
from exam_server.store.tables.factors import (
    FactorResetRow,
    HalfLoginRow,
    PasskeyRow,
    RecoveryCodeRow,
    SignOnRow,
    TotpRow,
)
from exam_server.store.tables.fees import FeeRow, PaymentRow
from exam_server.store.tables.figures import FiguresDueRow, ItemFiguresRow, SittingFiguresRow
from exam_server.store.tables.grounds import AccommodationGroundRow, GroundViewRow
from exam_server.store.tables.imports import ImportRow
from exam_server.store.tables.judging import JudgementRow, JudgementSealRow, JudgementVoteRow, SettlementRow
from exam_server.store.tables.law import AmendmentItemRow, AmendmentRow, SourceRow
from exam_server.store.tables.lint import FindingWaiverRow
from exam_server.store.tables.media import MediaRow
from exam_server.store.tables.moderation import (
    AbsenceRow,
    DissentRow,
    FactsWordRow,
    VoteCallRow,
    WordingRow,
)
from exam_server.store.tables.notices import NoticeRow
from exam_server.store.tables.people import (
    AccountRoleRow,
    AccountRow,
    FailedAttemptRow,
    LoginSessionRow,
    OrganisationRow,
    PersonCorrectionRow,
    PersonRow,
    SetupLinkRow,
    ThrottleRow,
)
from exam_server.store.tables.policy import PolicyRow
from exam_server.store.tables.portfolio import DeclarationRow, DocumentRow, MappingRow
from exam_server.store.tables.protocol import ProtocolRow, SignedProtocolRow
from exam_server.store.tables.qualification import EditionRow, PlanRow
from exam_server.store.tables.recognition import (
    RecognitionConfirmationRow,
    RecognitionRow,
    RecognitionVoteRow,
    RecognitionWithdrawalRow,
)
from exam_server.store.tables.rekeying import KeyRulingRow
from exam_server.store.tables.release import (
    InspectionRow,
    InspectionViewRow,
    ReleaseRow,
    StageReleaseRow,
)
from exam_server.store.tables.reports import ReportRow
from exam_server.store.tables.retention import ErasedDataRow, ErasureOrderRow, RetentionHoldRow
from exam_server.store.tables.room_check import RoomCheckRow, RoomDeviationRow
from exam_server.store.tables.run import RunSeatRow, ShownCardRow, TabletContactRow
from exam_server.store.tables.simulation import (
    AgreedRatingRow,
    EncounterAssessorRow,
    EncounterRow,
    ModerationVoteRow,
    RedFlagWordRow,
    RunEventRow,
    SealRow,
    SecondSealRow,
)
from exam_server.store.tables.terms import AccountTermRow
from exam_server.store.tables.traces import PersonalViewRow
from exam_server.store.tables.transcription import TranscriptDecisionRow, TranscriptRow
from exam_server.store.tables.validator import ExamValidatorRow, ValidatorRow
from exam_server.store.tables.workflow import ItemCommentRow, ItemReviewRow, ItemStepRow, ReviewerOutcomeRow
from exam_server.store.tables.written import (
    MarkGivenRow,
    MarkingShareRow,
    ProductRow,
    WrittenPieceRow,
    WrittenResultRow,
)

__all__ = [
    "AbsenceRow",
    "AccommodationGroundRow",
    "AccommodationRow",
    "AccountRoleRow",
    "AccountRow",
    "AccountTermRow",
    "AdmissionRow",
    "AdvisorNoteRow",
    "AgendaNoteRow",
    "AgreedRatingRow",
    "AmendmentItemRow",
    "AmendmentRow",
    "AppealDocumentRow",
    "AppealOpinionRow",
    "AppealPointRow",
    "AppealRepeatRow",
    "AppealRow",
    "AppealRulingRow",
    "AppealSeatRow",
    "AppealStepRow",
    "AuditEventRow",
    "AuditHeadRow",
    "AuditSealRow",
    "BlueprintRow",
    "CalibrationRow",
    "CaseAdvisorRow",
    "CaseRow",
    "CertificateActRow",
    "CertificateFileRow",
    "CertificateRow",
    "ClipRow",
    "ClockRow",
    "ClosedRoomRow",
    "CommissionRow",
    "CommissionSeatRow",
    "ConditionDecisionRow",
    "ConsentRow",
    "ContactGapRow",
    "ContributionRow",
    "CredentialDocumentRow",
    "CredentialFileRow",
    "CredentialPeriodRow",
    "DayAbsenceRow",
    "DayPlanRow",
    "DecisionConfirmationRow",
    "DecisionRow",
    "DecisionVoteRow",
    "DeclarationRow",
    "DeclarationWithdrawalRow",
    "DeviceEntryRow",
    "DeviceLogRow",
    "DissentRow",
    "DocumentRow",
    "DrawRow",
    "EditionRow",
    "EncounterAssessorRow",
    "EncounterRow",
    "EnrolmentDecisionRow",
    "EnrolmentRow",
    "EnrolmentWindowRow",
    "ErasedDataRow",
    "ErasureOrderRow",
    "EvidenceRow",
    "ExamMemberRow",
    "ExamRow",
    "ExamValidatorRow",
    "ExchangeRow",
    "ExchangeVoteRow",
    "FactorResetRow",
    "FactsWordRow",
    "FailedAttemptRow",
    "FeeRow",
    "FiguresDueRow",
    "FindingWaiverRow",
    "FormDraftRow",
    "GroundViewRow",
    "HalfLoginRow",
    "HearingRow",
    "HolderRow",
    "ImportRow",
    "IncidentRow",
    "InspectionRow",
    "InspectionViewRow",
    "ItemCommentRow",
    "ItemCriterionRow",
    "ItemFiguresRow",
    "ItemReviewRow",
    "ItemRevisionRow",
    "ItemRow",
    "ItemStepRow",
    "ItemUseRow",
    "JudgementRow",
    "JudgementSealRow",
    "JudgementVoteRow",
    "KeyRulingRow",
    "LoginSessionRow",
    "MappingRow",
    "MarkGivenRow",
    "MarkingRow",
    "MarkingShareRow",
    "MediaRow",
    "MemberDeclarationRow",
    "MemberEducationRow",
    "ModerationVoteRow",
    "NoticeRow",
    "OrganisationRow",
    "PasskeyRow",
    "PaymentRow",
    "PersonCorrectionRow",
    "PersonRow",
    "PersonalViewRow",
    "PlanRow",
    "PolicyRow",
    "PrecedingRow",
    "ProductRow",
    "ProtocolRow",
    "RecognitionConfirmationRow",
    "RecognitionRow",
    "RecognitionVoteRow",
    "RecognitionWithdrawalRow",
    "RecoveryCodeRow",
    "RecusalRow",
    "RedFlagWordRow",
    "RegisterEntryRow",
    "ReleaseRow",
    "ReportRow",
    "ResponseEventRow",
    "ResponseRow",
    "RetentionHoldRow",
    "ReviewerOutcomeRow",
    "RoomCheckRow",
    "RoomDeviationRow",
    "RunEventRow",
    "RunSeatRow",
    "ScenarioReviewRow",
    "ScenarioRevisionRow",
    "SealPinRow",
    "SealRow",
    "SearchRow",
    "SebCheckRow",
    "SecondSealRow",
    "SelfAssessmentRow",
    "SettlementRow",
    "SetupLinkRow",
    "ShownCardRow",
    "SignOnRow",
    "SignedProtocolRow",
    "SittingEventRow",
    "SittingFiguresRow",
    "SittingRow",
    "SourceConfirmationRow",
    "SourceRow",
    "StageReleaseRow",
    "StageRow",
    "StageStepRow",
    "StationRow",
    "StationScriptRow",
    "StimulusRevisionRow",
    "SubstitutionRow",
    "TabletContactRow",
    "TestFormRow",
    "ThrottleRow",
    "TotpRow",
    "TrainingPartRow",
    "TrainingRow",
    "TranscriptDecisionRow",
    "TranscriptRow",
    "ValidatorRow",
    "VoteCallRow",
    "WithdrawalOrderRow",
    "WordingRow",
    "WrittenPieceRow",
    "WrittenResultRow",
]
