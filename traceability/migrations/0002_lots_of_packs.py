"""A lot is of a pack that is sold, or of a raw material; the first journeys make room for EPCIS events."""

import django.db.models.deletion
from django.db import migrations, models


def take_first_pack(apps, schema_editor):
    Lot = apps.get_model("traceability", "Lot")
    Variant = apps.get_model("catalog", "Variant")
    for lot in Lot.objects.select_related("product"):
        lot.variant = Variant.objects.filter(product=lot.product).order_by("position", "pk").first()
        lot.name = "" if lot.variant else lot.product.name
        lot.save()


class Migration(migrations.Migration):

    dependencies = [
        ("traceability", "0001_initial"),
        ("catalog", "0001_initial"),
    ]

    operations = [
        migrations.RenameModel("Event", "OldEvent"),
        migrations.AddField("Lot", "variant", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="lots", to="catalog.variant", verbose_name="hàng")),
        migrations.AddField("Lot", "name", models.CharField(blank=True, default="", max_length=160)),
        migrations.RunPython(take_first_pack, migrations.RunPython.noop),
        migrations.RemoveField("Lot", "product"),
    ]
