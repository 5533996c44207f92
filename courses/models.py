"""Models of the rooms, gathered for Django; no room imports this file."""

from courses.catalogue.models import Course, Session, Teaching
from courses.enrolment.models import Enrolment, Place, Waiting
from courses.orders.models import (
    Cancellation,
    LedgerEntry,
    Order,
    OrderBilling,
    OrderLine,
    RefundOwed,
)
from courses.pricing.models import PriceList

__all__ = [
    "Cancellation",
    "Course",
    "Enrolment",
    "LedgerEntry",
    "Order",
    "OrderBilling",
    "OrderLine",
    "Place",
    "PriceList",
    "RefundOwed",
    "Session",
    "Teaching",
    "Waiting",
]
