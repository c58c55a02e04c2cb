"""What click says to whoever types a command, in our own words and the caller's language.

click looks its English sentences up in the catalogue of the process. Ours are Dutch at the source, so each of its
sentences has a Dutch one here. A test reads click's sources and fails when a sentence that a caller can meet is not
here.
"""

from collections.abc import Callable
from types import ModuleType
from typing import Any, Final

import click
from click import core, decorators, exceptions, formatting, parser, termui, types

from rechtentool.core.languages import Translator
from rechtentool.core.library_messages import N_, nN_

MESSAGES: Final[dict[str, str]] = {
    "Usage:": N_("Gebruik:"),
    "Options": N_("Opties"),
    "Commands": N_("Opdrachten"),
    "Positional arguments": N_("Argumenten"),
    "Show this message and exit.": N_("Toon deze uitleg."),
    "Confirm the action without prompting.": N_("Ga door zonder te vragen."),
    "Do you want to continue?": N_("Wilt u doorgaan?"),
    "Aborted!": N_("Afgebroken."),
    "Error: {message}": N_("Fout: {message}"),
    "Try '{command} {option}' for help.": N_("Uitleg geeft '{command} {option}'."),
    "Missing command.": N_("Er ontbreekt een opdracht."),
    "Missing argument": N_("Er ontbreekt een argument"),
    "Missing option": N_("Er ontbreekt een optie"),
    "Missing parameter": N_("Er ontbreekt een waarde"),
    "Missing parameter: {param_name}": N_("Er ontbreekt een waarde: {param_name}"),
    "Missing {param_type}": N_("Er ontbreekt: {param_type}"),
    "No such option {name!r}.": N_("De optie {name!r} bestaat niet."),
    "No such command {name!r}.": N_("De opdracht {name!r} bestaat niet."),
    "Invalid value: {message}": N_("Dit kan niet: {message}"),
    "Invalid value for {param_hint}: {message}": N_("Dit kan niet bij {param_hint}: {message}"),
    "Could not open file {filename!r}: {message}": N_("Het bestand {filename!r} kan niet worden geopend: {message}"),
    "unknown error": N_("onbekende fout"),
    "env var: {var}": N_("omgevingsvariabele: {var}"),
    "default: {default}": N_("standaard: {default}"),
    "(dynamic)": N_("(wisselt)"),
    "deprecated": N_("verouderd"),
    "file": N_("bestand"),
    "directory": N_("map"),
    "path": N_("pad"),
    "Choose from:\n\t{choices}": N_("Kies uit:\n\t{choices}"),
    "{value} is not in the range {range}.": N_("{value} ligt niet in het bereik {range}."),
    "{value!r} is not a valid {number_type}.": N_("{value!r} is geen geldig getal ({number_type})."),
    "{value!r} is not a valid boolean. Recognized values: {states}": N_(
        "{value!r} is geen ja of nee. Kies uit: {states}"
    ),
    "{value!r} is not a valid UUID.": N_("{value!r} is geen geldig kenmerk."),
    "{name} {filename!r} is a file.": N_("{name} {filename!r} is een bestand."),
    "{name} {filename!r} is a directory.": N_("{name} {filename!r} is een map."),
    "{name} {filename!r} is not readable.": N_("{name} {filename!r} is niet leesbaar."),
    "{name} {filename!r} is not writable.": N_("{name} {filename!r} is niet beschrijfbaar."),
    "{name} {filename!r} is not executable.": N_("{name} {filename!r} is niet uitvoerbaar."),
    "{name} {filename!r} does not exist.": N_("{name} {filename!r} bestaat niet."),
    "Option {name!r} does not take a value.": N_("De optie {name!r} heeft geen waarde."),
    "Argument {name!r} takes {nargs} values.": N_("Het argument {name!r} heeft {nargs} waarden nodig."),
    "Value must be an iterable.": N_("Hier horen meer waarden."),
    "Repeat for confirmation": N_("Herhaal om te bevestigen"),
    "Error: The two entered values do not match.": N_("Fout: de twee waarden zijn niet gelijk."),
    "Error: invalid input": N_("Fout: dit kan hier niet"),
    "Press any key to continue...": N_("Druk op een toets om door te gaan."),
}
"""The Dutch sentence for each sentence of click."""

PLURAL_MESSAGES: Final[dict[str, tuple[str, str]]] = {
    "Got unexpected extra argument ({args})": nN_(
        "Dit argument is te veel: {args}", "Deze argumenten zijn te veel: {args}"
    ),
    "Did you mean {possibility}?": nN_("Bedoelde u {possibility}?", "Bedoelde u een van deze: {possibilities}?"),
    "Takes {nargs} values but 1 was given.": nN_(
        "Hier horen {nargs} waarden; er is er één.", "Hier horen {nargs} waarden; het zijn er {len}."
    ),
    "Option {name!r} requires an argument.": nN_(
        "De optie {name!r} heeft een waarde nodig.", "De optie {name!r} heeft {nargs} waarden nodig."
    ),
    "{value!r} is not {choice}.": nN_("{value!r} is niet {choice}.", "{value!r} is geen van deze: {choices}."),
    "{value!r} does not match the format {format}.": nN_(
        "{value!r} heeft niet de vorm {format}.", "{value!r} heeft geen van deze vormen: {formats}."
    ),
    "{len_type} values are required, but {len_value} was given.": nN_(
        "Er zijn {len_type} waarden nodig; er is er {len_value}.",
        "Er zijn {len_type} waarden nodig; het zijn er {len_value}.",
    ),
}
"""The two Dutch sentences for each sentence of click with a number, by its singular."""

_MODULES: Final[tuple[ModuleType, ...]] = (core, decorators, exceptions, formatting, parser, termui, types)


def speak(translator: Translator) -> None:
    """Let click speak the caller's language for the rest of the process."""

    def one(message: str) -> str:
        return translator.gettext(MESSAGES.get(message, message))

    def several(singular: str, plural: str, number: int) -> str:
        return translator.plural(*PLURAL_MESSAGES.get(singular, (singular, plural)), number)

    replacements: dict[str, Callable[..., Any]] = {"_": one, "ngettext": several}
    for module in _MODULES:
        for name, function in replacements.items():
            if hasattr(module, name):
                setattr(module, name, function)


def translate_help(command: click.Command, translator: Translator) -> None:
    """Put the help of a command and of all below it into the caller's language."""
    if command.help:
        command.help = translator.gettext(command.help)
    for parameter in command.params:
        if isinstance(parameter, click.Option) and parameter.help:
            parameter.help = translator.gettext(parameter.help)
    for inner in getattr(command, "commands", {}).values():
        translate_help(inner, translator)
