"""What a browser without JavaScript would send from a page: its form, as it stands there."""

from __future__ import annotations

from html.parser import HTMLParser

from werkzeug.datastructures import MultiDict

Values = MultiDict[str, str]


class _Form(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.values: Values = MultiDict()
        self._select: str | None = None
        self._options: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        name, value = found.get("name"), found.get("value")
        if tag == "input" and name:
            kind = found.get("type", "text")
            if kind not in ("radio", "checkbox") or "checked" in found:
                self.values.add(name, value or "")
        elif tag == "select":
            self._select, self._options = name, []
        elif tag == "option":
            self._options.append((value or "", "selected" in found))

    def handle_endtag(self, tag: str) -> None:
        if tag == "select" and self._select:
            chosen = [value for value, selected in self._options if selected] or [self._options[0][0]]
            self.values.add(self._select, chosen[0])
            self._select = None


def sent(page: str) -> Values:
    """The fields of a page with their values, without buttons. All forms of the page count as one."""
    parser = _Form()
    parser.feed(page)
    return parser.values
