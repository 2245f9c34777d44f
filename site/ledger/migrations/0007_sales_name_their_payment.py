import django.db.models.deletion
from django.db import migrations, models

from ledger import guards


def name_payments(apps, schema_editor):
    """Sales of before: the last word of their key is the payment. The guards come back after migrating."""
    Entry, Payment = apps.get_model("ledger", "Entry"), apps.get_model("payments", "Payment")
    guards.remove(schema_editor.connection)
    known = dict(Payment.objects.values_list("code", "pk"))
    sales = list(Entry.objects.filter(kind="sale").only("key"))
    for entry in sales:
        entry.payment_id = known.get(entry.key.rpartition(":")[2])
    Entry.objects.bulk_update(sales, ["payment"], batch_size=500)


class Migration(migrations.Migration):

    dependencies = [
        ('ledger', '0006_village_fund'),
        ('payments', '0007_money_that_bought_nothing'),
    ]

    operations = [
        migrations.AddField(
            model_name='entry',
            name='payment',
            field=models.ForeignKey(help_text='Of a sale: the payment whose money it books.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='payments.payment', verbose_name='khoản thanh toán'),
        ),
        migrations.RunPython(name_payments, migrations.RunPython.noop),
    ]
