"""Every address of the app, for tests that visit all of them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.visiting import holder_csrf

NOTHING = "018f0000-0000-7000-8000-000000000000"
SAFE = ("GET",)
TEXTS = {"token": "nothing", "version": "nothing", "name": "nothing.css", "code": "nothing", "criterion": "1A1"}
TEXTS |= {"outcome": "1A", "number": "1", "station": "1", "day": "2027-03-01", "year": "2026"}


@dataclass(frozen=True)
class Address:
    endpoint: str
    method: str
    path: str

    @property
    def is_safe(self) -> bool:
        return self.method in SAFE


def all_addresses(app: Flask, known: Mapping[str, object] | None = None) -> Iterator[Address]:
    """Each endpoint and method once; ids that aren't `known` name nothing. Logging out comes last: it ends the session."""
    rules = sorted(app.url_map.iter_rules(), key=lambda rule: (rule.endpoint == "account.log_out", rule.endpoint))
    for rule in rules:
        values = {name: (known or {}).get(name, TEXTS.get(name, NOTHING)) for name in rule.arguments}
        adapter = app.url_map.bind("localhost")
        path = adapter.build(rule.endpoint, values)
        for method in sorted(rule.methods or ()):
            if method not in ("HEAD", "OPTIONS"):
                yield Address(rule.endpoint, method, path)


def visit(client: FlaskClient, address: Address, token: str | None = None) -> TestResponse:
    """Call an address as its page would: unsafe ones bring the holder's CSRF token."""
    headers = {"Accept": "text/html"}
    if not address.is_safe:
        headers["X-CSRF-Token"] = token or holder_csrf(client)
    return client.open(address.path, method=address.method, headers=headers)
