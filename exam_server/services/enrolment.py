"""Candidates from a list: nothing of it is filed while an error stands."""

from dataclasses import dataclass
from uuid import UUID

from exam_server.core.problems import Problem
from exam_server.services.exam import add_candidates
from exam_server.services.reading_apart import read_candidates_apart
from exam_server.services.work import Work


@dataclass(frozen=True)
class Enrolment:
    """What became of a list: `added` people are new at the exam, `known` were there before."""

    added: int = 0
    known: int = 0
    problems: tuple[Problem, ...] = ()

    @property
    def is_filed(self) -> bool:
        return not any(problem.severity == "error" for problem in self.problems)


def enrol_from_csv(work: Work, exam_id: UUID, content: bytes) -> Enrolment:
    """Read a list and add its people, all or nobody. Raises Refused where the exam takes no candidates any more."""
    entries, problems = read_candidates_apart(content)
    read = Enrolment(problems=problems)
    if not read.is_filed:
        return read
    added = add_candidates(work, exam_id, entries)
    return Enrolment(added, len(entries) - added, problems)
