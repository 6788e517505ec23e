"""Foreign files are read by a process of their own, with limits: what goes wrong there goes wrong nowhere else."""

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from threading import BoundedSemaphore

from exam_server.core.candidates import CandidateEntry
from exam_server.core.portfolio import DocumentKind
from exam_server.core.problems import Problem
from exam_server.core.signatures import SignedReading, refused_signed
from exam_server.core.text import Text, text
from exam_server.formats.candidates_csv import WORKBOOK, Candidates, read_candidates
from exam_server.formats.image import LARGEST_STORED, Picture
from exam_server.formats.intake import Intake
from exam_server.formats.intake_json import load_intake
from exam_server.formats.passkey_answer import Answer, to_base64url
from exam_server.formats.plain import from_plain
from exam_server.formats.sentences import load_problem, load_text
from exam_server.formats.signed_question import Question, write_question
from exam_server.services.own_process import given_environment

__all__ = [
    "Intake",
    "check_document_apart",
    "read_apart",
    "read_candidates_apart",
    "read_picture_apart",
    "read_signatures_apart",
    "verify_passkey_apart",
]
SECONDS: Mapping[str, int] = {
    "import": 20,
    "picture": 60,
    "document": 30,
    "candidates": 30,
    "signatures": 60,
    "passkey": 20,
}
"""By the clock; of a processor the process itself may use less."""
PROGRAM = ("-I", "-m", "exam_server.services.reading_process")
LANES: Mapping[str, BoundedSemaphore] = {
    "import": BoundedSemaphore(4),
    "picture": BoundedSemaphore(2),
    "document": BoundedSemaphore(4),
    "candidates": BoundedSemaphore(2),
    "signatures": BoundedSemaphore(2),
    "passkey": BoundedSemaphore(2),
}
"""How many run at once, by what each may take of the memory; who brings one more waits."""
NOT_DATA = (ValueError, KeyError, TypeError, AttributeError)


def read_apart(content: bytes, name: str, format_name: str = "auto") -> Intake:
    """What a file holds, as `take_in` says it; a file that the reader can't stand is one that couldn't be read."""
    done = _run(content, "import", name, format_name)
    if done is None:
        return _unread(
            name, format_name, text("Reading the file took longer than {limit} seconds.", limit=SECONDS["import"])
        )
    if done.returncode != 0:
        return _unread(name, format_name, text("Reading the file needs more memory or time than an import may take."))
    try:
        return load_intake(done.stdout)
    except ValueError:
        return _unread(name, format_name, text("The file couldn't be read."))


def read_picture_apart(
    content: bytes, name: str = "", largest: int = LARGEST_STORED
) -> tuple[Picture | None, tuple[Problem, ...]]:
    """As `read_image`: the picture painted anew, or why not; whatever it does to its decoder, this process goes on."""
    done = _run(content, "picture", name, str(largest))
    try:
        intake = load_intake(done.stdout) if done is not None and done.returncode == 0 else None
    except ValueError:
        intake = None
    if intake is None:
        why = text("The picture needs more memory or time than reading one may take.")
        return None, (Problem(why, place=name, rule="picture"),)
    return next(iter(intake.pictures.values()), None), intake.problems


def check_document_apart(content: bytes, name: str, kind: DocumentKind) -> Text | None:
    """As `check_document`; one that its checker can't stand isn't taken either."""
    done = _run(content, "document", name, kind)
    try:
        if done is not None and done.returncode == 0:
            found = json.loads(done.stdout)
            return None if found is None else load_text(found)
    except NOT_DATA:
        pass
    return text("The file needs more memory or time than checking one may take. Print it to PDF anew.")


def read_candidates_apart(content: bytes) -> Candidates:
    """As `read_candidates`: a workbook is unpacked and parsed apart, plain text is read here."""
    if not content.startswith(WORKBOOK):
        return read_candidates(content)
    done = _run(content, "candidates", "")
    try:
        if done is not None and done.returncode == 0:
            read = json.loads(done.stdout)
            entries = tuple(from_plain(CandidateEntry, each) for each in read["entries"])
            return entries, tuple(map(load_problem, read["problems"]))
    except NOT_DATA:
        pass
    why = text("The workbook needs more memory or time than reading a list may take. Save the list alone, as CSV.")
    return (), (Problem(why, rule="limits"),)


def read_signatures_apart(content: bytes, question: Question) -> SignedReading:
    """What a signed file's signatures show. Raises Refused for a file that can't be read, and for a bad root."""
    done = _run(write_question(question, content), "signatures", "")
    try:
        if done is not None and done.returncode == 0:
            answer = json.loads(done.stdout)
            if "bad_root" in answer:
                why = text("The file {name} of the trusted issuers holds no certificate.", name=answer["bad_root"])
                raise refused_signed(why, text("Let the administrator replace it."))
            return from_plain(SignedReading, answer["reading"])
    except NOT_DATA:
        pass
    raise refused_signed(
        text("Its signatures can't be read: the file is damaged, or made in an unusual way."),
        text("Sign the protocol anew, as PDF with a PAdES signature."),
    )


@dataclass(frozen=True)
class Verified:
    """What a genuine answer of a passkey says; both texts are base64url."""

    credential_id: str
    public_key: str
    sign_count: int


def verify_passkey_apart(
    answer: Answer, site: str, origin: str, public_key: str | None = None, sign_count: int = 0
) -> Verified | None:
    """The answer of a new passkey, or with its `public_key` that of a known one; None where it isn't genuine."""
    asked = {
        "credential": answer.whole,
        "challenge": to_base64url(answer.challenge),
        "site": site,
        "origin": origin,
        "public_key": public_key,
        "sign_count": sign_count,
    }
    done = _run(json.dumps(asked).encode(), "passkey", "")
    try:
        if done is not None and done.returncode == 0 and (said := json.loads(done.stdout)) is not None:
            return Verified(said["credential_id"], said["public_key"], said["sign_count"])
    except NOT_DATA:
        pass
    return None


def _run(content: bytes, task: str, *arguments: str) -> "subprocess.CompletedProcess[bytes] | None":
    """What the reading process came to; None where it took too long."""
    command = [sys.executable, *PROGRAM, task, *arguments]
    try:
        with LANES[task]:
            return subprocess.run(  # noqa: S603
                command,
                input=content,
                capture_output=True,
                timeout=SECONDS[task],
                env=given_environment(),
                check=False,
            )
    except subprocess.TimeoutExpired:
        return None


def _unread(name: str, format_name: str, why: Text) -> Intake:
    return Intake(format_name, problems=(Problem(why, place=name, rule="limits"),))
