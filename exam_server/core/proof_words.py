"""What a member proves, in Polish sentences that are kept with the appointment: a record's words, not a page's (S4)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from exam_server.core.commission import Proof, Standing
from exam_server.core.experience import Experience, Stretch, shift_years
from exam_server.core.qualification import CommissionRule, Credential

KINDS: Mapping[str, str] = {
    "work_certificate": "świadectwo pracy",
    "mandate": "umowa zlecenia",
    "specific_work": "umowa o dzieło",
    "contract": "inna umowa",
    "attestation": "zaświadczenie",
    "statement": "oświadczenie osoby samozatrudnionej",
    "diploma": "dyplom",
    "other": "inny dokument",
}


@dataclass(frozen=True)
class ProvingDocument:
    """A document that counts: its credentials (codes), and who verified it when (S5)."""

    kind: str
    title: str
    issued_on: date
    shows: frozenset[str]
    verified_by: str
    verified_on: date

    def counts(self, on: date) -> bool:
        """Whether it had been issued and verified by that day."""
        return self.issued_on <= on and self.verified_on <= on


@dataclass(frozen=True)
class ProvingEntry:
    """Work from `first_on` to `last_on` (None: it goes on), or education of a PRK `level`, with its documents."""

    title: str
    documents: tuple[ProvingDocument, ...]
    first_on: date | None = None
    last_on: date | None = None
    level: int | None = None


def describe_proofs(rule: CommissionRule, standing: Standing, entries: Sequence[ProvingEntry]) -> str:
    """Education and each credential held: its words, periods, years counted, documents, who verified them and when.

    Empty where nothing is proved.
    """
    proofs = {proof.credential: proof for proof in standing.proofs if proof.held}
    found = list(_education(rule, standing, entries))
    found += [
        _credential(each, proofs[each.code], standing.on, entries) for each in rule.credentials if each.code in proofs
    ]
    return " ".join(found)


def years_of(experience: Experience) -> tuple[int, int]:
    """Whole calendar years from the first day that counts, and days beyond them, that the counted days make."""
    if not experience.stretches:
        return 0, experience.days
    first, years = experience.stretches[0].first_on, 0
    while (shift_years(first, years + 1) - first).days <= experience.days:
        years += 1
    return years, experience.days - (shift_years(first, years) - first).days


def _education(rule: CommissionRule, standing: Standing, entries: Sequence[ProvingEntry]) -> Iterator[str]:
    if rule.education_level is None or not standing.educated:
        return
    shown = [
        _entry(each, [one for one in each.documents if one.counts(standing.on)])
        for each in entries
        if each.level is not None and each.level >= rule.education_level
    ]
    yield f"Wykształcenie na poziomie {rule.education_level} PRK lub wyższym: {'; '.join(filter(None, shown))}."


def _credential(each: Credential, proof: Proof, on: date, entries: Sequence[ProvingEntry]) -> str:
    """One sentence about one credential."""
    experience = proof.experience
    shown = [
        _entry(entry, [one for one in entry.documents if each.code in one.shows and one.counts(on)])
        for entry in entries
        if (entry.level is None) == (experience is not None) and _is_counted(entry, experience)
    ]
    counted = f" {_counted(each, experience)}," if experience else ""
    return f"Warunek {each.code} ({each.text.rstrip('.;, ')}):{counted} {'; '.join(filter(None, shown))}."


def _counted(each: Credential, experience: Experience) -> str:
    window = f" z okresu {each.window_years} lat" if each.window_years else ""
    stretches = ", ".join(_between(one) for one in experience.stretches)
    return (
        f"{_length(*years_of(experience))} ({experience.days} z wymaganych {experience.needed} dni){window}"
        f" przed powołaniem {_day(experience.on)}, zaliczono: {stretches}"
    )


def _is_counted(entry: ProvingEntry, experience: Experience | None) -> bool:
    """Whether some of a period's days lie in the stretches that count."""
    if experience is None or entry.first_on is None:
        return True
    last = entry.last_on or date.max
    return any(entry.first_on <= one.last_on and one.first_on <= last for one in experience.stretches)


def _entry(each: ProvingEntry, documents: Sequence[ProvingDocument]) -> str:
    if not documents:
        return ""
    until = _day(each.last_on) if each.last_on else "nadal"
    period = f" ({_day(each.first_on)} – {until})" if each.first_on else ""
    return f"{each.title}{period} – {', '.join(map(_document, documents))}"


def _document(each: ProvingDocument) -> str:
    verified = f"sprawdzenie: {each.verified_by or '–'}, {_day(each.verified_on)}"
    return f"{KINDS.get(each.kind, KINDS['other'])} „{each.title}” z {_day(each.issued_on)} ({verified})"


def _between(stretch: Stretch) -> str:
    return f"{_day(stretch.first_on)} – {_day(stretch.last_on)}"


def _length(years: int, days: int) -> str:
    parts = [f"{years} {_plural(years, 'rok', 'lata', 'lat')}"] if years else []
    parts += [f"{days} {'dzień' if days == 1 else 'dni'}"] if days or not years else []
    return " i ".join(parts)


def _plural(count: int, one: str, few: str, many: str) -> str:
    if count == 1:
        return one
    return few if count % 10 in (2, 3, 4) and count % 100 not in (12, 13, 14) else many


def _day(day: date) -> str:
    return f"{day.day}.{day.month:02}.{day.year}"
