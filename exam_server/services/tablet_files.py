"""Tablet files at the desk: logs of a tablet whose network stays away come in with everything they chained."""

from dataclasses import dataclass
from uuid import UUID

from exam_server.core.device_log import begin
from exam_server.core.problems import NotFound, Refused
from exam_server.core.text import text
from exam_server.formats.tablet_file import FiledLog, read_logs, read_tablet_file, refuse, refuse_damaged
from exam_server.services.answer_files import make_answer_file_key
from exam_server.services.people import get_name
from exam_server.services.run_log import bring_log
from exam_server.services.tablets import MOST_ENTRIES, Answer, Batch, bring_entries
from exam_server.services.tokens import Keys
from exam_server.services.work import Work
from exam_server.store.tables import AccountRow, CaseRow, EncounterRow


@dataclass(frozen=True)
class BroughtLog:
    """What became of one log: how many entries are new, how many the server had; `forked`: it's another story.

    `of_run`: a card wrote it, else a sheet; `declined`: new entries that the run doesn't take, though they're kept.
    """

    candidate_code: str
    device: str
    of_run: bool
    new: int
    known: int
    declined: int
    forked: bool


@dataclass(frozen=True)
class BroughtFile:
    """Whose tablet it was, and its logs at the exam; `elsewhere`: logs in it that belong to other exams."""

    owner: str
    logs: tuple[BroughtLog, ...]
    elsewhere: int


def tablet_keys(keys: Keys, account_id: UUID) -> dict[str, str]:
    """What a page needs from the start to seal a tablet's file later, without the server."""
    return {
        "server": keys.answer_file_key or make_answer_file_key(keys),
        "salt": keys.digest("tablet-file", account_id.hex),
    }


def bring_file(work: Work, keys: Keys, exam_id: UUID, content: bytes) -> BroughtFile:
    """Put a tablet's logs of this exam to those that the server has; bringing it again changes nothing.

    A file opens only for the account whose page sealed it. Seals in it need the PIN, which no file holds: they stay
    without effect, and the assessor seals on another tablet. Raises Refused for what is no such file.
    """
    from exam_server.formats.answer_file_seal import open_sealed, private_key  # noqa: PLC0415 - see there

    sealed = read_tablet_file(content)
    account = work.session.get(AccountRow, UUID(sealed.account))
    if account is None or account.organisation_id != work.organisation_id:
        refuse(text("Nobody here has the account that it belongs to."), text("Import it on the server of its exam."))
    key = private_key(keys.answer_file_seed())
    opened = open_sealed(sealed, key, tablet_keys(keys, account.id)["salt"])
    if opened is None:
        refuse_damaged()
    logs = read_logs(opened)
    own = [each for each in logs if _exam_of(work, each) == exam_id]
    if not own:
        refuse(text("It holds nothing of this exam."), text("Look for its exam, and import it there."))
    account_id = account.id
    brought = tuple(_bring(work, account_id, each) for each in own)
    work.note("tablet.file.imported", exam_id, account=str(account_id), new=sum(each.new for each in brought))
    return BroughtFile(get_name(work, account_id), brought, len(logs) - len(own))


def _exam_of(work: Work, log: FiledLog) -> UUID | None:
    row = work.session.get(EncounterRow, log.encounter_id)
    return row.exam_id if row is not None and row.organisation_id == work.organisation_id else None


def _bring(work: Work, account_id: UUID, log: FiledLog) -> BroughtLog:
    head = begin(str(log.encounter_id), str(account_id), log.device)
    new, declined, digest, forked = 0, 0, head.digest, False
    for start in range(0, len(log.entries), MOST_ENTRIES):
        batch = Batch(log.device, digest, len(log.entries), log.entries[start : start + MOST_ENTRIES])
        answer, refused = _append(work, account_id, log, batch)
        new, declined = new + len(answer.new), declined + refused
        digest, forked = answer.sent[-1].digest, forked or answer.joint != "linked"
    row = work.session.get_one(EncounterRow, log.encounter_id)
    code = work.session.get_one(CaseRow, row.case_id).code
    known = len(log.entries) - new if not forked else 0
    return BroughtLog(code, log.device, log.of_run, new, known, declined, forked)


def _append(work: Work, account_id: UUID, log: FiledLog, batch: Batch) -> tuple[Answer, int]:
    """With how many of the new entries a run doesn't take."""
    try:
        if log.of_run:
            answer, declined = bring_log(work, log.encounter_id, account_id, batch)
            return answer, len(declined)
        return bring_entries(work, log.encounter_id, account_id, batch), 0
    except NotFound:
        raise Refused(
            text("The tablet's file wasn't imported."),
            text("It holds entries of somebody who neither rates nor plays that encounter."),
            text("Keep the file for whoever looks after the server."),
        ) from None
