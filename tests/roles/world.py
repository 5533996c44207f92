"""A small world in which every address has something to show, made by the verbs of the business."""

from __future__ import annotations

import io
import wave
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from importlib import import_module
from typing import Any

from django.core.files.base import ContentFile

from courseplatform.inquiries import handling
from courseplatform.inquiries.models import Inquiry
from courseplatform.inquiries.receiving import receive
from courseplatform.kit import clock
from courseplatform.letters.models import Letter
from courseplatform.letters.stopping import token_of
from courseplatform.letters.writing import write
from courseplatform.people.granting import grant
from courseplatform.people.models import DataExport, LegalPage, Organiser, User
from courseplatform.people.roles import Role
from courseplatform.privacy.exporting import request_export
from courseplatform.publications import episodes, publishing
from courseplatform.publications.models import Episode, Report
from courses.calendar.links import make
from courses.catalogue.courses import create_course, publish_course
from courses.catalogue.models import Course, Session, TeachingRole
from courses.catalogue.sessions import create_session, publish_session, set_teaching
from courses.certificates import issuing
from courses.certificates.models import Certificate
from courses.companies import managing
from courses.companies.opening import ByStaff, Wish
from courses.companies.reading import told_of
from courses.coursework.admission import ensure_admitted
from courses.coursework.planning import plan
from courses.enrolment import claiming, declining, enrolling, places, waiting
from courses.enrolment.models import Claim, Enrolment, Place, Waiting
from courses.invoicing.models import Document
from courses.invoicing.numbering import issue
from courses.orders.billing import Billing
from courses.orders.companies import Paying
from courses.orders.ledger import post
from courses.orders.models import EntryKind, EntrySource, Order, RefundOwed
from courses.orders.opening import open_order
from courses.orders.terms import Accepted, PageVersion
from courses.payment.company_buying import order_by_hand
from courses.payment.models import Delivery, Dispute, PaymentAttempt, ReviewItem
from courses.payment.review import raise_item
from courses.pricing.models import Voucher
from courses.pricing.prices import set_price
from courses.pricing.quote import Buyer, quote
from courses.pricing.vouchers import Promise
from courses.pricing.vouchers import make as make_voucher
from courses.webinars.models import Webinar
from courses.webinars.scheduling import schedule
from exercises.authoring import drafting, importing, packing
from exercises.authoring.folder import case_files
from exercises.authoring.models import Exercise, ExerciseVersion, FolderImport, Task
from exercises.calibration import asking
from exercises.calibration.asking import Terms
from exercises.calibration.forecasting import forecast
from exercises.calibration.models import ForecastQuestion
from exercises.cases import editing
from exercises.cases.models import Case, CaseEdition, CaseSource, Paragraph
from exercises.cohorts.models import Allotment, Assignment, Cohort
from exercises.debrief import opening
from exercises.kinds import registry
from exercises.marking import queueing
from exercises.marking.models import Comment, Script
from exercises.notes.models import ReaderNote
from exercises.notes.writing import Spot
from exercises.notes.writing import write as write_note
from exercises.panels import inviting
from exercises.panels.models import Panel
from exercises.questions.asking import ask
from exercises.questions.models import Question
from exercises.rescoring import deciding
from exercises.rescoring.listing import list_some
from exercises.rescoring.models import Rescoring
from exercises.supervision.lists import lines_of
from exercises.supervision.models import CohortLetter
from exercises.supervision.stages import Filter
from exercises.supervision.writing import send
from exercises.work.handing_in import hand_in
from exercises.work.models import Attempt, Response
from exercises.work.starting import begin

NOW = datetime(2026, 2, 2, 9, 0, tzinfo=UTC)
ROLES = (
    "nobody",
    "stranger",
    "student",
    "other",
    "company",
    "marker",
    "instructor",
    "coordinator",
    "editor",
    "consultant",
    "owner",
)
KEY, NOTE, ANSWER = "CANARYKEY", "CANARYNOTE", "CANARYANSWER"
OWN = "CANARYOWN"  # a reader's own note: for nobody else, staff neither
REMARK = "CANARYREMARK"  # a key's reason: given back as the remark on a line, after hand-in
OTHERS_MAIL = "canarymail.other@example.org"
TASKS = ("source_grading", "estimate", "written_assessment")


