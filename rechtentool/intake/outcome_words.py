"""The values of a result in words for people: what a code of the vocabulary means, said plainly."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

Words = Mapping[str, LazyString]

OUTCOMES: Final[Words] = {
    "entitled": _l("Recht op gelijke behandeling"),
    "not_yet_demonstrable": _l("Misschien recht, nog niet aangetoond"),
    "not_entitled": _l("Nu geen recht op opvang van de gemeente"),
    "needs_specialist": _l("Eerst moet een specialist meekijken"),
    "out_of_scope": _l("Hier geldt een andere regeling"),
}
"""The outcome in a few words. ``entitled`` is never a right to a bed."""

MEANINGS: Final[Words] = {
    "entitled": _l("Dit is geen belofte van een bed. De gemeente kijkt eerst of opvang nodig is."),
    "not_yet_demonstrable": _l("Meld u nu, zoek een plek voor vannacht en verzamel bewijs."),
    "not_entitled": _l("Dit kan veranderen. Zeg het meteen als er iets verandert."),
    "needs_specialist": _l("Tot die tijd mag niemand nee zeggen om uw verblijf."),
    "out_of_scope": _l("Er is een andere weg. Die staat hieronder."),
}
"""What the outcome means for the person."""

KINDS: Final[Mapping[str, str]] = {
    "entitled": "ok",
    "not_yet_demonstrable": "info",
    "not_entitled": "error",
    "needs_specialist": "warning",
    "out_of_scope": "info",
}
"""The kind of message that an outcome is: it chooses the colour, which only repeats what the words say."""

HARD_GROUNDS: Final[Words] = {
    "first_three_months": _l("De eerste drie maanden in Nederland, zonder werk"),
    "jobseeker_only": _l("Alleen hier om werk te zoeken"),
    "final_decision": _l("Een definitief besluit van de IND"),
    "not_resident": _l("Nederland is niet het centrum van het leven"),
    "not_homeless": _l("Er is een eigen veilige plek"),
}

ROUTES: Final[Words] = {
    "regular_wmo": _l("De gewone weg naar opvang, zoals voor iedere inwoner"),
    "youth_protection": _l("Jeugdbescherming"),
    "ukraine_shelter": _l("Opvang voor ontheemden uit Oekraïne"),
    "third_country": _l("Regels voor mensen van buiten de EU"),
}

GROUPS: Final[Words] = {
    "worked_under_six_months_ago": _l("Werkt nu, of werkte minder dan zes maanden geleden"),
    "worked_over_six_months_ago": _l("Werkte zes maanden geleden of langer"),
    "no_recent_work": _l("Werkte lang niet en heeft meer dan één probleem"),
}

READINGS: Final[Words] = {
    "cautious": _l("Voorzichtig"),
    "practice": _l("Zoals het nu vaak gaat"),
    "wording": _l("Zoals het er staat"),
}

READING_MEANINGS: Final[Words] = {
    "cautious": _l("Een omstreden nee gaat eerst naar een specialist."),
    "practice": _l("Zo doen de IND en de meeste gemeenten het."),
    "wording": _l("De tekst van de wet, zo gunstig mogelijk gelezen voor de persoon."),
}

STATUSES: Final[Words] = {
    "yes": _l("Ja"),
    "repairable": _l("Nog te regelen"),
    "contested": _l("Omstreden"),
    "open": _l("Nog niet bekend"),
    "no": _l("Nee"),
}
"""Whether a ground holds."""

STATUS_KINDS: Final[Mapping[str, str | None]] = {
    "yes": "ok",
    "repairable": "info",
    "contested": "warning",
    "open": "info",
    "no": None,
}

GATES: Final[Words] = {
    "open": _l("Ja"),
    "closed": _l("Nee"),
    "undetermined": _l("Nog niet bekend"),
}
NEED: Final[Words] = {**GATES, "undetermined": _l("Dat onderzoekt de gemeente")}
"""The gates; whether somebody needs shelter is never for this tool to say."""

FLAGS: Final[Words] = {
    "urgent": _l("Spoed"),
    "domestic_violence": _l("Geweld in huis of familie"),
    "trafficking": _l("Signalen van uitbuiting of mensenhandel"),
    "fundamental_rights": _l("Grondrechten spelen mee"),
    "ind_risk": _l("De IND kan het verblijf onderzoeken"),
    "contested": _l("De wet is hier niet duidelijk"),
    "contradiction": _l("Antwoorden spreken elkaar tegen"),
    "wlz": _l("Misschien is langdurige zorg nodig"),
    "decision_deadline": _l("De termijn voor bezwaar bij de IND loopt"),
    "evidence_missing": _l("Er ontbreekt nog bewijs"),
}

NOTICES: Final[Mapping[str, str]] = {
    "contradiction": "warning",
    "decision_deadline": "warning",
    "ind_risk": "warning",
    "fundamental_rights": "info",
    "wlz": "info",
}
"""The flags that are said out loud on the page, most pressing first. The others show in what else stands there."""


def words_of(value: str) -> LazyString | str:
    """A value that may be an outcome, a status, a hard ground or a route, in words; itself when it is none of these."""
    for words in (OUTCOMES, STATUSES, HARD_GROUNDS, ROUTES):
        if value in words:
            return words[value]
    return value
