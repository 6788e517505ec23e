"""The colours of every theme keep the contrasts that WCAG asks for, computed from the style sheet itself."""

import re
from pathlib import Path

import pytest

CSS = Path(__file__).resolve().parents[2] / "exam_server" / "web" / "static" / "css"
BLOCK = re.compile(r"(?P<media>@media[^{]*\{\s*)?(?P<name>:root|\[data-theme=\"\w+\"\]) \{(?P<body>[^}]*)\}")
TEXT_PAIRS = [
    ("ink", "surface"), ("ink", "canvas"), ("ink", "tint"), ("ink", "table-head"), ("muted", "surface"), ("muted", "canvas"),
    ("link", "surface"), ("link", "canvas"), ("link", "tint"), ("on-action", "action"), ("on-action", "action-strong"),
    ("saved", "surface"), ("saved", "saved-tint"), ("waiting", "surface"), ("waiting", "waiting-tint"),
    ("ink", "saved-tint"), ("ink", "waiting-tint"), ("ink", "error-tint"), ("error", "surface"), ("error", "error-tint"),
    ("flag", "surface"), ("flag", "flag-tint"), ("surface", "flag"), ("on-rating", "rating"), ("on-bar", "bar"),
    ("on-bar-muted", "bar"), ("muted", "tint"), ("error", "canvas"), ("saved", "canvas"),
]  # fmt: skip
MARK_PAIRS = [
    ("control", "surface"), ("control", "canvas"), ("action", "surface"), ("action", "tint"), ("rating", "surface"),
    ("focus-outer", "focus-inner"), ("action", "table-head"), ("on-bar-muted", "bar"),
]  # fmt: skip


def themes() -> dict[str, dict[str, str]]:
    """Variables by theme; the blocks inside media queries are named after their query."""
    found = {}
    for match in BLOCK.finditer((CSS / "tokens.css").read_text(encoding="utf-8")):
        name = (match["media"] or "").strip(" {\n") or match["name"]
        found[name] = dict(re.findall(r"--([\w-]+): ([^;]+);", match["body"]))
    return found


THEMES = themes()
NAMES = (":root", '[data-theme="night"]', '[data-theme="contrast"]')


def luminance(colour: str) -> float:
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("pair", TEXT_PAIRS, ids="-on-".join)
@pytest.mark.parametrize("name", NAMES)
def test_text_has_a_contrast_of_four_and_a_half_and_seven_in_high_contrast(name: str, pair: tuple[str, str]) -> None:
    wanted = 7.0 if "contrast" in name else 4.5
    assert contrast(THEMES[name][pair[0]], THEMES[name][pair[1]]) >= wanted


@pytest.mark.parametrize("pair", MARK_PAIRS, ids="-on-".join)
@pytest.mark.parametrize("name", NAMES)
def test_what_marks_a_control_has_a_contrast_of_three(name: str, pair: tuple[str, str]) -> None:
    assert contrast(THEMES[name][pair[0]], THEMES[name][pair[1]]) >= 3.0


def test_the_themes_of_the_device_are_the_themes_one_can_choose() -> None:
    assert THEMES["@media (prefers-color-scheme: dark)"] == THEMES['[data-theme="night"]']
    assert THEMES["@media (prefers-contrast: more)"] == THEMES['[data-theme="contrast"]']


@pytest.mark.parametrize(
    "sheet",
    ["base.css", "components.css", "tables.css", "frame.css", "sitting.css", "assessor.css", "staff.css", "doors.css"],
)
def test_colours_stand_in_the_tokens_and_on_paper_only(sheet: str) -> None:
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b", (CSS / sheet).read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("sheet", sorted(CSS.glob("*.css")), ids=lambda sheet: sheet.name)
def test_a_style_sheet_uses_only_variables_that_are_there(sheet: Path) -> None:
    used = set(re.findall(r"var\(--([\w-]+)\)", sheet.read_text(encoding="utf-8")))
    assert used <= set(THEMES[":root"])
