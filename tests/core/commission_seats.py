"""A commission rule with four credentials, and made-up members who prove some of them."""

from datetime import date
from uuid import UUID

from exam_server.core.commission import Proof, Seat, Standing
from exam_server.core.qualification import CommissionRule, Credential

ON = date(2026, 11, 26)
RULE = CommissionRule(
    3,
    7,
    (
        Credential("a", "wykształcenie", "education"),
        Credential("b", "doradztwo", "experience", 5, 10),
        Credential("c", "bilanse", "experience", 5, 10),
        Credential("d", "ocena", "experience", 5),
    ),
    jointly_all=True,
)


def seat(number: int, held: str, educated: bool = True, declared: date | None = ON) -> Seat:
    standing = Standing(ON, educated, tuple(Proof(each.code, each.code in held) for each in RULE.credentials))
    return Seat(UUID(int=number), f"Osoba {number}", standing, declared)


LEGAL = (seat(1, "ab"), seat(2, "c"), seat(3, "bd"))
