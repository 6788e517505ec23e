"""Everything that a draw rests on, without any text of an item, and the check that draws it again."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import zip_longest
from typing import Literal

from exam_server.core.assembly.blueprint import Blueprint, PoolItem, pool_digest
from exam_server.core.assembly.canonical import digest_of
from exam_server.core.assembly.contributions import Contribution, Contributor, commit, derive_seed
from exam_server.core.assembly.draw import METHOD, draw_forms
from exam_server.core.assembly.forms import TestForm
from exam_server.core.assembly.substitution import Withdrawal, substitute
from exam_server.core.problems import Refused
from exam_server.core.text import Text, text


@dataclass(frozen=True)
class Commitment:
    role: Contributor
    digest: str


@dataclass(frozen=True)
class Sealed:
    """What is fixed when the forms are drawn, and published then by its digest alone.

    `pool` is in the order of ids, its option ids are opaque. The first `seats` of all `forms` are taken at once, in the
    order of enrolment, and late candidates take those that follow: who moves to another place keeps the form.
    """

    method: str
    exam: str
    blueprint: Blueprint
    pool: tuple[PoolItem, ...]
    seats: int
    forms: int
    commitments: tuple[Commitment, ...]


@dataclass(frozen=True)
class Substitution:
    """A withdrawal that was carried out, with the digests that the forms with its numbers had from then on."""

    withdrawal: Withdrawal
    digests: tuple[str, ...]


@dataclass(frozen=True)
class Manifest:
    """`drawn`: the digests of forms 1, 2, … as drawn; `seats`: of those that a seat had, as they were in the end."""

    sealed: Sealed
    contributions: tuple[Contribution, ...]
    drawn: tuple[str, ...]
    substitutions: tuple[Substitution, ...]
    seats: tuple[str, ...]


@dataclass(frozen=True)
class CheckedForm:
    """A digest of the manifest beside the one of the same form drawn again; `part` is where the manifest gives it."""

    part: Literal["draw", "withdrawal", "seat"]
    number: int
    published: str
    redrawn: str

    @property
    def same(self) -> bool:
        return self.published == self.redrawn


@dataclass(frozen=True)
class Check:
    """What drawing again showed; `problems` are contradictions that no single form shows."""

    forms: tuple[CheckedForm, ...] = ()
    problems: tuple[Text, ...] = ()

    @property
    def holds(self) -> bool:
        return not self.problems and bool(self.forms) and all(form.same for form in self.forms)


def seal_digest(sealed: Sealed) -> str:
    """The commitment to all that is fixed at the draw."""
    return digest_of(asdict(sealed))


def manifest_digest(manifest: Manifest) -> str:
    """What names the whole manifest."""
    return digest_of(asdict(manifest))


def other_method(method: str) -> Text | None:
    """Why forms drawn by this method can't be drawn again here; None where they can."""
    if method == METHOD:
        return None
    return text("The forms were drawn by the method {method}; this program draws by {own}.", method=method, own=METHOD)


def check_manifest(manifest: Manifest, stated: str) -> Check:
    """Draw everything again and compare; `stated` is the digest that came with the manifest.

    Whether it's the manifest that was committed to, its reader sees by `seal_digest` and what was published.
    """
    problems = [*_contradictions(manifest, stated)]
    forms: tuple[CheckedForm, ...] = ()
    if manifest.sealed.method == METHOD and not any(_unreadable(manifest)):
        try:
            forms = tuple(_drawn_again(manifest))
        except Refused as refused:
            problems += [refused.what, refused.why]
    return Check(forms, tuple(problems))


def _unreadable(manifest: Manifest) -> Iterator[Text]:
    """What keeps the forms from being drawn at all."""
    if len({item.id for item in manifest.sealed.pool}) != len(manifest.sealed.pool):
        yield text("An item stands twice in the pool.")
    if len({each.role for each in manifest.contributions}) != len(manifest.contributions) or not manifest.contributions:
        yield text("Each side has to contribute once.")
    if manifest.sealed.forms != len(manifest.drawn):
        yield text("There are more or fewer forms than were drawn.")


def _contradictions(manifest: Manifest, stated: str) -> Iterator[Text]:
    sealed = manifest.sealed
    yield from _unreadable(manifest)
    if other := other_method(sealed.method):
        yield other
    if {Commitment(each.role, commit(sealed.exam, each)) for each in manifest.contributions} != set(sealed.commitments):
        yield text("The secrets don't open the commitments.")
    if not sealed.seats <= len(manifest.seats) <= sealed.forms:
        yield text("There are more or fewer seats than forms were drawn for.")
    if manifest_digest(manifest) != stated:
        yield text("The manifest was changed: it hasn't the digest that it states.")


def _drawn_again(manifest: Manifest) -> Iterator[CheckedForm]:
    sealed = manifest.sealed
    seed = derive_seed(sealed.exam, pool_digest(sealed.pool), manifest.contributions)
    forms = draw_forms(sealed.blueprint, sealed.pool, seed, sealed.forms).forms
    yield from _compared("draw", range(1, sealed.forms + 1), manifest.drawn, forms)
    done: list[Withdrawal] = []
    for made in manifest.substitutions:
        done.append(made.withdrawal)
        forms = substitute(sealed.blueprint, sealed.pool, seed, forms, done)
        yield from _compared("withdrawal", made.withdrawal.numbers, made.digests, forms)
    yield from _compared("seat", range(1, len(manifest.seats) + 1), manifest.seats, forms)


def _compared(
    part: Literal["draw", "withdrawal", "seat"],
    numbers: Iterable[int],
    published: Sequence[str],
    forms: Sequence[TestForm],
) -> Iterator[CheckedForm]:
    """Numbers and digests in step; what is there on one side only is compared with nothing."""
    redrawn = {form.number: form.digest for form in forms}
    for number, digest in zip_longest(numbers, published):
        yield CheckedForm(part, number or 0, digest or "", redrawn.get(number or 0, ""))
