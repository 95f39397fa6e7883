"""Fills in a page of the admin as a browser would: what stands there, with some of it changed."""

from html.parser import HTMLParser
from typing import Any

from django.test import Client


class Fields(HTMLParser):
    """What a browser would send of the page's own form, untouched."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.sent: dict[str, list[str]] = {}
        self.inside = False
        self.open: str = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: Any) -> None:
        """Inputs, and the beginnings of others."""
        has = dict(attributes)
        if tag == "form":
            self.inside = (has.get("id") or "").endswith("_form")
        if not self.inside or "disabled" in has:
            return
        match tag, has.get("type"):
            case "input", "submit" | "button":
                return
            case "input", "checkbox" | "radio" if "checked" not in has:
                return
            case "input", _ if has.get("name"):
                unsaid = "on" if has.get("type") == "checkbox" else ""
                self._send(has["name"], has.get("value", unsaid))
            case (("select" | "textarea"), _):
                self.open = has["name"]
            case "option", _ if "selected" in has:
                self._send(self.open, has.get("value", ""))

    def handle_data(self, data: str) -> None:
        """Text, which matters inside a text area."""
        if self.open and self.get_starttag_text().startswith("<textarea"):
            self._send(self.open, data.removeprefix("\n"))

    def handle_endtag(self, tag: str) -> None:
        """The end of what was begun."""
        if tag in ("select", "textarea"):
            self.open = ""
        if tag == "form":
            self.inside = False

    def _send(self, name: str, value: str) -> None:
        self.sent.setdefault(name, []).append(value)


def save(client: Client, address: str, **changed: Any) -> Any:
    """Opens a page, changes some of it and saves; the answer. None: not sent at all."""
    sent = Fields(client.get(address).text).sent | changed
    return client.post(address, {name: value for name, value in sent.items() if value is not None})


def errors(response: Any) -> dict[str, Any]:
    """What the page found wrong, by field."""
    inlines = response.context["inline_admin_formsets"]
    rows = [form for one in inlines for form in one.formset.forms]
    found = {}
    for form in [response.context["adminform"].form, *rows]:
        found |= {form.add_prefix(name): list(words) for name, words in form.errors.items()}
    for inline in inlines:
        if inline.formset.non_form_errors():
            found[inline.formset.prefix] = list(inline.formset.non_form_errors())
    return found
