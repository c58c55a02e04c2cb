"""What a visitor sees when something goes wrong: plain words, never the inside of the program.

A fault of our own gets a reference number that also stands in the log, so that somebody can be helped by it.
"""

from __future__ import annotations

import logging
import secrets
from typing import Final

from flask import Flask, current_app, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from flask_wtf.csrf import CSRFError
from jinja2 import TemplateError
from werkzeug.exceptions import HTTPException, InternalServerError

TITLES: Final = {
    400: _l("Dit verzoek klopt niet"),
    401: _l("Log eerst in"),
    403: _l("U mag deze pagina niet bekijken"),
    404: _l("Deze pagina bestaat niet"),
    405: _l("Dit kan op deze pagina niet"),
    409: _l("Iemand anders heeft dit intussen gewijzigd"),
    413: _l("Dit is te veel in één keer"),
    429: _l("Te veel pogingen"),
    500: _l("Er ging iets mis"),
    503: _l("De website is even niet beschikbaar"),
}

EXPLANATIONS: Final = {
    400: _l("De pagina heeft iets verstuurd dat wij niet begrijpen. Ga terug en probeer het opnieuw."),
    401: _l("Dit is alleen te zien voor wie is ingelogd."),
    403: _l("Uw account geeft geen toegang tot deze pagina. Vraag uw beheerder om hulp als u haar nodig hebt."),
    404: _l("Het adres klopt niet, of de pagina is er niet meer."),
    405: _l("Ga terug en gebruik de knoppen op de pagina."),
    409: _l("Laad de pagina opnieuw om te zien wat er is gewijzigd."),
    413: _l("Verstuur minder in één keer."),
    429: _l("Wacht een minuut en probeer het opnieuw."),
    500: _l("Dit ligt aan ons. Wat u eerder opsloeg, is bewaard. Probeer het opnieuw."),
    503: _l("Probeer het over een paar minuten opnieuw."),
}

STALE_FORM: Final = _l(
    "De pagina stond te lang open of u was intussen uitgelogd. Laad haar opnieuw en verstuur haar dan."
)

logger = logging.getLogger(__name__)


def init_app(app: Flask) -> None:
    """Answer every error with our own page, or with JSON to who asked for JSON."""
    app.register_error_handler(CSRFError, _stale_form)
    app.register_error_handler(HTTPException, _expected)
    app.register_error_handler(InternalServerError, _unexpected)


def _stale_form(_error: Exception) -> ResponseReturnValue:
    return _answer(400, STALE_FORM)


def _expected(error: HTTPException) -> ResponseReturnValue:
    if error.response is not None or error.code is None or error.code < 400:
        return error.get_response()  # a redirect, or an answer that a view made itself
    # A lazy text is one of ours, given to abort(); a plain one is the English of a library.
    own_words = error.description if not isinstance(error.description, str) else None
    answer = current_app.make_response(_answer(error.code, own_words))
    answer.headers.extend((name, value) for name, value in error.get_headers() if name != "Content-Type")
    return answer


def _unexpected(_error: InternalServerError) -> ResponseReturnValue:
    reference = secrets.token_hex(4)
    logger.error("Reference %s for the fault above: %s %s", reference, request.method, request.path)
    return _answer(500, reference=reference)


def _answer(code: int, explanation: object = None, reference: str | None = None) -> ResponseReturnValue:
    known = code if code in TITLES else (400 if code < 500 else 500)
    said = {"title": str(TITLES[known]), "explanation": str(explanation or EXPLANATIONS[known])}
    if request.accept_mimetypes.best == "application/json" or request.is_json:
        return jsonify({"error": said | ({"reference": reference} if reference else {})}), code
    try:
        return render_template("errors/error.html", code=code, reference=reference, **said), code
    except TemplateError:
        logger.exception("The page for an error could not be made")
        return f"{said['title']}. {said['explanation']} {reference or ''}", code, {"Content-Type": "text/plain"}
