from django.urls import path
from django.utils.translation import gettext_lazy as _

from . import views

app_name = "tourism"
urlpatterns = [
    path(_("trai-nghiem/"), views.experience_list, name="experiences"),
    path(_("trai-nghiem/<slug:slug>/"), views.experience, name="experience"),
    path(_("trai-nghiem/<slug:slug>/dat/<int:pk>/"), views.book, name="book"),
    path(_("ve/<str:token>/"), views.ticket, name="ticket"),
    path(_("ve/<str:token>/lich.ics"), views.ics, name="ics"),
    path(_("ve/<str:token>/da-chuyen/"), views.claim, name="claim"),
    path(_("ve/<str:token>/huy/"), views.cancel, name="cancel"),
    path(_("ve/<str:token>/tra-the/"), views.pay_by_card, name="pay_by_card"),
    path(_("ve/<str:token>/ve-tu-the/"), views.card_return, name="card_return"),
]
