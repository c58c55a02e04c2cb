"""Security headers on every answer.

The content security policy allows own files only: no inline script, no inline style, nothing from elsewhere, so that
a sentence somebody typed can never become a script. ``data:`` images are there for the check marks of the design
system and the QR code of the second sign-in step.
"""

from typing import Final

from flask import Flask, Response, request

CONTENT_SECURITY_POLICY: Final = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    ]
)

HEADERS: Final = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Not no-referrer: the check against cross-site requests compares the referrer on https.
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}

STRICT_TRANSPORT_SECURITY: Final = "max-age=31536000; includeSubDomains"
"""A year of https only. Sent over https alone: on plain http a browser must ignore it."""


def init_app(app: Flask) -> None:
    """Add the headers after every request, errors included."""
    app.after_request(_harden)


def _harden(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", STRICT_TRANSPORT_SECURITY)
    if request.endpoint == "static":
        if "v" in request.args and response.status_code == 200:  # the address changes with the contents
            response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    else:
        # Also before sign-in: the form carries a token of this one visitor.
        response.headers["Cache-Control"] = "no-store"
    return response
