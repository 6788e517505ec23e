"""Passwords as argon2id, hashed by few at a time so that a storm of log-ins can't starve saves."""

from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_AT_ONCE = BoundedSemaphore(2)
# Verified when no account is found, so that an answer takes as long whether the account exists or not.
_NOBODY = _HASHER.hash("nobody has this password")


def hash_password(password: str) -> str:
    with _AT_ONCE:
        return _HASHER.hash(password)


def verify_password(stored: str, password: str) -> bool:
    """Whether `password` fits; an empty `stored` never does, and takes as long to say so."""
    with _AT_ONCE:
        try:
            return _HASHER.verify(stored or _NOBODY, password) and bool(stored)
        except (Argon2Error, InvalidHashError):
            return False
