"""The forms of signing in: those of Flask-Security, with our labels and our lock-out."""

from __future__ import annotations

from typing import Any, cast

from flask_babel import lazy_gettext as _l
from flask_security import UserMixin
from flask_security.forms import (
    ChangePasswordForm,
    EmailValidation,
    EqualToLocalize,
    IsString,
    LoginForm,
    TwoFactorRescueForm,
    TwoFactorSetupForm,
    TwoFactorVerifyCodeForm,
    VerifyForm,
    email_required,
    password_required,
)
from flask_security.recovery_codes import MfRecoveryCodesForm, MfRecoveryForm
from wtforms import EmailField, Field, HiddenField, PasswordField, RadioField, StringField, SubmitField
from wtforms.validators import InputRequired

from rechtentool.accounts import operations
from rechtentool.accounts.models import User
from rechtentool.core.database import db

LOCKED = _l("Er is te vaak verkeerd ingelogd. Probeer het over een kwartier opnieuw, of vraag uw beheerder om hulp.")

WRONG = _l("Het e-mailadres of het wachtwoord klopt niet.")


class SignInForm(LoginForm):
    """E-mail address and password. The same answer for an unknown address, a wrong password and a disabled account."""

    email = EmailField(
        _l("E-mailadres"),
        render_kw={"autocomplete": "username"},
        validators=[IsString(), email_required, EmailValidation(verify=False)],
    )
    password = PasswordField(
        _l("Wachtwoord"),
        render_kw={"autocomplete": "current-password"},
        validators=[IsString(), password_required],
    )
    remember = None  # a tablet is shared: nobody stays signed in after the browser closes
    submit = SubmitField(_l("Inloggen"))

    def validate(self, **kwargs: Any) -> bool:
        correct = bool(super().validate(**kwargs))
        if self.ifield is None:
            return False  # a field is empty or malformed; the message stands beside it
        identity = str(self.email.data)
        if correct and not operations.is_locked(db.session, identity):
            return True
        if self.user is None or self.user_authenticated:
            # The library itself reports a wrong password, and neither an unknown address nor what follows here.
            operations.failed_sign_in(
                db.session, identity, _account(self.user), "locked" if correct else "unknown_or_disabled"
            )
        # Asked again: the same attempt tells of the lock whether the address has an account or not.
        locked = operations.is_locked(db.session, identity)
        return _refuse(self, LOCKED if locked else WRONG, self.email, self.password)


class ConfirmPasswordForm(VerifyForm):
    """The password once more, before something that matters."""

    password = PasswordField(
        _l("Wachtwoord"),
        render_kw={"autocomplete": "current-password"},
        validators=[IsString(), password_required],
    )
    submit = SubmitField(_l("Verder"))

    def validate(self, **kwargs: Any) -> bool:
        if operations.is_locked(db.session, self.user.email):
            return _refuse(self, LOCKED)
        return bool(super().validate(**kwargs))


class NewPasswordForm(ChangePasswordForm):
    """The present password and, twice, the new one."""

    password = PasswordField(
        _l("Uw wachtwoord van nu"),
        render_kw={"autocomplete": "current-password"},
        validators=[IsString(), password_required],
    )
    new_password = PasswordField(
        _l("Nieuw wachtwoord"),
        render_kw={"autocomplete": "new-password"},
        validators=[IsString(), password_required],
    )
    new_password_confirm = PasswordField(
        _l("Nieuw wachtwoord, nog een keer"),
        render_kw={"autocomplete": "new-password"},
        validators=[
            IsString(),
            EqualToLocalize("new_password", message="RETYPE_PASSWORD_MISMATCH"),
            password_required,
        ],
    )
    submit = SubmitField(_l("Wachtwoord wijzigen"))


class SecondStepSetupForm(TwoFactorSetupForm):
    """Turn signing in with a code on or off: the page has a button for each."""

    setup = HiddenField()
    phone = HiddenField()
    submit = SubmitField(_l("Verder"))


def _code_field() -> StringField:
    return StringField(
        _l("Code uit de app"),
        render_kw={"autocomplete": "one-time-code", "inputmode": "numeric"},
        filters=[_without_spaces],
        validators=[InputRequired(_l("Vul de code uit de app in."))],
    )


def _without_spaces(text: str | None) -> str | None:
    return "".join(text.split()) if text else text


class SecondStepForm(TwoFactorVerifyCodeForm):
    """The code of six digits from the app."""

    code = _code_field()
    submit = SubmitField(_l("Verder"))

    def validate(self, **kwargs: Any) -> bool:
        if self.user is not None and not self.is_setup and operations.is_locked(db.session, self.user.email):
            return _refuse(self, LOCKED)
        return bool(super().validate(**kwargs))


class NoRescueForm(TwoFactorRescueForm):
    """The library makes this form for a page that is closed here: there is no mail to send and nothing to choose."""

    help_setup = RadioField(choices=[])


class RecoveryForm(MfRecoveryForm):
    """A recovery code, for who lost the phone with the app."""

    code = StringField(
        _l("Herstelcode"),
        render_kw={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"},
        filters=[_without_spaces],
        validators=[InputRequired(_l("Vul een herstelcode in."))],
    )
    submit = SubmitField(_l("Verder"))

    def validate(self, **kwargs: Any) -> bool:
        if self.user is not None and operations.is_locked(db.session, self.user.email):
            return _refuse(self, LOCKED)
        correct = bool(super().validate(**kwargs))
        if not correct and self.user is not None and self.code.data:
            operations.failed_sign_in(db.session, self.user.email, _account(self.user), "recovery_code")
        return correct


class RecoveryCodesForm(MfRecoveryCodesForm):
    """Make recovery codes, or show those that are left."""

    show_codes = SubmitField(_l("Herstelcodes tonen"))
    generate_new_codes = SubmitField(_l("Nieuwe herstelcodes maken"))


def _account(user: UserMixin | None) -> User | None:
    """The library's user is always an account of ours; only its types do not know."""
    return cast(User | None, user)


def _refuse(form: Any, message: object, *fields: Field) -> bool:
    """One message for the whole form; what stood beside these fields would tell too much."""
    for field in fields:
        field.errors = []
    form.form_errors = [message]
    return False
