"""The English, Polish and Romanian catalogues are complete: what is missing, unsure or stale in one fails here."""

import pytest
from babel.messages.catalog import Catalog

from rechtentool.core.languages import LANGUAGES, SOURCE
from tests.catalogues import faults
from tools.translations import catalogue, fresh


@pytest.fixture(scope="module")
def texts() -> Catalog:
    return fresh()


@pytest.mark.parametrize("code", [code for code in LANGUAGES if code != SOURCE])
def test_the_catalogue_is_complete(code: str, texts: Catalog) -> None:
    found = faults(catalogue(code), texts)
    assert found == [], f"{len(found)} texts in {code}; `make translations` collects them, then translate"
