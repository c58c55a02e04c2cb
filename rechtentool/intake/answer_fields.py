"""One form field for every type of the vocabulary: it shows a stored value and reads back what was filled in.

Every field has ``value``, the answer in the vocabulary ("unknown" for who does not know, None for no answer), and
``given``, whether anything was filled in at all. Labels and choices are source sentences; templates translate them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import Any, Final
from unicodedata import normalize

from babel import Locale
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from markupsafe import Markup, escape
from wtforms import Field, RadioField, SelectField, SelectMultipleField
from wtforms.fields import SelectChoice
from wtforms.utils import unset_value
from wtforms.validators import ValidationError
from wtforms.widgets import CheckboxInput, ListWidget, TextInput

from rechtentool.core.languages import LANGUAGES, translated, translator
from rechtentool.intake import values
from rechtentool.rulebook.case import LEVELS
from rechtentool.rulebook.model import Field as Word

UNKNOWN: Final = "unknown"
NONE: Final = "none"
LASTING: Final = "lasting"
LATER: Final = "later"
STATELESS: Final = "XX"

UNKNOWN_TEXT: Final = _l("Weet ik niet")
LASTING_TEXT: Final = _l("Loopt nog")
LATER_TEXT: Final = _l("Later, als niemand meeluistert")
NO_CHOICE: Final = _l("Dit antwoord kan hier niet.")

EVIDENCE: Final[Mapping[str, LazyString]] = {
    "official": _l("Papier van een instantie of register"),
    "document": _l("Ander papier of bericht"),
    "statement": _l("Verteld, nog zonder papier"),
    "none": _l("Nog te onzeker om te gebruiken"),
}
"""How well an answer is proved, best first."""

Choices = Sequence[SelectChoice]


def choices_of(word: Word) -> list[SelectChoice]:
    """The answers to a question, with "I do not know" and, where it may not be overheard, "later"."""
    options: dict[str, str | LazyString] = dict(word.options)
    if word.type == "answer":
        options = {"yes": _l("Ja"), "no": _l("Nee")}
    return [SelectChoice(value, text) for value, text in {**options, **_besides(word)}.items()]


def _besides(word: Word) -> dict[str, str | LazyString]:
    """What can be said instead of an answer."""
    besides: dict[str, str | LazyString] = {}
    if word.lasting:
        besides[LASTING] = LASTING_TEXT
    besides[UNKNOWN] = word.options.get(UNKNOWN, UNKNOWN_TEXT)
    if word.texts.get("safety"):
        besides[LATER] = LATER_TEXT
    return besides


class ChoiceAnswer(RadioField):
    """One answer out of several."""

    def __init__(self, label: str | None = None, choices: Choices = (), **options: Any) -> None:
        super().__init__(label, choices=list(choices), coerce=_as_it_is, **options)

    def process_formdata(self, valuelist: list[str]) -> None:
        """The answer that was chosen; an empty one is none."""
        self.data = valuelist[0] or None if valuelist else None

    def pre_validate(self, form: object) -> None:
        """Refuse an answer that is not among the choices; none at all is allowed."""
        if self.data is not None and self.data not in [choice.value for choice in self.choices]:
            raise ValidationError(NO_CHOICE)

    @property
    def given(self) -> bool:
        """Whether an answer was chosen."""
        return self.data is not None

    @property
    def value(self) -> str | None:
        """The answer; "later" leaves the question unanswered."""
        return None if self.data == LATER else self.data


class SelectAnswer(SelectField):
    """One answer out of several, in a list that opens: how well something is proved."""

    def __init__(self, label: str | None = None, choices: Choices = (), **options: Any) -> None:
        super().__init__(label, choices=list(choices), coerce=_as_it_is, **options)

    def process_data(self, value: Any) -> None:
        """What is not known yet counts as a statement, as it does for the rules."""
        self.data = value or LEVELS[1]

    def pre_validate(self, form: object) -> None:
        """Refuse what is not among the choices."""
        if self.data not in [choice.value for choice in self.choices]:
            raise ValidationError(NO_CHOICE)


class SetAnswer(SelectMultipleField):
    """Several answers together."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, label: str | None = None, choices: Choices = (), **options: Any) -> None:
        super().__init__(label, choices=list(choices), coerce=_as_it_is, **options)

    def process_data(self, value: Any) -> None:
        """``unknown`` is one of the boxes."""
        self.data = [value] if value == UNKNOWN else list(value or ())

    def pre_validate(self, form: object) -> None:
        """Refuse answers that are not there, or that say the opposite of each other."""
        texts = {choice.value: choice.label for choice in self.choices}
        if not texts.keys() >= set(self.data):
            raise ValidationError(NO_CHOICE)
        for alone in (NONE, UNKNOWN, LATER):
            if alone in self.data and len(self.data) > 1:
                raise ValidationError(_not_together(texts[alone]))

    @property
    def given(self) -> bool:
        """Whether any box was ticked."""
        return bool(self.data)

    @property
    def value(self) -> list[str] | str | None:
        """The answers; "later" leaves the question unanswered."""
        if self.data in ([UNKNOWN], [LATER]):
            return UNKNOWN if self.data == [UNKNOWN] else None
        return list(self.data) or None


