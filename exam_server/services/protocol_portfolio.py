"""What a protocol states of the analysis of evidence: members' judgements, and what was recognised earlier (L9)."""

from collections.abc import Iterator
from uuid import UUID

from exam_server.core.judging import ASPECTS
from exam_server.core.protocol import AnswerPart, JudgementPart, RecognitionPart
from exam_server.services.judged import load_judged
from exam_server.services.panel import get_case_row, get_panel
from exam_server.services.people import Names
from exam_server.services.recognising_view import list_recognition_views
from exam_server.services.work import Work


def list_judgements(work: Work, case_id: UUID) -> dict[str, tuple[JudgementPart, ...]]:
    """By criterion the sealed judgements of everything that is settled, those of recused members marked (S2).

    What is judged anew stays sealed: who replaces somebody judges alone first.
    """
    judged, names = load_judged(work, get_case_row(work, case_id)), Names(work)
    found: dict[str, list[JudgementPart]] = {}
    for target in judged.targets():
        if judged.last(target) is None or judged.state_of(target) != "settled":
            continue
        for member, sheet in sorted(judged.sheets.items(), key=lambda each: names.of(UUID(each[0]))):
            for each in sheet.of(judged.claims_of(target)):
                if each.claim in sheet.sealed:
                    mapped = judged.mappings[each.claim]
                    answers = tuple(AnswerPart(one, each.of(one).holds, each.of(one).why) for one in ASPECTS)
                    part = JudgementPart(
                        names.of(UUID(member)),
                        mapped.piece.title,
                        mapped.piece.content_hash,
                        target.part,
                        answers,
                        member not in judged.panel.excluded,
                        member in judged.panel.replaced,
                    )
                    found.setdefault(target.criterion, []).append(part)
    return {criterion: tuple(parts) for criterion, parts in found.items()}


def list_recognitions(work: Work, case_id: UUID, codes: set[str]) -> Iterator[RecognitionPart]:
    """What was recognised of these criteria, on which document, oldest first."""
    panel = get_panel(work, get_case_row(work, case_id))
    for each in reversed(list_recognition_views(work, case_id, panel)):
        if each.state == "recognised" and each.confirmed_at and codes & set(each.criteria):
            basis = each.basis
            yield RecognitionPart(
                each.code,
                each.criteria,
                f"{basis.name}, {basis.number}, {basis.issuer}",
                basis.issued_on,
                basis.valid_until,
                each.document.content_hash if each.document else "",
                each.proposed_by,
                each.confirmed_by,
                each.confirmed_at,
            )
