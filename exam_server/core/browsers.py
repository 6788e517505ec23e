"""From which browser somebody came, in words that they know, made of what it says of itself."""

LONGEST = 500
# The first that fits: most programs name their relatives too.
PROGRAMS = (
    ("SEB/", "Safe Exam Browser"),
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chromium", "Chromium"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


def name_browser(user_agent: str) -> str:
    """Such as `Firefox, Windows`; empty where nothing is known. Only these names are ever kept of what was sent."""
    said = user_agent[:LONGEST]
    return ", ".join(filter(None, (_first(said, PROGRAMS), _first(said, SYSTEMS))))


def _first(said: str, known: tuple[tuple[str, str], ...]) -> str:
    return next((name for mark, name in known if mark in said), "")
