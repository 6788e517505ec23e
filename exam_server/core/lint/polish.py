"""Polish as the rules know it: word lists chosen on the shipped bank and read against it, not taken from elsewhere."""

import re

from exam_server.core.lint.language import Wording, any_of, listed
from exam_server.core.words import fold

HEDGES = listed(
    r"""zwykle zazwyczaj często częściej czasem czasami niekiedy przeważnie głównie raczej prawdopodobnie ewentualnie
    może mogą możliw\w* niektór\w* większość większości typowo orientacyjnie częściowo zasadniczo stosunkowo wstępnie
    względnie na_ogół z_reguły o_ile chyba_że w_zależności zależnie_od między_innymi m\.\s?in\. w_miarę
    do_pewnego_stopnia co_do_zasady nie_zawsze nie_każd[yaeą]"""
)
ABSOLUTES = listed(
    r"""zawsze nigdy każdy każda wyłącznie jedynie całkowicie bezwzględnie bezwarunkowo żaden żadna żadne nikt wszyscy
    niezmiennie bez_wyjątku na_pewno pod_żadnym_\w+ za_każdym_razem w_każd(?:ym|ej)_\w+ w_żadn(?:ym|ej)_\w+"""
)
# Oblique cases of “każdy” and “wszystkie” mostly share out (“podsumowanie każdego wątku”) and “tylko” mostly narrows a
# scope: on the shipped bank five of six such hits were false alarms, so they aren't in the list.
NOT_ABSOLUTE = r"(?<!\bnie )(?<!\bprawie )(?<!\bjak )"
STOPS = frozenset(
    fold(word)
    for word in listed(
        """aby albo ależ bardzo będzie będą bądź bowiem byłby była było były czego czemu czyli dlaczego dlatego drugi
        gdyby gdzie inne innego innych innym jakich jakie jakiego jakiej jakim jako jednak jeden jedna jedno jest
        jeszcze jeśli jeżeli kiedy która które którego której którą którym których którymi który którzy lecz lepiej
        między może mogą można należy niech niego niej nich niż obok odpowiedź odpowiedzi oraz pani pana panu poniższe
        ponieważ powinien powinna powinno powinny poza przed przez przy sobie stwierdzenie swoje swoją swojego swojej
        swoich taka takie takiego takiej takich także tego temu tych tymi trzeba trzy dwie cztery tylko wskaż wobec
        więc wszystko właśnie zaś żeby jego jakby przypadku podczas najlepiej najbardziej prawdziwe działanie działania
        postępowanie sposób czym"""
    )
)
COUNT = r"(?:jeden|jedn[aą]|dwa|dwie|trzy|cztery|obie|obydwie|oba|wszystkie)"
LETTERS = r"[a-h]\)?(?:\s*,\s*[a-h]\)?)*\s+(?:i|oraz|lub|albo)\s+[a-h]\)?"

POLISH = Wording(
    hedges=any_of(HEDGES),
    absolutes=re.compile(NOT_ABSOLUTE + any_of(ABSOLUTES).pattern, re.IGNORECASE),
    catch_all=re.compile(
        r"\b(?:wszystkie|żadn[aeą]|żadnej|obie|oba|obydwie)\b[^.;:]{0,25}?"
        r"\b(?:powyższ|wymienion|podan|pozostał|poprzedni|odpowiedz)\w*",
        re.IGNORECASE,
    ),
    refers=re.compile(
        rf"\b(?:odpowiedzi|odpowiedź|opcj[aei]|punkt\w*|warianty?)\s+{LETTERS}(?!\w)"
        rf"|^\s*(?:zarówno\s+)?{LETTERS}\s*[.)]?\s*$"
        rf"|\bzarówno\s+[a-h]\)?,?\s+jak i\s+[a-h]\b(?!\w)"
        rf"|\b{COUNT}?\s*(?:poprzednia|następna|pierwsza|ostatnia|powyższa|poniższa)\s+odpowiedź\b"
        rf"|\b(?:jak\s+w|w|z)\s+(?:odpowiedzi|opcji|punkcie|punktu)\s+[a-h]\)?(?!\w)|\bjak wyżej\b",
        re.IGNORECASE,
    ),
    negative=re.compile(
        r"\b(?:któr\w*|co|czego|czym|jaki\w*|kiedy|kto|kogo)\b[^,;:.?!„”]*\bnie\b(?! tylko)"
        r"|\b(?:z wyjątkiem|oprócz|poza)\s*[:?]?\s*$|\bnieprawdziw\w*|\bniezgodn[eay]\w*|\bbłędn[eay]\w*\s+(?:jest|są)",
        re.IGNORECASE,
    ),
    emphasis=re.compile(r"\*\*[^*]+\*\*|__[^_]+__|\b(?:NIE|Z WYJĄTKIEM|OPRÓCZ|POZA|NIE\w+|BŁĘDN\w+)\b"),
    approves=re.compile(
        r"^(?:tak|prawda|to prawda|dobrze|(?:to )?(?:jest )?(?:też |również |także )?"
        r"(?:prawidłowa|poprawna|właściwa|trafna|słuszna|dobra|prawidłowe|poprawne|właściwe|trafne|słuszne|dobre)"
        r"(?: odpowiedź| stwierdzenie| działanie| postępowanie)?"
        r"|(?:ta )?odpowiedź (?:jest )?(?:też |również |także )?(?:prawidłowa|poprawna|właściwa|trafna|słuszna|dobra))"
        r"\s*(?:[.!:;,–-]|$)",
        re.IGNORECASE,
    ),
    rejects=re.compile(
        r"^(?:nieprawda|to nieprawda|fałsz|źle|błąd|(?:to )?(?:jest )?"
        r"(?:nieprawidłowa|niepoprawna|niewłaściwa|nietrafna|błędna|zła|fałszywa)(?: odpowiedź)?"
        r"|(?:ta )?odpowiedź (?:jest )?(?:nieprawidłowa|niepoprawna|niewłaściwa|nietrafna|błędna|zła|fałszywa))"
        r"\s*(?:[.!:;,–-]|$)",
        re.IGNORECASE,
    ),
    stops=STOPS,
    # An i before a vowel only softens; au and eu are one syllable where they begin a word (autor, but na-uka).
    vowels=re.compile(r"i[aąeęoóu]|\b[ae]u|[aąeęioóuy]"),
    hard_syllables=4,
    # Gender by the ending of a noun in the nominative: what holds without a dictionary, for a stem that ends with a
    # demonstrative, numeral or relative in the nominative. Nouns in -a that are masculine (kierowca) are the exception.
    agreeing=(
        (re.compile(r"\b(?:jeden|taki|każdy|pewien|któryś|żaden)$", re.IGNORECASE), re.compile(r"\w*[^aąeęioóuy\W]$")),
        (
            re.compile(r"\b(?:jedna|taka|każda|pewna|któraś|żadna)$", re.IGNORECASE),
            re.compile(r"\w*(?:a|ść|dź|ć|w|i)$"),
        ),
        (re.compile(r"\b(?:jedno|takie|każde|pewne|któreś|żadne)$", re.IGNORECASE), re.compile(r"\w*(?:o|e|ę|um)$")),
    ),
    infinitive=re.compile(r"\w{2,}(?:[aeiyąuó]ć|[sź]ć|[^o]ść|\wc)$", re.IGNORECASE),
)  # fmt: skip
