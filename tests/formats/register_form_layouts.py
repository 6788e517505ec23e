"""Writes a qualification's structure out in the layouts that registers use, so that reading can be tried against it."""

from collections.abc import Callable, Sequence
from html import escape

from exam_server.core.qualification import Outcome, OutcomeSet, Qualification

Writer = Callable[[Qualification], str]


def outcome_text(outcome: Outcome) -> str:
    return f"{outcome.code[-1]}. {outcome.text}"


def texts(outcome: Outcome) -> list[str]:
    return [criterion.text for criterion in outcome.criteria]


def dashed(outcome: Outcome, dash: str = "-") -> str:
    return "; ".join(f"{dash} {each}" for each in texts(outcome)) + "."


def lettered(outcome: Outcome, end: str = ",") -> list[str]:
    return [f"{'abcdefgh'[at]}) {each}{end}" for at, each in enumerate(texts(outcome))]


def kind(each: OutcomeSet) -> str:
    return "obowiązkowy" if each.mandatory else "fakultatywny"


def labelled_markdown(it: Qualification) -> str:
    """As the register's preview prints it: a label, then its value."""
    lines = ["# Zintegrowany Rejestr Kwalifikacji", "Nazwa kwalifikacji\\*", it.name, "### Zestawy efektów uczenia się"]
    for each in it.sets:
        lines += [
            "Numer zestawu w kwalifikacji\\*",
            str(each.number),
            "Nazwa zestawu\\*",
            f"{each.number}. {each.name}",
        ]
        lines += ["Poziom\\*", str(each.level), "Orientacyjny nakład pracy [godz.]\\*", str(each.hours)]
        lines += ["Rodzaj zestawu", kind(each)]
        lines += ["**Poszczególne efekty uczenia się oraz kryteria weryfikacji ich osiągnięcia**"] * 2
        for outcome in each.outcomes:
            lines += ["#### Efekt uczenia się", outcome_text(outcome), "Kryteria weryfikacji\\*", dashed(outcome)]
    lines += ["### Informacje o instytucjach uprawnionych do nadawania kwalifikacji"]
    return "\n\n".join([*lines, *_ending(it)])


def numbered_announcement(it: Qualification) -> str:
    """Headings with numbers, outcomes numbered 1), criteria lettered a)."""
    lines = ["1. Nazwa kwalifikacji wolnorynkowej", it.name, "2. Efekty uczenia się wymagane dla kwalifikacji"]
    for each in it.sets:
        lines += [f"Zestaw {each.number}. {each.name} ({kind(each)})", f"Poziom PRK: {each.level}"]
        lines += [f"Orientacyjny nakład pracy: {each.hours} godz.", "Poszczególne efekty uczenia się"]
        for at, outcome in enumerate(each.outcomes, start=1):
            lines += [f"{at}) {outcome.text}", *lettered(outcome)]
    return "\n".join([*lines, "3. Termin dokonywania przeglądu kwalifikacji", "nie rzadziej niż raz na 10 lat"])


def markdown_tables(it: Qualification) -> str:
    """Two columns, outcome | criteria, line breaks inside the cells."""
    lines = ["Nazwa kwalifikacji", "", it.name, "", "Zestawy efektów uczenia się", ""]
    for each in it.sets:
        lines += [
            f"## Zestaw {each.number}: {each.name}",
            "",
            f"Poziom: {each.level}",
            "",
            f"Nakład pracy: {each.hours}",
        ]
        lines += ["", f"Rodzaj zestawu: {kind(each)}", "", "| Efekty uczenia się | Kryteria weryfikacji |", "|---|---|"]
        for outcome in each.outcomes:
            cell = "<br>".join(f"– {text};" for text in texts(outcome))
            lines.append(f"| {outcome_text(outcome)} | {cell} |")
        lines.append("")
    return "\n".join([*lines, "[Powrót do listy](https://example.org/)"])


def html_tables(it: Qualification) -> str:
    """Tables with a row per criterion: the outcome's cell spans them."""
    parts = [f"<h1>Nazwa kwalifikacji</h1><p>{escape(it.name)}</p>"]
    for each in it.sets:
        parts.append(f"<h2>Zestaw {each.number}. {escape(each.name)}</h2>")
        parts.append(f"<p>Poziom PRK: {each.level}<br>Nakład pracy: {each.hours}<br>Rodzaj zestawu: {kind(each)}</p>")
        parts.append("<table><tr><th>Umiejętności</th><th>Kryteria weryfikacji</th></tr>")
        for outcome in each.outcomes:
            first, *rest = [f"<td>{escape(text)},</td>" for text in texts(outcome)]
            parts.append(f"<tr><td rowspan={len(rest) + 1}>{escape(outcome_text(outcome))}</td>\n{first}</tr>")
            parts += [f"<tr>{cell}</tr>\n" for cell in rest]
        parts.append("</table>")
    return page("\n".join(parts))


