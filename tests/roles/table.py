"""Who may ask for what: one row for every address of ours.

A new address without a row fails the test, and so does a row whose address is gone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.roles.world import ROLES, World

Arguments = Callable[[World], dict[str, Any]]

# What an answer is; the words the rows use.
OK = "ok"  # 200 or 204
LOGIN = "login"  # 302 to the login page
HIDDEN = "hidden"  # 404: as if there were no such page
MOVED = "moved"  # 302 or 303, elsewhere than the login
REFUSED = "refused"  # 400, 403, 405, 409, 422: known, and not now or not so

SIGNED_IN = ROLES[1:]
RUNS = ("coordinator", "owner")
MONEY = ("coordinator", "owner")
EDITS = ("editor", "owner")
ANSWERS = ("coordinator", "consultant", "owner")
BUILDS = ("instructor", "owner")
MARKS = ("marker", "instructor", "owner")
TECHNICAL = ("owner",)
STAFF = ("marker", "instructor", "coordinator", "editor", "consultant", "owner")
SEATED = ("marker", "instructor")  # the panel's experts; its author is one of them
BUYER = ("company",)  # of a company's places
SCRIPTS = ("marker", "instructor")  # of this cohort; the owner is not among its staff
WEBINAR = ("student", "other", "marker", "instructor", "coordinator", "owner")
LOOKS = ("instructor", "coordinator", "owner")
OVER = LOOKS  # the instructor teaches this cohort; the others run the courses
MEMBERS = ("student", "other")


@dataclass(frozen=True)
class Row:
    """One address: how to build it, by which method, and what each role gets."""

    name: str
    method: str
    arguments: Arguments
    answers: dict[str, str]


def _nothing(_world: World) -> dict[str, Any]:
    return {}


def public(
    name: str, arguments: Arguments = _nothing, *, method: str = "GET", answer: str = OK
) -> Row:
    """Everybody gets the same."""
    return Row(name, method, arguments, dict.fromkeys(ROLES, answer))


def only(
    name: str,
    roles: tuple[str, ...],
    arguments: Arguments = _nothing,
    *,
    method: str = "GET",
    answer: str = OK,
    **others: str,
) -> Row:
    """``roles`` get ``answer``, nobody is led to the login, the others get 404; ``others`` differ."""
    answers = {
        **dict.fromkeys(ROLES, HIDDEN),
        "nobody": LOGIN,
        **dict.fromkeys(roles, answer),
        **others,
    }
    return Row(name, method, arguments, answers)


def post(
    name: str,
    roles: tuple[str, ...],
    arguments: Arguments = _nothing,
    answer: str = REFUSED,
    **others: str,
) -> Row:
    """Like ``only``, by an empty POST."""
    return only(name, roles, arguments, method="POST", answer=answer, **others)


def _ref(of: Callable[[World], Any], **more: Any) -> Arguments:
    return lambda world: {"ref": of(world).ref, **more}


def _slugs(world: World) -> dict[str, Any]:
    return {"course_slug": world.course.slug, "session_slug": world.session.slug}


def _full(world: World) -> dict[str, Any]:
    return {"course_slug": world.course.slug, "session_slug": world.full.slug}


def _course(world: World) -> dict[str, Any]:
    return {"slug": world.course.slug}


def _minutes(world: World) -> dict[str, Any]:
    return {"ref": world.webinar.ref, "enrolment_ref": world.enrolment.ref}


def _transfer(world: World) -> dict[str, Any]:
    return {"ref": world.enrolment.ref, "session_ref": world.later.ref}


def _debt(world: World) -> dict[str, Any]:
    return {"ref": world.order.ref, "owed_ref": world.owed.ref}


def _item(world: World) -> dict[str, Any]:
    return {"pk": world.item_with_act.pk, "slug": "cancel-place"}


def _plan(world: World) -> dict[str, Any]:
    return {"ref": world.session.ref, "exercise_ref": world.version.exercise.ref}


def _cohort(world: World) -> dict[str, Any]:
    return {"ref": world.told.assignment.cohort.ref}


def _given(world: World) -> dict[str, Any]:
    return {**_cohort(world), "exercise_ref": world.version.exercise.ref}


def _member(world: World) -> dict[str, Any]:
    return {**_given(world), "member_ref": world.allotment.member.ref}


def _clock(world: World) -> dict[str, Any]:
    return {**_cohort(world), "member_ref": world.allotment.member.ref}


def _note(world: World) -> dict[str, Any]:
    return {"ref": world.allotment_open.ref, "note_ref": world.own_note.ref}


def _task(world: World) -> dict[str, Any]:
    return {"ref": world.version.exercise.ref, "number": 1, "position": 1}


def _draft(world: World) -> dict[str, Any]:
    return {"ref": world.draft.exercise.ref, "number": 2}


def _draft_task(world: World) -> dict[str, Any]:
    return {**_draft(world), "pk": world.draft_task.pk}


def _case(world: World) -> dict[str, Any]:
    return {"slug": world.edition.case.slug}


def _edition(world: World) -> dict[str, Any]:
    return {**_case(world), "number": 2}


def _source(world: World) -> dict[str, Any]:
    return {**_edition(world), "pk": world.draft_source.pk}


def _debrief(world: World) -> dict[str, Any]:
    return {"cohort_ref": world.cohort.ref, "version_ref": world.version.ref}


def _manager(world: World) -> dict[str, Any]:
    return {"ref": world.company_order.ref, "pk": world.company_order.managers.get().pk}


def _comment(world: World) -> dict[str, Any]:
    return {"ref": world.script.ref, "comment_ref": world.comment.ref}


_task_version = _ref(lambda world: world.version.exercise, number=1)
_panel = _ref(lambda world: world.panel)
_sent = _ref(lambda world: world.sent)
_report = _ref(lambda world: world.report)
_inquiry = _ref(lambda world: world.inquiry)
_session = _ref(lambda world: world.session)
_webinar = _ref(lambda world: world.webinar)
_order = _ref(lambda world: world.order)
_enrolment = _ref(lambda world: world.enrolment)
_turn = _ref(lambda world: world.turn)
_companys = _ref(lambda world: world.company_order)
_taken = _ref(lambda world: world.taken_place)
_free = _ref(lambda world: world.free_place)
_certificate = _ref(lambda world: world.certificate)
_voucher = _ref(lambda world: world.voucher)
_open = _ref(lambda world: world.allotment_open)
_attempt = _ref(lambda world: world.attempt)
_first_task = _ref(lambda world: world.attempt, number=1)
_handed_in = _ref(lambda world: world.handed_in)
_rescoring = _ref(lambda world: world.rescoring)
_question = _ref(lambda world: world.question)
_script = _ref(lambda world: world.script)
_forecast_question = _ref(lambda world: world.forecast_question)
_forecast_draft = _ref(lambda world: world.forecast_draft)

COURSEPLATFORM = [
    public("health"),
    public("health-ready"),
    public("styleguide"),
    only("profile", SIGNED_IN),
    public("zone"),
    public("theme", method="POST", answer=MOVED),
    public("language", method="POST", answer=MOVED),
    public("legal", lambda _world: {"slug": "terms"}),
    public("legal-version", lambda _world: {"slug": "terms", "version": "1"}),
    only("profile-data", SIGNED_IN),
    post("profile-export", SIGNED_IN, answer=MOVED, student=REFUSED),
    # Not made yet: there is no file, not even for the one who asked.
    only("profile-export-file", (), _ref(lambda world: world.export)),
    post("profile-erasure", SIGNED_IN, stranger=MOVED),
    post("profile-erasure-withdrawal", SIGNED_IN),
    public("stop-letters", lambda world: {"token": world.stop_token}),
    public("stop-letters-bare", lambda world: {"token": world.stop_token}),
    only("profile-letters", SIGNED_IN),
    post("profile-letters-confirmation", SIGNED_IN, answer=MOVED),
    only("desk-people", TECHNICAL),
    # A role that the person does not have: taken from nobody, and the world stays as it is.
    post(
        "desk-role-removal",
        TECHNICAL,
        lambda world: {"ref": world.enrolment.person.ref, "role": "editor"},
        MOVED,
    ),
    only("desk-letters", TECHNICAL),
    post("desk-letter-again", TECHNICAL, _ref(lambda world: world.letter)),
    public("home"),
    public("sample"),
    public("reports"),
    public("reports-feed"),
    public("report", lambda world: {"slug": world.report.slug}),
    public("podcast"),
    public("media", lambda world: {"name": world.episode.audio}),
    only("desk-reports", EDITS),
    only("desk-report-new", EDITS),
    only("desk-report", EDITS, _report),
    only("desk-report-preview", EDITS, _report),
    post("desk-report-publication", EDITS, _report),
    only("desk-report-episode", EDITS, _report),
    public("contact"),
    public("contact-sent", _inquiry),  # the reference is the key; it shows no name and no text
    only("desk-inquiries", ANSWERS),
    only("desk-inquiries-of", ANSWERS, lambda _world: {"state": "open"}),
    only("desk-inquiry", ANSWERS, _inquiry),
    post("desk-inquiry-assignment", ANSWERS, _inquiry),
    post("desk-inquiry-reply", ANSWERS, _inquiry),
    post("desk-inquiry-answer", ANSWERS, _inquiry),
    post("desk-inquiry-note", ANSWERS, _inquiry),
    post("desk-inquiry-closing", ANSWERS, _inquiry),
    post("desk-inquiry-reopening", ANSWERS, _inquiry),
    post("desk-inquiry-release", ANSWERS, _inquiry),
    only("desk", STAFF),
]

COURSES = [
    only("calendar-link", SIGNED_IN),
    post("calendar-removal", SIGNED_IN, answer=MOVED),
    public("calendar-feed", lambda world: {"token": world.calendar_token}),
    public("certificate", _certificate),
    public("certificate-pdf", _certificate),
    only("certificate-withdrawal", ("student",), _certificate),
    post("certificate-return", ("student",), _certificate),
    only("certificate-name", RUNS, _certificate),
    only("certificate-revocation", RUNS, _certificate),
    only("document", ("student", *MONEY), _ref(lambda world: world.document)),
    only("learn", SIGNED_IN),
    only("course-room", ("student",), _enrolment),
    only("desk-courses", RUNS),
    only("desk-course-new", RUNS),
    only("desk-course", RUNS, _course),
    post("desk-course-publish", RUNS, _course, MOVED),
    only("desk-session-new", RUNS, _course),
    only("desk-session", RUNS, _session),
    only("desk-session-edit", RUNS, _session),
    post("desk-session-publish", RUNS, _session),
    only("desk-session-copy", RUNS, _session),
    only("desk-session-off", RUNS, _session),
    only("desk-prices", RUNS, _session),
    only("desk-queue", RUNS, _session),
    post("desk-turn-position", RUNS, _turn, MOVED),
    post("desk-turn-offer", RUNS, _turn, MOVED),
    post("desk-turn-removal", RUNS, _turn, MOVED),
    only("desk-webinar-new", RUNS, _session),
    only("desk-webinar", (*RUNS, "instructor"), _webinar),
    only("desk-webinar-details", (*RUNS, "instructor"), _webinar),
    only("desk-webinar-time", (*RUNS, "instructor"), _webinar),
    only("desk-webinar-off", (*RUNS, "instructor"), _webinar),
    only("desk-webinar-minutes", (*RUNS, "instructor"), _minutes),
    only("desk-plan-new", RUNS, _session),
    only("desk-plan", RUNS, _plan),
    only("desk-teaching-new", RUNS, _session),
    only("desk-roster", RUNS, _session),
    only("desk-roster-csv", RUNS, _session),
    only("desk-by-hand", RUNS, _session),
    only("desk-removal", RUNS, _enrolment),
    only("desk-move", RUNS, _enrolment),
    only("desk-vouchers", RUNS),
    only("desk-vouchers-csv", RUNS),
    only("desk-voucher-new", RUNS),
    only("desk-voucher", RUNS, _voucher),
    post("desk-voucher-revocation", RUNS, _voucher, MOVED),
    only("desk-session-money", MONEY, _session),
    only("desk-money", MONEY),
    only("desk-reviews", MONEY),
    only("desk-review-act", MONEY, _item),
    only("desk-disputes", MONEY),
    only("desk-dispute", MONEY, _ref(lambda world: world.dispute)),
    only("desk-dispute-pdf", MONEY, _ref(lambda world: world.dispute)),
    only("desk-payment-service", MONEY),
    post("desk-examination", MONEY, answer=MOVED),
    post("desk-delivery-again", MONEY, lambda world: {"pk": world.delivery.pk}, MOVED),
    only("desk-exports", MONEY),
    only("desk-export", MONEY, lambda _world: {"what": "ledger"}),
    only("desk-order-by-hand", MONEY, _debt),
    post("desk-review", MONEY, lambda world: {"pk": world.review.pk}, MOVED),
    only("desk-order", MONEY, _order),
    post("desk-order-sync", MONEY, _order, MOVED),
    only("desk-order-refund", MONEY, _order),
    only("desk-order-received", MONEY, _order),
    only("desk-order-last-day", MONEY, _order),
    only("desk-session-companies", RUNS, _session),
    only("desk-company-new", RUNS),
    only("desk-company", RUNS, _companys),
    post("desk-company-confirmation", RUNS, _companys),
    post("desk-company-vat", MONEY, _companys, MOVED),
    only("desk-company-giving-back", RUNS, _companys),
    only("desk-order-billing", MONEY, _companys),
    post("desk-place-link", RUNS, _free),
    only("desk-place-swap", RUNS, _taken),
    post("desk-company-release", RUNS, _companys, MOVED),
    public("stripe-hook", method="POST", answer=REFUSED),
    public("courses"),
    public("course", lambda world: {"course_slug": world.course.slug}),
    public("session", _slugs),
    public("session-calendar", _slugs),
    only("seat", SIGNED_IN, _slugs, answer=MOVED),
    only("company-booking", SIGNED_IN, _slugs),
    only("company-places", BUYER, _companys),
    post("company-links", BUYER, _companys),
    post("company-link", BUYER, _free),
    only("company-swap", BUYER, _taken),
    only("company-giving-back", BUYER, _companys),
    post("company-managers", BUYER, _companys),
    post("company-manager-removal", BUYER, _manager, MOVED),
    only("order-billing", BUYER, _companys),
    post("order-proforma", BUYER, _companys),
    # Whoever has the link may look; taking the place asks to sign in.
    public("claim", lambda world: {"token": world.claim_token}),
    post("waiting-list", SIGNED_IN, _full, MOVED, student=MOVED, other=REFUSED),
    # Whoever has the letter may turn the offer down; the page shows no name.
    public("waiting-declining", lambda world: {"token": world.decline_token}),
    only("waiting", ("student",), _turn),
    post("waiting-leaving", ("student",), _turn, MOVED),
    only("orders", SIGNED_IN),
    only("order", ("student",), _order),
    post("order-payment", ("student",), _order, MOVED),
    post("order-release", ("student",), _order, MOVED),
    only("cancellation", ("student",), _enrolment),
    only("transfers", ("student",), _enrolment),
    only("transfer", ("student",), _transfer),
    only("webinar", WEBINAR, _webinar),
    post("webinar-join", WEBINAR, _webinar),
    post("webinar-seen", WEBINAR, _webinar, OK),
    only("webinar-calendar", WEBINAR, _webinar),
]

EXERCISES = [
    only("desk-cases", BUILDS),
    only("desk-case-new", BUILDS),
    only("desk-case", BUILDS, _case),
    only("desk-case-copy", BUILDS, _case),
    post("desk-edition-begin", BUILDS, _case, MOVED),
    only("desk-edition", BUILDS, _edition),
    only("desk-edition-facts", BUILDS, _edition),
    only("desk-edition-changes", BUILDS, _edition),
    only("desk-edition-touched", BUILDS, _edition),
    post("desk-edition-notice", BUILDS, _edition),
    only("desk-case-folder", BUILDS, _edition),
    only("desk-source-new", BUILDS, _edition),
    post("desk-source-new-look", BUILDS, _edition, OK),
    post("desk-source-restore", BUILDS, _edition, MOVED),
    only("desk-source", BUILDS, _source),
    post("desk-source-look", BUILDS, _source, OK),
    post("desk-source-place", BUILDS, _source, MOVED),
    only("desk-source-removal", BUILDS, _source),
    only("desk-exercises", BUILDS),
    only("desk-exercise", BUILDS, _ref(lambda world: world.version.exercise)),
    only("desk-version", BUILDS, _ref(lambda world: world.version.exercise, number=1)),
    only("desk-exercise-new", BUILDS),
    only("desk-exercise-copy", BUILDS, _ref(lambda world: world.version.exercise)),
    post("desk-version-begin", BUILDS, _ref(lambda world: world.version.exercise), MOVED),
    only("desk-version-facts", BUILDS, _draft),
    only("desk-version-injects", BUILDS, _draft),
    post("desk-version-ready", BUILDS, _draft, MOVED),
    post("desk-version-edition", BUILDS, _draft, HIDDEN),  # names no edition
    only("desk-exercise-folder", BUILDS, _draft),
    only("desk-preview-exercise", BUILDS, _draft),
    only("desk-preview-result", BUILDS, _draft),
    only("desk-task-new", BUILDS, _draft),
    post("desk-task-restore", BUILDS, _draft, MOVED),
    only("desk-task", BUILDS, _task),
    only("desk-preview", BUILDS, _task),
    post("desk-preview-live", BUILDS, _task, OK),
    only("desk-cohorts", LOOKS),
    only("desk-cohort", OVER, _cohort),
    only("cohort-exercise", OVER, _given),
    only("cohort-exercise-csv", OVER, _given),
    post("cohort-letter", OVER, _given),
    only("cohort-letter-sent", OVER, lambda world: _given(world) | {"letter_ref": world.told.ref}),
    post("cohort-extensions", OVER, _given),
    post("cohort-scores", OVER, _given, MOVED),
    only("cohort-answers", OVER, _given),
    only("cohort-person", OVER, _member),
    post("extension-removal", OVER, _member),
    only("accommodation", OVER, _clock),
    post("accommodation-removal", OVER, _clock),
    post("late-answer", ("student",), _first_task, MOVED),
    only("late-answers", BUILDS),
    only("late-decision", (), _handed_in),
    post("late-taking", (), _handed_in),
    only("cohort-rescoring", ("instructor",), _given),
    only("key-correction", ("instructor",), lambda world: _given(world) | {"position": 1}),
    only("rescoring", ("instructor",), _rescoring),
    post("rescoring-going-on", ("instructor",), _rescoring, MOVED),
    post("rescoring-application", ("instructor",), _rescoring),
    post("rescoring-removal", ("instructor",), _rescoring, MOVED),
    only("desk-brief", BUILDS, _draft_task),
    only("desk-key", BUILDS, _draft_task),
    only("desk-brief-text", BUILDS, _draft_task),
    only("desk-key-text", BUILDS, _draft_task),
    post("desk-brief-restore", BUILDS, _draft_task, MOVED),
    post("desk-key-restore", BUILDS, _draft_task, MOVED),
    post("desk-task-place", BUILDS, _draft_task, MOVED),
    post("desk-task-copy", BUILDS, _draft_task, MOVED),
    post("desk-task-removal", BUILDS, _draft_task, MOVED),
    only("desk-imports", BUILDS),
    only("desk-import", ("instructor",), _sent),  # whoever sent it in
    post("desk-import-apply", ("instructor",), _sent, MOVED),
    post("desk-import-removal", BUILDS, _sent, MOVED),  # of another's folder: nothing happens
    only("desk-panels", MARKS),
    only("desk-panel-new", BUILDS, _draft_task),
    only("desk-panel", BUILDS, _panel),
    post("desk-panel-invite", BUILDS, _panel, MOVED),
    post("desk-panel-close", BUILDS, _panel),
    post("desk-panel-key", BUILDS, _panel, MOVED),
    only("panel-seat", SEATED, _panel),
    post("panel-seat-live", SEATED, _panel, OK),
    only("panel-seat-submission", SEATED, _panel),
    only("desk-analysis", BUILDS, _task_version),
    only("desk-analysis-csv", BUILDS, _task_version),
    only("exercise", ("student",), _open),
    post("exercise-start", ("student",), _open, MOVED),
    only("dossier", ("student",), _open),
    only("dossier-print", ("student",), _open),
    only("notes", ("student",), _open),
    post("note", ("student",), _note),
    post("note-removal", ("student",), _note, MOVED),
    post("note-return", ("student",), _note, MOVED),
    only("questions", ("student",), _open),
    only("question", ("student",), _question),
    post("question-closing", ("student",), _question, MOVED),
    only("desk-questions", BUILDS),
    only("desk-question", ("instructor",), _question),
    post("desk-question-answer", ("instructor",), _question),
    post("desk-question-closing", ("instructor",), _question, MOVED),
    only("desk-question-note", ("instructor",), _question),
    post("desk-note-withdrawal", ("instructor",), _question, MOVED),
    only("attempt", ("student",), _attempt, answer=MOVED),
    only("task", ("student",), _first_task),
    only("attempt-print", ("student",), _attempt),
    only("answer-versions", ("student",), _first_task),
    post("draft", ("student",), _first_task, MOVED),
    post("live", ("student",), _first_task, OK),
    only("injects", ("student",), _attempt),
    post("inject-opening", ("student",), _ref(lambda world: world.attempt, slug="log"), MOVED),
    only("submission", ("student",), _attempt),
    only("receipt", ("student",), _handed_in),
    only("receipt-file", ("student",), _handed_in),
    only("receipt-check", ("student",), _handed_in),
    only("feedback", ("student",), _handed_in),
    only("feedback-task", ("student",), _ref(lambda world: world.handed_in, number=1)),
    only("exercise-debrief", ("student",), _ref(lambda world: world.allotment)),
    only("desk-debriefs", BUILDS),
    only("desk-debrief", ("instructor",), _debrief),
    post("desk-debrief-opening", ("instructor",), _debrief),
    post("desk-debrief-closing", ("instructor",), _debrief, MOVED),
    only("forecasts", SIGNED_IN),
    only("forecast", MEMBERS, _forecast_question),
    only("desk-forecasts", BUILDS),
    only("desk-forecast-new", BUILDS),
    only("desk-forecasts-csv", BUILDS),
    only("desk-forecasts-class", ("instructor",), _ref(lambda world: world.cohort)),
    only("desk-forecast", ("instructor",), _forecast_question),
    only("desk-forecast-terms", ("instructor",), _forecast_draft),
    post("desk-forecast-opening", ("instructor",), _forecast_draft, MOVED),
    post("desk-forecast-asking", ("instructor",), _forecast_question),
    only("desk-forecast-decision", ("instructor",), _forecast_question),
    only("marking", MARKS),
    post("script-next", MARKS, answer=MOVED, owner=REFUSED),
    only("marks-release", MARKS),
    only("script", SCRIPTS, _script),
    post("script-claim", SCRIPTS, _script, MOVED),
    post("script-return", SCRIPTS, _script, MOVED),
    post("script-mark", SCRIPTS, _script, MOVED),
    post("script-reopen", SCRIPTS, _script),
    post("script-comment", SCRIPTS, _script),
    post("script-comment-change", ("marker",), _comment, MOVED),
    post("script-name", ("instructor",), _script, MOVED),
    only("script-task", SCRIPTS, _ref(lambda world: world.script, number=1)),
]

ROWS = [*COURSEPLATFORM, *COURSES, *EXERCISES]
