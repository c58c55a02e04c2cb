"""Is the process alive, and is it ready to answer? For load balancers and for whoever keeps it running.

The answers name what is checked and never why it failed: the reason is in the log.
"""

from collections.abc import Callable
from typing import Final

from flask import Blueprint, Flask, current_app, jsonify
from flask.typing import ResponseReturnValue

from rechtentool.core.permissions import open_view

blueprint = Blueprint("health", __name__)

_CHECKS: Final = "rechtentool.readiness"


def add_check(app: Flask, name: str, check: Callable[[], object]) -> None:
    """Let ``/readyz`` call this check. It raises when the application cannot work."""
    app.extensions.setdefault(_CHECKS, {})[name] = check


@blueprint.get("/healthz")
@open_view
def healthz() -> ResponseReturnValue:
    """The process answers. Touches neither database nor rules."""
    return jsonify(status="ok")


@blueprint.get("/readyz")
@open_view
def readyz() -> ResponseReturnValue:
    """Every part that is needed works: 200, otherwise 503, with the state of each part."""
    checks: dict[str, Callable[[], object]] = current_app.extensions.get(_CHECKS, {})
    states = {name: _state(name, check) for name, check in checks.items()}
    ready = all(state == "ok" for state in states.values())
    return jsonify(status="ok" if ready else "failing", checks=states), 200 if ready else 503


def _state(name: str, check: Callable[[], object]) -> str:
    try:
        check()
    except Exception:
        current_app.logger.exception("Not ready: %s", name)
        return "failing"
    return "ok"
