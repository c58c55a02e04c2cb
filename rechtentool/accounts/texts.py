"""What Flask-Security says, in our own words, so that every text comes from our own catalogue.

The library translates a message when it shows it; ``N_`` only marks the sentence for the catalogue.
"""

from typing import Final

from flask import Flask


def N_(text: str) -> str:  # noqa: N802 (the name that the extraction of texts looks for)
    return text


ERROR: Final = "error"
INFO: Final = "info"
SUCCESS: Final = "success"

MESSAGES: Final[dict[str, tuple[str, str]]] = {
    "API_ERROR": (N_("Deze invoer past hier niet."), ERROR),
    "GENERIC_AUTHN_FAILED": (N_("Het e-mailadres of het wachtwoord klopt niet."), ERROR),
    "UNAUTHORIZED": (N_("U mag deze pagina niet bekijken."), ERROR),
    "REAUTHENTICATION_REQUIRED": (N_("Typ voor de zekerheid nog een keer uw wachtwoord."), INFO),
    "REAUTHENTICATION_SUCCESSFUL": (N_("Uw wachtwoord klopt. U kunt verder."), SUCCESS),
    "ANONYMOUS_USER_REQUIRED": (N_("U bent al ingelogd."), INFO),
    "INVALID_REDIRECT": (N_("Het adres waar u heen wilde, ligt buiten deze website."), ERROR),
    "DISABLED_ACCOUNT": (N_("Dit account is uitgezet. Vraag uw beheerder om hulp."), ERROR),
    "USER_DOES_NOT_EXIST": (N_("Het e-mailadres of het wachtwoord klopt niet."), ERROR),
    "INVALID_PASSWORD": (N_("Dit wachtwoord klopt niet."), ERROR),
    "EMAIL_NOT_PROVIDED": (N_("Vul uw e-mailadres in."), ERROR),
    "INVALID_EMAIL_ADDRESS": (
        N_("Dit is geen e-mailadres. Een e-mailadres ziet er zo uit: naam@voorbeeld.nl."),
        ERROR,
    ),
    "PASSWORD_NOT_PROVIDED": (N_("Vul uw wachtwoord in."), ERROR),
    "PASSWORD_INVALID_LENGTH": (N_("Kies een wachtwoord van ten minste %(length)s en ten hoogste 128 tekens."), ERROR),
    "PASSWORD_IS_THE_SAME": (N_("Kies een ander wachtwoord dan het wachtwoord dat u nu hebt."), ERROR),
    "RETYPE_PASSWORD_MISMATCH": (N_("De twee nieuwe wachtwoorden zijn niet gelijk."), ERROR),
    "PASSWORD_CHANGE": (N_("Uw wachtwoord is gewijzigd."), SUCCESS),
    "TWO_FACTOR_INVALID_TOKEN": (N_("Deze code klopt niet of is verlopen. Typ de nieuwste code uit de app."), ERROR),
    "TWO_FACTOR_LOGIN_SUCCESSFUL": (N_("De code klopt. U bent ingelogd."), SUCCESS),
    "TWO_FACTOR_CHANGE_METHOD_SUCCESSFUL": (N_("Inloggen met een code staat nu aan."), SUCCESS),
    "TWO_FACTOR_DISABLED": (N_("Inloggen met een code staat nu uit."), SUCCESS),
    "TWO_FACTOR_PERMISSION_DENIED": (N_("Log eerst in met uw e-mailadres en wachtwoord."), ERROR),
    "TWO_FACTOR_METHOD_NOT_AVAILABLE": (N_("Deze manier van inloggen is er niet."), ERROR),
    "TWO_FACTOR_SETUP_EXPIRED": (N_("Het instellen duurde langer dan %(within)s. Begin opnieuw."), ERROR),
    "INVALID_RECOVERY_CODE": (N_("Deze herstelcode klopt niet of is al gebruikt."), ERROR),
    "NO_RECOVERY_CODES_SETUP": (N_("U hebt nog geen herstelcodes gemaakt."), INFO),
}

UNEXPECTED: Final = (N_("Dit is niet gelukt. Probeer het opnieuw of vraag uw beheerder om hulp."), ERROR)
"""For any message of the library that no page of ours can show: never its English."""

_PREFIX: Final = "SECURITY_MSG_"


def before(app: Flask) -> None:
    """Give the library our messages. Call before it is set up."""
    app.config.update({_PREFIX + key: message for key, message in MESSAGES.items()})


def after(app: Flask) -> None:
    """Replace what the library added of its own. Call after it is set up."""
    for key in list(app.config):
        if key.startswith(_PREFIX) and key.removeprefix(_PREFIX) not in MESSAGES:
            app.config[key] = UNEXPECTED
