"""The addresses of static files, the list of a form's errors, and what set-up bundles."""

import re
from pathlib import Path

import pytest
from flask import Flask
from fontTools.ttLib import TTFont
from werkzeug.datastructures import MultiDict
from wtforms import Form, FormField, IntegerField, RadioField, StringField
from wtforms.fields import FieldList, SelectChoice
from wtforms.validators import InputRequired

from rechtentool.core import interface
from rechtentool.core.interface import FieldError, asset_url, form_errors
from rechtentool.core.paths import STATIC

VENDOR = STATIC / "vendor"


class Job(Form):
    start = StringField("Begin", validators=[InputRequired("Vul dit in.")])


class Person(Form):
    name = StringField("Naam", validators=[InputRequired("Vul dit in.")])
    safe = RadioField("Veilig?", choices=[SelectChoice("yes", "Ja")], validators=[InputRequired("Kies.")])
    last_job = FormField(Job)
    jobs = FieldList(FormField(Job), min_entries=2)
    hours = FieldList(IntegerField("Uren"), max_entries=1)


def test_errors_are_listed_in_the_order_of_the_page_with_the_control_to_go_to() -> None:
    form = Person(MultiDict({"jobs-0-start": "2026", "hours-0": "veel"}))
    form.validate()
    form.form_errors.append("Dit past niet bij elkaar.")
    found = form_errors(form)
    assert found[:6] == [
        FieldError(None, "", "Dit past niet bij elkaar."),
        FieldError("name", "Naam", "Vul dit in."),
        FieldError("safe-0", "Veilig?", "Kies."),
        FieldError("last_job-start", "Begin", "Vul dit in."),
        FieldError("jobs-1-start", "Begin", "Vul dit in."),
        FieldError("hours-0", "Uren", "Not a valid integer value."),
    ]
    assert len(found) == 6


def test_a_good_form_has_no_errors() -> None:
    form = Job(MultiDict({"start": "2026"}))
    assert form.validate()
    assert form_errors(form) == []


def test_the_address_of_a_file_changes_with_its_contents(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(interface, "STATIC", tmp_path)
    app = Flask("static", static_folder=str(tmp_path))
    addresses = set()
    for text in ("a", "b", "a"):
        (tmp_path / "site.css").write_text(text, encoding="utf-8")
        interface._fingerprint.cache_clear()
        with app.test_request_context():
            addresses.add(asset_url("site.css"))
    assert len(addresses) == 2
    with app.test_request_context(), pytest.raises(FileNotFoundError):
        asset_url("nowhere.css")


def test_the_style_sheet_asks_for_nothing_from_elsewhere() -> None:
    css = (VENDOR / "site.css").read_text(encoding="utf-8")
    files = {address.strip("\"'") for address in re.findall(r"url\(([^)]*)\)", css) if "data:" not in address}
    assert files
    assert all((VENDOR / name).is_file() for name in files)
    assert "@import" not in css


def test_every_token_that_is_kept_is_used() -> None:
    """The bundle leaves out the tokens of components that are not here, and only those."""
    css = (VENDOR / "site.css").read_text(encoding="utf-8")
    declared = set(re.findall(r"[{;](--[\w-]+):", css))
    used = set(re.findall(r"var\(\s*(--[\w-]+)", css))
    assert declared <= used
    assert "--basis-focus-outline-color" in declared


@pytest.mark.parametrize("weight", [400, 700])
def test_the_fonts_have_every_letter_of_the_languages(weight: int) -> None:
    letters = (
        "abcxyzABCXYZ0123456789 éèëïöüçñÉ „”“’‘–—…•€§½×·²°" + "ąćęłńóśźżĄĆĘŁŃÓŚŹŻ" + "ăâîșțĂÂÎȘȚşţ" + "čšžřůőűāēģķļņėųđ"
    )
    characters: set[int] = set()
    for alphabet in ("latin", "latin-ext"):
        with TTFont(VENDOR / f"noto-sans-{alphabet}-{weight}.woff2") as font:
            characters |= set(font.getBestCmap())
    assert [letter for letter in letters if ord(letter) not in characters] == []
