"""What the awarding body asks for its services from a day on; and what a case was asked, paid and let off (L11)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Literal, get_args
from uuid import UUID

from exam_server.core.numbers import read_number
from exam_server.core.problems import Refused
from exam_server.core.text import Text, text

FeeService = Literal["whole", "set", "resit", "appeal", "copy"]
FEE_SERVICES: tuple[FeeService, ...] = get_args(FeeService)
FEE_WORDS: Mapping[FeeService, Text] = MappingProxyType(
    {
        "whole": text("validation and certification, all sets"),
        "set": text("validation of one set"),
        "resit": text("verification of a set once more"),
        "appeal": text("appeal"),
        "copy": text("copy of a certificate"),
    }
)
EntryKind = Literal["due", "paid", "returned", "let_off", "void"]
PaymentWay = Literal["transfer", "card", "cash", "other"]
LetOff = Literal["agreement", "body"]
ENTRY_KINDS: tuple[EntryKind, ...] = get_args(EntryKind)
PAYMENT_WAYS: tuple[PaymentWay, ...] = get_args(PaymentWay)
LETS_OFF: tuple[LetOff, ...] = get_args(LetOff)
ENTRY_WORDS: Mapping[EntryKind, Text] = MappingProxyType(
    {
        "due": text("asked"),
        "paid": text("paid"),
        "returned": text("paid back"),
        "let_off": text("let off"),
        "void": text("entry made void"),
    }
)
WAY_WORDS: Mapping[PaymentWay, Text] = MappingProxyType(
    {"transfer": text("bank transfer"), "card": text("card"), "cash": text("cash"), "other": text("in another way")}
)
LET_OFF_WORDS: Mapping[LetOff, Text] = MappingProxyType(
    {
        "agreement": text("free of charge by the agreement of art. 122a of the education act"),
        "body": text("by the body's decision"),
    }
)
"""Who takes part free of charge by that agreement is counted in the quarterly report (L14)."""
FEE_BLOCKS = 0
"""The default: nobody is kept from an exam by what they owe (P3)."""
MOST = 10_000_000
"""In grosze: 100,000 PLN."""
LONGEST_NOTE = 300


@dataclass(frozen=True)
class Fee:
    """One decision of the body: `amount` (in grosze) holds from a day on. `set_number` 0: whichever set."""

    service: FeeService
    set_number: int
    amount: int
    holds_from: date
    decided_at: datetime


def current_fees(decided: Iterable[Fee], on: date) -> tuple[Fee, ...]:
    """What holds on a day, by service and set: of the decisions that hold by then the last, and the newest (P3)."""
    held: dict[tuple[int, int], Fee] = {}
    for each in sorted(decided, key=lambda fee: (fee.holds_from, fee.decided_at)):
        if each.holds_from <= on:
            held[FEE_SERVICES.index(each.service), each.set_number] = each
    return tuple(held[key] for key in sorted(held))


def fee_on(decided: Iterable[Fee], service: FeeService, set_number: int, on: date) -> int | None:
    """What a service costs on a day, in grosze: the set's own fee before the one of any set; None: nobody decided."""
    held = {(each.service, each.set_number): each.amount for each in current_fees(decided, on)}
    return held.get((service, set_number), held.get((service, 0)))


@dataclass(frozen=True)
class Entry:
    """One line of a case's account, in grosze, on a day. `voids`: the line that this one makes void."""

    id: UUID
    kind: EntryKind
    amount: int
    on: date
    let_off: LetOff | None = None
    voids: UUID | None = None


@dataclass(frozen=True)
class Account:
    """What all lines that hold come to, in grosze."""

    asked: int = 0
    paid: int = 0
    returned: int = 0
    let_off: int = 0

    @property
    def owed(self) -> int:
        """What is still to be paid; below 0: what is to be paid back."""
        return self.asked - self.let_off - self.paid + self.returned


def holding(entries: Iterable[Entry]) -> list[Entry]:
    """The lines that no later line made void, without those that did it."""
    kept = list(entries)
    void = {each.voids for each in kept}
    return [each for each in kept if each.kind != "void" and each.id not in void]


