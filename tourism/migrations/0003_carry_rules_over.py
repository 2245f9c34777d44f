import uuid

from django.db import migrations

import tourism.models.booking


def carry_over(apps, editor):
    """Hours of free cancelling become policies, guests get tickets of their own."""
    def model(name):
        return apps.get_model("tourism", name)
    policies = {}
    for option in model("Option").objects.all():
        hours = option.cancel_hours
        if hours not in policies:
            names = {"name_vi": f"Huỷ miễn phí trước {hours} giờ", "name_en": f"Free until {hours} hours before"}
            policies[hours] = model("CancellationPolicy").objects.create(name=names["name_vi"], **names)
            model("PolicyTier").objects.create(policy=policies[hours], minutes_before=hours * 60, percent=100)
        option.policy = policies[hours]
        option.save()
    model("Unit").objects.filter(accompanied=True).update(accompanied_by="ADULT")
    for item in model("UnitItem").objects.all():
        item.uuid, item.token = uuid.uuid4(), tourism.models.booking.new_token()
        item.save()
    for booking in model("Booking").objects.all():
        booking.pax = booking.items.count()
        booking.policy = {
            "name": f"Huỷ miễn phí trước {booking.cancel_hours} giờ",
            "tiers": [{"minutes_before": booking.cancel_hours * 60, "percent": 100}],
        }
        booking.save()


class Migration(migrations.Migration):

    dependencies = [
        ("tourism", "0002_experiences_in_full"),
    ]

    operations = [migrations.RunPython(carry_over, migrations.RunPython.noop)]
