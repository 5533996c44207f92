"""The addresses of the sandbox."""

from __future__ import annotations

from django.urls import path, re_path

from courseplatform.sandbox import wire
from courseplatform.sandbox.control import entrance
from courseplatform.sandbox.pages import (
    checkout,
    dashboard,
    files,
    index,
    invoice,
    mailbox,
    meeting,
)

urlpatterns = [
    re_path(r"^v1/", wire.stripe_api),
    path("_control/<slug:act>/", entrance.enter),
    path("", index.index, name="index"),
    path("c/pay/<str:session>/", checkout.page, name="checkout"),
    path("c/pay/<str:session>", checkout.page),
    path("c/pay/<str:session>/code/", checkout.code, name="checkout_code"),
    path("c/pay/<str:session>/bank/", checkout.bank, name="checkout_bank"),
    path("i/<str:invoice>/", invoice.page, name="invoice"),
    path("i/<str:invoice>/pdf/", invoice.pdf, name="invoice_pdf"),
    path("receipts/<str:charge>/", invoice.receipt, name="receipt"),
    path("dashboard/", dashboard.payments, name="dashboard"),
    path("dashboard/payments/<str:intent>/", dashboard.payment, name="payment"),
    path("dashboard/invoices/", dashboard.invoices, name="invoices"),
    path("dashboard/events/", dashboard.events, name="events"),
    path("dashboard/events/<str:event>/", dashboard.event, name="event"),
    path("mailbox/", mailbox.listing, name="mailbox"),
    path("mailbox/<int:number>/", mailbox.mail, name="mail"),
    path("mailbox/<int:number>/html/", mailbox.html, name="mail_html"),
    path("mailbox/<int:number>/source/", mailbox.source, name="mail_source"),
    path("mailbox/<int:number>/parts/<int:part>/", mailbox.part, name="mail_part"),
    path("meeting/<str:room>/", meeting.room, name="meeting"),
    path("static/<str:name>", files.static, name="static"),
]
