"""For a WSGI server: ``wsgi:app`` is the whole application, ``wsgi:public`` the public half, without a database.

Nothing is built when this module is imported: each application is made when it is first asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    app: Flask
    public: Flask


def __getattr__(name: str) -> object:
    if name == "app":
        from rechtentool.app import create_app

        made = create_app()
    elif name == "public":
        from rechtentool.app import create_public_app

        made = create_public_app()
    else:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = made
    return made
