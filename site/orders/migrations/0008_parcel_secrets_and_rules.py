from datetime import date

from django.db import migrations, models

import orders.models.codes
from core.append_only import AppendOnly

RULES = [("remind", 2), ("remind", 12), ("call", 24)]
BASIS = "Quy chế của sàn: nhắc sau 2 và 12 giờ; gọi người trợ giúp sau 24 giờ là mức tạm tính"


def give_secrets(apps, schema_editor):
    Shipment = apps.get_model("orders", "Shipment")
    for pk in Shipment.objects.values_list("pk", flat=True):
        Shipment.objects.filter(pk=pk).update(secret=orders.models.codes.new_token())


def add_rules(apps, schema_editor):
    SilenceRule = apps.get_model("orders", "SilenceRule")
    for kind, hours in RULES:
        SilenceRule.objects.get_or_create(
            kind=kind,
            after_hours=hours,
            effective_from=date(2026, 1, 1),
            defaults={"basis": BASIS},
        )


class Migration(migrations.Migration):

    dependencies = [("orders", "0007_lines_parcels_returns")]

    operations = [
        migrations.RunPython(give_secrets, migrations.RunPython.noop),
        migrations.RunPython(add_rules, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="shipment",
            name="secret",
            field=models.CharField(
                default=orders.models.codes.new_token, max_length=32, unique=True
            ),
        ),
        AppendOnly("LineChange", may_forget=("by_id",)),
        AppendOnly("ReturnEvent", may_forget=("by_id",)),
    ]
