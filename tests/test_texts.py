"""Every text that people see goes through gettext; and the checkers that say so are checked themselves."""

from pathlib import Path

import pytest

from tests.texts import in_python, in_rules, in_template
from tools.translations import ROOT

TEMPLATES = [path for kind in ("html", "txt") for path in sorted((ROOT / "templates").rglob(f"*.{kind}"))]
SOURCES = sorted((ROOT / "rechtentool").rglob("*.py"))
RULES = [*sorted((ROOT / "rules").glob("*.yaml")), *sorted((ROOT / "rules" / "decisions").glob("*.yaml"))]

HIDDEN_IN_RULES = {"about", "address", "gist", "quote", "value[]"}
"""Keys of rules/ whose sentences are not translated: what an author notes, the words of the law, names of places."""

STANDING_ALONE = {ROOT / "rechtentool" / "audit" / "verifier.py"}
"""One file on plain Python, to check a dossier on another machine: it has no catalogues there."""


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_a_template_shows_no_text_of_its_own(path: Path) -> None:
    assert in_template(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", [path for path in SOURCES if path not in STANDING_ALONE], ids=name)
def test_a_module_shows_no_text_of_its_own(path: Path) -> None:
    assert in_python(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", RULES, ids=name)
def test_every_sentence_of_the_rules_is_extracted_or_known_to_be_hidden(path: Path) -> None:
    assert in_rules(path.read_text(encoding="utf-8"), HIDDEN_IN_RULES) == []


@pytest.mark.parametrize(
    ("template", "fault"),
    [
        ("<p>Opslaan</p>", "line 1: 'Opslaan'"),
        ("<p>{{ _('Naam') }}</p>\n<p>\n  Naam: {{ name }}</p>", "line 2: 'Naam:'"),
        ("{% if a %}\n<p>{% if b %}Ja{% endif %}</p>{% endif %}", "line 2: 'Ja'"),
        ("<title>{% block title %}Start{% endblock %}</title>", "line 1: 'Start'"),
        ("{% macro m() %}\n\n<b>Tekst</b>{% endmacro %}", "line 3: 'Tekst'"),
        ("{% call m() %}Binnen{% endcall %}", "line 1: 'Binnen'"),
        ("<svg><title>Huis</title></svg>", "line 1: 'Huis'"),
        ("<option>Polen</option>", "line 1: 'Polen'"),
        ("<img alt='Een huis'>", "line 1: alt='Een huis'"),
        ("<a title='Terug' href='/'>{{ x }}</a>", "line 1: title='Terug'"),
        ("<nav\n aria-label='Menu'></nav>", "line 1: aria-label='Menu'"),
        ("<input placeholder='Naam'>", "line 1: placeholder='Naam'"),
        ("<input type='submit' value='Opslaan'>", "line 1: value='Opslaan'"),
        ("<meta name='description' content='Wat dit is'>", "line 1: content='Wat dit is'"),
        ("{{ button('Opslaan') }}", "line 1: 'Opslaan'"),
        ("{{ alert(title='Let op') }}", "line 1: 'Let op'"),
        ("{{ 'Ja' if x else _('Nee') }}", "line 1: 'Ja'"),
        ("{% set label = 'Bel de gemeente.' %}", "line 1: 'Bel de gemeente.'"),
        ("{{ _('Naam: %(name)s', name='Onbekend') }}", "line 1: 'Onbekend'"),
    ],
)
def test_text_in_a_template_is_found(template: str, fault: str) -> None:
    assert in_template(template) == [fault]


@pytest.mark.parametrize(
    "template",
    [
        "<p class='nl-paragraph'>{{ _('Opslaan') }} – {{ name }} (2)</p>",
        "{% trans %}Opslaan{% endtrans %}",
        "<p>{{ ngettext('%(num)s dag', '%(num)s dagen', n) }}</p>",
        "<p>{{ in_language('pl', 'Opslaan') }}</p>",
        "<input type='text' value='Amsterdam'><input type=hidden name=Next>",
        "<style>p { color: red }</style><script>let word = 1</script>",
        "{% extends 'base.html' %}{% from 'macros/forms.html' import field %}",
        "{{ field(form.name, class='nl-button nl-button--primary', kind='error') }}",
        "{# Een opmerking #}<!-- nog een -->Rechtentool",
        "<a href='/cases/{{ id }}' aria-label=\"{{ _('Zaak %(id)s', id=id) }}\">{{ id }}</a>",
    ],
)
def test_what_is_translated_or_not_shown_is_no_fault(template: str) -> None:
    assert in_template(template) == []


@pytest.mark.parametrize(
    "source",
    [
        "flash('Opgeslagen')",
        "flash(f'{name} opgeslagen')",
        "flash('Opgeslagen' if ok else _('Niet opgeslagen'))",
        "name = StringField('Naam')",
        "name = fields.RadioField(label='Naam')",
        "name = StringField(_l('Naam'), description='Uw naam')",
        "choices = [SelectChoice('yes', 'Ja')]",
        "check = InputRequired(message='Vul dit in.')",
        "raise ValidationError('Dit kan niet: ' + value)",
        "raise StopValidation('Dit kan {} niet'.format(value))",
        "abort(403, description='Dit mag niet')",
        "click.echo('Klaar')",
        "click.option('--all', help='Alles')",
        "@program.command('run')\ndef run() -> None:\n    '''Start het programma.'''",
    ],
)
def test_text_in_python_is_found(source: str) -> None:
    assert len(in_python(source)) == 1


@pytest.mark.parametrize(
    "source",
    [
        "flash(_('Opgeslagen'), 'error')",
        "flash(ngettext('%(num)s dag', '%(num)s dagen', n))",
        "name = StringField(_l('Naam'), description=_l('Uw naam'), render_kw={'class': 'wide'})",
        "choices = [SelectChoice('yes', _l('Ja'))]",
        "check = EqualTo('other', message='RETYPE_PASSWORD_MISMATCH')",
        "raise ValueError('developers read this')",
        "click.echo(json.dumps({'a': 1}))",
        "click.echo('{\"faults\": [')",
        "click.option('--all', help=_('Alles'))",
        "@program.command('run', help=_('Start het programma.'))\ndef run() -> None:\n    '''For developers.'''",
    ],
)
def test_what_python_translates_or_does_not_show_is_no_fault(source: str) -> None:
    assert in_python(source) == []


def test_a_sentence_under_an_unknown_key_of_the_rules_is_found() -> None:
    source = (
        "a:\n  text: Dit wordt vertaald.\n  options: {x: Dit ook ja}\n  remark: Dit wordt vergeten.\n  ids: [een twee]"
    )
    assert in_rules(source, {"ids[]"}) == ["line 4: remark: 'Dit wordt vergeten.'"]
