from django.db import migrations, models
from django.db.models import F, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce
import django.db.models.deletion


def write_openings(apps, schema_editor):
    """What no movement explains was there when counting began."""
    Variant = apps.get_model("catalog", "Variant")
    Movement = apps.get_model("catalog", "StockMovement")
    moved = (
        Movement.objects.filter(variant=OuterRef("pk"))
        .order_by()
        .values("variant")
        .annotate(sum=Sum("delta"))
        .values("sum")
    )
    rows = Variant.objects.annotate(missing=F("stock") - Coalesce(Subquery(moved), 0))
    Movement.objects.bulk_create(
        Movement(variant_id=pk, delta=missing, reason="opening")
        for pk, missing in rows.exclude(missing=0).values_list("pk", "missing")
    )


class Migration(migrations.Migration):
    dependencies = [("catalog", "0002_initial")]

    operations = [
        migrations.AlterField(
            model_name="stockmovement",
            name="reason",
            field=models.CharField(choices=[("opening", "Số ban đầu"), ("counted", "Sửa số còn lại"), ("reserved", "Khách đặt"), ("released", "Đơn huỷ hoặc hết hạn")], max_length=10, verbose_name="lý do"),
        ),
        migrations.AlterField(
            model_name="stockmovement",
            name="variant",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="movements", to="catalog.variant"),
        ),
        migrations.RunPython(write_openings, migrations.RunPython.noop),
    ]
