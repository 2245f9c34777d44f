import uuid

import django.db.models.deletion
from django.db import migrations, models

import tourism.models.booking
from core.append_only import AppendOnly


class Migration(migrations.Migration):

    dependencies = [
        ('tourism', '0003_carry_rules_over'),
    ]

    operations = [
        migrations.AlterField('option', 'policy', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='options', to='tourism.cancellationpolicy', verbose_name='quy định huỷ')),
        migrations.AlterField('unititem', 'token', models.CharField(default=tourism.models.booking.new_token, max_length=32, unique=True)),
        migrations.AlterField('unititem', 'uuid', models.UUIDField(default=uuid.uuid4, unique=True)),
        migrations.RemoveField('booking', 'cancel_hours'),
        migrations.RemoveField('option', 'cancel_hours'),
        migrations.RemoveField('unit', 'accompanied'),
        AppendOnly('capacityentry'),
        AppendOnly('redemption', may_forget=('by_id',)),
    ]
