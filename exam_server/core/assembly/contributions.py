"""Who has a say in a draw's seed: office and chair each contribute a secret.

Each is committed to when it's given, before anybody can know the other; commitments are published at once, the secrets
only after the exam. So neither side alone chooses the forms, and nobody changes a secret afterwards. The salts, which
the server makes, go into the seed too: forms of weak words couldn't be guessed, not even by who knows the whole pool.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, get_args

from exam_server.core.assembly.canonical import digest_of

Contributor = Literal["office", "chair"]
CONTRIBUTORS: tuple[Contributor, ...] = get_args(Contributor)
SALT_BYTES = 32


@dataclass(frozen=True)
class Contribution:
    """What one side adds: its own `words` or random ones, and a `salt` of `SALT_BYTES` random bytes in hexadecimal."""

    role: Contributor
    words: str
    salt: str


def commit(exam: str, contribution: Contribution) -> str:
    """The commitment (SHA-256, hex): it fixes the secret for this exam and this side, and tells nothing of it."""
    return digest_of(["exam-draw-commitment", exam, contribution.role, contribution.salt, contribution.words])


def derive_seed(exam: str, pool_digest: str, contributions: Iterable[Contribution]) -> str:
    """The seed of an exam's draw from all that was contributed, whatever the order.

    Raises ValueError where nobody contributed or one side did twice.
    """
    given = sorted(contributions, key=lambda each: each.role)
    if not given or len({each.role for each in given}) != len(given):
        raise ValueError("a draw needs one contribution of each side")
    return digest_of(["exam-draw-seed", exam, pool_digest, [[each.role, each.salt, each.words] for each in given]])
