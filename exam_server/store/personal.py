"""Where personal data stand: by kind each table, how its rows hang on the subject, what goes, what stays, what is told.

A house test holds this list against the tables: a text column that nobody thought of fails it.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from exam_server.core.retention import DataKind


class Place(NamedTuple):
    """Columns of one table, their names parted by spaces.

    `path` leads from a row to the subject's id, column by column; `other.column` steps back from a table that names
    this one's id. `erased` are emptied; of `words` (JSON) and `typed` (a response as JSON) only what people wrote; a
    `deleted` row goes as a whole. `stays` holds texts that aren't personal, or no more without the rest. `told` is what
    the person's own export shows: what they gave or were told, never others' words that aren't released.
    """

    table: str
    path: str
    erased: str = ""
    words: str = ""
    typed: str = ""
    stays: str = ""
    told: str = ""
    deleted: bool = False

    @property
    def has_file(self) -> bool:
        """Whether its rows name files: their bytes go with them."""
        return "content_hash" in self.erased.split() and "file_name" in self.erased.split()


def _of_accounts(path: str) -> tuple[Place, ...]:
    """What makes an account somebody's; `path` leads from an account to the subject."""
    hanging = "account_id" if path == "id" else f"account_id {path}"
    return (
        Place("login_session", hanging, deleted=True, told="browser created_at seen_at revoked_at"),
        Place("setup_link", hanging, deleted=True),
        Place("totp", hanging, deleted=True, told="made_at confirmed_at"),
        Place("recovery_code", hanging, deleted=True),
        Place("passkey", hanging, deleted=True, told="name made_at used_at"),
        Place("half_login", hanging, deleted=True),
        Place("sign_on", hanging, deleted=True, told="issuer subject bound_at"),
        Place("failed_attempt", hanging, deleted=True),
        Place("form_draft", hanging, deleted=True),
        Place("seal_pin", hanging, deleted=True),
        Place("factor_reset", hanging, "reason", told="asked_at decided_at"),
        Place("account", path, "login password_hash", told="login created_at disabled_at"),
    )