@dataclass
class World:
    """What the rows of the table build their addresses from."""

    people: dict[str, User] = field(default_factory=dict)
    report: Report = field(init=False)
    episode: Episode = field(init=False)
    course: Course = field(init=False)
    session: Session = field(init=False)
    full: Session = field(init=False)
    later: Session = field(init=False)
    voucher: Voucher = field(init=False)
    webinar: Webinar = field(init=False)
    enrolment: Enrolment = field(init=False)
    order: Order = field(init=False)
    document: Document = field(init=False)
    turn: Waiting = field(init=False)
    review: ReviewItem = field(init=False)
    item_with_act: ReviewItem = field(init=False)
    owed: RefundOwed = field(init=False)
    dispute: Dispute = field(init=False)
    delivery: Delivery = field(init=False)
    inquiry: Inquiry = field(init=False)
    letter: Letter = field(init=False)
    export: DataExport = field(init=False)
    calendar_token: str = ""
    edition: CaseEdition = field(init=False)
    version: ExerciseVersion = field(init=False)
    allotment: Allotment = field(init=False)
    handed_in: Attempt = field(init=False)
    allotment_open: Allotment = field(init=False)
    attempt: Attempt = field(init=False)
    script: Script = field(init=False)
    others_script: Script = field(init=False)
    comment: Comment = field(init=False)
    question: Question = field(init=False)
    own_note: ReaderNote = field(init=False)
    told: CohortLetter = field(init=False)
    rescoring: Rescoring = field(init=False)
    draft: ExerciseVersion = field(init=False)
    draft_task: Task = field(init=False)
    draft_source: CaseSource = field(init=False)
    panel: Panel = field(init=False)
    sent: FolderImport = field(init=False)
    cohort: Cohort = field(init=False)
    forecast_question: ForecastQuestion = field(init=False)
    forecast_draft: ForecastQuestion = field(init=False)
    company_order: Order = field(init=False)
    taken_place: Place = field(init=False)
    free_place: Place = field(init=False)
    claim: Claim = field(init=False)
    certificate: Certificate = field(init=False)

    @property
    def decline_token(self) -> str:
        """What stands in the link under the letter of an offer."""
        return declining.token_of(self.turn)

    @property
    def claim_token(self) -> str:
        """What stands in the link of the place that is free."""
        return claiming.token_of(self.claim)

    @property
    def stop_token(self) -> str:
        """What stands in the link under a letter to the student."""
        return token_of(self.letter)


def build() -> World:
    """Make the world; the clock must stand at ``NOW``."""
    world = World()
    _house(world)
    _people(world)
    _public(world)
    _courses(world)
    _exercises(world)
    _authoring(world)
    _afterwards(world)
    _desk(world)
    return world


def _house(world: World) -> None:
    Organiser.objects.create(
        pk=1, name="Meridian", email="desk@example.org", address="Via 1", country="EE", zone="UTC"
    )
    for slug in ("terms", "refunds", "privacy", "imprint"):
        LegalPage.objects.create(
            slug=slug, version=1, title=slug, text="", html="", in_force_from=NOW - timedelta(9)
        )


def _people(world: World) -> None:
    globally = {
        "marker": Role.MARKER,
        "instructor": Role.INSTRUCTOR,
        "coordinator": Role.COORDINATOR,
        "editor": Role.EDITOR,
        "consultant": Role.CONSULTANT,
        "owner": Role.OWNER,
    }
    for role in ROLES[1:]:
        address = OTHERS_MAIL if role == "other" else f"{role}@example.org"
        person = User.objects.create_user(address, name=f"{role.title()} Person")
        world.people[role] = person
        if role in globally:
            grant(person, globally[role], by=None)


