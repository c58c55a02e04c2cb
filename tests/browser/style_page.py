"""A page with every macro of templates/macros, in every state: to look at, and for the judges to judge."""

from pathlib import Path

from flask import Flask, abort, render_template
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from jinja2 import ChoiceLoader, FileSystemLoader
from wtforms import (
    BooleanField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, NumberRange
from wtforms.widgets import CheckboxInput, ListWidget

from rechtentool.core import errors, headers, interface, languages
from rechtentool.core.paths import STATIC, TEMPLATES

ANSWERS = [SelectChoice("yes", "Ja"), SelectChoice("no", "Nee"), SelectChoice("unknown", "Weet ik niet")]


class Questions(FlaskForm):
    """One question of every kind; texts are source sentences, as those of the rules are."""

    safe = RadioField("Kunt u vannacht ergens veilig slapen?", choices=ANSWERS, validators=[InputRequired()])
    evidence = RadioField(
        "Welk bewijs is er?",
        description="Een foto op de telefoon is ook goed.",
        choices=[
            SelectChoice("official", "Register of papier van de overheid"),
            SelectChoice("document", "Ander papier"),
            SelectChoice("statement", "Verklaring van de persoon"),
        ],
    )
    needs = SelectMultipleField(
        "Wat maakt het moeilijk om zelf een plek te vinden?",
        choices=[
            SelectChoice("debts", "Schulden"),
            SelectChoice("health", "Lichamelijke ziekte"),
            SelectChoice("language", "De taal"),
        ],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        validators=[InputRequired()],
    )
    name = StringField(_l("Naam"), validators=[InputRequired()])
    start = StringField(
        "Wanneer begon het werk?", description="Bijvoorbeeld 31-12-2026. Alleen de maand of het jaar mag ook."
    )
    hours = IntegerField("Hoeveel uur per week?", validators=[NumberRange(min=1, max=168)])
    country = SelectField(
        "Welke nationaliteit hebt u?", choices=[SelectChoice("pl", "Poolse"), SelectChoice("ro", "Roemeense")]
    )
    note = TextAreaField("Opmerking", description="Wat u hier schrijft, leest de gemeente ook.")
    consent = BooleanField("De persoon weet dat deze gegevens naar de gemeente gaan.")


def create_style_app() -> Flask:
    """An application with the style page at ``/`` (GET shows it empty, POST with what is wrong)."""
    app = Flask("style", static_folder=str(STATIC), template_folder=str(TEMPLATES))
    app.config.update(SECRET_KEY="style", WTF_CSRF_ENABLED=False, TESTING=True)
    app.jinja_loader = ChoiceLoader(
        [FileSystemLoader(TEMPLATES), FileSystemLoader(Path(__file__).parent / "templates")]
    )
    languages.init_app(app)
    interface.init_app(app)
    headers.init_app(app)
    errors.init_app(app)

    @app.route("/", methods=["GET", "POST"])
    def style() -> str:
        form = Questions()
        form.validate_on_submit()
        return render_template("style.html", form=form, second="pl")

    @app.route("/error/<int:code>")
    def error(code: int) -> str:
        abort(code)

    return app
