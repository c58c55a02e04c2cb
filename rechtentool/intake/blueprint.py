"""The pages of the intake share one blueprint; ``views`` gathers the modules that add to it."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("intake", __name__, url_prefix="/intake")
