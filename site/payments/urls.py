from django.urls import path

from . import webhooks

app_name = "payments"
urlpatterns = [
    path("webhooks/stripe/", webhooks.stripe_webhook, name="stripe_webhook"),
    path("webhooks/<slug:provider>/", webhooks.bank_webhook, name="bank_webhook"),
]
