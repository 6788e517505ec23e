"""A dossier of a case or an exam: what its decisions rest on, with the audit trail, to be checked offline (L18)."""

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any
from uuid import UUID

from exam_server.core.people import may
from exam_server.core.problems import Refused
from exam_server.core.redaction import Known, Redactor, number_people
from exam_server.core.text import text
from exam_server.formats.dossier_file import DossierFile, to_json
from exam_server.formats.plain import to_plain
from exam_server.services.audit_chain import write_own_bundle
from exam_server.services.audit_heads import find_newest_head
from exam_server.services.exam_rows import get_row as get_exam_row
from exam_server.services.exam_rows import refuse_rehearsal
from exam_server.services.legal_day import legal_day
from exam_server.services.panel import get_case_row
from exam_server.services.protocol_record import Issue, Wanted, gather_record
from exam_server.services.work import Work
from exam_server.store import case_protocol as protocol_store
from exam_server.store import certification as certificate_store
from exam_server.store import delivery as exam_store
from exam_server.store import dossier as store
from exam_server.store.case import list_stages
from exam_server.store.personal import Place
from exam_server.store.tables import CaseRow, ExamRow, OrganisationRow, PersonRow

Open = Callable[[], AbstractContextManager[Work]]
open_dossier = DossierFile
CHECK = "exam-server audit verify --bundle audit/chain.jsonl.gz --key KEY"


class Dossier:
    """Gathers into one file. `open_work` opens a short transaction for each part, so that a large exam holds nobody up.

    `redacted`: names are replaced by pseudonyms, and what can't be searched for names (PDF, documents) is left out.
    """

    def __init__(self, file: DossierFile, open_work: Open, folder: Path, appeal_days: int, redacted: bool) -> None:
        self._file, self._open, self._folder = file, open_work, folder
        self._days, self._redacted = appeal_days, redacted
        self._subjects: set[UUID] = set()
        self._redactor = Redactor([])

    def write_case(self, case_id: UUID) -> None:
        """Raises NotFound for who may not see the case, Refused before its exams are over."""
        with self._open() as work:
            get_case_row(work, case_id)
            _require_case_over(work, case_id)
        self._know([case_id])
        self._add_case(case_id, "")
        self._finish("case", case_id)

    def write_exam(self, exam_id: UUID) -> None:
        """The exam, and the dossier of each of its cases in a folder.

        Raises NotFound, and Refused before it and all other exams of its cases are over.
        """
        with self._open() as work:
            exam = get_exam_row(work, exam_id)
            refuse_rehearsal(exam)
            _require_over(exam)
            cases = list(dict.fromkeys(each.case_id for each in exam_store.list_exam_stages(work.session, exam_id)))
            for case_id in cases:
                _require_case_over(work, case_id)
        self._know(cases)
        with self._open() as work:
            self._add_rows(work, store.ON_EXAM, [exam_id], "exam/")
        self._subjects.add(exam_id)
        for case_id in cases:
            with self._open() as work:
                code = get_case_row(work, case_id).code
            self._add_case(case_id, f"cases/{code}/")
        self._finish("exam", exam_id)

    def _know(self, case_ids: Sequence[UUID]) -> None:
        """Whose names occur: the candidates under their codes, all staff by number."""
        if not self._redacted:
            return
        with self._open() as work:
            self._redactor = Redactor([*_candidates(work, case_ids), *_staff(work)])

    def _add_case(self, case_id: UUID, prefix: str) -> None:
        with self._open() as work:
            case = get_case_row(work, case_id)
            issue = Issue("", legal_day(work), self._days)
            record: dict[str, Any] = to_plain(gather_record(work, case_id, Wanted(0), issue))
            if self._redacted:
                record["candidate"] = {"code": case.code}
            self._add(f"{prefix}record.json", record)
            rows = self._add_rows(work, store.ON_CASE, [case_id], f"{prefix}rows/")
            self._add_forms(work, rows.get("sitting", []), prefix)
            self._add_protocols(work, case_id, prefix)
            if not self._redacted:
                self._add_person(work, case, prefix)
                self._add_certificates(work, case_id, prefix)
                for document in rows.get("document", []):
                    self._add_document(document, prefix)
        self._subjects.add(case_id)

    def _add_rows(
        self, work: Work, places: Sequence[Place], ids: Sequence[UUID], folder: str
    ) -> Mapping[str, list[dict[str, Any]]]:
        found = {place.table: store.list_rows(work.session, place, ids) for place in places}
        found["judgement"] = _without_open(found)
        ruled = {row["appeal_id"] for row in found.get("appeal_ruling", [])}
        found["appeal_opinion"] = [row for row in found.get("appeal_opinion", []) if row["appeal_id"] in ruled]
        for name, rows in found.items():
            self._subjects |= {row["id"] for row in rows if isinstance(row.get("id"), UUID)}
            if rows:
                self._add(f"{folder}{name}.json", rows)
        return found

    def _add(self, name: str, content: object) -> None:
        """As JSON; redacted, ids stay, since they name nobody without the database."""
        self._file.add_data(name, self._redactor.clean(json.loads(to_json(content))) if self._redacted else content)

    def _add_forms(self, work: Work, sittings: Sequence[Mapping[str, Any]], prefix: str) -> None:
        """The forms as drawn, and which revisions they hold; their content only for who may read the bank."""
        forms = store.list_forms(work.session, [row["test_form_id"] for row in sittings])
        ids = [UUID(item["revision"]) for form in forms for item in form["items"]]
        revisions = store.list_item_revisions(work.session, ids)
        if not may(work.actor.roles, "bank.read"):
            revisions = [{key: value for key, value in each.items() if key != "content"} for each in revisions]
        if forms:
            self._add(f"{prefix}forms.json", forms)
            self._add(f"{prefix}items.json", revisions)

    def _add_protocols(self, work: Work, case_id: UUID, prefix: str) -> None:
        for row in protocol_store.list_protocols(work.session, case_id):
            name = f"{prefix}protocols/{row.cited.replace('/', '-')}"
            record = json.loads(row.record)
            if self._redacted:
                record["candidate"] = {"code": record.get("candidate", {}).get("code", "")}
            self._add(f"{name}.json", record)
            self._subjects.add(row.id)
            if not self._redacted:
                self._file.add(f"{name}.pdf", row.content)
        if not self._redacted:
            for signed in protocol_store.list_signed(work.session, case_id):
                ending = "p7m" if signed.kind == "enveloping" else "pdf"
                self._file.add(f"{prefix}protocols/signed-{signed.id}.{ending}", signed.content)

    def _add_certificates(self, work: Work, case_id: UUID, prefix: str) -> None:
        """The files that were made of the case's certificates, each duplicate too, while their holder is kept (L5)."""
        for row in certificate_store.list_certificates(work.session, case_id):
            name = f"{prefix}certificates/{row.cited.replace('/', '-')}"
            for number, file in enumerate(certificate_store.list_files(work.session, row.id), start=1):
                self._file.add(f"{name}-{number}-{file.kind}.pdf", file.content)

    def _add_person(self, work: Work, case: CaseRow, prefix: str) -> None:
        person = work.session.get_one(PersonRow, case.person_id)
        names = {"given_names": person.given_names, "family_name": person.family_name, "born_on": person.born_on}
        self._add(f"{prefix}candidate.json", {"code": case.code, **names})

    def _add_document(self, row: Mapping[str, Any], prefix: str) -> None:
        digest = str(row["content_hash"])
        if digest:
            self._file.add_path(f"{prefix}documents/{row['id']}-{row['file_name']}", self._folder / digest[:2] / digest)

    def _finish(self, kind: str, subject_id: UUID) -> None:
        """The people behind ids, the audit trail and the manifest, whose hash goes into the trail."""
        with self._open() as work:
            staff = store.list_staff(work.session, work.organisation_id)
            self._add("people.json", {str(each.account_id): f"{each.given_names} {each.family_name}" for each in staff})
            about = list(store.walk_events_about(work.session, work.organisation_id, self._subjects))
            self._file.add_data("audit/slice.json", about)
            with self._file.adding("audit/chain.jsonl.gz") as chain:
                write_own_bundle(work, chain)
            manifest = self._file.close(self._about(work, kind, subject_id))
        with self._open() as work:
            work.record()
            tag = "case.dossier.exported" if kind == "case" else "exam.dossier.exported"
            work.note(tag, subject_id, manifest=manifest, redacted=self._redacted)

    def _about(self, work: Work, kind: str, subject_id: UUID) -> dict[str, Any]:
        head = find_newest_head(work)
        signed = {"day": head.day, "position": head.position, "hash": head.hash, "key": head.key} if head else None
        return {
            "of": kind,
            "id": subject_id,
            "body": work.session.get_one(OrganisationRow, work.organisation_id).name,
            "made_at": work.now,
            "redacted": self._redacted,
            "signed_head": signed,
            "check": CHECK,
        }


