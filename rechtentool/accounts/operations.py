"""Everything that changes an account, or that happens when somebody signs in; each writes its entry in the trail.

Nothing here commits, with one exception that says so: the caller commits once, and the change and its entry stand or
fall together.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import secrets
from collections.abc import Iterable, Sequence
from typing import Any, Final

import sqlalchemy as sa
from flask import current_app
from flask_security import hash_password
from flask_security.mail_util import EmailValidateException
from sqlalchemy import orm
from sqlalchemy.dialects import postgresql, sqlite

from rechtentool.accounts.models import Municipality, Role, SignInAttempts, User
from rechtentool.audit.operations import append
from rechtentool.core.permissions import ROLES

ATTEMPTS: Final = 5
"""Failures in a row after which an address is locked."""
LOCKED_FOR: Final = dt.timedelta(minutes=15)
FORGOTTEN_AFTER: Final = dt.timedelta(days=1)
"""Failures older than this no longer count, and are removed."""


class UnusableAccount(ValueError):
    """An account cannot be made like this. ``reason`` says why: ``not_an_address``, ``email_taken``, ``unknown_role``
    or ``no_role``.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def is_locked(session: orm.Session, email: str) -> bool:
    """Whether signing in with this address is refused for now. The same for an address that has no account."""
    attempts = session.get(SignInAttempts, _identity(email), populate_existing=True)
    return attempts is not None and attempts.locked_until is not None and attempts.locked_until > _now()


def failed_sign_in(session: orm.Session, email: str, user: User | None, reason: str) -> None:
    """Count a failure, lock the address after too many, and write it down. Commits.

    ``user`` is the account of the address, if there is one. It commits itself, for whoever calls it refuses the
    request and has nothing else to keep.
    """
    identity, now = _identity(email), _now()
    account: dict[str, Any] = {} if user is None else {"account": user.id}
    append(session, "sign_in.failed", actor=None, municipality=None, reason=reason, identity=identity, **account)
    if not is_locked(session, email) and _count(session, identity, now) >= ATTEMPTS:
        until = now + LOCKED_FOR
        session.execute(
            sa.update(SignInAttempts).where(SignInAttempts.identity == identity).values(failures=0, locked_until=until)
        )
        append(
            session,
            "account.locked",
            actor=None,
            municipality=None,
            identity=identity,
            until=until.isoformat(),
            **account,
        )
    session.execute(sa.delete(SignInAttempts).where(SignInAttempts.last_failure_at < now - FORGOTTEN_AFTER))
    session.commit()


def signed_in(session: orm.Session, user: User, method: str) -> None:
    """Somebody signed in: earlier failures are forgotten."""
    session.execute(sa.delete(SignInAttempts).where(SignInAttempts.identity == _identity(user.email)))
    append(session, "sign_in", actor=user, municipality=user.municipality_id, method=method)


def signed_out(session: orm.Session, user: User) -> None:
    """Somebody signed out: every session of this account ends, also one whose cookie was copied."""
    user.fs_uniquifier = secrets.token_hex(16)
    append(session, "sign_out", actor=user, municipality=user.municipality_id)


def password_changed(session: orm.Session, user: User) -> None:
    """Somebody chose another password; Flask-Security has put it in the account already."""
    append(session, "account.password_changed", actor=user, municipality=user.municipality_id, account=user.id)


def second_step_changed(session: orm.Session, user: User, change: str) -> None:
    """The second step of signing in changed: ``on``, ``off``, ``codes_made`` or ``code_used``."""
    append(
        session,
        "account.second_factor_changed",
        actor=user,
        municipality=user.municipality_id,
        account=user.id,
        change=change,
    )


def create_municipality(session: orm.Session, slug: str, name: str, *, demonstration: bool = False) -> Municipality:
    """Add a municipality."""
    municipality = Municipality(slug=slug, name=name, demonstration=demonstration)
    session.add(municipality)
    session.flush()
    append(session, "municipality.created", actor=None, municipality=municipality, name=name)
    return municipality


