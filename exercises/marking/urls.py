"""Addresses of marking."""

from django.urls import path

from exercises.marking.views import feedback, queue, release, script

urlpatterns = [
    path("attempts/<ref:ref>/feedback/", feedback.feedback, name="feedback"),
    path("attempts/<ref:ref>/feedback/<int:number>/", feedback.feedback_task, name="feedback-task"),
    path("desk/marking/", queue.queue, name="marking"),
    path("desk/marking/next/", queue.next_script, name="script-next"),
    path("desk/marking/release/", release.release, name="marks-release"),
    path("desk/marking/<ref:ref>/", script.script, name="script"),
    path("desk/marking/<ref:ref>/claim/", script.claim, name="script-claim"),
    path("desk/marking/<ref:ref>/return/", script.give_back, name="script-return"),
    path("desk/marking/<ref:ref>/mark/", script.mark, name="script-mark"),
    path("desk/marking/<ref:ref>/reopening/", script.reopen, name="script-reopen"),
    path("desk/marking/<ref:ref>/comments/", script.comment, name="script-comment"),
    path(
        "desk/marking/<ref:ref>/comments/<ref:comment_ref>/",
        script.comment_change,
        name="script-comment-change",
    ),
    path("desk/marking/<ref:ref>/name/", script.name, name="script-name"),
    path("desk/marking/<ref:ref>/tasks/<int:number>/", script.other_task, name="script-task"),
]
