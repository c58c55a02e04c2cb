"""Flask-Security, set up for this house: what is on, what is off, in whose words, and what is written down."""

from __future__ import annotations

import base64
import datetime as dt
import time
from typing import Any, Final, cast

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import Flask, abort, current_app, flash, redirect, request, session, url_for
from flask.typing import ResponseValue
from flask_babel import gettext
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import current_user, user_logged_out
from flask_security import FSQLALiteUserDatastore, Security, signals
from flask_security.recovery_codes import MfRecoveryCodesUtil

from rechtentool.accounts import demo, forms, operations, texts, totp
from rechtentool.accounts.models import Role, User, WebAuthn
from rechtentool.core import paths, permissions
from rechtentool.core.config import Settings
from rechtentool.core.database import db, reading

IDLE: Final = dt.timedelta(hours=1)
"""Signed out after this long without a request."""
AT_MOST: Final = dt.timedelta(hours=12)
"""Signed out after this long in any case, counted from the last time the password was typed."""
FRESH: Final = dt.timedelta(minutes=30)
"""Before something that matters the password is asked again when it was typed longer ago than this."""
PASSWORD_LENGTH: Final = 12

ATTEMPTS: Final = "30 per minute; 200 per hour"
"""Attempts to sign in from one address (a shelter shares one) and one process. Guessing is stopped by the lock-out,
which is in the database; this keeps a flood away from it."""

ACCESS: Final = {
    "security.login": permissions.OPEN,
    "security.logout": permissions.OPEN,
    "security.two_factor_token_validation": permissions.OPEN,
    "security.mf_recovery": permissions.OPEN,
    "security.verify": permissions.STAFF,
    "security.change_password": permissions.STAFF,
    "security.two_factor_setup": permissions.STAFF,
    "security.two_factor_setup_validate": permissions.STAFF,
    "security.mf_recovery_codes": permissions.STAFF,
    # One kind of second step and no mail: nothing to choose from and nothing to send.
    "security.tf_select": permissions.CLOSED,
    "security.two_factor_rescue": permissions.CLOSED,
}

LIMITED: Final = ("login", "verify", "change_password", "two_factor_token_validation", "mf_recovery")


class Accounts(FSQLALiteUserDatastore):
    """The accounts that exist here: those of a demonstration only where the demonstration is on."""

    def find_user(self, case_insensitive: bool = False, **kwargs: Any) -> User | None:
        user = cast(User | None, super().find_user(case_insensitive, **kwargs))
        if user is not None and user.municipality.demonstration and not current_app.config["DEMO"]:
            return None
        return user


class RecoveryCodes(MfRecoveryCodesUtil):
    """Recovery codes of which making and using is an entry in the audit trail."""

    def create_recovery_codes(self, user: Any) -> list[str]:
        codes: list[str] = super().create_recovery_codes(user)
        operations.second_step_changed(db.session, user, "codes_made")
        return codes

    def delete_recovery_code(self, user: Any, code: str) -> bool:
        operations.second_step_changed(db.session, user, "code_used")
        return bool(super().delete_recovery_code(user, code))


def init_app(app: Flask, settings: Settings) -> None:
    """Set up signing in. The database and the check on cross-site requests must be there already."""
    app.config.from_mapping(_configuration(settings))
    texts.before(app)
    app.before_request(_load_user)
    security = Security(
        login_form=forms.SignInForm,
        verify_form=forms.ConfirmPasswordForm,
        change_password_form=forms.NewPasswordForm,
        two_factor_setup_form=forms.SecondStepSetupForm,
        two_factor_verify_code_form=forms.SecondStepForm,
        two_factor_rescue_form=forms.NoRescueForm,
        mf_recovery_form=forms.RecoveryForm,
        mf_recovery_codes_form=forms.RecoveryCodesForm,
        totp_cls=totp.SingleUseTotp,
        mf_recovery_codes_util_cls=RecoveryCodes,
    )
    security.unauthn_handler(_ask_to_sign_in)
    security.login_context_processor(_demonstration)
    security.init_app(app, Accounts(db, User, Role, WebAuthn))
    security.login_manager.session_protection = "strong"
    texts.after(app)
    for endpoint, access in ACCESS.items():
        permissions.declare(app, endpoint, access)
    limiter = Limiter(get_remote_address, app=app, storage_uri="memory://")
    for name in LIMITED:
        view = app.view_functions[f"security.{name}"]
        app.view_functions[f"security.{name}"] = cast(Any, limiter.limit(ATTEMPTS, methods=["POST"])(view))
    _write_down(app)


