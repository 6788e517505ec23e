"""One way to hash what a draw rests on, so that anybody can do it again with common tools."""

import hashlib
import json


def digest_of(value: object) -> str:
    """SHA-256 (hex) of the value as ASCII JSON with sorted keys and no white space: the same on any machine."""
    canonical = json.dumps(value, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