def find_municipality(session: orm.Session, slug: str) -> Municipality | None:
    """The municipality with this short name."""
    return session.scalar(sa.select(Municipality).where(Municipality.slug == slug))


def users_of(session: orm.Session, municipality: Municipality) -> Sequence[User]:
    """The accounts of a municipality, by address."""
    found = sa.select(User).where(User.municipality_id == municipality.id).order_by(User.email)
    return session.scalars(found).unique().all()


def find_user(session: orm.Session, email: str) -> User | None:
    """The account with this e-mail address, in capitals or not."""
    return session.scalar(sa.select(User).where(sa.func.lower(User.email) == email.lower()))


def create_user(
    session: orm.Session,
    municipality: Municipality,
    *,
    email: str,
    name: str,
    password: str,
    roles: Iterable[str],
    actor: User | None = None,
) -> User:
    """Add an account with one or more roles. Raises UnusableAccount."""
    wanted = list(dict.fromkeys(roles))
    if not wanted:
        raise UnusableAccount("no_role")
    if not set(wanted) <= set(ROLES):
        raise UnusableAccount("unknown_role")
    try:
        email = current_app.extensions["security"].mail_util.normalize(email)
    except EmailValidateException:
        raise UnusableAccount("not_an_address") from None
    if find_user(session, email) is not None:
        raise UnusableAccount("email_taken")
    user = User(
        municipality=municipality,
        email=email,
        name=name,
        password=hash_password(password),
        active=True,
        fs_uniquifier=secrets.token_hex(16),
        roles=[_role(session, role) for role in wanted],
    )
    session.add(user)
    session.flush()
    append(session, "account.created", actor=actor, municipality=municipality, account=user.id, roles=wanted, name=name)
    return user


def replace_password(session: orm.Session, user: User, password: str, *, keep_second_step: bool = True) -> None:
    """Give an account another password for who forgot it: its sessions end and a lock is lifted.

    Without the second step also who lost the phone can sign in again.
    """
    user.password = hash_password(password)
    user.fs_uniquifier = secrets.token_hex(16)
    session.execute(sa.delete(SignInAttempts).where(SignInAttempts.identity == _identity(user.email)))
    append(session, "account.password_changed", actor=None, municipality=user.municipality_id, account=user.id)
    if not keep_second_step:
        user.tf_primary_method = user.tf_totp_secret = user.mf_recovery_codes = None
        append(
            session,
            "account.second_factor_changed",
            actor=None,
            municipality=user.municipality_id,
            account=user.id,
            change="removed",
        )


def set_active(session: orm.Session, user: User, active: bool, *, actor: User | None = None) -> None:
    """Switch an account off, which ends its sessions at once, or on again."""
    if user.active == active:
        return
    user.active = active
    user.fs_uniquifier = secrets.token_hex(16)
    event = "account.activated" if active else "account.deactivated"
    append(session, event, actor=actor, municipality=user.municipality_id, account=user.id)


def _count(session: orm.Session, identity: str, now: dt.datetime) -> int:
    """Add one failure in the database itself, so that two at the same moment count as two; return how many."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    first = dialect.insert(SignInAttempts).values(identity=identity, failures=1, last_failure_at=now)
    counted = first.on_conflict_do_update(
        index_elements=["identity"], set_={"failures": SignInAttempts.failures + 1, "last_failure_at": now}
    )
    return session.execute(counted.returning(SignInAttempts.failures)).scalar_one()


def _role(session: orm.Session, name: str) -> Role:
    role = session.scalar(sa.select(Role).where(Role.name == name))
    if role is None:
        role = Role(name=name)
        session.add(role)
    return role


def _identity(email: str) -> str:
    """The address as it is kept where it may have no account: a keyed hash, of no use to who reads the database."""
    key = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.new(key, b"sign-in\0" + email.strip().casefold().encode(), hashlib.sha256).hexdigest()[:32]


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
