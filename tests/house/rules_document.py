"""Makes docs/rules.md: for every rule where the code carries it out, and which tests show that. Run it to write it.

A rule is carried out where a function refuses by it (`rule="S4"`), or decides by it and says so in its docstring, in
brackets: `(S4)`. A module, a table, a class or a page that mentions a rule carries nothing out. Tests are marked by
`@pytest.mark.rule("S4")`.
"""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "docs" / "rules.md"
RULES: Mapping[str, str] = {
    "S1": "trzy dopuszczone metody; po symulacji zawsze rozmowa",
    "S2": "komisja liczy co najmniej tyle osób, ile wymaga formularz, i sprawdza się to przy każdym rozstrzygnięciu",
    "S3": "każdy członek ma wykształcenie i co najmniej jeden warunek, a wszyscy razem mają wszystkie",
    "S4": "lata doświadczenia liczą się w oknie przed powołaniem, bez podwójnego liczenia",
    "S5": "doświadczenie potwierdzają zweryfikowane dokumenty",
    "S6": "każdy członek oświadcza, że stosuje zasady walidacji",
    "S7": "warunki i sprzęt odpowiadają metodom",
    "S8": "doradca ma własne warunki i nie zasiada w komisji swojego kandydata",
    "S9": "odwołać się można na każdym etapie",
    "S10": "kto szkolił kandydata, ten go nie weryfikuje",
    "S11": "poziom, godziny, koszt i ważność są danymi kwalifikacji",
    "S12": "zestawy, efekty i kryteria, także złożone, łączy „i”",
    "S13": "sprzeczność formularza co do warunków wstępnych: zapis decyzji instytucji",
    "L1": "certyfikat ma dokładnie wymagane pola",
    "L2": "certyfikat tylko wtedy, gdy potwierdzono każdy efekt; bez uśredniania",
    "L4": "rejestr certyfikatów",
    "L5": "dane osobowe przechowuje się 5 lat",
    "L6": "rejestr elektroniczny eksportuje XML",
    "L7": "protokoły przechowuje się 5 lat od wydania",
    "L8": "efekty można potwierdzać etapami, każdy zestaw z własnym protokołem",
    "L9": "osiągnięć uznanych wcześniej nie sprawdza się ponownie",
    "L10": "walidację może prowadzić upoważniony podmiot",
    "L11": "organizacja i opłaty są jawne",
    "L14": "sprawozdanie kwartalne do rejestru",
    "L15": "kształcenie oddzielone od walidacji, stały monitoring",
    "L16": "ewaluacja wewnętrzna co najmniej co 3 lata",
    "L18": "zewnętrzne zapewnianie jakości: wgląd audytora",
    "L19": "ślad od certyfikatu do komisji, metod i protokołu",
    "L23": "kto zaczął, kończy według wersji z dnia rozpoczęcia",
    "L24": "sprawdza się efekty, a nie drogę do nich",
    "P1": "czasownik kryterium podpowiada metodę",
    "P2": "ocena i rozstrzygnięcie wskazują swoje dowody",
    "P3": "terminy są ustawieniami",
    "P4": "nagranie tylko za osobną, dobrowolną zgodą",
    "P5": "praca na kodach; wynik testu ukryty do zapieczętowania ocen",
    "P6": "postacie scenariuszy są zmyślone",
    "P7": "dwie osoby przy ważnych czynnościach",
    "P8": "własny okres przechowywania tego, czego nie spełniono",
    "P9": "brak w jednej metodzie to punkt agendy, nie porażka",
}
# What the software doesn't do in whole, and why; a rule leaves this list when it does.
WAITING: Mapping[str, str] = {"P4": "zgody są osobne i dobrowolne; system niczego nie nagrywa"}
MENTION = re.compile(r"\b([SLP]\d{1,2})\b")
BRACKETS = re.compile(r"\(([^()]*)\)")
DECIDING_LAYERS = ("core", "formats", "services")
DECIDERS = re.compile(r"_?(require|refuse|check|may|is|begin_act|find_obstacle|find_scope)(_|\b)")
"""Functions that a use case asks whether it may go on: their names say it."""


