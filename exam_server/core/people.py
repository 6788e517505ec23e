"""Roles, and what each of them may do; whatever isn't listed here is denied."""

from collections.abc import Mapping
from typing import Literal, get_args

from exam_server.core.problems import Problem
from exam_server.core.text import Text, text

Role = Literal[
    "author",
    "reviewer",
    "assessor",
    "chair",
    "role_player",
    "prompter",
    "office",
    "desk",
    "advisor",
    "auditor",
    "administrator",
    "candidate",
]
Permission = Literal[
    "public",
    "account.own",
    "account.manage",
    "account.reset",
    "bank.read",
    "run.report",
    "bank.write",
    "bank.rekey",
    "bank.move",
    "bank.review",
    "bank.assign",
    "plan.read",
    "plan.write",
    "exam.read",
    "exam.plan",
    "draw.contribute",
    "member.read",
    "member.write",
    "training.read",
    "training.write",
    "desk.run",
    "sitting.own",
    "encounter.own",
    "encounter.play",
    "encounter.rate",
    "clip.play",
    "encounter.lead",
    "written.mark",
    "agreement.read",
    "case.read",
    "case.decide",
    "case.protocol",
    "case.release",
    "appeal.read",
    "appeal.manage",
    "appeal.decide",
    "result.own",
    "portfolio.own",
    "candidate.manage",
    "accommodation.manage",
    "auditor.admit",
    "dossier.read",
    "person.export",
    "retention.read",
    "retention.write",
    "case.advise",
    "certificate.read",
    "certificate.issue",
    "audit.read",
]
ROLES: tuple[Role, ...] = get_args(Role)
STAFF: frozenset[Role] = frozenset(ROLES) - {"candidate"}
ROLE_WORDS: Mapping[Role, Text] = {
    "author": text("author"),
    "reviewer": text("reviewer"),
    "assessor": text("assessor"),
    "chair": text("chair of the commission"),
    "role_player": text("role-player"),
    "prompter": text("prompter"),
    "office": text("office"),
    "desk": text("desk"),
    "advisor": text("advisor"),
    "auditor": text("auditor"),
    "administrator": text("administrator"),
    "candidate": text("candidate"),
}

PERMISSIONS: Mapping[Permission, frozenset[Role]] = {
    "public": frozenset(ROLES),
    "account.own": frozenset(ROLES),
    "account.manage": frozenset({"administrator"}),
    "account.reset": frozenset({"administrator", "office"}),
    "bank.read": frozenset({"author", "reviewer", "auditor"}),
    "run.report": frozenset({"author", "reviewer", "office", "auditor"}),
    "bank.write": frozenset({"author"}),
    "bank.rekey": frozenset({"author", "reviewer"}),
    "bank.move": frozenset({"author", "reviewer"}),
    "bank.review": frozenset({"reviewer"}),
    "bank.assign": frozenset({"office"}),
    "plan.read": frozenset({"author", "reviewer", "office", "chair", "auditor"}),
    "plan.write": frozenset({"author", "office"}),
    "exam.read": frozenset({"office", "desk", "chair", "auditor"}),
    "exam.plan": frozenset({"office"}),
    "draw.contribute": frozenset({"chair"}),
    "member.read": frozenset({"office", "auditor"}),
    "member.write": frozenset({"office"}),
    "training.read": frozenset({"office", "auditor"}),
    "training.write": frozenset({"office"}),
    "desk.run": frozenset({"desk", "office"}),
    "sitting.own": frozenset({"candidate"}),
    "encounter.own": frozenset({"candidate"}),
    "encounter.play": frozenset({"role_player", "prompter"}),
    "encounter.rate": frozenset({"assessor", "chair"}),
    "clip.play": frozenset({"author", "reviewer", "auditor", "assessor", "chair"}),
    "encounter.lead": frozenset({"chair"}),
    "written.mark": frozenset({"assessor", "chair"}),
    "agreement.read": frozenset({"office", "chair", "auditor"}),
    "case.read": frozenset({"office", "chair", "assessor", "auditor"}),
    "case.decide": frozenset({"chair", "assessor"}),
    "case.protocol": frozenset({"chair", "office"}),
    "case.release": frozenset({"office"}),
    "appeal.read": frozenset({"office", "auditor"}),
    "appeal.manage": frozenset({"office"}),
    "appeal.decide": frozenset({"chair", "assessor"}),
    "result.own": frozenset({"candidate"}),
    "portfolio.own": frozenset({"candidate"}),
    "candidate.manage": frozenset({"office"}),
    "accommodation.manage": frozenset({"office"}),
    "auditor.admit": frozenset({"office", "administrator"}),
    "dossier.read": frozenset({"office", "auditor"}),
    "person.export": frozenset({"office"}),
    "retention.read": frozenset({"office", "auditor"}),
    "retention.write": frozenset({"office"}),
    "case.advise": frozenset({"advisor"}),
    "certificate.read": frozenset({"office", "auditor"}),
    "certificate.issue": frozenset({"office"}),
    "audit.read": frozenset({"auditor", "administrator"}),
}


def may(roles: frozenset[Role], permission: Permission) -> bool:
    """Deny by default: a role has only what `PERMISSIONS` lists."""
    return permission == "public" or bool(roles & PERMISSIONS[permission])


def find_denial(permission: Permission) -> Problem | None:
    """Why a rule keeps something from who may not see it; None: only their role does.

    How somebody learned is kept from all who verify (L24): they learn whom the conflict check keeps out, no more.
    """
    if permission in ("training.read", "training.write"):
        return Problem(
            text("Outcomes are verified however they were learned: trainings aren't shown to who verifies."),
            rule="L24",
            remedy=text("The page of the commission says whom the conflict check keeps out."),
        )
    return None
