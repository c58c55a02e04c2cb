"""The events that can stand in the trail: each a name, a title for people, and the details that it must carry.

An event is never removed or renamed, for old entries keep its name. A detail may be added as optional.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString


@dataclass(frozen=True)
class Event:
    """A kind of entry."""

    name: str
    title: LazyString
    required: frozenset[str]
    optional: frozenset[str] = field(default=frozenset())
    impersonal: bool = False
    """Says nothing about the person, so that in a case too the key of the municipality seals it."""

    def check(self, details: frozenset[str]) -> None:
        """Raise ValueError when a detail is missing or not foreseen: an entry says exactly what it promises."""
        missing = sorted(self.required - details)
        unforeseen = sorted(details - self.required - self.optional)
        if missing or unforeseen:
            raise ValueError(
                f"event {self.name}: missing details: {', '.join(missing) or 'none'}; "
                f"details not foreseen: {', '.join(unforeseen) or 'none'}"
            )


EVENTS: Final[dict[str, Event]] = {}
"""All events by name."""

DETAILS: Final[dict[str, LazyString]] = {
    "pseudonym": _l("Schuilnaam"),
    "number": _l("Beoordeling nummer"),
    "copied_from": _l("Overgenomen uit beoordeling"),
    "part": _l("Onderdeel"),
    "fact": _l("Vraag"),
    "setting": _l("Instelling"),
    "field": _l("Gegeven"),
    "change": _l("Wijziging"),
    "old": _l("Eerst"),
    "new": _l("Nu"),
    "old_evidence": _l("Bewijs eerst"),
    "new_evidence": _l("Bewijs nu"),
    "outcome": _l("Uitkomst"),
    "hard_ground": _l("Harde grond"),
    "route": _l("Andere route"),
    "group": _l("Groep"),
    "flags": _l("Aandachtspunten"),
    "reading": _l("Lezing van omstreden recht"),
    "reference_date": _l("Peildatum"),
    "version": _l("Versie"),
    "rulebook": _l("Regels"),
    "digest": _l("Controlegetal van de uitkomst"),
    "reference": _l("Kenmerk"),
    "detail": _l("Bijzonderheden"),
    "paper": _l("Papier"),
    "languages": _l("Talen"),
    "language": _l("Taal"),
    "cases": _l("Aantal dossiers"),
    "entries": _l("Aantal regels"),
    "account": _l("Account"),
    "identity": _l("Opgegeven e-mailadres"),
    "name": _l("Naam"),
    "roles": _l("Rollen"),
    "method": _l("Manier van inloggen"),
    "until": _l("Tot"),
    "case": _l("Dossier"),
    "what": _l("Wat"),
    "reason": _l("Reden"),
}
"""Every detail that an event can carry, with its title for people."""


def _declare(name: str, title: LazyString, required: str = "", optional: str = "", *, impersonal: bool = False) -> None:
    EVENTS[name] = Event(name, title, frozenset(required.split()), frozenset(optional.split()), impersonal)


# The case.
_declare("person.created", _l("Persoon aangemaakt"), "pseudonym")
_declare("person.erased", _l("Gegevens van een persoon gewist"), "reason cases", impersonal=True)
_declare("case.opened", _l("Dossier geopend"), "language")
_declare("case.viewed", _l("Dossier bekeken"))
_declare("case.closed", _l("Dossier gesloten"), "", "reason")
_declare("assessment.started", _l("Beoordeling begonnen"), "number", "copied_from")
_declare("assessment.viewed", _l("Beoordeling bekeken"), "number", "part")
_declare("answer.changed", _l("Antwoord gewijzigd"), "fact old new old_evidence new_evidence number version")
_declare(
    "assessment.evaluated",
    _l("Beoordeling berekend"),
    "number version outcome rulebook reading reference_date digest",
    "hard_ground route group flags",
)
_declare(
    "assessment.recorded",
    _l("Aanbeveling vastgelegd"),
    "number version outcome rulebook reading reference_date digest",
    "hard_ground route group flags",
)
_declare(
    "rulebook.disagreement", _l("Twee berekeningen spraken elkaar tegen"), "reference", "number version rulebook detail"
)
_declare("paper.printed", _l("Papier afgedrukt"), "paper languages", "number")
_declare("dossier.exported", _l("Dossier geëxporteerd"), "entries", impersonal=True)

# Who uses the tool.
_declare("sign_in", _l("Ingelogd"), "", "method")
_declare("sign_in.failed", _l("Inloggen mislukt"), "reason", "identity account")
_declare("sign_out", _l("Uitgelogd"))
_declare("account.created", _l("Account aangemaakt"), "account roles", "name")
_declare("account.changed", _l("Account gewijzigd"), "account field old new")
_declare("account.roles_changed", _l("Rollen van een account gewijzigd"), "account old new")
_declare("account.deactivated", _l("Account uitgeschakeld"), "account")
_declare("account.activated", _l("Account weer ingeschakeld"), "account")
_declare("account.locked", _l("Account tijdelijk geblokkeerd"), "", "account identity until")
_declare("account.password_changed", _l("Wachtwoord gewijzigd"), "account")
_declare("account.second_factor_changed", _l("Tweede stap van het inloggen gewijzigd"), "account change")

# The municipality and the installation.
_declare("municipality.created", _l("Gemeente aangemaakt"), "name")
_declare("policy.changed", _l("Beleid gewijzigd"), "setting old new", "reason")
_declare("audit.viewed", _l("Logboek bekeken"), "", "case what")
_declare("application.started", _l("Toepassing gestart"), "version", "rulebook")
