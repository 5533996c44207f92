"""The one door to exercises, used by courses.coursework and the demo."""