def sum_up(entries: Iterable[Entry]) -> Account:
    """A case's account."""
    sums = dict.fromkeys(ENTRY_KINDS, 0)
    for each in holding(entries):
        sums[each.kind] += each.amount
    return Account(sums["due"], sums["paid"], sums["returned"], sums["let_off"])


def read_amount(written: str) -> int | None:
    """An amount of PLN as people write it, in grosze; None for what is none, negative, finer than that, or too much."""
    plain = written.replace("zł", "").replace("PLN", "").strip()
    number = None if "e" in plain.lower() else read_number(plain)
    if number is None or number < 0 or (number * 100).denominator != 1 or number * 100 > MOST:
        return None
    return int(number * 100)


def show_amount(grosze: int) -> str:
    """`2 500,00 zł`, with spaces that don't break."""
    whole, rest = divmod(abs(grosze), 100)
    return f"{'−' if grosze < 0 else ''}{whole:,}".replace(",", "\u00a0") + f",{rest:02}\u00a0zł"


def require_fee(amount: int | None, holds_from: date, today: date, reason: str) -> int:
    """Whether the body may ask so much from a day on. Raises Refused for no amount, a past day, no reason (L11)."""
    if amount is None:
        why, remedy = text("This is no amount between 0 and 100,000 PLN."), text("Write it like 2500 or 2500,50.")
    elif holds_from < today:
        why, remedy = text("It can't hold from a day that is past."), text("Choose today or a later day.")
    elif not 1 <= len(reason) <= LONGEST_NOTE:
        why = text("It needs a reason, of {limit} characters at most.", limit=LONGEST_NOTE)
        remedy = text("Say why the body decides so.")
    else:
        return amount
    raise Refused(text("The fee wasn't recorded."), why, remedy, rule="L11")


def require_entry(entry: Entry, before: Iterable[Entry], today: date, note: str) -> None:
    """Whether a line may be added to a case's account. Raises Refused for an impossible amount or day, for giving back
    more than was paid, for letting off more than was asked, and for making void without a reason or twice.
    """
    lines, what = list(before), text("Nothing was recorded.")
    account = sum_up(lines)
    if entry.kind == "void":
        _require_void(entry, lines, note)
    elif not 0 < entry.amount <= MOST:
        why = text("This is no amount between 0 and 100,000 PLN.")
        raise Refused(what, why, text("Write it like 2500 or 2500,50."))
    elif entry.on > today:
        raise Refused(what, text("The day hasn't come yet."), text("Choose today or an earlier day."))
    elif entry.kind == "returned" and entry.amount > account.paid - account.returned:
        raise Refused(what, text("It's more than was paid."), text("Correct the amount."))
    elif entry.kind == "let_off" and entry.amount > account.asked - account.let_off:
        remedy = text("Correct the amount, or record first what is asked.")
        raise Refused(what, text("It's more than was asked."), remedy)


def _require_void(entry: Entry, lines: list[Entry], note: str) -> None:
    what = text("Nothing was recorded.")
    if entry.voids not in {each.id for each in holding(lines)}:
        raise Refused(what, text("That entry is void already."), text("Reload the page."))
    if not 1 <= len(note) <= LONGEST_NOTE:
        why = text("It needs a reason, of {limit} characters at most.", limit=LONGEST_NOTE)
        raise Refused(what, why, text("Say what was wrong."))


def require_paid(owed: Mapping[str, int], blocks: bool) -> None:
    """Raises Refused, with the cases' codes, where somebody owes and the body lets nobody sit who does (P3)."""
    owing = [code for code, amount in owed.items() if amount > 0]
    if blocks and owing:
        raise Refused(
            text("Nobody was added to the exam."),
            text("By the body's rule nobody sits who owes a fee: {codes}.", codes=", ".join(owing)),
            text("Record what was paid or let off, or let the body decide otherwise."),
            rule="P3",
        )
