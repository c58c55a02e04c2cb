"""The checker of catalogues sees each fault, and accepts what is right."""

from io import BytesIO

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from tests.catalogues import faults
from tools.translations import fresh


def po(text: str) -> Catalog:
    return read_po(BytesIO(text.encode()), locale="pl")


def texts(*messages: str | tuple[str, str], location: str = "rechtentool/a.py") -> Catalog:
    template = Catalog(locale="pl")
    for message in messages:
        template.add(message, locations=[(location, 1)])
    return template


NAME = "Naam: %(name)s"
DAYS = ("%(num)s dag", "%(num)s dagen")


def days(*forms: str) -> str:
    """The entry of `DAYS` with these three Polish forms."""
    strings = "".join(f'msgstr[{number}] "{form}"\n' for number, form in enumerate(forms))
    return f'msgid "{DAYS[0]}"\nmsgid_plural "{DAYS[1]}"\n{strings}'


@pytest.mark.parametrize(
    ("source", "entry", "fault"),
    [
        ("Opslaan", "", "is not in the catalogue"),
        ("Opslaan", 'msgid "Opslaan"\nmsgstr ""', "has no translation"),
        ("Opslaan", '#, fuzzy\nmsgid "Opslaan"\nmsgstr "Zapisz"', "is fuzzy: somebody must say that it is right"),
        ("Opslaan", 'msgid "Opslaan"\nmsgstr "Zapisz"\n\n#~ msgid "Weg"\n#~ msgstr "Usuń"', "is obsolete"),
        ("Opslaan", 'msgid "Opslaan"\nmsgstr " Zapisz"', "begins or ends with a space"),
        (NAME, f'msgid "{NAME}"\nmsgstr "Imię: %(imie)s"', "has other placeholders: ['%(imie)s'], not ['%(name)s']"),
        (NAME, f'msgid "{NAME}"\nmsgstr "Imię"', "has other placeholders: [], not ['%(name)s']"),
        ("Tot {date}", 'msgid "Tot {date}"\nmsgstr "Do {data}"', "has other placeholders: ['{data}'], not ['{date}']"),
        ("<b>Nu</b>", 'msgid "<b>Nu</b>"\nmsgstr "<i>Teraz</i>"', "has other tags: ['<i>', '</i>']"),
        (
            "<a href='x'>Nu</a>",
            "msgid \"<a href='x'>Nu</a>\"\nmsgstr \"<a href='y'>Teraz</a>\"",
            "has other tags: [\"<a href='y'>\", '</a>']",
        ),
        (NAME, f'msgid "{NAME}"\nmsgstr "100% %(name)s"', "has a per cent sign that must be written %%"),
        (DAYS, days("%(num)s dzień", "%(num)s dni", ""), "has no translation"),
        (DAYS, days("dzień", "%(x)s dni", "%(num)s dni"), "has other placeholders: ['%(x)s'], not ['%(num)s']"),
    ],
)
def test_a_fault_is_found(source: str | tuple[str, str], entry: str, fault: str) -> None:
    found = faults(po(entry), texts(source))
    assert [told.split("': ", 1)[-1].split('": ', 1)[-1] for told in found] == [fault]


def test_a_text_that_is_gone_is_found() -> None:
    assert faults(po('msgid "Oud"\nmsgstr "Stare"'), texts()) == [
        "'Oud': no longer stands in the code, the templates or the rules"
    ]


def test_a_bare_per_cent_sign_is_a_fault_in_a_template_only() -> None:
    catalogue = 'msgid "Helft"\nmsgstr "50% z tego"'
    assert faults(po(catalogue), texts("Helft", location="rules/facts.yaml")) == []
    in_template = po("#: templates/a.html\n" + catalogue)
    assert faults(in_template, texts("Helft", location="templates/a.html")) == [
        "'Helft': has a per cent sign that must be written %%"
    ]


@pytest.mark.parametrize(
    ("source", "entry"),
    [
        ("Opslaan", 'msgid "Opslaan"\nmsgstr "Zapisz"'),
        ("%(a)s en %(b)s", 'msgid "%(a)s en %(b)s"\nmsgstr "%(b)s i %(a)s"'),
        (DAYS, days("jeden dzień", "%(num)s dni", "%(num)s dni")),
    ],
)
def test_what_is_right_is_no_fault(source: str | tuple[str, str], entry: str) -> None:
    assert faults(po(entry), texts(source)) == []


def test_the_texts_are_taken_from_code_templates_and_rules() -> None:
    found = {path.split("/")[0] for message in fresh() for path, _ in message.locations}
    assert found == {"rechtentool", "templates", "rules"}
