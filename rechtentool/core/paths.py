"""Where the data that lies outside the package is found: rules, templates, translations, static files, migrations.

In a checkout these folders stand beside the package; a wheel carries them inside it, under ``_data``
(see ``hatch_build.py``). No other module may know the difference.
"""

from pathlib import Path
from typing import Final

PACKAGE: Final = Path(__file__).resolve().parents[1]
"""The installed package ``rechtentool``."""

_CARRIED: Final = PACKAGE / "_data"

ROOT: Final = _CARRIED if _CARRIED.is_dir() else PACKAGE.parent
"""The folder that holds all folders below: the checkout, or the data carried by the wheel."""

RULES: Final = ROOT / "rules"
"""The law as data (YAML)."""

TEMPLATES: Final = ROOT / "templates"
"""Jinja templates, mirrored by capability name."""

TRANSLATIONS: Final = ROOT / "translations"
"""Gettext catalogues, ``<language>/LC_MESSAGES/messages.mo``."""

STATIC: Final = ROOT / "static"
"""Files served as they are; ``static/vendor`` is bundled at set-up."""

MIGRATIONS: Final = ROOT / "migrations"
"""Alembic migrations."""
