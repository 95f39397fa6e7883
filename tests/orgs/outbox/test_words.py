"""Wordings: placeholders and nothing else."""

import pytest

from orgs.outbox.words import faults, filled, one_line, paragraphs

KNOWN = ("guest", "date")


def test_placeholders_are_replaced_and_values_are_not_looked_at_again() -> None:
    values = {"guest": "{date}", "date": "Friday"}

    assert filled("Hello {guest}, see you {date}.", values) == "Hello {date}, see you Friday."


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Hello {guest}", []),
        ("Hello {gast}", [("unknown_placeholder", "{gast}")]),
        ("Hello {guest", [("broken_placeholder", "{guest")]),
        ("Hello }", [("broken_placeholder", "}")]),
        ("Hello {Guest}", [("broken_placeholder", "{Guest}")]),
        ("{{ guest }}", [("broken_placeholder", "{{ guest }}")]),
        ("{guest.password}", [("broken_placeholder", "{guest.password}")]),
        ("{% load x %}", [("broken_placeholder", "{% load x %}")]),
        ("{gast} {", [("unknown_placeholder", "{gast}"), ("broken_placeholder", "{")]),
    ],
)
def test_what_is_no_placeholder_is_named(text: str, found: list[tuple[str, str]]) -> None:
    assert [tuple(fault) for fault in faults(text, KNOWN)] == found


def test_a_header_is_one_line() -> None:
    assert one_line("Booked\r\nBcc: all@example.com") == "Booked Bcc: all@example.com"


def test_empty_lines_part_paragraphs() -> None:
    assert paragraphs("Hello\r\n\r\n \r\nyou\nand you\n") == ["Hello", "you\nand you"]
