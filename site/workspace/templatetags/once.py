"""What a form that may wait on the phone needs."""

from typing import Any
from uuid import uuid4

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from workspace.sent_once import FIELD, sign_of

register = template.Library()


@register.simple_tag
def once() -> SafeString:
    """A hidden key: the form counts once."""
    return format_html('<input type="hidden" name="{}" value="{}">', FIELD, uuid4())


@register.simple_tag(takes_context=True)
def writer(context: dict[str, Any]) -> str:
    """Whose the forms of this page are."""
    request = context["request"]
    return sign_of(request, request.acting.producer)
