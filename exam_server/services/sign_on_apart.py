"""Asking the identity provider in a process of its own, few at a time; where it leads is remembered for a while."""

import json
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass
from threading import BoundedSemaphore, Lock
from types import MappingProxyType
from typing import Any, cast

from exam_server.core.sign_on import Answer, Flow, Provider, Subject, Trouble
from exam_server.services.own_process import OF_CERTIFICATES, run_apart

PROGRAM = "exam_server.services.sign_on_process"
SECONDS = 15
KEPT_SECONDS, SILENT_SECONDS = 300, 20
WAIT_SECONDS = 1.0
"""Who waits for the provider holds a thread that a room's saves need: others are told at once that it's silent."""
_AT_ONCE = BoundedSemaphore(2)
SILENT: Mapping[str, Any] = MappingProxyType({"trouble": "silent"})


def redeem_apart(provider: Provider, flow: Flow, answer: Answer, back: str) -> Subject | Trouble:
    """Whom the provider vouches for. Slow: outside of a transaction."""
    told = _ask(
        issuer=provider.issuer,
        client_id=provider.client_id,
        client_secret=provider.client_secret,
        code=answer.code,
        answered_by=answer.issuer,
        verifier=flow.verifier,
        nonce=flow.nonce,
        back=back,
    )
    if "subject" in told:
        return Subject(told["subject"], frozenset(told["methods"]))
    return cast(Trouble, told["trouble"])


@dataclass
class Endpoints:
    """Where each provider wants browsers sent: so that visitors can't make this server ask it over and over."""

    _lock: Lock
    _known: dict[str, tuple[float, str]]

    def find(self, issuer: str) -> str:
        """Empty where the provider doesn't say it."""
        if not self._is_known(issuer) and self._lock.acquire(timeout=WAIT_SECONDS):
            try:
                if not self._is_known(issuer):
                    self._look(issuer)
            finally:
                self._lock.release()
        return self._known.get(issuer, (0.0, ""))[1]

    def _is_known(self, issuer: str) -> bool:
        return issuer in self._known and time.monotonic() < self._known[issuer][0]

    def _look(self, issuer: str) -> None:
        endpoint = str(_ask(issuer=issuer).get("endpoint", ""))
        kept = KEPT_SECONDS if endpoint else SILENT_SECONDS
        self._known[issuer] = (time.monotonic() + kept, endpoint)


ENDPOINTS = Endpoints(Lock(), {})


def _ask(**given: str) -> Mapping[str, Any]:
    if not _AT_ONCE.acquire(timeout=WAIT_SECONDS):
        return SILENT
    try:
        answer = run_apart(PROGRAM, json.dumps(given).encode(), SECONDS, *OF_CERTIFICATES)
        return cast(Mapping[str, Any], json.loads(answer))
    except (subprocess.SubprocessError, ValueError):
        return SILENT
    finally:
        _AT_ONCE.release()