def _configuration(settings: Settings) -> dict[str, object]:
    return {
        "PERMANENT_SESSION_LIFETIME": IDLE,
        "SECURITY_PASSWORD_SALT": settings.password_salt,
        "SECURITY_PASSWORD_LENGTH_MIN": PASSWORD_LENGTH,
        "SECURITY_FRESHNESS": FRESH,
        "SECURITY_FRESHNESS_GRACE_PERIOD": dt.timedelta(minutes=10),
        "SECURITY_API_ENABLED_METHODS": ["session"],
        "SECURITY_TOKEN_AUTHENTICATION_KEY": "",
        "SECURITY_CHANGEABLE": True,
        "SECURITY_SEND_PASSWORD_CHANGE_EMAIL": False,
        "SECURITY_TWO_FACTOR": True,
        "SECURITY_TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
        "SECURITY_TWO_FACTOR_AUTHENTICATOR_VALIDITY": 30,
        "SECURITY_TWO_FACTOR_RESCUE_EMAIL": False,
        "SECURITY_TOTP_SECRETS": totp.named(settings.totp_keys),
        "SECURITY_TOTP_ISSUER": "Rechtentool",
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES": True,
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES_N": 8,
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES_KEYS": [_recovery_key(key) for key in settings.totp_keys],
        "SECURITY_STATIC_FOLDER": None,
        "SECURITY_CLI_USERS_NAME": False,
        "SECURITY_CLI_ROLES_NAME": False,
        "SECURITY_I18N_DOMAIN": "messages",
        "SECURITY_I18N_DIRNAME": [str(paths.TRANSLATIONS)],
        "SECURITY_LOGIN_URL": "/sign-in",
        "SECURITY_LOGOUT_URL": "/sign-out",
        "SECURITY_VERIFY_URL": "/confirm-password",
        "SECURITY_CHANGE_URL": "/account/password",
        "SECURITY_POST_CHANGE_VIEW": "accounts.account",
        "SECURITY_TWO_FACTOR_SETUP_URL": "/account/second-step",
        "SECURITY_TWO_FACTOR_POST_SETUP_VIEW": "accounts.account",
        "SECURITY_TWO_FACTOR_TOKEN_VALIDATION_URL": "/sign-in/code",
        "SECURITY_TWO_FACTOR_SELECT_URL": "/sign-in/choose",
        "SECURITY_TWO_FACTOR_RESCUE_URL": "/sign-in/rescue",
        "SECURITY_MULTI_FACTOR_RECOVERY_URL": "/sign-in/recovery-code",
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES_URL": "/account/recovery-codes",
        "SECURITY_LOGIN_USER_TEMPLATE": "accounts/sign_in.html",
        "SECURITY_VERIFY_TEMPLATE": "accounts/confirm_password.html",
        "SECURITY_CHANGE_PASSWORD_TEMPLATE": "accounts/change_password.html",
        "SECURITY_TWO_FACTOR_SETUP_TEMPLATE": "accounts/second_step_setup.html",
        "SECURITY_TWO_FACTOR_VERIFY_CODE_TEMPLATE": "accounts/second_step.html",
        "SECURITY_MULTI_FACTOR_RECOVERY_TEMPLATE": "accounts/recovery.html",
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES_TEMPLATE": "accounts/recovery_codes.html",
    }


def _recovery_key(totp_key: str) -> str:
    """A key of its own for the recovery codes, made from a key of the codes they stand in for."""
    made = HKDF(hashes.SHA256(), length=32, salt=None, info=b"rechtentool recovery codes").derive(totp_key.encode())
    return base64.urlsafe_b64encode(made).decode("ascii")


def _load_user() -> None:
    """Read who is signed in, in a short transaction of its own, and end a session that is over.

    Otherwise the first look at ``current_user`` would begin a transaction that, on SQLite, keeps every other writer
    waiting until the page is made.
    """
    if request.endpoint == "static" or "_user_id" not in session:
        return
    if time.time() - session.get("fs_paa", 0) > AT_MOST.total_seconds():
        session.clear()  # however busy the session was
        return
    reading(db.session)
    _ = current_user.is_authenticated
    db.session.commit()
    session.modified = True  # the cookie is sent again, and with it the hour without a request begins again


def _ask_to_sign_in(_mechanisms: object = None, _headers: object = None) -> ResponseValue:
    """To the sign-in page, and from there back to the page that was asked for."""
    if request.accept_mimetypes.best == "application/json" or request.is_json:
        abort(401)
    sent = request.method not in ("GET", "HEAD")
    if sent:
        flash(gettext("U was te lang weg en bent uitgelogd. Log in om verder te gaan."), texts.INFO)
    shown = request.url_rule is not None and "GET" in (request.url_rule.methods or ())
    here = request.full_path.rstrip("?") if shown and request.path != "/" else None
    return redirect(url_for("security.login", next=here))


def _demonstration() -> dict[str, object]:
    return {"demonstration": demo} if current_app.config["DEMO"] else {}


def _write_down(app: Flask) -> None:
    """Let every event of signing in become an entry of the audit trail."""

    def on(signal: Any, receiver: Any) -> None:
        signal.connect(receiver, app, weak=False)

    on(signals.user_authenticated, _signed_in)
    on(signals.user_failed_authn, _failed)
    on(user_logged_out, _signed_out)
    on(signals.password_changed, _password_changed)
    on(signals.tf_profile_changed, _second_step("on"))
    on(signals.tf_disabled, _second_step("off"))


def _signed_in(_app: Flask, user: User, authn_via: list[str] | None = None, **_: object) -> None:
    if authn_via == ["change"]:
        return  # a new password signs in again by itself; that is not somebody signing in
    # After a second step the library names no way; the first was the password.
    operations.signed_in(db.session, user, "+".join(authn_via) if authn_via else "password+second_step")


def _second_step(change: str) -> Any:
    def changed(_app: Flask, user: Any, **_: object) -> None:
        operations.second_step_changed(db.session, user, change)

    return changed


def _failed(_app: Flask, user: User, auth_type: str, **_: object) -> None:
    operations.failed_sign_in(db.session, user.email, user, auth_type)


def _signed_out(_app: Flask, user: User, **_: object) -> None:
    operations.signed_out(db.session, user)
    db.session.commit()  # the library's view does not


def _password_changed(_app: Flask, user: User, **_: object) -> None:
    operations.password_changed(db.session, user)
