"""Addresses of the money desk."""

from django.urls import path

from courses.office.money import disputes, exports, order, orders, review, service, session

urlpatterns = [
    path("desk/money/", orders.orders, name="desk-money"),
    path("desk/money/review/", review.reviews, name="desk-reviews"),
    path("desk/money/review/<int:pk>/", review.review_close, name="desk-review"),
    path("desk/money/review/<int:pk>/<slug:slug>/", review.review_act, name="desk-review-act"),
    path("desk/money/disputes/", disputes.disputes, name="desk-disputes"),
    path("desk/disputes/<ref:ref>/", disputes.dispute, name="desk-dispute"),
    path("desk/disputes/<ref:ref>/evidence.pdf", disputes.dispute_pdf, name="desk-dispute-pdf"),
    path("desk/money/service/", service.service, name="desk-payment-service"),
    path("desk/money/service/examination/", service.examination, name="desk-examination"),
    path(
        "desk/money/service/deliveries/<int:pk>/",
        service.delivery_again,
        name="desk-delivery-again",
    ),
    path("desk/money/exports/", exports.exports, name="desk-exports"),
    path("desk/money/exports/<slug:what>.csv", exports.export, name="desk-export"),
    path("desk/orders/<ref:ref>/", order.order, name="desk-order"),
    path("desk/orders/<ref:ref>/sync/", order.order_sync, name="desk-order-sync"),
    path("desk/orders/<ref:ref>/refund/", order.order_refund, name="desk-order-refund"),
    path(
        "desk/orders/<ref:ref>/refunds/<ref:owed_ref>/",
        order.order_by_hand,
        name="desk-order-by-hand",
    ),
    path("desk/sessions/<ref:ref>/money/", session.session_money, name="desk-session-money"),
]
