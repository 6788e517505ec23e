"""Which address a request comes from: the connection's, or what a trusted proxy says of it."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import request

from exam_server.core.network import Address, Network, find_address, find_client
from exam_server.web.work import house


def client_text(environ: Mapping[str, Any], proxies: Sequence[Network]) -> str:
    """The client's address as text, empty where nobody trustworthy says it; without proxies nothing is parsed."""
    peer = str(environ.get("REMOTE_ADDR", ""))
    if not proxies:
        return peer
    client = find_client(peer, environ.get("HTTP_X_FORWARDED_FOR", ""), proxies)
    return str(client) if client else ""


def client_address() -> Address | None:
    """The address of the current request's client."""
    return find_address(client_text(request.environ, house().proxies))
