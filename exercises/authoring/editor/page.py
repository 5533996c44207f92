"""One page of the editor: the data of a brief or a key, what is wrong with them, what is drawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from exercises.authoring.checking import handles_of, misfits
from exercises.authoring.editor.acts import blank
from exercises.authoring.editor.schema import Group, group_of
from exercises.authoring.editor.showing import A_PAGE, Showing, ids_in
from exercises.authoring.editor.shown import Fault, ShownPart, faults_in
from exercises.authoring.models import Task
from exercises.authoring.tasking import BRIEF, KEY
from exercises.kinds import registry
from exercises.kinds.contract import AnyKind
from exercises.kinds.faults import faults_of
from exercises.kinds.shape import ShapeError

__all__ = ["A_PAGE", "BRIEF", "KEY", "Edited", "stored"]


def stored(task: Task, part: str) -> dict[str, Any]:
    """Return a brief or key as it is stored, in the kind's present schema."""
    kind = registry.find(task.kind)
    return dict(kind.present(part, task.brief if part == BRIEF else task.key, task.schema))


@dataclass(frozen=True)
class Edited:
    """A brief or a key under the author's hands.

    Attributes:
        task: the task, with its key and its version.
        part: ``brief`` or ``key``.
        data: the data as typed, sound or not.
        begin: the first entry of long lists to show.
    """

    task: Task
    part: str
    data: Mapping[str, Any] = field(default_factory=dict)
    begin: int = 0

    @cached_property
    def kind(self) -> AnyKind:
        """The kind of the task."""
        return registry.find(self.task.kind)

    @property
    def cls(self) -> type:
        """The dataclass that the data must fit."""
        found: type = self.kind.brief_type if self.part == BRIEF else self.kind.key_type
        return found

    @property
    def group(self) -> Group:
        """The form."""
        return group_of(self.cls)

    @cached_property
    def shape_faults(self) -> list[ShapeError]:
        """What is missing or not sound, field by field."""
        return faults_of(self.cls, self.data)

    @property
    def untouched(self) -> bool:
        """Whether nobody has typed anything yet."""
        return self.data == blank(self.group)

    @cached_property
    def parts(self) -> list[ShownPart]:
        """What the templates draw."""
        brief = self.data if self.part == BRIEF else stored(self.task, BRIEF)
        showing = Showing(
            ids=ids_in(brief),
            faults=self.shape_faults,
            begin=self.begin,
            calm=self.untouched,
        )
        return showing.parts(self.group, self.data)

    @cached_property
    def faults(self) -> list[Fault]:
        """Everything that keeps the data from being used, in the order of the page."""
        if self.untouched:
            return []
        beside = list(faults_in(self.parts))
        said = {fault.sentence for fault in beside}
        elsewhere = [
            Fault("", fault.at, fault.sentence)
            for fault in self.shape_faults
            if not fault.at and fault.sentence not in said
        ]
        if self.shape_faults and not beside:  # in a part of a long list that is not shown
            elsewhere = [Fault("", fault.at, fault.sentence) for fault in self.shape_faults]
        return [*elsewhere, *beside] or [Fault("", "", each) for each in self._misfits()]

    def _misfits(self) -> list[str]:
        """What does not fit between brief, key and dossier, once both are sound."""
        brief = self.data if self.part == BRIEF else self.task.brief
        key = self.data if self.part == KEY else self.task.key
        try:
            typed = self.kind.brief_from(brief), self.kind.key_from(key)
        except ShapeError:
            other = _("the key") if self.part == BRIEF else _("what students see")
            return [_("The other side is not finished: %(other)s.") % {"other": other}]
        return list(misfits(self.kind, *typed, handles_of(self.task.version)))
