"""The desk for money: orders, what needs a look, disputes, the payment service, exports."""
