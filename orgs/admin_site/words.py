"""A field that is only shown, in words of its own."""

from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString


class Words(forms.Widget):
    """Words in the place of an input. The field is disabled: nothing is sent or taken."""

    def __init__(self, words: str) -> None:
        super().__init__()
        self.words = words

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """The words."""
        return format_html("<span>{}</span>", self.words)
