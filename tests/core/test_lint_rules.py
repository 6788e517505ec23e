"""Each rule of wording on real Polish: what it has to find, and what comes near and is fine."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exam_server.core.bank import Item, Option
from exam_server.core.lint import RULES, check_item, remedy_of
from exam_server.core.lint.options import read_range
from exam_server.core.lint.polish import POLISH
from exam_server.core.lint.stems import fog, question_of, syllables
from exam_server.core.lint.words import akin, own_words
from exam_server.core.words import fold
from exam_server.language import say
from tests.kinds import EVERY_KIND


def choice(stem: str, key: str, *others: str, kind: str = "single_choice", language: str = "pl") -> Item:
    """A single choice whose first option is the key, otherwise without a fault."""
    texts = (key, *others)
    options = tuple(
        Option("abcdefgh"[n], words, n == 0, f"Powód numer {n} tej opcji.") for n, words in enumerate(texts)
    )
    return Item("x-1", kind, ("1A1",), stem, options, sources=("z",), language=language, status="pilot")  # type: ignore[arg-type]


def reasoned(key: str, *others: str) -> Item:
    item = choice("Co robi doradca?", "pyta", "radzi", "milczy")
    reasons = (key, *others, *["Inny powód."] * (2 - len(others)))
    return replace(
        item,
        options=tuple(replace(option, rationale=words) for option, words in zip(item.options, reasons, strict=True)),
    )


def statement(stem: str, key: str) -> Item:
    options = tuple(
        Option(id, words, id == key, "Tak mówi ustawa.") for id, words in (("true", "Prawda"), ("false", "Fałsz"))
    )
    return Item("x-1", "true_false", ("1A1",), stem, options, sources=("z",), status="pilot")


WHAT = "Co doradca robi na początku spotkania?"
LONG_SENTENCE = (
    "Odpowiedzialny za przeprowadzenie dokumentowania zidentyfikowanych kompetencji zawodowych doradca, "
    "uwzględniając zróżnicowane uwarunkowania środowiskowe, przygotowując indywidualną dokumentację, "
    "przeanalizował niejednoznaczne zaświadczenia pracodawców, kwestionariusze samooceny, rekomendacje "
    "współpracowników, potwierdzenia uczestnictwa w szkoleniach specjalistycznych oraz zinterpretował "
    "zarejestrowane wypowiedzi klientki dotyczące dotychczasowych doświadczeń zawodowych i pozazawodowych, "
    "podejmowanych dobrowolnie przedsięwzięć organizacyjnych i nieformalnego samokształcenia, po czym co zrobił?"
)

FOUND: dict[str, list[Item]] = {
    "key-longest": [
        choice(WHAT, "pyta o oczekiwania, notuje je i ustala z klientem dalsze kroki", "udziela rad", "zapisuje dane"),
        choice("What is first?", "asks what the client expects and takes notes", "advises", "waits", language="en"),
    ],
    "key-hedged": [
        choice(WHAT, "zwykle pyta o oczekiwania", "udziela od razu rady", "czeka na pytania"),
        choice(WHAT, "zmiana, która może mieć wiele przyczyn", "zmiana z winy klienta", "zmiana z winy doradcy"),
        choice(WHAT, "dobór narzędzi w zależności od celu", "dobór narzędzi z listy", "dobór przez klienta"),
    ],
    "absolute-word": [
        choice(WHAT, "pyta o oczekiwania", "zawsze zaczyna od testu", "milczy"),
        choice(WHAT, "pyta o oczekiwania", "nigdy nie notuje", "słucha w każdej sytuacji"),
        statement("Doradca wyłącznie słucha.", "false"),
        choice("What is first?", "the adviser asks", "the adviser never asks", "silence", language="en"),
    ],
    "stem-in-key": [
        choice(
            "Co opisuje portfolio kompetencji?", "dowody, z których składa się portfolio", "zdrowie", "wyniki badań"
        ),
        choice("Czemu służy parafraza?", "parafrazie służy sprawdzenie sensu", "podaniu oceny", "skróceniu rozmowy"),
    ],
    "negative-stem": [
        choice("Klient przyszedł. Które działanie nie należy do doradcy?", "leczenie", "rozmowa", "notowanie"),
        choice("Wszystkie te działania są zadaniem doradcy oprócz:", "leczenia", "rozmowy", "notowania"),
        choice("Które stwierdzenie jest nieprawdziwe?", "pierwsze", "ostre", "krótkie"),
        choice("Which is not a task of the adviser?", "cure", "talk", "notes", language="en"),
    ],
    "reading-level": [choice(LONG_SENTENCE, "zapisał wnioski", "podał oceny", "zamknął teczkę")],
    "all-or-none": [
        choice(WHAT, "wszystkie powyższe", "pyta", "słucha"),
        choice(WHAT, "pyta", "żadne z powyższych", "słucha"),
        choice(WHAT, "pyta", "słucha", "Żadna z podanych odpowiedzi nie jest poprawna"),
        choice(WHAT, "wszystkie wymienione odpowiedzi", "pyta", "słucha"),
        choice("What is first?", "asks", "none of the above", "both of the options", language="en"),
    ],
    "option-refers": [
        choice(WHAT, "A i B", "pyta", "słucha"),
        choice(WHAT, "odpowiedzi a oraz c", "pyta", "słucha"),
        choice(WHAT, "zarówno a, jak i b", "pyta", "słucha"),
        choice(WHAT, "pyta", "to samo co w punkcie c", "słucha"),
        choice("What is first?", "both A and B", "asks", "waits", language="en"),
    ],
    "options-alike": [
        choice(WHAT, "milczy", "prosi klienta o przykłady", "prosi klientów o przykład"),
        choice(WHAT, "ocena kompetencji klienta", "ocena kompetencji klientki", "rozmowa"),
    ],
    "ranges-overlap": [
        choice("Ile osób?", "od 3 do 5 osób", "5–8 osób", "10–12 osób"),
        choice("Ile lat?", "co najmniej 3 lata", "powyżej 5 lata", "do 2 lata"),
        choice("How many?", "up to 5", "5 to 7", "over 9", language="en"),
    ],
    "grammar-cue": [
        choice("Podstawą pracy doradcy jest jedna", "zasada.", "nakaz.", "prawo."),
        choice("Doradca powinien", "zapytać o cel", "notatka z rozmowy", "ankieta przed spotkaniem"),
        choice(WHAT, "Pyta o cel", "daje radę", "milczy długo"),
        choice(WHAT, "pyta o cel.", "daje radę", "milczy długo"),
        choice(WHAT, "„Co Pan zrobił?”", "„Proszę tego nie robić”.", "„Tak nie wolno”."),
        choice("The adviser starts with an", "interview", "test", "report", language="en"),
    ],
    "two-correct": [
        reasoned("Pytanie odsłania potrzebę.", "Prawidłowa odpowiedź."),
        reasoned("Pytanie odsłania potrzebę.", "To również poprawne działanie."),
        reasoned("Tak stanowi artykuł drugi ustawy.", "Tak stanowi artykuł drugi ustawy."),
    ],
    "key-called-wrong": [reasoned("Błędna odpowiedź: doradca nie ocenia."), reasoned("Odpowiedź nieprawidłowa.")],
}

FINE: dict[str, list[Item]] = {
    "key-longest": [
        choice(WHAT, "pyta o oczekiwania i notuje je", "udziela rad i je zapisuje", "zapisuje dane osobowe"),
        choice(WHAT, "tak, ale po namyśle", "nie", "brak danych"),
        choice(WHAT, "pyta", "udziela rad, zapisuje je i omawia z klientem", "zapisuje wszystko"),
    ],
    "key-hedged": [
        choice(WHAT, "zwykle pyta o oczekiwania", "często udziela rady", "czeka na pytania"),
        choice(WHAT, "pyta o oczekiwania", "zwykle udziela rady", "czeka na pytania"),
        choice(WHAT, "pyta o możnych patronów", "radzi", "czeka"),
    ],
    "absolute-word": [
        choice(WHAT, "nigdy nie ocenia", "zawsze radzi", "milczy"),
        choice(WHAT, "pyta", "nie zawsze notuje", "milczy"),
        choice(WHAT, "pyta", "żadne z powyższych", "milczy"),
        choice("What is first?", "asks", "none of the above", "waits", language="en"),
        choice(WHAT, "wyjaśnia cel", "podsumowanie na koniec każdego wątku", "mówi tylko o sobie"),
        statement("Doradca wyłącznie słucha.", "true"),
        statement("Wypowiedź „Zawsze umiem się dogadać” wystarcza do uznania kompetencji.", "false"),
    ],
    "stem-in-key": [
        choice(
            "Co opisuje portfolio kompetencji?",
            "dowody, z których składa się portfolio",
            "portfolio zdrowia",
            "badania",
        ),
        choice("Czemu służy parafraza?", "sprawdzeniu sensu", "podaniu oceny", "skróceniu rozmowy"),
        choice("Klient mówi o pracy w hotelu. Co dalej?", "pytanie o zadania", "rada dotycząca pracy", "test"),
    ],
    "negative-stem": [
        choice("Które działanie **nie** należy do doradcy?", "leczenie", "rozmowa", "notowanie"),
        choice("Które działanie NIE należy do doradcy?", "leczenie", "rozmowa", "notowanie"),
        choice("Co robi doradca, gdy klient nie odpowiada?", "pyta", "radzi", "milczy"),
        choice("Klient nie wie, czego chce. Co dalej?", "pytanie", "rada", "test"),
        choice("Klientka pyta: „Co mi nie wyszło?”. Co odpowiada doradca?", "pyta", "radzi", "milczy"),
        choice("Które działania **nie** należą do doradcy? Wskaż **dwie** odpowiedzi.", "a1", "b1", "c1"),
    ],
    "reading-level": [
        choice(" ".join(["Klient mówi cicho i powoli o swojej pracy."] * 8), "pyta", "radzi", "milczy"),
        choice("Zidentyfikowane kompetencje udokumentowano?", "tak", "nie", "częściowo"),
    ],
    "all-or-none": [
        choice(WHAT, "wszystkie dokumenty klienta", "pyta", "słucha"),
        choice(WHAT, "żadna z osób obecnych nie notuje", "obie strony podpisują kontrakt", "słucha"),
    ],
    "option-refers": [
        choice(WHAT, "witamina A i witamina B", "kategoria A", "grupa a"),
        choice(WHAT, "pyta o to, co klient zrobił i powiedział", "radzi", "odpowiedzi ankiety i notatki"),
        choice(WHAT, "pierwsze spotkanie i ostatnie", "Test A, bo o wyborze rozstrzyga rzetelność", "test B"),
    ],
    "options-alike": [
        choice(
            "Które odczytanie jest trafne?",
            "Lista kursów jest potrzebą, a utrzymanie pracy – oczekiwaniem.",
            "Lista kursów jest oczekiwaniem, a utrzymanie pracy – potrzebą.",
            "Żadne z pojęć nie pasuje.",
        ),
        choice(WHAT, "pyta o cel", "nie pyta o cel", "milczy"),
        choice("Ile?", "3 osoby", "4 osoby", "5 osób"),
    ],
    "ranges-overlap": [
        choice("Ile osób?", "od 3 do 4 osób", "5–8 osób", "powyżej 8 osób"),
        choice("Ile?", "do 5 dni", "co najmniej 5 lat", "powyżej 9 miesięcy"),
        choice("Kiedy?", "w 2024 roku", "od wielu lat", "do końca roku"),
    ],
    "grammar-cue": [
        choice("Podstawą pracy doradcy jest jedna", "zasada", "umowa", "metoda"),
        choice("Doradca powinien", "zapytać o cel", "dać radę", "milczeć długo"),
        choice("Co jest najważniejsze?", "miłość", "praca", "zdrowie"),
        choice(WHAT, "Pyta o cel.", "Daje radę", "Milczy długo."),
        choice(WHAT, "„Co Pan zrobił?”", "„Czy to działa?”", "„Proszę opowiedzieć”."),
    ],
    "two-correct": [
        reasoned("Pytanie odsłania potrzebę.", "Granica roli jest słuszna, ale zamyka temat."),
        reasoned("Pytanie odsłania potrzebę.", "Dobrze dobrane narzędzie nie zastąpi rozmowy."),
        reasoned("bo tak", "bo tak"),
    ],
    "key-called-wrong": [
        reasoned("Błędna odpowiedź klienta nie przesądza o niczym."),
        reasoned("Nie ocenia, lecz pyta."),
    ],
}


def rules_of(item: Item) -> set[str]:
    return {problem.rule for problem in check_item(item)}


def test_every_rule_of_wording_has_examples_and_a_remedy_in_both_languages() -> None:
    ids = {rule.id for rule in RULES}
    assert ids == set(FOUND) == set(FINE)
    for rule in RULES:
        assert say(rule.remedy, "pl") != say(rule.remedy, "en")


@pytest.mark.parametrize(("rule", "item"), [(rule, item) for rule, items in FOUND.items() for item in items])
def test_a_rule_finds_its_fault(rule: str, item: Item) -> None:
    assert rule in rules_of(item)


@pytest.mark.parametrize(("rule", "item"), [(rule, item) for rule, items in FINE.items() for item in items])
def test_what_comes_near_is_fine(rule: str, item: Item) -> None:
    assert rule not in rules_of(item)


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_a_sound_item_of_every_kind_has_no_finding(kind: str) -> None:
    assert check_item(EVERY_KIND[kind].item) == ()


def test_a_language_without_word_lists_is_checked_for_its_structure_alone() -> None:
    assert rules_of(choice(WHAT, "wszystkie powyższe", "pyta", "słucha", language="de")) == set()
    assert rules_of(choice(WHAT, "pyta", "słucha", language="de")) == {"option-count"}


@settings(max_examples=60, deadline=None)
@given(st.permutations(range(4)), st.sampled_from([items[0] for items in (*FOUND.values(), *FINE.values())]))
def test_the_order_of_the_options_changes_no_finding(order: list[int], item: Item) -> None:
    if item.kind == "true_false":
        return
    moved = replace(item, options=tuple(item.options[n] for n in order if n < len(item.options)))
    assert rules_of(moved) == rules_of(item)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=40), min_size=4, max_size=4), st.sampled_from(["pl", "en"]))
def test_no_text_stops_a_rule(texts: list[str], language: str) -> None:
    item = choice(texts[0], *texts[1:], language=language)
    assert all(remedy_of(problem.rule) for problem in check_item(item))


SAME = [
    ("doradca", "doradcy"),
    ("doradca", "doradztwo"),
    ("klient", "klientom"),
    ("ocena", "ocenić"),
    ("rozpoznanie", "rozpoznać"),
    ("praca", "pracować"),
    ("książka", "książek"),
    ("zawód", "zawodu"),
    ("skutek", "skutku"),
    ("wypowiedź", "wypowiedziami"),
]
STRANGERS = [
    ("prawo", "prawda"),
    ("klient", "kliniczny"),
    ("przebieg", "przebudowa"),
    ("zadanie", "zawód"),
    ("stan", "stanowisko"),
    ("wynik", "wyjście"),
    ("rola", "rolnik"),
]


@pytest.mark.parametrize("words", SAME)
def test_forms_of_a_word_are_akin(words: tuple[str, str]) -> None:
    assert akin(fold(words[0]), fold(words[1])) and akin(fold(words[1]), fold(words[0]))


@pytest.mark.parametrize("words", STRANGERS)
def test_strangers_that_begin_alike_are_not_akin(words: tuple[str, str]) -> None:
    assert not akin(fold(words[0]), fold(words[1]))


def test_what_is_only_quoted_is_left_out_but_a_quotation_as_a_whole_is_kept() -> None:
    assert own_words("Zdanie „zawsze umiem” brzmi szczerze.") == "Zdanie brzmi szczerze."
    assert own_words("„Zawsze **umiem**”.") == "Zawsze umiem"


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("praca", 2),
        ("doświadczenie", 4),
        ("miasto", 2),
        ("autor", 2),
        ("niezidentyfikowany", 8),
        ("ręka", 2),
        ("nie", 1),
    ],
)
def test_syllables_are_counted_as_polish_is_spoken(word: str, count: int) -> None:
    assert syllables(word, POLISH) == count


def test_the_fog_index_is_four_tenths_of_sentence_length_and_hard_words() -> None:
    found = fog("Doradca pyta o potrzeby. Dokumentowanie kompetencji trwa.", POLISH)
    assert (found.words, found.words_a_sentence) == (7, 3.5)
    assert found.hard_percent == pytest.approx(100 * 2 / 7)
    assert found.index == pytest.approx(0.4 * (3.5 + 100 * 2 / 7))
    assert fog("", POLISH).index == 0


def test_the_question_is_the_last_sentence_without_its_instruction() -> None:
    assert question_of("Klient milczy. Co robi doradca? Wskaż **dwie** odpowiedzi.") == "Co robi doradca?"
    assert question_of("Klientka mówi: „Nie wiem.” Co dalej?") == "Co dalej?"


@pytest.mark.parametrize(
    ("words", "low", "high"),
    [("od 3 do 5 osób", 3, 5), ("3–5", 3, 5), ("do 5,5 %", float("-inf"), 5.5), ("powyżej 10 lat", 10, float("inf"))],
)
def test_a_range_is_read_with_its_unit(words: str, low: float, high: float) -> None:
    found = read_range(words)
    assert found is not None and (found.low, found.high) == (low, high)


@pytest.mark.parametrize("words", ["", "5", "od rana do nocy", "3–5 osób i pies oraz kot i mysz", "od 3 osób do 5 lat"])
def test_what_is_not_only_a_range_is_none(words: str) -> None:
    assert read_range(words) is None
