"""Security headers of every answer: a strict content policy, no sniffing, no framing, nothing kept of exam pages."""

from flask import Flask, Response, request

from exam_server.core.network import is_private
from exam_server.settings import Settings

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "manifest-src 'self'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}

# Data that no page is made of needs fewer words, and a room asks for it all the time.
DATA_HEADERS = [
    ("Cache-Control", "no-store"),
    ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
    ("X-Content-Type-Options", "nosniff"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
]


def set_headers(app: Flask, settings: Settings) -> None:
    """HSTS only for a public name with a certificate from outside: a browser that got it couldn't get past it again,
    so that a local network whose authority changes, or its page for installing it by plain http, would be cut off.
    """
    is_strict = settings.is_secure and settings.tls != "auto" and not is_private(settings.public_host)

    def add(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if request.endpoint != "public.show_asset":
            response.headers.setdefault("Cache-Control", "no-store")
        if is_strict:
            response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        return response

    app.after_request(add)