def definition_list(it: Qualification) -> str:
    """A page whose terms are labels and outcomes."""
    parts = [f"<dl><dt>Nazwa kwalifikacji:</dt><dd>{escape(it.name)}</dd></dl>"]
    for each in it.sets:
        parts.append(f"<dl><dt>Numer zestawu w kwalifikacji</dt><dd>{each.number}</dd>")
        parts.append(f"<dt>Nazwa zestawu</dt><dd>{escape(each.name)}</dd><dt>Poziom</dt><dd>{each.level}</dd>")
        parts.append(f"<dt>Nakład pracy [godz.]</dt><dd>{each.hours}</dd><dt>Rodzaj zestawu</dt><dd>{kind(each)}</dd>")
        parts.append("<dt>Efekty uczenia się</dt><dd></dd>")
        for outcome in each.outcomes:
            items = "".join(f"<li>{escape(text)};</li>\n" for text in texts(outcome))
            parts.append(f"<dt>{escape(outcome_text(outcome))}</dt>\n<dd><ul>{items}</ul></dd>")
        parts.append("</dl>")
    return page("\n".join(parts))


def nested_lists(it: Qualification) -> str:
    """Outcomes are the entries of an outer list, criteria those of the inner ones."""
    parts = [f"<p><b>Nazwa kwalifikacji:</b> {escape(it.name)}</p>"]
    for each in it.sets:
        parts.append(f"<h3>Zestaw efektów uczenia się nr {each.number}. {escape(each.name)} ({kind(each)})</h3>")
        parts.append(f"<p>Poziom: {each.level}</p><p>Liczba godzin: {each.hours}</p><p>Efekty uczenia się</p><ol>")
        for outcome in each.outcomes:
            items = "".join(f"<li>{escape(text)}</li>" for text in texts(outcome))
            parts.append(f"<li>{escape(outcome.text)}<ul>{items}</ul></li>")
        parts.append("</ol>")
    return page("\n".join(parts))


def plain_text(it: Qualification) -> str:
    """Wrapped plain text with bullets, each criterion on lines of its own."""
    lines = [f"Nazwa kwalifikacji: {it.name}", ""]
    for each in it.sets:
        lines += [f"Nazwa zestawu: {each.number}. {each.name}", f"Poziom: {each.level}", f"Nakład pracy: {each.hours}"]
        lines += [f"Rodzaj zestawu: {kind(each)}", ""]
        for outcome in each.outcomes:
            lines += ["", f"Efekt uczenia się {outcome_text(outcome)}", "Kryteria weryfikacji:"]
            for text in texts(outcome):
                lines += wrapped(f"• {text};")
    return "\r\n".join(lines)


def wrapped(text: str) -> Sequence[str]:
    """Broken in two at a space in the middle, as a page would."""
    words = text.split(" ")
    middle = (len(words) + 1) // 2
    return [line for line in (" ".join(words[:middle]), " ".join(words[middle:])) if line]


def page(body: str) -> str:
    return f"""<!DOCTYPE html>
<html><head><title>Rejestr</title><script>var x = "Nazwa kwalifikacji";</script></head><body>
<nav><ul><li><a href="/">Efekty uczenia się</a></li></ul></nav>
<ul class="menu"><li><a href="/a">Nazwa kwalifikacji</a></li><li><a href="/b">Zestaw 9. Kontakt</a></li></ul>
<div>{body}</div>
<div><p>Drukuj stronę</p></div><footer>Kryteria weryfikacji</footer></body></html>"""


def _ending(it: Qualification) -> list[str]:
    return ["Wnioskodawca\\*", it.applicant, "Status"] if it.applicant else ["Status"]


LAYOUTS: dict[str, Writer] = {
    each.__name__: each
    for each in (
        labelled_markdown,
        numbered_announcement,
        markdown_tables,
        html_tables,
        definition_list,
        nested_lists,
        plain_text,
    )
}