class CountriesAnswer(Field):
    """Countries, each chosen from a list; the page shows one list more than is filled in when asked to."""

    def __init__(self, label: str | None = None, **options: Any) -> None:
        super().__init__(label, **options)
        self.more = False

    @property
    def name_of_each(self) -> str:
        """The name of every list on the page."""
        return f"{self.name}[]"

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Iterable[Any] | None = None) -> None:
        """Read the lists, from the request or from a stored value."""
        super().process(None, data, extra_filters)
        if formdata is not None:
            self.process_formdata(formdata.getlist(self.name_of_each))

    def process_data(self, value: Any) -> None:
        """``unknown`` is one of the choices."""
        self.data = [value] if value == UNKNOWN else list(value or ())

    def process_formdata(self, valuelist: list[str]) -> None:
        """What was chosen, each once; lists left empty do not count."""
        self.data = list(dict.fromkeys(filter(None, valuelist)))

    def pre_validate(self, form: object) -> None:
        """Refuse what is no country."""
        if not set(self.data) <= {UNKNOWN, STATELESS} | country_codes():
            raise ValidationError(NO_CHOICE)

    @property
    def rows(self) -> list[str]:
        """The chosen country of each list on the page."""
        return [*self.data, ""] if self.more or not self.data else list(self.data)

    @property
    def given(self) -> bool:
        """Whether any country was chosen."""
        return bool(self.data)

    @property
    def value(self) -> list[str] | str | None:
        """The countries that are known."""
        known = [code for code in self.data if code != UNKNOWN]
        return known or (UNKNOWN if self.data else None)

    def options(self, selected: str, reader: str, second: str | None) -> Markup:
        """The options of one list, in the reader's language and, where it differs, in the second one."""
        return Markup("").join(
            _OPTION_SELECTED.format(code, text) if code == selected else _OPTION.format(code, text)
            for code, text in _country_options(reader, second)
        )


_OPTION: Final = Markup('<option value="{}">{}</option>')
_OPTION_SELECTED: Final = Markup('<option value="{}" selected>{}</option>')


class TextAnswer(Field):
    """A date or a number in a text box, with boxes beside it for what else can be said."""

    widget = TextInput()

    def __init__(
        self,
        label: str | None = None,
        read: Callable[[str], Any] = values.read_date,
        show: Callable[[Any], str] = values.show_date,
        choices: Choices = (),
        within: tuple[float | None, float | None] = (None, None),
        **options: Any,
    ) -> None:
        super().__init__(label, **options)
        self.read, self.show, self.within = read, show, within
        self.choices = list(choices)
        self.text = ""
        self.chosen: list[str] = []

    @property
    def name_beside(self) -> str:
        """The name of the boxes beside the text."""
        return f"{self.name}-beside"

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Iterable[Any] | None = None) -> None:
        """Read the text and the boxes, from the request or from a stored value."""
        sent = formdata.getlist(self.name_beside) if formdata else []
        self.chosen = sent
        super().process(formdata, data, extra_filters)

    def process_data(self, value: Any) -> None:
        """Show a stored value."""
        self.data = value
        self.text = "" if value in (None, UNKNOWN, LASTING) else self.show(value)
        if not self.chosen and value in (UNKNOWN, LASTING):
            self.chosen = [value]

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed; it stays as it was typed, whatever is wrong with it."""
        self.text = valuelist[0].strip() if valuelist else ""
        self.data = None
        if self.chosen:
            self._check_boxes()
            self.data = self.chosen[0]
        elif self.text:
            self.data = self._within_bounds(self.read(self.text))

    def _check_boxes(self) -> None:
        texts = {choice.value: choice.label for choice in self.choices}
        if not texts.keys() >= set(self.chosen):
            raise ValueError(NO_CHOICE)
        choice = texts[self.chosen[0]]
        if len(self.chosen) > 1:
            raise ValueError(_not_together(choice))
        if self.text:
            raise ValueError(gettext("Vul iets in of kies %(choice)s, niet allebei.", choice=translated(choice)))

    def _within_bounds(self, value: Any) -> Any:
        low, high = self.within
        if low is not None and high is not None:
            least, most = values.bounds(value)
            if least < low or most > high:
                ends = {"low": self.show(low), "high": self.show(high)}
                raise ValueError(gettext("Vul een getal in van %(low)s tot en met %(high)s.", **ends))
        return value

    def _value(self) -> str:
        return self.text

    @property
    def given(self) -> bool:
        """Whether anything was typed or ticked."""
        return bool(self.text or self.chosen)

    @property
    def value(self) -> Any:
        """The date or number; ``lasting`` for what still goes on."""
        return self.data


def _not_together(choice: str | LazyString) -> str:
    return gettext("%(choice)s past niet bij de andere antwoorden.", choice=translated(choice))


def _as_it_is(value: str) -> str:
    return value


@cache
def country_codes() -> frozenset[str]:
    """The countries that have a name in every language of the product, by their two letters."""
    named = [set(Locale.parse(code).territories) for code in LANGUAGES]
    return frozenset(code for code in set.intersection(*named) if len(code) == 2 and code.isalpha()) - _NO_COUNTRY


_NO_COUNTRY: Final = frozenset("EU EZ QO UN XA XB ZZ".split())  # noqa: SIM905
"""Codes in the names of Babel that stand for something else than a country."""


@cache
def _country_options(reader: str, second: str | None) -> tuple[tuple[str, Markup], ...]:
    say, other = translator(reader), translator(second or reader)
    first = {"": _l("Kies een land"), UNKNOWN: UNKNOWN_TEXT, STATELESS: _l("Staatloos")}
    both = [(code, say.gettext(text), other.gettext(text)) for code, text in first.items()]
    names, others = say.locale.territories, other.locale.territories
    countries = [(code, str(names[code]), str(others[code])) for code in country_codes()]
    both += sorted(countries, key=lambda country: _sorting(country[1]))
    return tuple((code, escape(name if name == again else f"{name} – {again}")) for code, name, again in both)


def _sorting(name: str) -> str:
    """Letters with accents sort beside those without."""
    return "".join(letter for letter in normalize("NFKD", name.casefold()) if letter.isalnum() or letter == " ")