def _sound() -> bytes:
    written = io.BytesIO()
    with wave.open(written, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(1)
        file.setframerate(8000)
        file.writeframes(b"\x80" * 16000)
    return written.getvalue()


def _public(world: World) -> None:
    world.report = publishing.create_report(
        number=27,
        slug="report-27",
        title="An alleged meeting",
        summary="What is judged.",
        judgement="It did not happen.",
        likelihood="very unlikely, 5 to 20 %",
        confidence="low: one line of sources",
        body_md="## Claim\n\nA meeting was *reported*.",
        gaps_md="No date.",
    )
    publishing.publish(world.report)
    world.episode = episodes.attach(
        world.report,
        ContentFile(_sound(), name="any.wav"),
        chapters=[{"seconds": 0, "title": "Start"}],
        transcript_md="Words.",
    )


def _session(course: Course, day: int, capacity: int) -> Session:
    starts = datetime(2026, 3, day, 10, 0)
    made = create_session(
        course,
        starts_local=starts,
        ends_local=starts + timedelta(hours=7),
        zone="Europe/Kyiv",
        capacity=capacity,
    )
    set_price(made, actor=None, currency="EUR", amount_minor=30_000)
    publish_session(made)
    return made


def _bought(session: Session, buyer: User) -> tuple[Order, Enrolment]:
    place = places.hold_place(session, buyer, NOW + timedelta(minutes=35))
    order = open_order(
        quote=quote(session.prices.terms(), NOW, buyer=Buyer.PERSON),
        session=session,
        buyer=buyer,
        place=place,
        billing=Billing(buyer=Buyer.PERSON, name=buyer.name, country="IT"),
        accepted=Accepted(pages=(PageVersion("terms", 1),), at=NOW, withdrawal_waived=True),
        now=NOW,
    )
    post(
        order,
        EntryKind.CHARGE,
        order.total_minor,
        provider="stripe",
        provider_object_id=f"pi_{order.ref}",
        occurred_at=NOW,
        source=EntrySource.WEBHOOK,
    )
    places.confirm(place)
    return order, enrolling.enrol(place, buyer)


def _courses(world: World) -> None:
    people = world.people
    world.course = create_course(
        "Geopolitical Intelligence Analysis",
        summary="A day on one claim.",
        staff_note=f"{NOTE} of the course",
    )
    publish_course(world.course)
    world.session = _session(world.course, 14, 20)
    world.full = _session(world.course, 21, 1)
    world.later = _session(world.course, 28, 5)
    world.voucher = make_voucher(
        Promise(share_bp=5_000, note=f"{NOTE} of the voucher"), code="CANARYCODE", actor=None
    )
    set_teaching(world.session, people["instructor"], TeachingRole.LEAD)
    set_teaching(world.session, people["marker"], TeachingRole.MARKER)
    world.webinar = schedule(
        world.session,
        title="Briefing",
        starts_local=datetime(2026, 2, 5, 18, 0),
        minutes=90,
        meeting_url="https://meet.example.org/briefing",
    )
    world.order, world.enrolment = _bought(world.session, people["student"])
    _bought(world.full, people["other"])
    _order, others = _bought(world.session, people["other"])
    world.document = issue(world.order, "receipt", occurred_at=NOW)
    issued = issuing.issue(world.enrolment, [world.webinar])
    assert issued is not None
    world.certificate = issued
    world.turn = waiting.join(world.full, people["student"])
    raise_item("test", f"order:{world.order.ref}", "Look at this.", world.order)
    world.review = ReviewItem.objects.get()
    _money(world)
    _company(world)
    world.calendar_token = make(people["student"])
    for enrolment in (world.enrolment, others):
        ensure_admitted(enrolment)


def _company(world: World) -> None:
    """A company's order of two places in the later session: one taken by the other, one free."""
    people = world.people
    billing = Billing(
        buyer=Buyer.COMPANY, name="Company Person", company="Beispiel GmbH",
        address="Linden 5, Berlin", country="DE",
    )  # fmt: skip
    world.company_order = order_by_hand(
        people["company"],
        world.later,
        Wish(number=2, billing=billing, paying=Paying.INVOICE),
        ByStaff(actor=people["coordinator"]),
        now=NOW,
    )
    managing.add(world.company_order, "colleague@example.org", NOW)
    world.taken_place, world.free_place = Place.objects.filter(
        lines__order=world.company_order
    ).order_by("pk")
    taken = Claim.objects.get(place=world.taken_place)
    claiming.use(taken, people["other"], told_of(world.company_order), NOW)
    world.claim = Claim.objects.get(place=world.free_place)


def _money(world: World) -> None:
    """What a desk for money may have to deal with."""
    order = world.order
    attempt = PaymentAttempt.objects.create(
        order=order, number=1, state="succeeded", parameters={}, amount_minor=order.total_minor,
        currency=order.currency, payment_id="pi_1", expires_at=NOW, settled_at=NOW,
    )  # fmt: skip
    world.dispute = Dispute.objects.create(
        order=order, attempt=attempt, provider_dispute_id="du_1", status="warning_under_review",
        amount_minor=1, currency=order.currency, refundable=True, opened_at=NOW, seen_at=NOW,
    )  # fmt: skip
    world.delivery = Delivery.objects.create(
        provider="stripe", event_id="evt_1", type="refund.created", object_id="re_1",
        happened_at=NOW, body=b"", state="dead", error="broken",
    )  # fmt: skip
    world.owed = RefundOwed.objects.create(
        order=order, amount_minor=1, currency=order.currency, reason="goodwill", route="hand"
    )
    raise_item("dashboard-refund", f"refund:{order.ref}", "Look at this as well.", order)
    world.item_with_act = ReviewItem.objects.get(kind="dashboard-refund")


def with_canaries(key: Any, word: str = KEY) -> Any:
    """Return a task's key whose free texts are canaries; words that the kind knows stay."""
    if isinstance(key, dict):
        return {
            name: with_canaries(part, REMARK if name == "why" else KEY)
            for name, part in key.items()
        }
    if isinstance(key, list):
        return [with_canaries(part, word) for part in key]
    return f"{word} {key}" if isinstance(key, str) and key.startswith("KEY") else key


def _exercise(edition: CaseEdition, slug: str) -> ExerciseVersion:
    exercise = Exercise.objects.create(slug=slug, case=edition.case, title=f"Weigh {slug}")
    version = ExerciseVersion.objects.create(
        exercise=exercise, edition=edition, number=1, title=exercise.title, sha256="0" * 64
    )
    for position, name in enumerate(TASKS, start=1):
        kind = registry.find(name)
        samples = import_module(f"exercises.kinds.{name}.samples").SAMPLES
        sample = next(sample for sample in samples if sample.name == "right")
        Task.objects.create(
            version=version,
            position=position,
            kind=name,
            schema=kind.schema,
            title=str(kind.title),
            prompt_html="<p>Take your time.</p>",
            points_c=kind.out_of_c(kind.brief_from(sample.brief)),
            brief=dict(sample.brief),
            key=with_canaries(dict(sample.key)),
        )
    return version


def _inject(edition: CaseEdition, version: ExerciseVersion) -> None:
    """Release an inject of the edition at the start of an exercise."""
    source = CaseSource.objects.create(
        edition=edition, position=2, code="S2", title="A log", inject="log", mark="Invented"
    )
    Paragraph.objects.create(
        edition=edition, source=source, number=4, text="Text.", html="<p>Text.</p>"
    )
    version.injects = [{"inject": "log", "after_minutes": 0}]
    version.save()


def _handed_in(allotment: Allotment, text: str) -> Attempt:
    attempt = begin(allotment)
    rows = Response.objects.filter(attempt=attempt, task__kind="written_assessment")
    rows.update(data={"text": text}, revision=1)
    hand_in(attempt)
    return attempt


def _exercises(world: World) -> None:
    case = Case.objects.create(slug="lighthouse", title="Lighthouse")
    world.edition = CaseEdition.objects.create(
        case=case,
        number=1,
        title="Lighthouse",
        mark="Exercise material",
        facts={"question": "Does the ship sail?"},
        sha256="0" * 64,
    )
    source = CaseSource.objects.create(edition=world.edition, position=1, code="S1", title="A page")
    for number in (1, 2, 3):
        Paragraph.objects.create(
            edition=world.edition, source=source, number=number, text="Text.", html="<p>Text.</p>"
        )
    world.version = _exercise(world.edition, "one")
    second = _exercise(world.edition, "two")
    _inject(world.edition, second)
    for version in (world.version, second):
        plan(world.session, version.exercise.ref)

    def allotted(role: str, version: ExerciseVersion) -> Allotment:
        rows = Allotment.objects.dated()
        return rows.get(member__person=world.people[role], version=version)

    world.allotment = allotted("student", world.version)
    world.handed_in = _handed_in(world.allotment, "We judge it likely that the ship sails [¶1].")
    _handed_in(allotted("other", world.version), f"{ANSWER}: the ship stays [¶1].")
    world.allotment_open = allotted("student", second)
    world.attempt = begin(world.allotment_open)
    queueing.gather()
    world.script = Script.objects.get(response__attempt=world.handed_in)
    world.others_script = Script.objects.exclude(pk=world.script.pk).get()
    world.comment = Comment.objects.create(
        script=world.script, author=world.people["marker"], paragraph=1, text="Say who reports."
    )

    assignment = Assignment.objects.get(version=world.version)
    world.told = send(
        assignment,
        ref="t" * 26,
        subject="About {exercise}",
        text="Look at it, {name}.",
        lines=lines_of(assignment),
        wanted=Filter.ALL,
        by=world.people["instructor"],
    )
    first = Task.objects.get(version=world.version, position=1)
    world.rescoring = deciding.begin(assignment, first, by=world.people["instructor"])
    list_some(world.rescoring)
    world.own_note = write_note(
        world.people["student"],
        world.edition,
        Spot(1, "Text."),
        f"{OWN} of the student",
        shown={"¶1"},
        key="n" * 26,
    )
    world.question = ask(world.allotment_open, world.people["student"], "What does it mean?")


def _authoring(world: World) -> None:
    """A draft of the case and of an exercise, a panel on a task of it, a folder sent in."""
    instructor = world.people["instructor"]
    edition = editing.begin_edition(world.edition.case, by=instructor)
    world.draft_source = edition.sources.get(inject="")
    world.draft = drafting.begin_version(world.version.exercise, by=instructor)
    world.draft_task = Task.objects.with_keys().get(version=world.draft, position=1)
    experts = [instructor, world.people["marker"]]
    world.panel = inviting.open_panel(world.draft_task, experts, by=instructor)
    folder = packing.pack("lighthouse", case_files(world.edition))
    world.sent = importing.receive(io.BytesIO(folder), "lighthouse.zip", None, by=instructor)


def _afterwards(world: World) -> None:
    """A debrief that is open to the class, a question put to it, and one that is a draft."""
    teacher = world.people["instructor"]
    world.cohort = world.allotment.member.cohort
    opening.open_to_class(world.cohort, world.version, teacher)
    terms = Terms(
        text="Will the ship sail?",
        settled_by="The port's log.",
        void_rule="The port closes.",
        zone="Europe/Kyiv",
        closes_local=datetime(2026, 3, 1, 18),
        resolves_local=datetime(2026, 3, 10, 12),
        experts=((37,),),
    )
    world.forecast_question = asking.write_question(terms, teacher)
    asking.open_question(world.forecast_question, teacher)
    asking.put_to(world.forecast_question, world.cohort, teacher)
    world.forecast_draft = asking.write_question(terms, teacher)
    forecast(world.forecast_question, world.allotment.member, {"yes": 40}, why="Fair wind.")


def _desk(world: World) -> None:
    consultant = world.people["consultant"]
    world.inquiry = receive(
        topic="assessment",
        message="We must decide on Friday.",
        name="Ada Byron",
        email="ada@example.org",
        organisation="A ministry",
        doubts=[],
        zone="Europe/Rome",
    )
    handling.note(world.inquiry, f"{NOTE} of the inquiry", by=consultant)
    letter = write(
        "reminder:test",
        "webinar-reminder",
        to=world.people["student"],
        stoppable=True,
    )
    assert letter is not None
    world.letter = letter
    world.export = request_export(world.people["student"])


def today() -> Any:
    """Return the context in which the clock stands at ``NOW``."""
    return clock.at(NOW)
