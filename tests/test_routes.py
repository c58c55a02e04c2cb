"""Every address of the application: who may call it, how it is spelt, and that none disappears unnoticed.

After adding or removing an address on purpose: ``.venv/bin/python -m tests.test_routes`` writes the list anew; the
change of ``tests/route-list.json`` is then part of the commit.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

import pytest
from flask import Flask

from rechtentool.app import create_app, create_public_app
from rechtentool.core import permissions
from rechtentool.core.permissions import OPEN, ROLES, STAFF, Access, access_of, allow, declare, open_view

ROOT = Path(__file__).resolve().parents[1]
ROUTE_LIST = ROOT / "tests/route-list.json"

OPEN_ENDPOINTS: Final = {
    "health.healthz",
    "health.readyz",
    "language.choose",
    "security.login",
    "security.logout",
    "security.mf_recovery",
    "security.two_factor_token_validation",
    "static",
}
"""What everyone may call. Nothing with personal data: think before adding."""

CLOSED_ENDPOINTS: Final = {"security.tf_select", "security.two_factor_rescue"}
"""What a library brings and nobody may call."""

KEBAB = re.compile(r"(/([a-z0-9]+(-[a-z0-9]+)*|<([a-z]+(\([^)]*\))?:)?[a-z_]+>))*/?")


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    return create_app({"RECHTENTOOL_INSTANCE": tmp_path_factory.mktemp("instance"), "TESTING": True})


def endpoints(app: Flask) -> set[str]:
    return {rule.endpoint for rule in app.url_map.iter_rules()}


def undeclared(app: Flask) -> set[str]:
    """Endpoints that do not say who may call them."""
    return {endpoint for endpoint in endpoints(app) if access_of(app, endpoint) is None}


def not_kebab(addresses: list[str]) -> list[str]:
    """Addresses with capitals, underscores, or anything else than small letters, digits and hyphens."""
    return [address for address in addresses if not KEBAB.fullmatch(address)]


def addresses(app: Flask) -> list[str]:
    """Every method and address, sorted."""
    return sorted(
        f"{rule.rule} {method}"
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    )


def test_every_endpoint_says_who_may_call_it(app: Flask) -> None:
    assert undeclared(app) == set(), "put @allow(…) or @open_view under the route of these views"


def test_the_open_endpoints_are_these_and_no_others(app: Flask) -> None:
    assert {endpoint for endpoint in endpoints(app) if access_of(app, endpoint) == OPEN} == OPEN_ENDPOINTS


def test_the_closed_endpoints_are_these_and_no_others(app: Flask) -> None:
    closed = {endpoint for endpoint in endpoints(app) if access_of(app, endpoint) == permissions.CLOSED}
    assert closed == CLOSED_ENDPOINTS


def test_addresses_are_kebab_case(app: Flask) -> None:
    assert not_kebab([rule.rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"]) == []


def test_no_address_comes_or_goes_unnoticed(app: Flask) -> None:
    listed = json.loads(ROUTE_LIST.read_text(encoding="utf-8"))
    found = addresses(app)
    assert found == listed, (
        f"gone: {sorted(set(listed) - set(found))}; new: {sorted(set(found) - set(listed))}. Links, bookmarks and other"
        " systems may use an address. If this is meant: .venv/bin/python -m tests.test_routes"
    )


def test_every_endpoint_asks_to_sign_in_or_refuses_before_anything_else(app: Flask) -> None:
    client = app.test_client()
    for rule in app.url_map.iter_rules():
        if rule.endpoint in OPEN_ENDPOINTS:
            continue
        address = re.sub(r"<[^>]+>", "1", rule.rule)
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            answer = client.open(address, method=method)
            if rule.endpoint in CLOSED_ENDPOINTS:
                assert answer.status_code == 403, rule
            else:
                assert (answer.status_code, answer.location.split("?")[0]) == (302, "/sign-in"), rule


# The checks themselves, on examples that must be found.


@pytest.fixture
def bad_app() -> Flask:
    app = Flask("bad", static_folder=None)
    app.add_url_rule("/forgotten", "forgotten", lambda: "")
    app.add_url_rule("/open", "open", open_view(lambda: ""))
    app.add_url_rule("/staff", "staff", allow("intake", "reviewer")(lambda: ""))
    app.add_url_rule("/library", "library", lambda: "")
    declare(app, "library", STAFF)
    permissions.init_app(app)
    return app


def test_a_forgotten_declaration_is_found_and_refused(bad_app: Flask) -> None:
    assert undeclared(bad_app) == {"forgotten"}
    client = bad_app.test_client()
    assert client.get("/forgotten").status_code == 403
    assert client.get("/open").status_code == 200
    assert client.get("/staff").status_code == 403
    assert client.get("/library").status_code == 403


def test_roles_are_read_as_declared(bad_app: Flask) -> None:
    assert access_of(bad_app, "staff") == Access(frozenset({"intake", "reviewer"}))
    assert access_of(bad_app, "library") == Access(frozenset(ROLES))
    assert access_of(bad_app, "no such endpoint") is None


@pytest.mark.parametrize("roles", [(), ("boss",), ("intake", "boss")])
def test_a_role_that_does_not_exist_is_refused(roles: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="intake, reviewer, manager, auditor"):
        allow(*roles)


@pytest.mark.parametrize(
    "address", ["/case_file", "/Case", "/case-File/<int:case_id>", "/case--file", "/-case", "/case.html", "/café"]
)
def test_bad_spelling_is_found(address: str) -> None:
    assert not_kebab([address]) == [address]


@pytest.mark.parametrize("address", ["/", "/case", "/case/", "/case-file/<int:case_id>/part-2", "/<any(a, b):what>"])
def test_good_spelling_is_left_alone(address: str) -> None:
    assert not_kebab([address]) == []


# The public half.


def test_the_public_half_is_open_and_small(tmp_path: Path) -> None:
    app = create_public_app({"RECHTENTOOL_INSTANCE": tmp_path, "TESTING": True})
    assert addresses(app) == [
        "/ GET",
        "/healthz GET",
        "/language/<code> GET",
        "/language/<code> POST",
        "/readyz GET",
        "/static/<path:filename> GET",
    ]
    assert {access_of(app, endpoint) for endpoint in endpoints(app)} == {OPEN}
    page = app.test_client().get("/")
    assert page.status_code == 200
    assert "Recht op opvang" in page.text
    assert app.test_client().get("/nothing-here").status_code == 404


PUBLIC_ALONE = """
import json, sys
import wsgi
before = "flask" in sys.modules
answer = wsgi.public.test_client().get("/")
staff = ("accounts", "intake", "review", "audit", "documents", "statistics", "api", "policy")
loaded = sorted(m for m in sys.modules if m.startswith(tuple(f"rechtentool.{name}" for name in staff)))
print(json.dumps([before, answer.status_code, loaded]))
"""


def test_the_public_half_loads_nothing_of_the_staff(tmp_path: Path) -> None:
    environment = {"PATH": "", "RECHTENTOOL_INSTANCE": str(tmp_path), "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", PUBLIC_ALONE], env=environment, capture_output=True, text=True, check=True
    )
    built_on_import, status, loaded = json.loads(done.stdout)
    assert (built_on_import, status, loaded) == (False, 200, [])
    assert not (tmp_path / "rechtentool.sqlite3").exists()


def test_wsgi_knows_two_applications() -> None:
    import wsgi

    with pytest.raises(AttributeError, match="nothing_else"):
        _ = wsgi.nothing_else


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        listed = addresses(create_app({"RECHTENTOOL_INSTANCE": folder}))
    ROUTE_LIST.write_text(json.dumps(listed, indent=2) + "\n", encoding="utf-8")
