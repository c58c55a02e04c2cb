"""Collects the visible texts and brings the catalogues in ``translations/`` up to date with them.

usage: translations.py [--check]

Without arguments every catalogue gets the messages it misses (empty, to be translated), loses those that no longer
exist, and is compiled. ``--check`` changes nothing and exits with 1 when a catalogue is behind the texts.
"""

import contextlib
import sys
import tempfile
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.frontend import CommandLineInterface
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))  # run as a file: the extractor of babel.cfg lies in the package beside tools/

from rechtentool.core.languages import DOMAIN, LANGUAGES, SOURCE  # noqa: E402

TRANSLATIONS = ROOT / "translations"

KEYWORDS = (
    "_l",
    "lazy_gettext",
    "lazy_ngettext:1,2",
    "lazy_pgettext:1c,2",
    "nN_:1,2",
    "in_language:2",
)
"""The functions that mark a text, besides those Babel knows."""


def extract(target: Path) -> None:
    """Writes the template of all messages to ``target``."""
    keywords = [f"--keyword={keyword}" for keyword in KEYWORDS]
    # File names without lines, in order of the text: a moved line changes nothing in a catalogue.
    style = ["--add-location=file", "--sort-output", "--project=rechtentool"]
    folders = ("rechtentool", "templates", "rules")
    with contextlib.chdir(ROOT):  # so that the catalogues name files as seen from here
        _pybabel("extract", "--mapping-file=babel.cfg", *keywords, *style, f"--output-file={target}", *folders)


def fresh() -> Catalog:
    """All messages that stand in code, templates and rules now."""
    with tempfile.TemporaryDirectory() as folder:
        template = Path(folder) / "messages.pot"
        extract(template)
        with template.open("rb") as file:
            return read_po(file)


def catalogue(code: str) -> Catalog:
    """The catalogue of language ``code`` as it is in ``translations/``. Raises ``FileNotFoundError``."""
    with (TRANSLATIONS / code / "LC_MESSAGES" / f"{DOMAIN}.po").open("rb") as file:
        return read_po(file, locale=code, domain=DOMAIN)


def behind() -> dict[str, int]:
    """For each language that is behind the texts: how many messages its catalogue misses or has too many."""
    wanted = _keys(fresh())
    counts = {code: len(wanted ^ _keys(catalogue(code))) for code in LANGUAGES if code != SOURCE}
    return {code: count for code, count in counts.items() if count}


def _keys(messages: Catalog) -> set[tuple[str | None, object]]:
    return {(message.context, message.id) for message in messages if message.id}


def update() -> None:
    """Brings every catalogue up to date, makes those that are not there yet, and compiles them all."""
    with tempfile.TemporaryDirectory() as folder:
        template = Path(folder) / "messages.pot"
        extract(template)
        for code in LANGUAGES:
            if code != SOURCE:
                _pybabel(
                    "update",
                    "--init-missing",
                    "--ignore-obsolete",
                    "--no-fuzzy-matching",
                    "--ignore-pot-creation-date",
                    f"--input-file={template}",
                    f"--output-dir={TRANSLATIONS}",
                    f"--domain={DOMAIN}",
                    f"--locale={code}",
                )
    _pybabel("compile", f"--directory={TRANSLATIONS}")


def _pybabel(command: str, *arguments: str) -> None:
    failed = CommandLineInterface().run(["pybabel", "--quiet", command, *arguments])
    if failed:
        sys.exit(f"pybabel {command} failed")


def main(arguments: list[str]) -> None:
    if "--check" not in arguments:
        update()
    elif counts := behind():
        told = ", ".join(f"{code} ({count} messages)" for code, count in counts.items())
        sys.exit(f"Behind the texts: {told}. Run `make translations`, then translate.")


if __name__ == "__main__":
    main(sys.argv[1:])
