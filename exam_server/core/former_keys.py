"""The public halves of keys that earlier secrets of an installation signed with: what they signed stays verifiable."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class FormerKeys:
    """Of one earlier secret: the keys of the trail's heads and of badges (hexadecimal), in force up to that day."""

    until: date
    head: str
    badge: str


def may_have_signed(former: Sequence[FormerKeys], key: str, day: date) -> bool:
    """Whether a head's key was the installation's on its day: who got hold of an earlier secret signs no later one."""
    return any(each.head == key and day <= each.until for each in former)


def badge_key_ids(page: str, former: Sequence[FormerKeys]) -> list[str]:
    """What the badges' keys are called under the address of their list, the oldest first and the one in force last."""
    return [f"{page}#{number}" for number in range(1, len(former) + 2)]
