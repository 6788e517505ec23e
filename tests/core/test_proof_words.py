"""What a member proves, in sentences: credential, periods, years counted, documents, and who verified them when."""

from datetime import date

import pytest

from exam_server.core.commission import Education, judge_member
from exam_server.core.experience import Document, Experience, Period, Stretch
from exam_server.core.proof_words import KINDS, ProvingDocument, ProvingEntry, describe_proofs, years_of
from exam_server.core.qualification import CommissionRule, Credential
from exam_server.services.credentials import DOCUMENT_KINDS

ON = date(2026, 11, 26)
RULE = CommissionRule(
    3,
    7,
    (
        Credential("a", "wykształcenie z zakresu doradztwa;", "education"),
        Credential("b", "pięć lat doradzania", "experience", 5, 10),
        Credential("c", "pięć lat bilansowania", "experience", 5, 10),
    ),
    jointly_all=True,
)


def proved(*shows: str, first_on: date = date(2019, 1, 1), last_on: date = date(2025, 1, 31)) -> str:
    """Studies that show what they may, and one period of work that shows these credentials."""
    issued, verified = last_on, date(2026, 11, 2)
    kept = [
        ProvingEntry("Studia", (ProvingDocument("diploma", "17/2012", date(2012, 6, 29), frozenset(shows) & {"a"},
                                                "Olga Nowak", verified),), level=7),
        ProvingEntry("Poradnia", (ProvingDocument("mandate", "4/19", issued, frozenset(shows) - {"a"}, "Jan Lis",
                                                  verified),), first_on, last_on),
    ]  # fmt: skip
    education = [Education(7, (Document(frozenset(shows) & {"a"}, date(2012, 6, 29), verified),))]
    periods = [Period(first_on, last_on, (Document(frozenset(shows) - {"a"}, issued, verified),))]
    return describe_proofs(RULE, judge_member(RULE, education, periods, ON), kept)


@pytest.mark.rule("S4")
@pytest.mark.rule("S5")
def test_a_sentence_names_credential_years_periods_documents_and_who_verified_them() -> None:
    assert proved("a", "b") == (
        "Wykształcenie na poziomie 7 PRK lub wyższym: "
        "Studia – dyplom „17/2012” z 29.06.2012 (sprawdzenie: Olga Nowak, 2.11.2026). "
        "Warunek a (wykształcenie z zakresu doradztwa): "
        "Studia – dyplom „17/2012” z 29.06.2012 (sprawdzenie: Olga Nowak, 2.11.2026). "
        "Warunek b (pięć lat doradzania): 6 lat i 31 dni (2223 z wymaganych 1826 dni) z okresu 10 lat "
        "przed powołaniem 26.11.2026, zaliczono: 1.01.2019 – 31.01.2025, "
        "Poradnia (1.01.2019 – 31.01.2025) – umowa zlecenia „4/19” z 31.01.2025 (sprawdzenie: Jan Lis, 2.11.2026)."
    )


@pytest.mark.rule("S4")
def test_what_isn_t_proved_isn_t_told() -> None:
    assert "Warunek" not in proved("b", first_on=date(2023, 1, 1))
    assert describe_proofs(RULE, judge_member(RULE, [], [], ON), []) == ""


def test_the_days_that_count_are_told_in_years_of_the_calendar() -> None:
    def years(first: date, last: date) -> tuple[int, int]:
        stretch = Stretch(first, last)
        return years_of(Experience(ON, stretch.days, 0, (stretch,)))

    assert years(date(2020, 1, 1), date(2024, 12, 31)) == (5, 0)
    assert years(date(2020, 1, 1), date(2024, 12, 30)) == (4, 365)
    assert years(date(2020, 2, 29), date(2025, 2, 28)) == (5, 0)
    assert years_of(Experience(ON, 0, 1826, ())) == (0, 0)


def test_every_kind_of_document_has_its_words() -> None:
    assert KINDS.keys() == DOCUMENT_KINDS.keys()
