"""The receipt: a count and a digest of what counts, which the candidate takes home and anybody can recompute."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

from exam_server.core.delivery.codes import check_code
from exam_server.core.delivery.responses import Response, is_given


@dataclass(frozen=True)
class Receipt:
    """How many responses were handed in, and the SHA-256 (hex) of them."""

    count: int
    digest: str

    @property
    def short(self) -> str:
        """The digest's first 64 bits in four groups of four letters, none of which looks like another."""
        return check_code(self.digest)


def receipt_digest(responses: Mapping[int, Response]) -> Receipt:
    """The receipt of responses by position; one that was cleared again counts as not given.

    The digest is of the JSON list of [position, response] in ascending positions, without spaces, in UTF-8.
    """
    given = [[position, response] for position, response in sorted(responses.items()) if is_given(response)]
    canonical = json.dumps(given, ensure_ascii=False, separators=(",", ":")).encode()
    return Receipt(len(given), hashlib.sha256(canonical).hexdigest())
