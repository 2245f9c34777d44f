from datetime import date

from django.db import migrations

from core.append_only import AppendOnly

BASIS = (
    "Luật 122/2025/QH15 Điều 17.2.b: nhận lại hàng không đúng mô tả; "
    "thời hạn theo thông lệ các sàn, tạm tính"
)


def add_terms(apps, schema_editor):
    ReturnTerm = apps.get_model("orders", "ReturnTerm")
    for kind, hours in (("fresh", 24), ("other", 15 * 24)):
        ReturnTerm.objects.get_or_create(
            kind=kind,
            effective_from=date(2026, 1, 1),
            defaults={"hours": hours, "legal_basis": BASIS},
        )


class Migration(migrations.Migration):

    dependencies = [("orders", "0004_states_and_history")]

    operations = [
        migrations.RunPython(add_terms, migrations.RunPython.noop),
        AppendOnly("OrderEvent", may_forget=("by_id",)),
    ]
