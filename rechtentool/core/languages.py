"""The languages of the product: which there are, which one a reader gets, and text in another than that one.

Dutch is the source: a message is its own Dutch text, and every other language has a gettext catalogue in
``translations/<code>/LC_MESSAGES``. Inside a request ``gettext`` of Flask-Babel speaks the reader's language.
:func:`in_language` and :func:`translator` speak any language, with and without Flask: for text side by side in two
languages, for letters, and for the command line.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache
from typing import Final, Literal
from zoneinfo import ZoneInfo

from babel import Locale, dates, numbers
from babel.support import NullTranslations, Translations
from flask import Flask, Response, has_request_context, request, session, url_for
from flask_babel import Babel, LazyString, get_locale, get_translations

from rechtentool.core.library_messages import LibraryMessages
from rechtentool.core.paths import TRANSLATIONS


@dataclass(frozen=True, slots=True)
class Language:
    """A language readers can choose: its BCP 47 code, its name in the language itself, and how it writes."""

    code: str
    name: str
    locale: str
    """Whose dates and numbers it writes."""
    direction: Literal["ltr", "rtl"] = "ltr"


LANGUAGES: Final[Mapping[str, Language]] = {
    language.code: language
    for language in (
        Language("nl", "Nederlands", "nl_NL"),
        Language("en", "English", "en_GB"),
        Language("pl", "Polski", "pl_PL"),
        Language("ro", "Română", "ro_RO"),
    )
}
"""Every language of the interface, by code, in the order of the language switch."""

SOURCE: Final = "nl"
"""The language the messages in the code, the templates and the rules are written in."""

DOMAIN: Final = "messages"
TIMEZONE: Final = ZoneInfo("Europe/Amsterdam")

DateFormat = Literal["short", "medium", "long", "full"]


class CatalogueMissing(LookupError):
    """A language has no compiled catalogue: its readers would silently get Dutch."""

    def __init__(self, code: str) -> None:
        super().__init__(f"no compiled catalogue for {code!r} in {TRANSLATIONS}: run `make translations`")


class Translator:
    """Speaks one language, without Flask: messages, dates and numbers. Get one from :func:`translator`."""

    def __init__(self, language: Language, catalogue: NullTranslations) -> None:
        self.language = language
        self.locale = Locale.parse(language.locale)
        self._catalogue = catalogue

    def gettext(self, message: str | LazyString, /, **values: object) -> str:
        """``message`` in this language, with ``values`` in place of ``%(name)s`` or ``{name}``.

        A lazy message is translated anew from its source. Raises ``KeyError`` for a placeholder without a value, but
        only where any value is given: text without values is shown as it is, whatever signs it contains.
        """
        return _translate(self._catalogue, message, values)

    def ngettext(self, singular: str, plural: str, number: int, /, **values: object) -> str:
        """The form of the message that fits ``number``, which the message may show as ``%(num)s``."""
        return fill(self.plural(singular, plural, number), {"num": number, **values})

    def plural(self, singular: str, plural: str, number: int, /) -> str:
        """The form of the message that fits ``number``, its placeholders still open."""
        return self._catalogue.ngettext(singular, plural, number)

    def pgettext(self, context: str, message: str, /, **values: object) -> str:
        """``message`` in the sense of ``context``."""
        return fill(self._catalogue.upgettext(context, message), values)

    def date(self, day: date, form: DateFormat = "long") -> str:
        """A calendar day, long by default: 22 november 2026."""
        return dates.format_date(day, form, locale=self.locale)

    def datetime(self, moment: datetime, form: DateFormat = "long") -> str:
        """A moment in Dutch time. ``moment`` must know its time zone; raises ``ValueError`` if it does not."""
        if moment.tzinfo is None:
            raise ValueError(f"a moment without a time zone: {moment!r}")
        local = moment.astimezone(TIMEZONE)
        day = dates.format_date(local, form, locale=self.locale)
        clock = dates.format_time(time(local.hour, local.minute), "short", locale=self.locale)
        return f"{day} {clock}"

    def number(self, value: float | Decimal) -> str:
        """A number with the separators of this language."""
        return numbers.format_decimal(value, locale=self.locale)

    def money(self, euros: float | Decimal) -> str:
        """An amount in euros."""
        return numbers.format_currency(euros, "EUR", locale=self.locale)


@cache
def translator(code: str) -> Translator:
    """The translator of language ``code``.

    Raises ``KeyError`` for a language that is not in :data:`LANGUAGES`, :class:`CatalogueMissing` when its catalogue
    was not compiled.
    """
    language = LANGUAGES[code]
    if code == SOURCE:
        return Translator(language, NullTranslations())
    catalogue = Translations.load(TRANSLATIONS, [code], DOMAIN)
    if not isinstance(catalogue, Translations):
        raise CatalogueMissing(code)
    return Translator(language, catalogue)


def in_language(code: str, message: str | LazyString, /, **values: object) -> str:
    """``message`` in language ``code``, whatever the reader's own language is. See :meth:`Translator.gettext`."""
    return translator(code).gettext(message, **values)


