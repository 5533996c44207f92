"""What a kind of task is. Every kind is proven by the same tests (tests/exercises/kinds).

A kind deals in three frozen dataclasses and keeps two of them apart for good:

- ``Brief``: what the student sees. Forms and templates get this and nothing else of the author's.
- ``Key``: what scoring and staff see. No method that feeds a page takes one.
- ``Answer``: what the student gave, complete or not. A draft is an Answer with gaps.

How a page works with a kind (rooms ``work``, ``authoring``, ``marking``):

1. ``kind.context(Sheet(brief, answer, …))`` is the context of ``kind.task_template``. The template
   holds fields only; the page around it owns the one ``<form>``, the csrf token, the draft's
   revision, the buttons *Save* and *Hand in* and the address. It loads ``kind.stylesheet`` and
   ``kind.script`` where they are set.
2. A POST of the form goes through ``kind.parse(brief, post, previous)``. Fields that were not posted
   keep what ``previous`` had, so a part of a sheet (one row, one paragraph) is saved by the same
   call, and saving a draft with gaps is legal. What cannot be read comes back as FieldErrors, with
   the typed value in ``typed``; the rest is kept.
3. After each save the page may answer with ``kind.live_template`` filled by ``kind.live(sheet)``:
   the parts that the server computes (ACH sums, wording notes). Each of its top elements has an id
   and ``hx-swap-oob``. Empty when a kind has no such parts.
4. A sheet may have parts with pages of their own (the rows of a matrix): ``kind.parts(brief)`` names
   them, the page passes ``?part=`` on as ``Sheet.part``, and a submit button called ``go`` names
   the part to show next.
5. Before handing in, ``kind.missing(brief, answer)`` lists what is empty, in sentences.
6. ``kind.score(brief, key, answer)`` is pure; ``None`` means that a person must look.
7. ``kind.review(sheet, key, score)`` is the context of ``kind.review_template``: the answer as given
   with its remarks. ``key`` is passed for staff only.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Generic, TypeAlias, TypeVar

from django.contrib.staticfiles import finders
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from exercises.kinds import reading, shape
from exercises.kinds.moving import Moved
from exercises.kinds.panels import PanelReading, Ratings
from exercises.kinds.rubrics import Rubric
from exercises.kinds.score import Remark, Score

B = TypeVar("B")
K = TypeVar("K")
A = TypeVar("A")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Passage:
    """A numbered paragraph of the dossier, as a task may quote it.

    Attributes:
        handle: ``¶2``.
        html: the paragraph's text, sanitised.
        anchor: the id of the paragraph on the dossier's page, ``p2``.
        source: what the paragraph belongs to, for a title.
    """

    handle: str
    html: str
    anchor: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong with one field of a posted form: its name in the form, and a sentence."""

    field: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Parsed(Generic[A]):
    """A posted form, read.

    Attributes:
        answer: what could be read; unreadable fields keep what they had before.
        errors: what could not, in the order of the form.
        typed: the raw text of the unreadable fields by form name, to show again.
    """

    answer: A
    errors: tuple[FieldError, ...] = ()
    typed: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an answer has come, as a count of things: ``sentence`` is "4 of 12 rows rated"."""

    done: int
    of: int
    sentence: str

    @property
    def complete(self) -> bool:
        """Whether everything that can be counted is there."""
        return self.done >= self.of


@dataclass(frozen=True, slots=True)
class Sheet(Generic[B, A]):
    """All that a student's page may know of a task. There is no key in it.

    Attributes:
        brief: the task as set.
        answer: the student's answer so far.
        part: which part of the sheet to show, one of ``Kind.parts``; empty for the whole.
        errors: what the last post got wrong.
        typed: raw text of the wrong fields by form name.
        passages: the dossier's paragraphs by handle, for kinds that quote them.
        read_only: show the answer without fields to fill.
    """

    brief: B
    answer: A
    part: str = ""
    errors: tuple[FieldError, ...] = ()
    typed: Mapping[str, str] = field(default_factory=dict)
    passages: Mapping[str, Passage] = field(default_factory=dict)
    read_only: bool = False

    def error(self, name: str) -> str:
        """Return the sentence about the field ``name``, or nothing."""
        return next((each.sentence for each in self.errors if each.field == name), "")

    def shown(self, name: str, value: object) -> str:
        """Return what the field ``name`` shows: the typed text where it was wrong, else ``value``."""
        return self.typed.get(name, "" if value is None else str(value))


@dataclass(frozen=True, slots=True)
class Sample:
    """One answer with what scoring must make of it, for the contract test over all kinds.

    Attributes:
        name: ``right``, ``partly right``, ``wrong``, ``empty`` or a name of one's own.
        brief, key, answer: as stored (JSON), in the schema given.
        schema: the number they were stored under; one sample for every past schema.
        points_c: what scoring must answer; None where a person must look.
        invalid: the answer must be refused by ``answer_from`` instead of being scored.
    """

    name: str
    brief: Mapping[str, Any]
    key: Mapping[str, Any]
    answer: Mapping[str, Any]
    schema: int
    points_c: int | None = None
    invalid: bool = False


@dataclass(frozen=True, slots=True)
class PostSample:
    """One posted form with what must become of it, for the contract test over all kinds.

    Attributes:
        name: what the form tries.
        fields: what is posted to a blank answer of the first sample's brief.
        errors: names of the fields that must come back as wrong.
        done: how far the answer must have come afterwards; None where it does not matter.
    """

    name: str
    fields: Mapping[str, str]
    errors: tuple[str, ...] = ()
    done: int | None = None


class Kind(ABC, Generic[B, K, A]):
    """A kind of task. Subclasses set the class attributes and say the rules; see the module."""

    slug: ClassVar[str]
    title: ClassVar[Any]
    """What the kind is called on screen (lazy translation)."""
    does: ClassVar[Any]
    """One sentence for authors: what the student does (lazy translation)."""
    schema: ClassVar[int] = 1
    """Raised when stored data change their shape; ``upgrade`` reads the older ones."""
    scorer: ClassVar[int] = 1
    """Raised when scoring changes; stored beside every Score."""
    brief_type: type[B]
    key_type: type[K]
    answer_type: type[A]

    # --- stored data ------------------------------------------------------------------------
    def brief_from(self, data: Mapping[str, Any], schema: int | None = None) -> B:
        """Return a stored or written brief. Raises shape.ShapeError with a plain sentence."""
        return self._read(self.brief_type, "brief", data, schema)

    def key_from(self, data: Mapping[str, Any], schema: int | None = None) -> K:
        """Return a stored or written key. Raises shape.ShapeError with a plain sentence."""
        return self._read(self.key_type, "key", data, schema)

    def answer_from(self, data: Mapping[str, Any], schema: int | None = None) -> A:
        """Return a stored answer. Raises shape.ShapeError with a plain sentence."""
        return self._read(self.answer_type, "answer", data, schema)

    def to_json(self, value: B | K | A) -> dict[str, Any]:
        """Return a brief, key or answer as JSON in the present schema."""
        data: dict[str, Any] = shape.plain(value)
        return data

    def present(self, part: str, data: Mapping[str, Any], schema: int) -> Mapping[str, Any]:
        """Return stored data as they would stand in the present schema, sound or not.

        Raises shape.ShapeError for a schema that is newer than this kind, or cannot be upgraded.
        """
        if schema > self.schema:
            raise shape.ShapeError(
                f"This was stored by a newer version of “{self.slug}” (schema {schema})."
            )
        for number in range(schema, self.schema):
            data = self.upgrade(part, number, data)
        return data

    def upgrade(self, part: str, schema: int, data: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return ``data`` of schema ``schema`` as it would stand in ``schema + 1``.

        Args:
            part: ``brief``, ``key`` or ``answer``.
            schema: the number the data were stored under.
            data: the stored JSON, not to be changed in place.
        """
        raise shape.ShapeError(f"Schema {schema} of “{self.slug}” cannot be read ({part}).")

    def blank(self, brief: B) -> A:
        """Return the answer of a student who has not begun."""
        return self.answer_type()

    # --- for authors ------------------------------------------------------------------------
    @abstractmethod
    def out_of_c(self, brief: B) -> int:
        """Return the hundredths of points that the whole task is worth."""

    @abstractmethod
    def validate(self, brief: B, key: K) -> Sequence[str]:
        """Return what does not fit between brief and key, in sentences; empty when all fits."""

    @abstractmethod
    def model(self, brief: B, key: K) -> A:
        """Return the answer the key asks for; it scores full points wherever scoring is by rule.

        Shown to staff as "the key". Words only a person can give (reasons) may be empty.
        """

    def cites(self, brief: B) -> Sequence[str]:
        """Return the paragraph handles the brief refers to; they must exist in the edition."""
        return ()

    # --- for panels and item analysis ---------------------------------------------------------
    def ratings(self, brief: B, answers: Sequence[A], key: K | None = None) -> Sequence[Ratings]:
        """Return what people gave line by line, where answers can be compared; else nothing.

        With a key (for staff) the ratings say which codes it accepts.
        """
        return ()

    def key_from_panel(
        self, brief: B, answers: Sequence[A], before: K | None = None
    ) -> PanelReading[K]:
        """Return the key that experts' answers make, with the spread of each line.

        Overridden by kinds whose keys a panel can give; the rule stands in the kind's ``panel.py``.

        Args:
            brief: the task as the experts had it.
            answers: theirs, in the students' own form, one or more.
            before: the key so far; what a panel cannot say (notes) is kept from it.
        """
        raise NotImplementedError

    @property
    def offers_panel(self) -> bool:
        """Whether experts' answers can be made into a key."""
        return type(self).key_from_panel is not Kind.key_from_panel

    # --- for students -----------------------------------------------------------------------
    @abstractmethod
    def parse(self, brief: B, post: QueryDict, previous: A) -> Parsed[A]:
        """Read a posted form, or a part of it. Never raises on what a person may type."""

    @abstractmethod
    def missing(self, brief: B, answer: A) -> Sequence[str]:
        """Return what is still empty, in sentences for the page before handing in."""

    @abstractmethod
    def progress(self, brief: B, answer: A) -> Progress:
        """Return how far the answer has come."""

    def parts(self, brief: B) -> Sequence[str]:
        """Return the names of the parts that have a page of their own."""
        return ()

    @abstractmethod
    def context(self, sheet: Sheet[B, A]) -> dict[str, Any]:
        """Return the context of ``task_template``."""

    def live(self, sheet: Sheet[B, A]) -> dict[str, Any]:
        """Return the context of ``live_template``: what the server computes while one works."""
        return {}

    # --- after hand-in ----------------------------------------------------------------------
    @abstractmethod
    def score(self, brief: B, key: K, answer: A) -> Score | None:
        """Return the score with a remark for each line, or None: a person must look."""

    def settled_later(self, brief: B) -> bool:
        """Return whether points wait for the world to decide, not for a scorer or a marker.

        ``score`` says None then, and the answer waits for the room ``calibration``.
        """
        return False

    def review(
        self, sheet: Sheet[B, A], key: K | None = None, score: Score | None = None
    ) -> dict[str, Any]:
        """Return the context of ``review_template``.

        Args:
            sheet: the task and the answer as handed in.
            key: for staff only; a student's feedback page never has it.
            score: the stored score, whose remarks stand beside their lines.
        """
        remarks: dict[str, list[Remark]] = {}
        for remark in score.remarks if score else ():
            remarks.setdefault(remark.line, []).append(remark)
        return {**self.context(sheet), "score": score, "remarks": remarks, "key": key}

    def moved(self, brief: B, before: A, after: A) -> Sequence[Moved]:
        """Return what of an answer changed between two states, in the order of the sheet.

        A kind says it in a ``moved.py`` of its own. Without one it is said how far the answer had
        come; running text (``prose``) is compared word by word by whoever asks.
        """
        if before == after or (self.prose(before) or self.prose(after)):
            return []
        old, new = self.progress(brief, before).sentence, self.progress(brief, after).sentence
        return [Moved(_("The answer was changed"), old, new)]

    # --- for markers ------------------------------------------------------------------------
    def rubric(self, brief: B, key: K) -> Rubric | None:
        """Return what a marker judges where ``score`` says None; None: the answer as a whole."""
        return None

    def prose(self, answer: A) -> str:
        """Return the running text that a marker's comments can be anchored in, if there is one."""
        return ""

    def support(self, brief: B, answer: A) -> Mapping[str, Sequence[str]]:
        """Return by criterion what a rule can say about the answer: advice, never a level."""
        return {}

    # --- files ------------------------------------------------------------------------------
    @property
    def task_template(self) -> str:
        """The student's fields."""
        return f"kinds/{self.slug}/task.html"

    @property
    def review_template(self) -> str:
        """The answer as given, with remarks."""
        return f"kinds/{self.slug}/review.html"

    @property
    def live_template(self) -> str:
        """The parts that change after each save; empty when there are none."""
        return f"kinds/{self.slug}/live.html" if self._overrides_live else ""

    @cached_property
    def stylesheet(self) -> str:
        """Static path of the kind's stylesheet, or empty."""
        return self._static("css")

    @cached_property
    def script(self) -> str:
        """Static path of the kind's script (a module), or empty."""
        return self._static("js")

    def _static(self, ending: str) -> str:
        path = f"kinds/{self.slug}/{self.slug}.{ending}"
        return path if finders.find(path) else ""

    @property
    def _overrides_live(self) -> bool:
        return type(self).live is not Kind.live

    def _read(self, cls: type[T], part: str, data: Mapping[str, Any], schema: int | None) -> T:
        data = self.present(part, data, self.schema if schema is None else schema)
        return reading.read(cls, data)


AnyKind: TypeAlias = Kind[Any, Any, Any]
