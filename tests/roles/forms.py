"""The forms on a page, as a browser would read and send them."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin

UNSENT = {"submit", "button", "image", "reset"}


@dataclass
class PageForm:
    """One form that posts: where to, and each field with what stands in it."""

    action: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    files: set[str] = field(default_factory=set)

    def add(self, name: str, value: str) -> None:
        """Note a value; a name may have several."""
        self.fields.setdefault(name, []).append(value)


class _Reader(HTMLParser):
    """Notes every form whose method is POST; a box or radio counts as ticked."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.page, self.forms = page, list[PageForm]()
        self._form: PageForm | None = None
        self._by_id: dict[str, PageForm] = {}
        self._select = self._text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "form":
            posts = told.get("method", "").lower() == "post"
            self._form = PageForm(urljoin(self.page, told.get("action", ""))) if posts else None
            if self._form is not None:
                self.forms.append(self._form)
                self._by_id[told.get("id", "")] = self._form
            return
        form = self._by_id.get(told["form"]) if "form" in told else self._form
        name = told.get("name", "")
        if form is None:
            return
        if tag == "option" and self._select and ("selected" in told or told.get("value")):
            form.add(self._select, told.get("value", ""))
        if not name:
            return
        if tag == "select":
            self._select = name
        elif tag == "textarea":
            self._text = name
            form.add(name, "")
        elif tag == "button" or (tag == "input" and told.get("type") not in UNSENT):
            if told.get("type") == "file":
                form.files.add(name)
            else:
                ticked = "on" if told.get("type") in {"checkbox", "radio"} else ""
                form.add(name, told.get("value", ticked))

    def handle_data(self, data: str) -> None:
        if self._text and self._form is not None:
            self._form.fields[self._text][-1] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = ""
        elif tag == "textarea":
            self._text = ""


def forms_on(page: str, html: str) -> list[PageForm]:
    """Return the forms of a page at the address ``page`` that post."""
    reader = _Reader(page)
    reader.feed(html)
    return reader.forms
