"""What the signatures of a signed protocol have to hold before it's kept beside the one that was made."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from exam_server.core.problems import Refused
from exam_server.core.text import Text, text

NOT_TAKEN = text("The signed file wasn't taken.")


@dataclass(frozen=True)
class Signature:
    """One signature as its cryptography shows it; `signer` and `issuer` are the names in the certificate.

    `signed_at`: by the signer's own clock; `stamped_at`: by a time-stamping service that is trusted. `holds`: what it
    covers, from the file's first byte on, is as it was signed. `draws`: it also shows something on a page. `trusted`:
    its certificate leads to one that the office trusts.
    """

    signer: str
    issuer: str
    valid_from: datetime
    valid_until: datetime
    signed_at: datetime | None
    stamped_at: datetime | None
    holds: bool
    draws: bool
    trusted: bool


@dataclass(frozen=True)
class SignedReading:
    """`only_signed`: nothing but signatures came to the protocol; `roots`: how many issuers the office trusts.

    Without any, no issuer was checked.
    """

    signatures: tuple[Signature, ...]
    only_signed: bool
    roots: int


def moment_of(signed_at: datetime | None, made_at: datetime, now: datetime) -> datetime:
    """When a certificate has to have been valid: the signer's own clock is believed between the making and now."""
    return min(max(signed_at or now, made_at), now)


def require_signed(reading: SignedReading, made_at: datetime, now: datetime) -> None:
    """Whether a signed protocol may be kept: every signature holds, was made while its certificate was valid, and
    comes from an issuer that the office trusts, where it has named some. Raises Refused with the first fault.
    """
    if not reading.signatures:
        raise refused_signed(text("The file holds no signature."), text("Sign it, and bring the signed file."))
    if not all(each.holds for each in reading.signatures):
        why = text("It was changed after it was signed: a signature doesn't fit its bytes.")
        raise refused_signed(
            why, text("Bring the file as it came from the signing program, or sign the protocol anew.")
        )
    if not reading.only_signed:
        why = text("More than signatures was added to the protocol.")
        raise refused_signed(why, text("Sign the file that was downloaded here, without comments and other changes."))
    for each in reading.signatures:
        _require_signer(each, reading, made_at, now)


def match_signers(members: Sequence[str], signatures: Iterable[Signature]) -> frozenset[int]:
    """Which of a protocol's members (by their place) have signed it: each by a certificate of their own, in their name.

    A certificate may say more than the name (a second one, a number, a title) and in another order; it's never taken
    for two members, and a signature of anybody else counts for none.
    """
    certificates = sorted({(each.signer, each.issuer, each.valid_from) for each in signatures})
    fitting = [
        [number for number, each in enumerate(certificates) if _words(name) and _words(name) <= _words(each[0])]
        for name in members
    ]
    given: dict[int, int] = {}
    for member in range(len(members)):
        _assign(member, fitting, given, set())
    return frozenset(given.values())


def _assign(member: int, fitting: Sequence[Sequence[int]], given: dict[int, int], tried: set[int]) -> bool:
    """Give a member a certificate of their name, moving others to one that fits them too; False: there's none left."""
    for each in fitting[member]:
        if each not in tried:
            tried.add(each)
            if each not in given or _assign(given[each], fitting, given, tried):
                given[each] = member
                return True
    return False


def _words(name: str) -> frozenset[str]:
    """The words of a name without marks and capitals: certificates often lack them."""
    plain = unicodedata.normalize("NFKD", name.casefold().replace("ł", "l"))
    return frozenset(re.findall(r"[^\W\d_]+", "".join(each for each in plain if not unicodedata.combining(each))))


def describe(reading: SignedReading) -> Text:
    """What the verification says of the whole file, and what it doesn't."""
    if reading.roots:
        return text(
            "The signatures hold, nothing else was added, and the office trusts the issuers of their certificates. "
            "Whether a certificate was revoked isn't checked."
        )
    return text(
        "The signatures hold and nothing else was added. The issuers of their certificates aren't checked: the office "
        "hasn't named any that it trusts."
    )


def refused_signed(why: Text, remedy: Text) -> Refused:
    return Refused(NOT_TAKEN, why, remedy)


def _require_signer(each: Signature, reading: SignedReading, made_at: datetime, now: datetime) -> None:
    moment = each.stamped_at or moment_of(each.signed_at, made_at, now)
    if not each.valid_from <= moment <= each.valid_until:
        why = text(
            "The certificate of {signer} wasn't valid when it was signed: it is from {first} to {last}.",
            signer=each.signer,
            first=each.valid_from.date(),
            last=each.valid_until.date(),
        )
        raise refused_signed(why, text("Sign the protocol anew with a valid certificate."))
    if reading.roots and not each.trusted:
        why = text(
            "The certificate of {signer} comes from {issuer}, which isn't among the issuers that the office trusts.",
            signer=each.signer,
            issuer=each.issuer,
        )
        raise refused_signed(
            why,
            text(
                "If the issuer is to be trusted, let the administrator add its certificate, and bring the file again."
            ),
        )