def _require_case_over(work: Work, case_id: UUID) -> None:
    for stage in list_stages(work.session, case_id):
        _require_over(work.session.get(ExamRow, stage.exam_id) if stage.exam_id else None)


def _require_over(exam: ExamRow | None) -> None:
    """While somebody still rates, nobody reads ratings or tests that aren't theirs to see (P5)."""
    if exam is not None and exam.state not in ("closed", "released"):
        why, remedy = text("The exam “{title}” isn't closed.", title=exam.title), text("Close and mark it first.")
        raise Refused(text("The dossier wasn't made."), why, remedy, "P5")


def _without_open(rows: Mapping[str, list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """The judgements that their members have sealed: the others are nobody's yet (P5)."""
    sealed = {(row["account_id"], each) for row in rows.get("judgement_seal", []) for each in row["mappings"]}
    return [row for row in rows.get("judgement", []) if (row["account_id"], str(row["mapping_id"])) in sealed]


def _candidates(work: Work, case_ids: Sequence[UUID]) -> list[Known]:
    found = []
    for case_id in case_ids:
        case = get_case_row(work, case_id)
        person = work.session.get_one(PersonRow, case.person_id)
        found.append(Known(case.code, person.given_names, person.family_name, (person.email, person.phone)))
    return found


def _staff(work: Work) -> list[Known]:
    staff = store.list_staff(work.session, work.organisation_id)
    numbers = number_people([str(each.account_id) for each in staff], "Osoba")
    return [Known(numbers[str(each.account_id)], each.given_names, each.family_name, (each.login,)) for each in staff]
