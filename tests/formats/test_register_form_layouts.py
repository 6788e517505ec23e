"""One small structure in further layouts, each of which has its own snag."""

import pytest

from exam_server.formats.register_form import read_register_form

SET_NAMES_ACROSS_TABLES = """<html><body><h1>Szycie</h1><table>
<tr><td>Nazwa kwalifikacji</td><td>Szycie</td></tr>
</table>
<table><tr><th colspan=2>Zestaw 1. Krojenie (obowiązkowy)</th></tr>
<tr><td>Efekty uczenia się</td><td>Kryteria weryfikacji ich osiągnięcia</td></tr>
<tr><td><p>1) Kroi</p></td><td><p>– tnie,</p><p>– mierzy,</p></td></tr>
<tr><td><p>2) Szyje</p></td><td><p>– szyje,</p><p>– pruje.</p></td></tr>
<tr><td colspan=2>Zestaw 2. Haft</td></tr>
<tr><td>Efekty uczenia się</td><td>Kryteria weryfikacji ich osiągnięcia</td></tr>
<tr><td>Haftuje</td><td>a) haftuje krzyżykiem<br>b) haftuje płasko</td></tr>
</table></body></html>"""

NUMBERS_AND_NAMES_ON_LINES_OF_THEIR_OWN = """Nazwa kwalifikacji
Szycie
Poziom PRK
4
Zestawy efektów uczenia się
Zestaw 1
Krojenie
Poziom
4
Efekty uczenia się
A. Kroi
Kryteria weryfikacji
- tnie,
- mierzy.
B. Szyje
Kryteria weryfikacji
- szyje,
- pruje.
Zestawy fakultatywne
Zestaw 2
Haft
Efekty uczenia się
A. Haftuje
• haftuje krzyżykiem;
• haftuje
płasko
"""

HEADINGS_ONLY = """# Szycie

## Nazwa kwalifikacji
Szycie

## Zestawy efektów uczenia się

### 1. Krojenie

**Poziom:** 4

#### A. Kroi

1. tnie
2. mierzy

#### B. Szyje

* szyje
* pruje

### 2. Haft

#### A. Haftuje

- haftuje

## Wnioskodawca
X
"""

DIVS_AND_NESTED_LISTS = """<div class="field"><div class="label">Nazwa kwalifikacji</div><div class="value">Szycie</div></div>
<div><span>Poziom PRK:</span> <span>4</span></div>
<div><h3>Zestaw efektów uczenia się 1: Krojenie</h3>
<div>Efekt uczenia się: <b>A. Kroi</b></div>
<div>Kryteria weryfikacji:<ul><li>tnie</li><li>mierzy:<ul><li>miarką</li><li>okiem</li></ul></li></ul></div>
<div>Efekt uczenia się: <b>B. Szyje</b></div>
<div>Kryteria weryfikacji:<ul><li>szyje</li></ul></div></div>"""

LABELS_AS_TABLE_CELLS = """Nazwa kwalifikacji: Szycie

Zestaw 1. Krojenie

| Efekt uczenia się | A. Kroi |
|---|---|
| Kryteria weryfikacji | - tnie; - mierzy |
| Efekt uczenia się | B. Szyje |
| Kryteria weryfikacji | - szyje; - pruje |
"""

INDENTED_LISTS = """Nazwa kwalifikacji: Szycie

Zestaw 1. Krojenie

Efekty uczenia się:

- A. Kroi
  - tnie;
  - mierzy;
- B. Szyje
  - szyje;
  - pruje.
"""

HTML_IN_TEXT = """Nazwa kwalifikacji: Szycie
Zestaw 1. Krojenie
<table>
<tr><th>Efekty uczenia się</th><th>Kryteria weryfikacji</th></tr>
<tr><td>Kroi</td><td>a) tnie; b) mierzy (np. okiem, b) miarką); c) liczy</td></tr>
</table>
"""

SEWING = {"1A": ["tnie", "mierzy"], "1B": ["szyje", "pruje"]}
EMBROIDERY = {"2A": ["haftuje krzyżykiem", "haftuje płasko"]}


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (SET_NAMES_ACROSS_TABLES, SEWING | EMBROIDERY),
        (NUMBERS_AND_NAMES_ON_LINES_OF_THEIR_OWN, SEWING | EMBROIDERY),
        (HEADINGS_ONLY, SEWING | {"2A": ["haftuje"]}),
        (DIVS_AND_NESTED_LISTS, {"1A": ["tnie", "mierzy: miarką okiem"], "1B": ["szyje"]}),
        (LABELS_AS_TABLE_CELLS, SEWING),
        (INDENTED_LISTS, SEWING),
        (HTML_IN_TEXT, {"1A": ["tnie", "mierzy (np. okiem, b) miarką)", "liczy"]}),
    ],
)
def test_a_further_layout_reads_as_the_same_structure(source: str, expected: dict[str, list[str]]) -> None:
    found, problems = read_register_form(source)
    assert found is not None
    assert {each.code: [criterion.text for criterion in each.criteria] for each in found.outcomes()} == expected
    assert [problem.rule for problem in problems] == ["S1"]


def test_a_heading_over_the_optional_sets_makes_them_optional() -> None:
    found, _ = read_register_form(NUMBERS_AND_NAMES_ON_LINES_OF_THEIR_OWN)
    assert found is not None
    assert [(each.name, each.mandatory) for each in found.sets] == [("Krojenie", True), ("Haft", False)]


def test_a_large_form_is_read_in_time() -> None:
    source = HEADINGS_ONLY.replace("- haftuje", "- haftuje; " * 20_000)
    found, _ = read_register_form(source)
    assert found is not None
    assert len(found.codes()) == 20_004
