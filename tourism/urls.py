from django.urls import path
from django.utils.translation import gettext_lazy as _

from . import change_views, plan_views, ticket_views, views, wish_views

app_name = "tourism"
urlpatterns = [
    path(_("trai-nghiem/"), views.experience_list, name="experiences"),
    path(_("trai-nghiem/<slug:slug>/"), views.experience, name="experience"),
    path(_("trai-nghiem/<slug:slug>/dat/<int:pk>/"), views.book, name="book"),
    path(_("trai-nghiem/<slug:slug>/cho/<int:pk>/"), wish_views.wait, name="wait"),
    path(_("trai-nghiem/<slug:slug>/doan/"), wish_views.group, name="group"),
    path(_("cho-cho/<str:token>/"), wish_views.waiting_page, name="waiting"),
    path(_("chuyen-di/"), plan_views.plan, name="plan"),
    path(_("chuyen-di/<str:token>/"), wish_views.trip, name="trip"),
    path(_("ve/<str:token>/"), ticket_views.ticket, name="ticket"),
    path(_("ve/<str:token>/tung-nguoi/"), ticket_views.everyone, name="everyone"),
    path(_("ve/<str:token>/lich.ics"), ticket_views.ics, name="ics"),
    path(_("ve/<str:token>/da-chuyen/"), ticket_views.claim, name="claim"),
    path(_("ve/<str:token>/giu-them/"), ticket_views.extend, name="extend"),
    path(_("ve/<str:token>/van-den/"), ticket_views.still_coming, name="still_coming"),
    path(
        _("ve/<str:token>/ngay-moi/"), ticket_views.take_proposal, name="take_proposal"
    ),
    path(_("ve/<str:token>/nhan-cho/"), ticket_views.take_offer, name="take_offer"),
    path(_("ve/<str:token>/doi/"), change_views.change, name="change"),
    path(_("ve/<str:token>/doi/nguoi/"), change_views.resize, name="resize"),
    path(_("ve/<str:token>/doi/ngay/"), change_views.move, name="move"),
    path(_("ve/<str:token>/huy/"), change_views.cancel, name="cancel"),
    path(_("ve/<str:token>/tra-the/"), ticket_views.pay_by_card, name="pay_by_card"),
    path(_("ve/<str:token>/ve-tu-the/"), ticket_views.card_return, name="card_return"),
]
