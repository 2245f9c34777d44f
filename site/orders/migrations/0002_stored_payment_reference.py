from django.db import migrations, models
from django.db.models import Case, F, OuterRef, Subquery, When


def fill(apps, schema_editor):
    ProducerOrder = apps.get_model("orders", "ProducerOrder")
    Order = apps.get_model("orders", "Order")
    number = Subquery(Order.objects.filter(pk=OuterRef("order_id")).values("number")[:1])
    ProducerOrder.objects.update(
        payment_reference=Case(When(settlement="card", then=number), default=F("code"))
    )


class Migration(migrations.Migration):

    dependencies = [
        ('orders', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='producerorder',
            name='payment_reference',
            field=models.CharField(db_index=True, default='', help_text="What its payments carry: the order's number when one payment covers several parts.", max_length=40, verbose_name='trả theo mã'),
            preserve_default=False,
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
