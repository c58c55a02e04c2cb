"""The texts of rules/ that come into the catalogues."""

from io import BytesIO

import pytest

from rechtentool.core.extraction import extract_rules
from rechtentool.rulebook.yamlfile import read


def extracted(text: str, name: str = "facts.yaml") -> list[tuple[int, str]]:
    file = BytesIO(text.encode())
    file.name = f"rules/{name}"
    return [(line, message) for line, _, message, _ in extract_rules(file, (), (), {})]


FACT = """
facts:
  work:
    type: items
    ref: Q11
    question: Waar hebt u gewerkt?
    help: >-
      Noem al het werk, ook
      korte banen.
    why: {text: Werk geeft rechten., sources: [vb-8.12]}
    sources: [vb-8.12]
    documents: [payslip]
    fields:
      kind:
        label: Soort werk
        options: {employee: Loondienst, "no": "Geen", unknown: Weet ik niet}
"""


def test_visible_keys_and_options_are_extracted_with_their_line() -> None:
    assert extracted(FACT) == [
        (6, "Waar hebt u gewerkt?"),
        (7, "Noem al het werk, ook korte banen."),
        (10, "Werk geeft rechten."),
        (15, "Soort werk"),
        (16, "Loondienst"),
        (16, "Geen"),
        (16, "Weet ik niet"),
    ]


@pytest.mark.parametrize(
    "value",
    [
        "Gewone tekst",
        "'enkele ''aanhaling'' tekens'",
        '"dubbele \\"aanhaling\\" \\u2013"',
        "|\n  twee\n  regels",
        ">\n  gevouwen\n  tekst",
    ],
)
def test_a_message_is_the_text_as_the_rulebook_reads_it(value: str) -> None:
    text = f"reason: {value}\n"
    assert [message for _, message in extracted(text)] == [read(text, "x", lines=False)["reason"]]


def test_what_is_no_text_is_left_out() -> None:
    assert extracted("text:\nname: 12\nlabel: true\ntitle: ''\nitem: {a: niet zichtbaar}\nhow: [ook niet]\n") == []


def test_a_rule_gives_its_reason_and_its_open_point() -> None:
    decision = """
rules:
- id: retained
  then: contested
  all: [{fact: work, is: yes}]
  reason: U werkte kort.
  open_point: ten minste zes maanden
"""
    assert extracted(decision, "decisions/retained.yaml") == [(6, "U werkte kort."), (7, "ten minste zes maanden")]


def test_of_a_source_only_the_citation_is_shown() -> None:
    assert extracted("a: {name: Wmo 2015, text: niet, quote: niet}", "sources.yaml") == [(1, "Wmo 2015")]


def test_an_empty_file_has_no_texts() -> None:
    assert extracted("") == []
