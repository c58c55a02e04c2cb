"""The language a reader gets, and text in another language than that."""

import ast
import importlib.util
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from flask import Flask, render_template_string, request
from flask_babel import lazy_gettext, lazy_pgettext
from flask_wtf import FlaskForm
from wtforms import IntegerField, StringField
from wtforms.validators import InputRequired, Length, NumberRange

from rechtentool.core import languages, library_messages
from rechtentool.core.languages import (
    LANGUAGES,
    CatalogueMissing,
    current_language,
    fill,
    in_language,
    language_url,
    translated,
    translator,
)

TEXTS = {
    "en": {
        "Opslaan": "Save",
        "Naam: %(name)s": "Name: %(name)s",
        "Vul dit in.": "Fill this in.",
        "50% van {sum}": "50% of {sum}",
    },
    "pl": {"Opslaan": "Zapisz", "Naam: %(name)s": "Imię: %(name)s", "Vul dit in.": "Proszę to wypełnić."},
    "ro": {"Opslaan": "Salvați", "Naam: %(name)s": "Nume: %(name)s", "Vul dit in.": "Completați acest câmp."},
}


@pytest.fixture(autouse=True)
def catalogues(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Small catalogues of known texts in place of the real ones."""
    for code, texts in TEXTS.items():
        catalogue = Catalog(locale=code)
        for source, text in texts.items():
            catalogue.add(source, text)
        catalogue.add("mei", {"en": "May", "pl": "maj", "ro": "mai"}[code], context="maand")
        catalogue.add(
            ("%(num)s dag", "%(num)s dagen"),
            {
                "en": ("%(num)s day", "%(num)s days"),
                "pl": ("%(num)s dzień", "%(num)s dni", "%(num)s dni"),
                "ro": ("%(num)s zi", "%(num)s zile", "%(num)s de zile"),
            }[code],
        )
        catalogue.add(
            library_messages.PLURAL_MESSAGES["Field must be at least %(min)d character long."],
            tuple(f"{code}{form} %(min)d" for form in range(catalogue.num_plurals)),
        )
        folder = tmp_path / code / "LC_MESSAGES"
        folder.mkdir(parents=True)
        with (folder / "messages.mo").open("wb") as file:
            write_mo(file, catalogue)
    monkeypatch.setattr(languages, "TRANSLATIONS", tmp_path)
    translator.cache_clear()
    yield tmp_path
    translator.cache_clear()


class Person(FlaskForm):
    name = StringField("Naam", validators=[InputRequired()])
    code = StringField("Code", validators=[Length(min=8)])
    hours = IntegerField("Uren", validators=[NumberRange(min=1)])


@pytest.fixture
def app(catalogues: Path) -> Flask:
    app = Flask("languages")
    app.config.update(SECRET_KEY="test", WTF_CSRF_ENABLED=False, TESTING=True)
    languages.init_app(app)

    @app.route("/page/<int:number>")
    def page(number: int) -> str:
        return render_template_string("{{ language.code }} {{ _('Opslaan') }} {{ language_url('pl') }}")

    @app.route("/sent", methods=["POST"])
    def sent() -> str:
        return language_url("ro")

    @app.route("/errors", methods=["GET", "POST"])
    def errors() -> dict[str, object]:
        form = Person(request.form if request.method == "POST" else None)
        form.validate()
        return {str(name): list(map(str, messages)) for name, messages in form.errors.items()}

    return app


@pytest.mark.parametrize(
    ("path", "header", "expected"),
    [
        ("/page/1", "", "nl Opslaan"),
        ("/page/1", "pl-PL,pl;q=0.9,en;q=0.8", "pl Zapisz"),
        ("/page/1", "fr,ro;q=0.4", "ro Salvați"),
        ("/page/1", "fr", "nl Opslaan"),
        ("/page/1?lang=en", "pl", "en Save"),
        ("/page/1?lang=xx", "pl", "pl Zapisz"),
    ],
)
def test_the_reader_gets_the_chosen_language_else_that_of_the_browser_else_dutch(
    app: Flask, path: str, header: str, expected: str
) -> None:
    response = app.test_client().get(path, headers={"Accept-Language": header})
    assert response.text.startswith(expected)
    assert response.headers["Content-Language"] == expected[:2]
    assert "Accept-Language" in response.headers["Vary"]


def test_a_choice_is_remembered(app: Flask) -> None:
    client = app.test_client()
    client.get("/page/1?lang=ro")
    assert client.get("/page/1", headers={"Accept-Language": "en"}).text.startswith("ro Salvați")
    client.get("/page/1?lang=nl")
    assert client.get("/page/1").text.startswith("nl Opslaan")


def test_the_language_switch_stays_on_the_page(app: Flask) -> None:
    client = app.test_client()
    assert client.get("/page/7?a=1&a=2&lang=en").text.split()[-1] == "/page/7?a=1&amp;a=2&amp;lang=pl"


def test_a_page_that_was_sent_to_leads_to_the_front_page(app: Flask) -> None:
    assert app.test_client().post("/sent").text == "/?lang=ro"


def test_every_language_says_its_own_name() -> None:
    assert [language.name for language in LANGUAGES.values()] == ["Nederlands", "English", "Polski", "Română"]


def test_without_a_request_dutch_is_spoken(app: Flask) -> None:
    assert current_language().code == "nl"
    with app.app_context():
        assert current_language().code == "nl"
        assert translated("Opslaan") == "Opslaan"


def test_text_in_another_language_than_the_readers(app: Flask) -> None:
    with app.test_request_context("/?lang=en"):
        assert translated("Opslaan") == "Save"
        assert in_language("pl", "Opslaan") == "Zapisz"
        assert in_language("nl", "Opslaan") == "Opslaan"
        assert (
            render_template_string("{{ in_language('ro', text) }} {{ text|translated }}", text="Opslaan")
            == "Salvați Save"
        )


def test_a_lazy_message_is_translated_from_its_source(app: Flask) -> None:
    lazy = lazy_gettext("Naam: %(name)s", name="Ana")
    with app.test_request_context("/?lang=en"):
        assert str(lazy) == translated(lazy) == "Name: Ana"
        assert in_language("pl", lazy) == "Imię: Ana"
        assert in_language("pl", lazy, name="Jan") == "Imię: Jan"
        assert in_language("ro", lazy_pgettext("maand", "mei")) == "mai"
    assert in_language("ro", lazy) == "Nume: Ana"


def test_a_translator_needs_no_flask() -> None:
    polish = translator("pl")
    assert polish.gettext("Naam: %(name)s", name="Ana") == "Imię: Ana"
    assert polish.pgettext("maand", "mei") == "maj"
    assert [polish.ngettext("%(num)s dag", "%(num)s dagen", number) for number in (1, 3, 5)] == [
        "1 dzień",
        "3 dni",
        "5 dni",
    ]
    assert polish.gettext("") == ""
    assert translator("nl").ngettext("%(num)s dag", "%(num)s dagen", 2) == "2 dagen"


def test_dates_and_amounts_are_written_as_in_the_language() -> None:
    day = date(2026, 11, 22)
    moment = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
    expected = {
        "nl": ("22 november 2026", "23 november 2026 00:30", "1.234,5", "€ 2.100,00"),
        "en": ("22 November 2026", "23 November 2026 00:30", "1,234.5", "€2,100.00"),
        "pl": ("22 listopada 2026", "23 listopada 2026 00:30", "1 234,5", "2 100,00 €"),
        "ro": ("22 noiembrie 2026", "23 noiembrie 2026 00:30", "1.234,5", "2.100,00 EUR"),
    }
    for code, texts in expected.items():
        t = translator(code)
        written = (t.date(day), t.datetime(moment), t.number(Decimal("1234.5")), t.money(2100))
        assert tuple(text.replace("\xa0", " ").replace("\u202f", " ") for text in written) == texts


def test_a_moment_must_know_its_time_zone() -> None:
    with pytest.raises(ValueError, match="time zone"):
        translator("nl").datetime(datetime(2026, 11, 22, 23, 30))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("text", "values", "expected"),
    [
        ("Naam: %(name)s", {"name": "Ana"}, "Naam: Ana"),
        ("Tot {date}", {"date": "2 mei"}, "Tot 2 mei"),
        ("50% van {sum}", {"sum": 10}, "50% van 10"),
        ("100%% van %(num)d", {"num": 3}, "100% van 3"),
        ("50% van {sum}", {}, "50% van {sum}"),
        ("{a} {b}", {"a": "{b}", "b": "x"}, "{b} x"),
    ],
)
def test_placeholders_are_filled(text: str, values: dict[str, object], expected: str) -> None:
    assert fill(text, values) == expected


def test_a_placeholder_without_a_value_is_an_error() -> None:
    with pytest.raises(KeyError, match="date"):
        fill("%(name)s tot {date}", {"name": "Ana"})


def test_a_language_without_a_catalogue_is_told(catalogues: Path, app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    (catalogues / "pl" / "LC_MESSAGES" / "messages.mo").unlink()
    translator.cache_clear()
    with pytest.raises(CatalogueMissing, match="make translations"):
        translator("pl")
    languages.init_app(Flask("again"))
    assert "'pl'" in caplog.text
    with pytest.raises(KeyError):
        translator("xx")


@pytest.mark.parametrize(
    ("code", "required", "short"),
    [
        ("nl", "Vul dit in.", "Gebruik ten minste 8 tekens."),
        ("en", "Fill this in.", "en1 8"),
        ("pl", "Proszę to wypełnić.", "pl2 8"),
        ("ro", "Completați acest câmp.", "ro1 8"),
    ],
)
def test_the_libraries_speak_the_readers_language(app: Flask, code: str, required: str, short: str) -> None:
    errors = app.test_client().post(f"/errors?lang={code}", data={"code": "1", "hours": "2"}).get_json()
    assert errors == {"name": [required], "code": [short]}


def messages_of(module: str) -> set[str]:
    """The literal messages that the code of a library gives to gettext or ngettext, or raises."""
    spec = importlib.util.find_spec(module)
    assert spec is not None
    assert spec.origin is not None
    found = set()
    for file in Path(spec.origin).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and "gettext" in node.func.attr:
                first = node.args[0]
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    found.add(first.value)
    return found


@pytest.mark.parametrize(
    ("library", "known"), [("wtforms", "Not a valid choice."), ("flask_wtf", "This field is required.")]
)
def test_every_message_of_the_libraries_has_our_own_words(library: str, known: str) -> None:
    messages = messages_of(library)
    assert known in messages
    assert messages - library_messages.MESSAGES.keys() - library_messages.PLURAL_MESSAGES.keys() == set()


def test_no_message_is_kept_that_the_libraries_no_longer_say() -> None:
    said = messages_of("wtforms") | messages_of("flask_wtf")
    assert library_messages.MESSAGES.keys() | library_messages.PLURAL_MESSAGES.keys() <= said
