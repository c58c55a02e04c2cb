"""What WTForms and Flask-WTF say, in our own words.

Their own catalogues have gaps, and a worker reads "Not a valid choice." as a riddle. So each of their messages has a
Dutch sentence here that goes through our own catalogue like any other. A test reads the libraries' sources and fails
when one of their messages is not here.
"""

from collections.abc import Callable
from typing import Final

from babel.support import NullTranslations


def N_(message: str) -> str:  # noqa: N802 (the name that the extraction of texts looks for)
    return message


def nN_(singular: str, plural: str) -> tuple[str, str]:  # noqa: N802
    return singular, plural


MESSAGES: Final[dict[str, str]] = {
    "This field is required.": N_("Vul dit in."),
    "Not a valid choice.": N_("Kies een van de antwoorden."),
    "Invalid Choice: could not coerce.": N_("Kies een van de antwoorden."),
    "Invalid choice(s): one or more data inputs could not be coerced.": N_("Kies een of meer van de antwoorden."),
    "Choices cannot be None.": N_("Er zijn geen antwoorden om uit te kiezen."),
    "Not a valid integer value.": N_("Vul een heel getal in, bijvoorbeeld 12."),
    "Not a valid decimal value.": N_("Vul een getal in, bijvoorbeeld 12,50."),
    "Not a valid float value.": N_("Vul een getal in, bijvoorbeeld 12,50."),
    "Not a valid date value.": N_("Vul een datum in, bijvoorbeeld 31-12-2026."),
    "Not a valid datetime value.": N_("Vul een datum en een tijd in, bijvoorbeeld 31-12-2026 14:30."),
    "Not a valid time value.": N_("Vul een tijd in, bijvoorbeeld 14:30."),
    "Not a valid week value.": N_("Vul een week in, bijvoorbeeld 2026-W52."),
    "Number must be at least %(min)s.": N_("Vul een getal in van %(min)s of meer."),
    "Number must be at most %(max)s.": N_("Vul een getal in van %(max)s of minder."),
    "Number must be between %(min)s and %(max)s.": N_("Vul een getal in van %(min)s tot en met %(max)s."),
    "Date must be at least %(min)s.": N_("Vul een datum in op of na %(min)s."),
    "Date must be at most %(max)s.": N_("Vul een datum in op of voor %(max)s."),
    "Date must be between %(min)s and %(max)s.": N_("Vul een datum in van %(min)s tot en met %(max)s."),
    "Field must be between %(min)d and %(max)d characters long.": N_(
        "Gebruik ten minste %(min)d en ten hoogste %(max)d tekens."
    ),
    "Field must be equal to %(other_name)s.": N_("Vul hier hetzelfde in als bij %(other_name)s."),
    "Invalid field name '%s'.": N_("Er is geen veld met de naam '%s'."),
    "Invalid input.": N_("Dit past hier niet. Controleer wat u hebt ingevuld."),
    "Invalid email address.": N_("Dit is geen e-mailadres. Een e-mailadres ziet er zo uit: naam@voorbeeld.nl."),
    "Invalid IP address.": N_("Dit is geen IP-adres."),
    "Invalid Mac address.": N_("Dit is geen MAC-adres."),
    "Invalid URL.": N_("Dit is geen webadres. Een webadres ziet er zo uit: https://voorbeeld.nl."),
    "Invalid UUID.": N_("Dit is geen geldig kenmerk."),
    "Invalid value, must be one of: %(values)s.": N_("Vul een van deze waarden in: %(values)s."),
    "Invalid value, can't be any of: %(values)s.": N_("Vul iets anders in dan: %(values)s."),
    "This field cannot be edited.": N_("Dit kunt u niet wijzigen."),
    "This field is disabled and cannot have a value.": N_("Dit kunt u nu niet invullen."),
    "Invalid CSRF Token.": N_("Deze pagina is verlopen. Verstuur het formulier nog een keer."),
    "CSRF token missing.": N_("Deze pagina is verlopen. Verstuur het formulier nog een keer."),
    "CSRF token expired.": N_("Deze pagina stond te lang open. Verstuur het formulier nog een keer."),
    "CSRF failed.": N_("Deze pagina is verlopen. Verstuur het formulier nog een keer."),
    "File does not have an approved extension.": N_("Dit soort bestand kunt u hier niet gebruiken."),
    "File does not have an approved extension: {extensions}": N_(
        "Dit soort bestand kunt u hier niet gebruiken. Wel: {extensions}."
    ),
}
"""The Dutch sentence for each message of the libraries."""

PLURAL_MESSAGES: Final[dict[str, tuple[str, str]]] = {
    "'%(value)s' is not a valid choice for this field.": nN_(
        "'%(value)s' is geen van de antwoorden.", "'%(value)s' zijn geen van de antwoorden."
    ),
    "Field must be at least %(min)d character long.": nN_(
        "Gebruik ten minste %(min)d teken.", "Gebruik ten minste %(min)d tekens."
    ),
    "Field cannot be longer than %(max)d character.": nN_(
        "Gebruik ten hoogste %(max)d teken.", "Gebruik ten hoogste %(max)d tekens."
    ),
    "Field must be exactly %(max)d character long.": nN_(
        "Gebruik precies %(max)d teken.", "Gebruik precies %(max)d tekens."
    ),
}
"""The two Dutch sentences for each message with a number, by the libraries' singular."""


class LibraryMessages:
    """Translates the libraries' messages with the catalogue of the moment; the shape WTForms asks of a catalogue.

    A message that is not in the tables stays as it is: validators of our own already give Dutch sentences.
    """

    def __init__(self, catalogue: Callable[[], NullTranslations]) -> None:
        self._catalogue = catalogue

    def ugettext(self, message: str) -> str:
        """``message`` of a library in our words, in the reader's language, its placeholders still open."""
        return self._catalogue().ugettext(MESSAGES.get(message, message))

    def ungettext(self, singular: str, plural: str, number: int) -> str:
        """The message that fits ``number`` in our words, its placeholders still open."""
        return self._catalogue().ungettext(*PLURAL_MESSAGES.get(singular, (singular, plural)), number)
