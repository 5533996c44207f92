"""Addresses of the office."""

from django.urls import path

from courses.office import (
    awaiting,
    calling_off,
    courses,
    moving,
    plans,
    prices,
    roster,
    sessions,
    vouchers,
    waiting,
    webinars,
)
from courses.office.company import urls as company
from courses.office.money import urls as money

urlpatterns = [
    *company.urlpatterns,
    *money.urlpatterns,
    path("desk/courses/", courses.course_list, name="desk-courses"),
    path("desk/courses/new/", courses.course_new, name="desk-course-new"),
    path("desk/courses/<slug:slug>/", courses.course_edit, name="desk-course"),
    path(
        "desk/courses/<slug:slug>/publication/", courses.course_publish, name="desk-course-publish"
    ),
    path("desk/courses/<slug:slug>/sessions/new/", courses.session_new, name="desk-session-new"),
    path("desk/sessions/<ref:ref>/", sessions.overview, name="desk-session"),
    path("desk/sessions/<ref:ref>/details/", sessions.edit, name="desk-session-edit"),
    path("desk/sessions/<ref:ref>/publication/", sessions.publication, name="desk-session-publish"),
    path("desk/sessions/<ref:ref>/copy/", sessions.copy, name="desk-session-copy"),
    path("desk/sessions/<ref:ref>/calling-off/", calling_off.calling_off, name="desk-session-off"),
    path("desk/sessions/<ref:ref>/prices/", prices.prices, name="desk-prices"),
    path("desk/sessions/<ref:ref>/waiting/", waiting.queue, name="desk-queue"),
    path("desk/waiting/<ref:ref>/position/", waiting.turn_position, name="desk-turn-position"),
    path("desk/waiting/<ref:ref>/offer/", waiting.turn_offer, name="desk-turn-offer"),
    path("desk/waiting/<ref:ref>/removal/", waiting.turn_removal, name="desk-turn-removal"),
    path("desk/sessions/<ref:ref>/webinars/new/", sessions.webinar_new, name="desk-webinar-new"),
    path("desk/webinars/<ref:ref>/", webinars.overview, name="desk-webinar"),
    path("desk/webinars/<ref:ref>/details/", webinars.details, name="desk-webinar-details"),
    path("desk/webinars/<ref:ref>/time/", webinars.time, name="desk-webinar-time"),
    path("desk/webinars/<ref:ref>/calling-off/", webinars.calling_off, name="desk-webinar-off"),
    path(
        "desk/webinars/<ref:ref>/people/<ref:enrolment_ref>/",
        webinars.statement,
        name="desk-webinar-minutes",
    ),
    path("desk/sessions/<ref:ref>/exercises/new/", plans.plan_new, name="desk-plan-new"),
    path("desk/sessions/<ref:ref>/exercises/<ref:exercise_ref>/", plans.plan, name="desk-plan"),
    path("desk/sessions/<ref:ref>/teachers/new/", sessions.teaching_new, name="desk-teaching-new"),
    path("desk/sessions/<ref:ref>/roster/", roster.roster, name="desk-roster"),
    path("desk/sessions/<ref:ref>/roster.csv", roster.roster_csv, name="desk-roster-csv"),
    path("desk/sessions/<ref:ref>/places/new/", roster.place_by_hand, name="desk-by-hand"),
    path("desk/enrolments/<ref:ref>/removal/", roster.removal, name="desk-removal"),
    path("desk/enrolments/<ref:ref>/transfer/", moving.move, name="desk-move"),
    path("desk/vouchers/", vouchers.vouchers, name="desk-vouchers"),
    path("desk/vouchers.csv", vouchers.vouchers_csv, name="desk-vouchers-csv"),
    path("desk/vouchers/new/", vouchers.voucher_new, name="desk-voucher-new"),
    path("desk/vouchers/<ref:ref>/", vouchers.voucher, name="desk-voucher"),
    path(
        "desk/vouchers/<ref:ref>/revocation/",
        vouchers.voucher_revocation,
        name="desk-voucher-revocation",
    ),
    path("desk/orders/<ref:ref>/payments/new/", awaiting.received, name="desk-order-received"),
    path("desk/orders/<ref:ref>/last-day/", awaiting.last_day, name="desk-order-last-day"),
]
