"""Addresses of the desk's pages on exercises."""

from django.urls import path

from exercises.authoring.views import (
    copies,
    editor,
    folders,
    preview,
    reading,
    tasks,
    writing,
)

_EXERCISE = "desk/exercises/<ref:ref>/"
_VERSION = f"{_EXERCISE}<int:number>/"
_PLACE = f"{_VERSION}tasks/<int:position>/"
_TASK = f"{_VERSION}task/<int:pk>/"
_CASE = "desk/cases/<slug:slug>/"
_IMPORT = "desk/imports/<ref:ref>/"

urlpatterns = [
    path("desk/exercises/", reading.exercises, name="desk-exercises"),
    path("desk/exercises/new/", writing.exercise_new, name="desk-exercise-new"),
    path(_EXERCISE, reading.exercise, name="desk-exercise"),
    path(f"{_EXERCISE}versions/", writing.version_begin, name="desk-version-begin"),
    path(_VERSION, reading.version, name="desk-version"),
    path(f"{_VERSION}facts/", writing.facts, name="desk-version-facts"),
    path(f"{_VERSION}readiness/", writing.version_readiness, name="desk-version-ready"),
    path(f"{_VERSION}edition/", writing.version_edition, name="desk-version-edition"),
    path(f"{_VERSION}preview/", preview.exercise, name="desk-preview-exercise"),
    path(f"{_VERSION}preview/result/", preview.result, name="desk-preview-result"),
    path(f"{_VERSION}tasks/new/", tasks.task_new, name="desk-task-new"),
    path(f"{_VERSION}tasks/restoration/", tasks.task_restoration, name="desk-task-restore"),
    path(_PLACE, reading.task, name="desk-task"),
    path(f"{_PLACE}preview/", preview.preview, name="desk-preview"),
    path(f"{_PLACE}preview/live/", preview.preview_live, name="desk-preview-live"),
    path(f"{_TASK}brief/", editor.brief, name="desk-brief"),
    path(f"{_TASK}key/", editor.key, name="desk-key"),
    path(f"{_TASK}brief/text/", editor.as_text, {"part": "brief"}, name="desk-brief-text"),
    path(f"{_TASK}key/text/", editor.as_text, {"part": "key"}, name="desk-key-text"),
    path(
        f"{_TASK}brief/restoration/",
        editor.restoration,
        {"part": "brief"},
        name="desk-brief-restore",
    ),
    path(f"{_TASK}key/restoration/", editor.restoration, {"part": "key"}, name="desk-key-restore"),
    path(f"{_TASK}place/", tasks.task_place, name="desk-task-place"),
    path(f"{_TASK}copy/", tasks.task_copy, name="desk-task-copy"),
    path(f"{_TASK}removal/", tasks.task_removal, name="desk-task-removal"),
    path(f"{_EXERCISE}copy/", copies.exercise_copy, name="desk-exercise-copy"),
    path(f"{_CASE}copy/", copies.case_copy, name="desk-case-copy"),
    path(f"{_VERSION}folder/", folders.exercise_folder, name="desk-exercise-folder"),
    path(f"{_CASE}<int:number>/folder/", folders.case_folder, name="desk-case-folder"),
    path("desk/imports/", folders.imports, name="desk-imports"),
    path(_IMPORT, folders.folder_import, name="desk-import"),
    path(f"{_IMPORT}application/", folders.import_application, name="desk-import-apply"),
    path(f"{_IMPORT}removal/", folders.import_removal, name="desk-import-removal"),
]
