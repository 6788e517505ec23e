"""Security headers of every answer: a strict content policy, no sniffing, no framing, nothing kept of exam pages."""

from flask import Flask, Response

from exam_server.core.network import is_private
from exam_server.settings import Settings

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "media-src 'self'",
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

# What is no page needs fewer words.
PART_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
}
DATA_HEADERS = [("Cache-Control", "no-store"), *PART_HEADERS.items()]

# A room asks for these all the time, and each byte is one of its network's. Another site can't even send a PUT without
# asking first, and is told no: it embeds nothing of the answer.
PUT_HEADERS = [(name, value) for name, value in DATA_HEADERS if name != "Cross-Origin-Resource-Policy"]


def page_headers(settings: Settings) -> dict[str, str]:
    """Those of every page. HSTS only for a public name with a certificate from outside: a browser that got it couldn't
    get past it again, so that a local network whose authority changes, or its page for installing it by plain http,
    would be cut off. Names below the public one are in it, unless the body says that they're served otherwise.
    """
    is_strict = settings.is_secure and settings.tls != "auto" and not is_private(settings.public_host)
    below = "; includeSubDomains" if settings.hsts_subdomains else ""
    strict = {"Strict-Transport-Security": f"max-age=31536000{below}"} if is_strict else {}
    return {**HEADERS, "Cache-Control": "no-store", **strict}


def set_headers(app: Flask, settings: Settings) -> None:
    wanted = page_headers(settings)

    def add(response: Response) -> Response:
        for name, value in wanted.items():
            response.headers.setdefault(name, value)
        return response

    app.after_request(add)