def translated(message: str | LazyString, /, **values: object) -> str:
    """``message`` in the reader's language, for a message that comes from data (the rules, a form field).

    In a template ``_()`` is for a sentence written there; it takes every per cent sign for a placeholder.
    """
    return _translate(get_translations(), message, values)


_PLACEHOLDER: Final = re.compile(r"%%|%\((\w+)\)[sd]|\{(\w+)\}")


def fill(text: str, values: Mapping[str, object]) -> str:
    """``text`` with its placeholders ``%(name)s`` and ``{name}`` filled in; as it is when there are no values."""
    if not values:
        return text
    return _PLACEHOLDER.sub(lambda found: str(values[found[1] or found[2]]) if len(found[0]) > 2 else "%", text)


def _translate(catalogue: NullTranslations, message: str | LazyString, values: Mapping[str, object]) -> str:
    if isinstance(message, LazyString):
        # The only way to the source sentence; str() would give the reader's language.
        arguments, values = message._args, {**message._kwargs, **values}  # noqa: SLF001
    else:
        arguments = (message,)
    if len(arguments) == 2:
        context, source = arguments
        return fill(catalogue.upgettext(context, source), values)
    (source,) = arguments
    # The empty message is the head of the catalogue.
    return fill(catalogue.ugettext(source), values) if source else ""


def current_language() -> Language:
    """The language of the reader of this request; the source language outside a request."""
    locale = get_locale()
    return LANGUAGES[locale.language if locale else SOURCE]


def language_url(code: str) -> str:
    """The address of the page being shown, in language ``code``. For a page that cannot be fetched: the front page."""
    if request.endpoint is None or request.url_rule is None or "GET" not in (request.url_rule.methods or ()):
        return f"{request.script_root}/?lang={code}"
    arguments = {**request.args.to_dict(flat=False), **(request.view_args or {}), "lang": code}
    return url_for(request.endpoint, **arguments)


def init_app(app: Flask) -> None:
    """Gives ``app`` its languages.

    ``?lang=`` chooses one and is remembered in the session; else the browser's wish counts, else Dutch. Templates get
    ``languages``, ``language``, ``language_url``, ``in_language`` and the filter ``translated``.
    """
    Babel(
        app,
        default_locale=LANGUAGES[SOURCE].locale,
        default_domain=DOMAIN,
        default_timezone=TIMEZONE.key,
        default_translation_directories=str(TRANSLATIONS),
        locale_selector=_select,
    )
    app.before_request(_remember_choice)
    app.before_request(_translate_libraries)
    app.after_request(_declare)
    app.jinja_env.globals.update(
        current_language=current_language, in_language=in_language, language_url=language_url, languages=LANGUAGES
    )
    app.jinja_env.filters["translated"] = translated
    app.context_processor(lambda: {"language": current_language()})
    for code in LANGUAGES:
        try:
            translator(code)
        except CatalogueMissing as missing:
            app.logger.warning("%s", missing)


def _select() -> str:
    """The locale of the reader: what the address asks for, else what was chosen before, else the browser's wish."""
    code: str | None = None
    if has_request_context():
        wishes = (request.args.get("lang"), session.get("language"), request.accept_languages.best_match(LANGUAGES))
        code = next((wish for wish in wishes if wish in LANGUAGES), None)
    return LANGUAGES[code or SOURCE].locale


def _remember_choice() -> None:
    chosen = request.args.get("lang")
    if chosen in LANGUAGES and session.get("language") != chosen:
        session["language"] = chosen


def _translate_libraries() -> None:
    # Flask-WTF looks here first; else it would take the catalogues of WTForms, which have gaps in Romanian and Polish.
    request.wtforms_translations = LibraryMessages(get_translations)  # type: ignore[attr-defined]


def _declare(response: Response) -> Response:
    if response.mimetype == "text/html":
        response.headers.setdefault("Content-Language", current_language().code)
        response.vary.add("Accept-Language")
    return response
