"""Tasks cite paragraphs: what the rooms below must know to take them along."""

from __future__ import annotations

from exercises.authoring import citing
from exercises.cases.followers import Follower

TASKS = Follower(
    name="tasks of drafts",
    citing=citing.citing,
    follow=citing.follow,
    unsettle=citing.unsettle,
)
