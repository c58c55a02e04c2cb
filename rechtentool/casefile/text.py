"""The result of an assessment as text for a terminal, and its sentences in another language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from rechtentool.core.languages import Translator
from rechtentool.rulebook import Rulebook

OUTCOMES: Final[Mapping[str, LazyString]] = {
    "entitled": _l("Recht op gelijke behandeling: de gemeente beoordeelt de nood zoals bij een Nederlander"),
    "not_yet_demonstrable": _l("Nog niet aan te tonen: meld, overbrug en verzamel bewijs"),
    "not_entitled": _l("Nu geen recht op deze opvang"),
    "needs_specialist": _l("Eerst de IND of een advocaat: niemand mag nu weigeren om het verblijf"),
    "out_of_scope": _l("Een andere regeling gaat voor"),
}
"""The outcome in plain words (never: a right to a bed)."""

ADVICE: Final = _l("Dit is een advies, de gemeente beslist.")

_SENTENCES: Final = ("because", "title", "point")


def translated_result(result: Any, translator: Translator) -> Any:
    """The same result with its written sentences in the language of the reader."""
    if isinstance(result, dict):
        return {
            key: _said(value, translator) if key in _SENTENCES else translated_result(value, translator)
            for key, value in result.items()
        }
    return [translated_result(item, translator) for item in result] if isinstance(result, list) else result


def _said(value: Any, translator: Translator) -> Any:
    if isinstance(value, list):
        return [translator.gettext(item) for item in value]
    return translator.gettext(value) if isinstance(value, str) and value else value


def result(result: Mapping[str, Any], rulebook: Rulebook, translator: Translator) -> str:
    """A page of text; the sentences of ``result`` are in the reader's language already."""
    say = translator.gettext
    parts = [f"{say(OUTCOMES[result['outcome']])}.", *result["because"], say(ADVICE), ""]
    parts += _list(say(_l("Nu doen")), [f"{s['title']}. {s['because']}" for s in result["steps"] if s["kind"] == "now"])
    parts += _list(say(_l("Termijnen")), [f"{d['date']}  {d['because']}" for d in result["deadlines"]])
    held = [g for g in result["grounds"] if g["status"] in ("yes", "repairable", "contested")]
    parts += _list(say(_l("Gronden")), [f"{g['id']} ({g['status']}): {' '.join(g['because'])}" for g in held])
    parts += _list(say(_l("Wat ontbreekt")), [_missing(entry, rulebook, translator) for entry in result["missing"]])
    proof = [f"{s['title']}. {s['because']}" for s in result["steps"] if s["kind"] == "proof"]
    parts += _list(say(_l("Bewijs")), proof)
    if len(set(result["readings"].values())) > 1:
        parts += _list(say(_l("Lezingen")), [f"{name}: {outcome}" for name, outcome in result["readings"].items()])
    parts += _list(say(_l("Verder")), [s["title"] for s in result["steps"] if s["kind"] == "later"])
    day, rules = result["reference_date"], result["rulebook"]
    parts.append(say(_l("Peildatum %(date)s, regels %(rules)s."), date=day, rules=rules))
    if not result["reviewed"]:
        parts.append(say(_l("De regels waarop dit rust, zijn nog niet door een jurist nagekeken.")))
    return "\n".join(parts)


def _list(title: str, lines: list[str]) -> list[str]:
    return [title, *(f"- {line}" for line in lines), ""] if lines else []


def _missing(entry: Mapping[str, Any], rulebook: Rulebook, translator: Translator) -> str:
    facts = ", ".join(translator.gettext(label(rulebook, fact)) for fact in entry["facts"])
    outcome = OUTCOMES[entry["outcome"]]
    return f"{facts} → {translator.gettext(outcome)}"


def field_of(rulebook: Rulebook, path: str) -> Any:
    """The field of the vocabulary that a path such as ``work[0].end`` names."""
    head, _, inner = path.partition(".")
    field = rulebook.vocabulary[head.partition("[")[0]]
    return field.fields.get(inner, field) if inner else field


def label(rulebook: Rulebook, path: str) -> str:
    """The short name of a fact, in Dutch."""
    return str(field_of(rulebook, path).texts.get("label", path))


def question(rulebook: Rulebook, path: str) -> str:
    """The question for a fact, in Dutch."""
    return str(field_of(rulebook, path).texts.get("question", path))


def why(rulebook: Rulebook, name: str) -> str:
    """Why a fact is asked, in Dutch."""
    return str(rulebook.vocabulary[name].texts.get("why", {}).get("text", ""))
