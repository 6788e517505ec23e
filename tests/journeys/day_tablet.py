"""What a day of simulations asks of an assessor's tablet, whatever its browser."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Protocol
from uuid import UUID

Levels = Mapping[str, int | None]


class DayTablet(Protocol):
    """A tablet with its browser, its own network, and its owner logged in; the day's packet is loaded."""

    def open_sheet(self, encounter_id: UUID) -> None:
        """With all tiles shown, and ready to be tapped."""

    def tap(self, point: str, value: int, counter: str, paper: str = "") -> None:
        """A tap stands in the timeline once the tablet has kept it; `paper`: at that time of the paper sheet."""

    def rate(self, levels: Levels) -> None:
        """Every criterion, until nothing is missing."""

    def ask_to_seal(self) -> None: ...

    def work_without_page(self, given: Mapping[str, object]) -> Mapping[str, object]:
        """A sheet by the tablet's modules alone: see tablet_sheet.js."""

    def cut(self) -> None:
        """The network is gone."""

    def join(self) -> None:
        """It's back."""

    def lose(self) -> None:
        """The tablet never comes back."""

    def pass_time(self, step: timedelta) -> None: ...

    def expect_saved(self) -> None:
        """All of its log is on the server, and the line says so with the letters of its digest."""

    def expect_waiting(self, entries: int) -> None: ...

    def expect_taps(self, count: int) -> None: ...

    def expect_another_tablet(self) -> None:
        """The page says what arrived of the owner's other tablet."""

    def expect_seal_waiting(self) -> None: ...

    def expect_sealed(self) -> None: ...


def reason(code: str, level: int | None) -> str:
    """An assessor's justification."""
    return f"{code}: scenariusz nie dał okazji." if level is None else f"{code}: tak to widać w zapisie rozmowy."
