"""Build hook: the wheel carries what lies outside the package, with compiled translations."""

from pathlib import Path
from typing import Any

from babel.messages.frontend import CommandLineInterface
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

CARRIED = ("migrations", "rules", "static", "templates", "translations")
"""Folders beside the package that an installed rechtentool finds under ``rechtentool/_data`` (core/paths.py)."""


class CarryData(BuildHookInterface[Any]):
    """Puts the folders of `CARRIED` into a wheel; an editable install reads them from the checkout instead."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return
        root = Path(self.root)
        if not (root / "static" / "vendor").is_dir():
            raise FileNotFoundError("static/vendor is missing: `make wheel` bundles it first")
        CommandLineInterface().run(["pybabel", "compile", "--directory", str(root / "translations")])
        build_data["force_include"].update({str(root / name): f"rechtentool/_data/{name}" for name in CARRIED})