_SITTING, _ENCOUNTER, _APPEAL = "sitting_id case_id", "encounter_id case_id", "appeal_id case_id"
_WORK = (
    Place("self_assessment", "case_id", "words", stays="criterion level", told="criterion level words made_at"),
    Place("advisor_note", "case_id", "words", stays="criterion level"),
    Place(
        "document",
        "case_id",
        "title file_name content_hash source_hash",
        stays="kind media_type",
        told="title file_name kind media_type size_bytes made_at withdrawn_at",
    ),
    Place("declaration", "case_id", "title words content_hash", told="title words made_at withdrawn_at"),
    Place("mapping", "case_id", "why", stays="criterion part", told="criterion part why made_at"),
    Place("judgement", "case_id", "sufficient_why current_why authentic_why"),
    Place("judgement_seal", "case_id", stays="mappings sheet_hash"),
    Place("judgement_vote", "case_id", "why", stays="criterion part basis"),
    Place("settlement", "case_id", words="ballots", stays="criterion part mappings by_rule"),
    Place(
        "recognition",
        "case_id",
        "name number issuer",
        stays="code criteria kind record_hash",
    ),
    Place("recognition_vote", "recognition_id case_id", "why"),
    Place("recognition_confirmation", "recognition_id case_id", words="ballots", stays="by_rule"),
    Place("recognition_withdrawal", "recognition_id case_id", "reason", stays="step"),
    Place("consent", "case_id", stays="kind", told="kind given said_at"),
    Place("preceding_qualification", "case_id", told="shown noted_at"),
    Place(
        "accommodation", "case_id", told="factor_percent break_seconds larger_type read_aloud without_seb decided_at"
    ),
    Place("stage", "case_id", stays="kind place criteria", told="kind place planned_on created_at released_at"),
    Place("stage_step", "stage_id case_id", stays="step"),
    Place(
        "evidence",
        "case_id",
        stays="criterion part method source_kind source_hash verdict open_reason rule_version",
    ),
    Place(
        "sitting",
        "case_id",
        stays="form_digest ticket_digest state flags",
        told="seat state started_at deadline_at ended_at factor_percent",
    ),
    Place("sitting_event", _SITTING, "reason", stays="kind code document", told="kind at seconds document"),
    Place("contact_gap", _SITTING),
    Place("incident", _SITTING, "note", stays="code"),
    Place("admission", _SITTING, "device_digest", stays="source seb"),
    Place("seb_check", _SITTING, "device_digest client", stays="nonce outcome"),
    Place("response_event", _SITTING, typed="response", stays="status given_at"),
    Place("response", _SITTING, typed="response", told="position response saved_at"),
    Place("marking", _SITTING, stays="rule_version marks content_hash"),
    Place("transcript", _SITTING, typed="responses", stays="form_digest"),
    Place("transcript_decision", _SITTING, "reason", typed="response on_screen"),
    Place("written_piece", "case_id", "words response_hash", stays="criteria thresholds code"),
    Place("marking_share", "piece_id case_id", words="draft", stays="sheet_hash"),
    Place("mark_given", "share_id piece_id case_id", "reason"),
    Place("written_result", "piece_id case_id", stays="levels by_rule shares rule_version content_hash"),
    Place("run_seat", "case_id", "device_digest", stays="ticket_digest"),
    Place("encounter", "case_id", stays="scenario_hash state room tie", told="planned_at room started_at ended_at"),
    Place("product", _ENCOUNTER, "words", stays="product", told="product words saved_at taken_in_at"),
    Place("run_event", _ENCOUNTER, "note", stays="device kind reference topic"),
    Place("device_entry", "log_id encounter_id case_id", words="body", stays="kind digest"),
    Place("red_flag_word", _ENCOUNTER, "note", stays="flag"),
    Place("moderation_vote", _ENCOUNTER, "reason", stays="criterion"),
    Place("moderation_wording", _ENCOUNTER, words="facts"),
    Place("moderation_word", _ENCOUNTER, "reason"),
    Place("moderation_call", _ENCOUNTER, "reason", stays="criterion"),
    Place("moderation_absence", _ENCOUNTER, "reason"),
    Place("dissent", _ENCOUNTER, "words", stays="criterion"),
    Place("agreed_rating", _ENCOUNTER, words="dissent", stays="criterion by_rule"),
    Place(
        "agenda_note", "case_id", "question heard", words="dissent", stays="criterion part verdict content_hash by_rule"
    ),
    Place("conversation_exchange", "case_id", stays="criterion part"),
    Place("conversation_hearing", "exchange_id case_id", "question heard", stays="verdict"),
    Place("conversation_vote", "exchange_id case_id", "reason", stays="verdict"),
    Place(
        "decision",
        "case_id",
        "reason",
        stays="criterion verdict open_reason evidence record_hash rule_version",
    ),
    Place("decision_vote", "decision_id case_id", "reason", stays="verdict"),
    Place("decision_confirmation", "decision_id case_id", words="dissent", stays="verdict open_reason by_rule members"),
    Place("recusal", "case_id", "reason", stays="kind"),
    Place("inspection", "case_id", stays="code", told="opened_at closes_at"),
    Place("inspection_view", "inspection_id case_id", stays="page", told="page seen_at"),
    Place("day_absence", "subject", "reason", stays="kind subject"),
    Place(
        "appeal",
        "case_id",
        "words",
        stays="criteria grounds state",
        told="number criteria grounds words filed_at state",
    ),
    Place(
        "appeal_document",
        _APPEAL,
        "file_name content_hash source_hash",
        stays="kind media_type",
        told="file_name media_type added_at",
    ),
    Place("appeal_step", _APPEAL, "reason", stays="step rule"),
    Place("appeal_seat", _APPEAL, "proof_text", stays="proofs"),
    Place("appeal_opinion", _APPEAL, "why", words="ratings", stays="content_hash"),
    Place("appeal_ruling", _APPEAL, "words", stays="kind outcome"),
    Place("appeal_point", f"ruling_id {_APPEAL}", "reason", stays="criterion before after outcome"),
    Place("appeal_repeat", "case_id", stays="involved"),
    Place("certificate_act", "case_id", "reason", stays="kind place signatory trace_hash"),
    Place(
        "payment",
        "case_id",
        "note",
        stays="kind service way let_off",
        told="kind service amount on_day way noted_at",
    ),
)
_NAMED = "given_names family_name born_on email phone"
_IDENTITY = (
    *_of_accounts("person_id"),
    Place("training_part", "person_id", deleted=True, told="part declared_on"),
    Place("person_correction", "person_id", "before reason", told="before made_at"),
    Place(
        "enrolment",
        "enrolment_decision.enrolment_id case_id person_id",
        f"{_NAMED} needs consents",
        stays="code language",
        told=f"code {_NAMED} language needs consents made_at",
    ),
    Place("enrolment", "person_id", "needs consents", told="code language needs consents made_at"),
    Place(
        "person",
        "id",
        _NAMED,
        stays="language",
        told=f"{_NAMED} language created_at",
    ),
)
PLACES: Mapping[DataKind, tuple[Place, ...]] = MappingProxyType(
    {
        "work": _WORK,
        "grounds": (
            Place(
                "accommodation_ground",
                "case_id",
                "words file_name content_hash",
                stays="media_type",
                told="words file_name media_type recorded_at",
            ),
            Place("ground_view", "case_id", "purpose", told="purpose viewed_at"),
        ),
        "protocol": (
            Place("signed_protocol", "protocol_id", "content reading", stays="kind file_hash"),
            Place("protocol", "id", "record content reason", stays="cited record_hash file_hash language"),
        ),
        "holder": (
            # With the row goes the salt of the register's commitment: nobody can try names against it any more.
            Place("certificate_file", "certificate_id", deleted=True, told="kind made_at"),
            Place("certificate_holder", "certificate_id", deleted=True, told="given_names family_name born_on"),
        ),
        "contact": (
            Place("enrolment", "enrolment_decision.enrolment_id case_id person_id", "email phone"),
            Place("person", "id", "email phone"),
        ),
        "enrolment": (
            Place(
                "enrolment",
                "id",
                f"{_NAMED} needs consents",
                stays="code language",
            ),
            Place("enrolment_decision", "enrolment_id", "reason", stays="verdict"),
        ),
        "papers": (
            Place("credential_period", "person_id", "title", told="title first_on last_on entered_at"),
            Place("member_education", "person_id", "title", told="title level entered_at"),
            Place(
                "credential_file",
                "document_id person_id",
                "file_name content_hash source_hash",
                stays="kind media_type",
                told="file_name media_type brought_at",
            ),
            Place(
                "credential_document",
                "person_id",
                "title",
                stays="kind shows",
                told="kind title issued_on shows verified_at",
            ),
            Place("member_declaration", "person_id", stays="qualification", told="qualification signed_on"),
            Place("declaration_withdrawal", "declaration_id person_id", "reason", told="withdrawn_on"),
            Place(
                "commission_seat", "account_id person_id", "proof_text", stays="proofs", told="appointed_on educated"
            ),
        ),
        "account": _of_accounts("id"),
        "identity": _IDENTITY,
    }
)
_WITHOUT = """
    organisation edition plan blueprint item item_criterion item_revision item_use item_review item_comment
    item_step item_figures figures_due sitting_figures scenario_revision scenario_review stimulus_revision
    reviewer_outcome test_form exam exam_member exam_validator validator station station_script day_plan
    commission case_advisor audit_event audit_seal audit_head policy condition_decision amendment amendment_item
    source finding_waiver media key_ruling release stage_release contribution draw substitution withdrawal_order
    substitute_search bank_import room_check room_deviation closed_room throttle clock case account_role
    encounter_assessor seal second_seal shown_card tablet_contact device_log calibration training
    enrolment_window retention_hold erasure_order erased_data personal_view account_term notice fee
    certificate register_entry source_confirmation clip report
"""
WITHOUT = frozenset(_WITHOUT.split())
"""Tables without personal data of their own: content, settings, days, rooms, or nothing but ids, states and times."""
