"""Wagtail's user screens with one full name and no user name."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wagtail.users.forms import UserCreationForm, UserEditForm
from wagtail.users.views.users import UserViewSet as WagtailUserViewSet


class EditForm(UserEditForm):
    first_name = None
    last_name = None
    full_name = forms.CharField(label=_("Họ và tên"), max_length=120)

    class Meta(UserEditForm.Meta):
        fields = {"email", "full_name", "phone", "is_superuser", "groups", "is_active"}


class CreationForm(UserCreationForm):
    first_name = None
    last_name = None
    full_name = forms.CharField(label=_("Họ và tên"), max_length=120)

    class Meta(UserCreationForm.Meta):
        fields = {"email", "full_name", "phone", "is_superuser", "groups"}


class UserViewSet(WagtailUserViewSet):
    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm[Any]]:
        return EditForm if for_update else CreationForm
