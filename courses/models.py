"""Models of the rooms, gathered for Django; no room imports this file."""

from courses.calendar.models import CalendarLink
from courses.catalogue.models import Course, Session, Teaching
from courses.certificates.models import Certificate
from courses.coursework.models import Admission, ExercisePlan, SessionCohort
from courses.enrolment.models import Claim, Enrolment, Place, Reserve, Waiting
from courses.invoicing.models import Document, Series
from courses.orders.companies import CompanyManager, CompanyOrder, CompanyTerms
from courses.orders.models import (
    Cancellation,
    LedgerEntry,
    Order,
    OrderBilling,
    OrderLine,
    RefundOwed,
)
from courses.orders.transfers import PlaceTransfer
from courses.payment.bill_models import ProviderCustomer, ProviderInvoice
from courses.payment.models import (
    Cursor,
    Delivery,
    Dispute,
    Examination,
    PaymentAttempt,
    Refund,
    ReviewItem,
)
from courses.pricing.models import PriceList, Voucher
from courses.webinars.models import Attendance, Invitation, Webinar, Welcome

__all__ = [
    "Admission",
    "Attendance",
    "CalendarLink",
    "Cancellation",
    "Certificate",
    "Claim",
    "CompanyManager",
    "CompanyOrder",
    "CompanyTerms",
    "Course",
    "Cursor",
    "Delivery",
    "Dispute",
    "Document",
    "Enrolment",
    "Examination",
    "ExercisePlan",
    "Invitation",
    "LedgerEntry",
    "Order",
    "OrderBilling",
    "OrderLine",
    "PaymentAttempt",
    "Place",
    "PlaceTransfer",
    "PriceList",
    "ProviderCustomer",
    "ProviderInvoice",
    "Refund",
    "RefundOwed",
    "Reserve",
    "ReviewItem",
    "Series",
    "Session",
    "SessionCohort",
    "Teaching",
    "Voucher",
    "Waiting",
    "Webinar",
    "Welcome",
]
