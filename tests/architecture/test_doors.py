"""The few places where something may come in or go out unchecked are listed here, with why."""

from __future__ import annotations

import re
from pathlib import Path

from django.urls import URLPattern, URLResolver, get_resolver

from courseplatform.celery import app

ROOT = Path(__file__).resolve().parents[2]
CODE = ("courseplatform", "courses", "exercises")
APART = ("courseplatform/runtime/", "courseplatform/sandbox/")

# Views that take a POST without our form's token, since no browser of ours sends it.
WITHOUT_TOKEN = {
    "sample": "an answer is scored and forgotten: nothing is stored, no cookie asks who it is",
    "stripe-hook": "signed by the provider",
    "stop-letters": "one click of a mail program; the address holds a signed token",
    "stop-letters-bare": "the same, without the last slash",
}
# Modules that call other machines. Each has a time limit and follows no redirect to elsewhere.
CALLS_OUT = {
    "courses/payment/providers/stripe/client.py": "the payment provider, by its own library",
    "courseplatform/accounts/breached.py": "a list of leaked passwords, where the installation names one",
    "courseplatform/letters/line.py": "the mail server",
}
# Files that mark text as safe: sanitised HTML that a rule stored, or markup of our own.
MARKS_SAFE = {
    "courseplatform/letters/templatetags/letter.py": "line breaks between escaped lines",
    "courseplatform/templatetags/ui_charts.py": "geometry of numbers",
    "courseplatform/templatetags/ui_forms.py": "attributes and escaped options",
    "courseplatform/templatetags/ui_icons.py": "our own drawings",
    "courseplatform/templatetags/ui_lists.py": "attributes",
    "courseplatform/templatetags/ui_times.py": "attributes",
    "courseplatform/templatetags/ui_words.py": "content of our own templates",
    "exercises/authoring/sample.py": "rendered and cleaned by kit.richtext when the folder was read",
    "exercises/authoring/models.py": "rendered and cleaned by kit.richtext when it was saved",
    "exercises/cases/models.py": "rendered and cleaned by kit.richtext when it was saved",
    "exercises/kinds/citing.py": "links put into escaped text",
    "exercises/notes/reading.py": "marks and references put into cleaned HTML",
    "exercises/panels/models.py": "rendered and cleaned by kit.richtext when the task was saved",
    "exercises/templatetags/authoring.py": "attributes",
    "exercises/templatetags/boards.py": "attributes, rows of escaped cells, and geometry of numbers",
    "exercises/templatetags/work.py": "a paragraph of cleaned HTML without its frame",
}
CALLING = re.compile(
    r"^\s*(?:import|from) (?:requests|httpx|aiohttp|urllib\.request|urllib3|http\.client|smtplib|ftplib)\b"
    r"|EmailBackend",
    re.MULTILINE,
)
NEVER = re.compile(
    r"^\s*(?:import|from) (?:pickle|marshal|shelve|xml|subprocess)\b"  # read or run from outside
    r"|\beval\(|\bexec\(|__import__\(|yaml\.load\("
    r"|__i?regex=|re\.compile\((?!r?[bf]?[\"'\n]|_loose\()"  # a pattern of another's making; _loose escapes
    r"|\bTemplate\(|\.format_map\("
    r"|\btoken\s*==|==\s*\w*token\b|verify=False",
    re.MULTILINE,
)


def _sources() -> dict[str, str]:
    found = {}
    for folder in CODE:
        for path in sorted((ROOT / folder).rglob("*.py")):
            name = path.relative_to(ROOT).as_posix()
            if "/migrations/" not in name and not name.startswith(APART):
                found[name] = path.read_text(encoding="utf-8")
    return found


def _views(patterns: list[URLPattern | URLResolver]) -> dict[str, object]:
    found: dict[str, object] = {}
    for one in patterns:
        if isinstance(one, URLResolver):
            found |= _views(one.url_patterns)
        else:
            found[one.name or str(one.pattern)] = one.callback
    return found


def test_the_views_that_take_a_post_without_a_token_are_these() -> None:
    views = _views(get_resolver().url_patterns)
    exempt = {name for name, view in views.items() if getattr(view, "csrf_exempt", False)}
    assert exempt == set(WITHOUT_TOKEN)


def test_the_modules_that_call_other_machines_are_these() -> None:
    assert {name for name, text in _sources().items() if CALLING.search(text)} == set(CALLS_OUT)


def test_the_files_that_mark_text_as_safe_are_these() -> None:
    marked = {name for name, text in _sources().items() if re.search(r"\bmark_safe\(", text)}
    assert marked == set(MARKS_SAFE)


def test_templates_trust_stored_html_alone() -> None:
    wrong = []
    for folder in CODE:
        for path in sorted((ROOT / folder).rglob("*.html")):
            text = path.read_text(encoding="utf-8")
            trusted = re.findall(r"([\w.]*)\|safe\b", text)
            if any(not name.endswith("html") for name in trusted) or "autoescape off" in text:
                wrong.append(str(path.relative_to(ROOT)))
    assert wrong == []


def test_nothing_from_outside_is_unpickled_run_or_made_into_a_pattern() -> None:
    found = {
        f"{name}: {match[0].strip()}"
        for name, text in _sources().items()
        for match in NEVER.finditer(text)
    }
    assert found == set()


def test_what_is_signed_for_one_purpose_serves_no_other() -> None:
    """A link of one room, put into another room's address, must not fit."""
    salts, bare = [], []
    for name, text in _sources().items():
        salts += re.findall(r'^_SALT = "(.+)"$', text, re.MULTILINE)
        bare += [name for call in re.findall(r"Signer\((.*)\)", text) if "salt=_SALT" not in call]
    assert len(salts) >= 4
    assert len(set(salts)) == len(salts)
    assert bare == []


def test_scripts_put_text_into_pages_as_text() -> None:
    risky = re.compile(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function"
        r"|postMessage|__proto__"
    )
    scripts = [path for folder in CODE for path in sorted((ROOT / folder).rglob("*.js"))]
    assert len(scripts) > 10
    assert [str(path) for path in scripts if risky.search(path.read_text(encoding="utf-8"))] == []


def test_no_answer_is_opened_to_other_origins() -> None:
    opened = [name for name, text in _sources().items() if "Access-Control-" in text]
    assert opened == []


def test_forms_name_the_fields_they_write() -> None:
    loose = re.compile(
        r"fields = \"__all__\"|^\s+exclude = |\*\*request\.POST|POST\.dict\(\)", re.MULTILINE
    )
    found = {name for name, text in _sources().items() if loose.search(text)}
    assert found == {"courseplatform/people/admin.py"}, "which shows, and writes nothing"


def test_messages_between_processes_are_plain_json() -> None:
    assert list(app.conf.accept_content) == ["json"]
    assert app.conf.task_serializer == "json"
