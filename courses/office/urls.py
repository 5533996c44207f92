"""Addresses of the office."""

from django.urls import path

from courses.office import courses, money, plans, roster, sessions, webinars

urlpatterns = [
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
    path("desk/sessions/<ref:ref>/calling-off/", sessions.calling_off, name="desk-session-off"),
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
    path("desk/sessions/<ref:ref>/money/", money.session_money, name="desk-session-money"),
    path("desk/sessions/<ref:ref>/ledger.csv", money.ledger_csv, name="desk-ledger-csv"),
    path("desk/money/", money.orders, name="desk-money"),
    path("desk/money/review/<int:pk>/", money.review_close, name="desk-review"),
    path("desk/orders/<ref:ref>/", money.order, name="desk-order"),
    path("desk/orders/<ref:ref>/sync/", money.order_sync, name="desk-order-sync"),
    path("desk/orders/<ref:ref>/refund/", money.order_refund, name="desk-order-refund"),
]
