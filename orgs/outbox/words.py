"""Wordings with placeholders, `Dear {guest}`. Pure, and no template language: nothing is run."""

import re
from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
BRACE = re.compile(r"[{}]")


class Words(NamedTuple):
    """A subject, and paragraphs with empty lines between them."""

    subject: str
    body: str


class Fault(NamedTuple):
    """What is wrong with a wording: a placeholder that is not known, or a stray brace."""

    code: str
    excerpt: str


def faults(text: str, known: Collection[str]) -> Iterator[Fault]:
    """All that keeps a wording from being used."""
    for found in PLACEHOLDER.finditer(text):
        if found[1] not in known:
            yield Fault("unknown_placeholder", found[0])
    rest = PLACEHOLDER.sub("", text)
    stray = BRACE.search(rest)
    if stray:
        yield Fault("broken_placeholder", rest[stray.start() : stray.start() + 20].split("\n")[0])


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with its placeholders replaced; what a value holds is not looked at again."""
    return PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), text)


def one_line(text: str) -> str:
    """Without line breaks, as a header has to be."""
    return " ".join(text.split())


def paragraphs(text: str) -> list[str]:
    """The paragraphs; one that came out empty is left out."""
    parts = re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip())
    return [part.strip() for part in parts if part.strip()]
