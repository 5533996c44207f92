"""Addresses of the student's pages."""

from django.urls import path

from courses.learner import pages

urlpatterns = [
    path("learn/", pages.learn, name="learn"),
    path("learn/<ref:ref>/", pages.course_room, name="course-room"),
]