@cache
def places_in_code() -> dict[str, dict[str, list[str]]]:
    """Rule → module → functions in it that refuse or decide by the rule."""
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for layer in DECIDING_LAYERS:
        for path in sorted((ROOT / "exam_server" / layer).rglob("*.py")):
            module = str(path.relative_to(ROOT))
            for rule, name in carried_out(path.read_text(encoding="utf-8"), pure=layer != "services"):
                if name not in found[rule][module]:
                    found[rule][module].append(name)
    return found


def carried_out(source: str, *, pure: bool) -> Iterator[tuple[str, str]]:
    """The rules that a module's functions carry out, each with the function's name.

    `pure`: the functions decide by what they give back, so that a rule in their docstring's brackets is enough.
    """
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef):
            rules = [*_named_in_refusals(node)]
            if pure or _may_refuse(node):
                rules += _cited(ast.get_docstring(node) or "")
            for rule in dict.fromkeys(rules):
                yield rule, node.name


def _named_in_refusals(function: ast.FunctionDef) -> Iterator[str]:
    for node in ast.walk(function):
        if isinstance(node, ast.Call):
            for given in (*node.args, *(keyword.value for keyword in node.keywords)):
                if isinstance(given, ast.Constant) and given.value in RULES:
                    yield str(given.value)


def _may_refuse(function: ast.FunctionDef) -> bool:
    """Whether it raises, or asks a function that says whether it may go on."""
    return any(
        isinstance(node, ast.Raise)
        or (isinstance(node, ast.Call) and DECIDERS.match(ast.unparse(node.func).rpartition(".")[2]) is not None)
        for node in ast.walk(function)
    )


def _cited(docstring: str) -> list[str]:
    """The rules that stand in brackets: what is named within a sentence is named in passing."""
    named = (rule for words in BRACKETS.findall(docstring) for rule in MENTION.findall(words))
    return [rule for rule in dict.fromkeys(named) if rule in RULES]


@cache
def marked_tests() -> dict[str, dict[str, list[str]]]:
    """Rule → file → tests that are marked with it."""
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                for rule in _marks(node):
                    found[rule][str(path.relative_to(ROOT))].append(node.name)
    return found


def _marks(node: ast.FunctionDef) -> Iterator[str]:
    for mark in node.decorator_list:
        if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "pytest.mark.rule":
            yield from (str(ast.literal_eval(argument)) for argument in mark.args)


def write() -> str:
    """The whole document."""
    code, tests = places_in_code(), marked_tests()
    lines = [
        "# Zasady: gdzie działają i które testy to pokazują",
        "",
        "Ten plik powstaje z kodu (`make rules`) i test pilnuje, by był aktualny. S to formularz rejestrowy, L ustawa o ZSK,",
        "P praktyka (ustawienia z wartością domyślną).",
    ]
    for rule, words in RULES.items():
        lines += ["", f"## {rule}: {words}", ""]
        if rule in WAITING:
            lines += [f"**Jeszcze nie w całości:** {WAITING[rule]}.", ""]
        lines += _listed("W kodzie (tam, gdzie się o tym rozstrzyga albo tego odmawia)", code.get(rule, {})) or [
            "W kodzie: nic.",
            "",
        ]
        lines += _listed("Testy", tests.get(rule, {})) or ["Testy: żaden."]
    return "\n".join(lines) + "\n"


def _listed(title: str, found: Mapping[str, list[str]]) -> list[str]:
    rows = [f"- `{path}`{_names(names)}" for path, names in sorted(found.items())]
    return [f"{title}:", "", *rows, ""] if rows else []


def _names(names: list[str]) -> str:
    shown = [f"`{name}`" for name in names if name]
    return f": {', '.join(shown)}" if shown else ""


if __name__ == "__main__":
    DOCUMENT.write_text(write(), encoding="utf-8")
