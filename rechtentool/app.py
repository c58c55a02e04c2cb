"""The application: the one place that knows every part and puts them together.

``create_app`` makes the whole application, ``create_public_app`` the half that is for everybody: it needs no
database and imports nothing of the staff's half.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from importlib import import_module
from importlib.util import find_spec
from typing import Final

from flask import Flask, got_request_exception, request, session
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from rechtentool.core import (
    config,
    crypto,
    errors,
    headers,
    health,
    interface,
    language_switch,
    languages,
    loopback,
    paths,
    permissions,
    rules,
    start,
)

STAFF: Final = ("accounts", "audit", "documents", "intake")
"""The capabilities of the staff, each with its pages in ``rechtentool.<name>.views:blueprint``."""

LARGEST_REQUEST: Final = 1_000_000
"""Bytes. No page takes a file."""


def create_app(overrides: Mapping[str, object] | None = None) -> Flask:
    """The whole application.

    ``overrides`` goes before the environment: names that the environment could hold (``RECHTENTOOL_…``, ``PORT``) are
    settings of the installation, all others are settings of Flask and its extensions. Raises ConfigurationError when
    the settings cannot be used.
    """
    app, settings = _create(overrides or {})

    # Here and not above: the public half must not import them.
    from rechtentool.accounts import security
    from rechtentool.core import database

    database.init(app, url=settings.database_url, surroundings=database.surroundings_from(settings))
    security.init_app(app, settings)
    permissions.init_app(app)
    CSRFProtect(app)  # after permissions: who was signed out meanwhile is asked to sign in, not told of a stale form
    for name in STAFF:
        if find_spec(f"rechtentool.{name}.views"):
            app.register_blueprint(import_module(f"rechtentool.{name}.views").blueprint)
    got_request_exception.connect(_undo, app)
    health.add_check(app, "database", database.check)
    health.add_check(app, "rulebook", rules.get_rulebook)
    return app


def create_public_app(overrides: Mapping[str, object] | None = None) -> Flask:
    """The half for everybody, without accounts and without a database. Overrides as for the whole application."""
    app, _settings = _create({**(overrides or {}), **_throwaway_keys()})
    permissions.init_app(app)
    CSRFProtect(app)
    app.register_blueprint(start.blueprint)
    health.add_check(app, "rulebook", rules.get_rulebook)
    return app


def _create(overrides: Mapping[str, object]) -> tuple[Flask, config.Settings]:
    """What both halves share."""
    of_installation = {name: str(value) for name, value in overrides.items() if _is_setting(name)}
    settings = config.load({**os.environ, **of_installation})
    app = Flask(
        "rechtentool",
        static_folder=str(paths.STATIC),
        template_folder=str(paths.TEMPLATES),
        instance_path=str(settings.instance),
    )
    app.config.update(
        DEMO=settings.demo,
        MAX_CONTENT_LENGTH=LARGEST_REQUEST,
        SEND_FILE_MAX_AGE_DEFAULT=86_400,  # a day, for files that a style sheet names without their version
        SECRET_KEY=settings.secret_key,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.production,
        # The prefix makes a browser refuse the cookie from any other host, or without https.
        SESSION_COOKIE_NAME="__Host-session" if settings.production else "rechtentool-session",
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session: an intake is interrupted often
    )
    app.config.update({name: value for name, value in overrides.items() if not _is_setting(name)})
    app.logger.setLevel(settings.log_level)
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    if settings.demo:
        loopback.refuse_others(app)
    languages.init_app(app)
    interface.init_app(app)
    headers.init_app(app)
    errors.init_app(app)
    app.register_blueprint(health.blueprint)
    app.register_blueprint(language_switch.blueprint)
    return app, settings


def _throwaway_keys() -> dict[str, str]:
    """In place of the keys of accounts and files, which the public half must not hold, nor need."""
    names = ("password_salt", "totp_keys", "master_keys", "signing_key")
    return {config.variable(name): crypto.key_to_text(crypto.new_key()) for name in names}


def _is_setting(name: str) -> bool:
    return name == "PORT" or name.startswith(config.PREFIX)


def _undo(app: Flask, **_: object) -> None:
    """After a fault nothing of the request remains, neither in the database nor in the session of the visitor.

    Else a sign-in whose entry in the trail could not be written would stand all the same.
    """
    from rechtentool.core.database import db

    db.session.rollback()
    before = app.session_interface.open_session(app, request)
    session.clear()
    session.update(before or {})
