"""Default deny: who may call which view.

Every endpoint declares who may call it, beside the view with ``@allow`` or ``@open_view``, or, for a view of a
library, with ``declare``. What declared nothing answers 403 to everyone; ``tests/test_routes.py`` reads all routes.
"""

from collections.abc import Callable
from typing import Any, Final, NamedTuple, TypeVar

from flask import Flask, abort, current_app, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from flask_login import current_user

ROLES: Final = ("intake", "reviewer", "manager", "auditor")
"""The roles of the staff. A user has at least one of them, within one municipality."""

ROLE_NAMES: Final = {
    "intake": _l("Intakemedewerker"),
    "reviewer": _l("Beoordelaar van de gemeente"),
    "manager": _l("Beheerder"),
    "auditor": _l("Auditor"),
}
"""How people call the roles."""

View = TypeVar("View", bound=Callable[..., Any])

_MARK: Final = "__rechtentool_access__"
_DECLARED: Final = "rechtentool.access"


class Access(NamedTuple):
    """Who may call an endpoint: everyone when ``open``, else the signed-in users with one of ``roles``."""

    roles: frozenset[str]
    open: bool = False


OPEN: Final = Access(frozenset(), open=True)
"""For everyone, signed in or not."""

STAFF: Final = Access(frozenset(ROLES))
"""For every signed-in user."""

CLOSED: Final = Access(frozenset())
"""For nobody: a view that a library brings and this application does not use."""


def allow(*roles: str) -> Callable[[View], View]:
    """Let signed-in users with one of these roles call the view.

    Raises ValueError for no role at all or for a role that does not exist.
    """
    unknown = sorted(set(roles) - set(ROLES))
    if unknown or not roles:
        raise ValueError(f"allow() takes one or more of {', '.join(ROLES)}; got {', '.join(unknown) or 'nothing'}")
    return _mark(Access(frozenset(roles)))


def open_view(view: View) -> View:
    """Let everyone call the view, signed in or not. A page with personal data is never open."""
    return _mark(OPEN)(view)


def declare(app: Flask, endpoint: str, access: Access) -> None:
    """Say who may call an endpoint whose view belongs to a library."""
    app.extensions.setdefault(_DECLARED, {})[endpoint] = access


def access_of(app: Flask, endpoint: str) -> Access | None:
    """Who may call this endpoint, or None when it was never declared."""
    declared: dict[str, Access] = app.extensions.get(_DECLARED, {})
    if endpoint in declared:
        return declared[endpoint]
    return getattr(app.view_functions.get(endpoint), _MARK, None)


def may(endpoint: str) -> bool:
    """Whether the present user may call this endpoint; for menus. False when there is no such endpoint."""
    if endpoint not in current_app.view_functions:
        return False
    access = access_of(current_app, endpoint)
    return access is not None and (access.open or bool(access.roles & _own_roles()))


def init_app(app: Flask) -> None:
    """Check every request before its view is called, and give templates ``may``."""
    if app.static_folder is not None:
        declare(app, "static", OPEN)
    app.before_request(_enforce)
    app.context_processor(lambda: {"may": may})


def _mark(access: Access) -> Callable[[View], View]:
    def decorate(view: View) -> View:
        setattr(view, _MARK, access)
        return view

    return decorate


def _signed_in() -> bool:
    # The public half has nobody who signs in.
    return hasattr(current_app, "login_manager") and bool(current_user) and current_user.is_authenticated


def _own_roles() -> frozenset[str]:
    return frozenset(role.name for role in current_user.roles) if _signed_in() else frozenset()


def _enforce() -> ResponseReturnValue | None:
    if request.endpoint is None:
        return None  # no such page or method: Flask answers 404 or 405 itself
    access = access_of(current_app, request.endpoint)
    if access is not None and access.open:
        return None
    if access is None:
        current_app.logger.error("Endpoint %s declares nobody who may call it", request.endpoint)
        abort(403)
    if access.roles and hasattr(current_app, "login_manager") and not _signed_in():
        answer: ResponseReturnValue = current_app.login_manager.unauthorized()
        return answer
    if not access.roles & _own_roles():
        abort(403)
    return None
