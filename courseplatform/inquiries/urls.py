"""Addresses of the contact form and the inquiry desk."""

from django.urls import path, re_path

from courseplatform.inquiries import desk_pages, pages

_one = "desk/inquiries/<ref:ref>/"
public_urlpatterns = [
    path("contact/", pages.contact, name="contact"),
    path("contact/<ref:ref>/", pages.sent, name="contact-sent"),
]
urlpatterns = [
    path("desk/inquiries/", desk_pages.listed, name="desk-inquiries"),
    re_path(
        r"^desk/inquiries/(?P<state>open|waiting|closed|held)/$",
        desk_pages.listed,
        name="desk-inquiries-of",
    ),
    path(_one, desk_pages.shown, name="desk-inquiry"),
    path(f"{_one}assignment/", desk_pages.assignment, name="desk-inquiry-assignment"),
    path(f"{_one}reply/", desk_pages.reply, name="desk-inquiry-reply"),
    path(f"{_one}answer/", desk_pages.answer, name="desk-inquiry-answer"),
    path(f"{_one}note/", desk_pages.note, name="desk-inquiry-note"),
    path(f"{_one}closing/", desk_pages.closing, name="desk-inquiry-closing"),
    path(f"{_one}reopening/", desk_pages.reopening, name="desk-inquiry-reopening"),
    path(f"{_one}release/", desk_pages.release, name="desk-inquiry-release"),
]
