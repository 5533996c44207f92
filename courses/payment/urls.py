"""Addresses of payment."""

from django.urls import path

from courses.payment.hooks import stripe_hook

urlpatterns = [path("hooks/stripe/", stripe_hook, name="stripe-hook")]
