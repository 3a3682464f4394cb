"""Work follows its units through mergers and ends, and a turn names its period."""

import django.db.models.deletion
from django.db import migrations, models

RECURRENCES = [
    ("", "Một lần"),
    ("unset", "Định kỳ, chưa chọn chu kỳ"),
    ("daily", "Hằng ngày làm việc"),
    ("weekly", "Hằng tuần"),
    ("fortnightly", "Hai tuần một lần"),
    ("monthly", "Hằng tháng"),
    ("quarterly", "Hằng quý"),
    ("half_yearly", "Sáu tháng một lần"),
    ("yearly", "Hằng năm"),
]
KINDS = [
    ("progress", "Cập nhật tiến độ"),
    ("report", "Báo cáo hoàn thành"),
    ("accept", "Chấp nhận"),
    ("return", "Trả lại"),
    ("transfer", "Chuyển đơn vị"),
    ("extension_asked", "Xin gia hạn"),
    ("extension_granted", "Đồng ý gia hạn"),
    ("extension_refused", "Không gia hạn"),
    ("performer", "Giao người thực hiện"),
    ("cascade", "Giao cấp dưới"),
    ("comment", "Trao đổi"),
    ("copy", "Nhân sang đơn vị khác"),
    ("seen", "Tiếp nhận để biết"),
    ("close", "Đóng"),
    ("succession", "Kế thừa"),
]


def _repeats() -> models.CharField[str, str]:
    return models.CharField(blank=True, choices=RECURRENCES, default="", max_length=12)


class Migration(migrations.Migration):
    """New columns, their index and the constraint that a merged row is over."""

    dependencies = [
        ("directives", "0003_summaries_are_said"),
        ("org", "0001_initial"),
        ("work", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            "assignment",
            "continues_with",
            models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="org.unit",
            ),
        ),
        migrations.AddField(
            "assignment",
            "merged_into",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="merged",
                to="work.assignment",
            ),
        ),
        migrations.AddField("assignment", "orphaned_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("assignment", "period_kind", _repeats()),
        migrations.AddField("assignment", "period_on", models.DateField(blank=True, null=True)),
        migrations.AddField("assignment", "recurrence_detail", models.CharField(blank=True, max_length=60)),
        migrations.AlterField("assignment", "recurrence", _repeats()),
        migrations.AddField("entry", "said", models.JSONField(default=dict)),
        migrations.AlterField("entry", "kind", models.CharField(choices=KINDS, max_length=20)),
        migrations.AddIndex(
            "assignment",
            models.Index(
                condition=models.Q(orphaned_at__isnull=False),
                fields=["assigned_by", "sort_due_at", "id"],
                name="work_orphans",
            ),
        ),
        migrations.AddConstraint(
            "assignment",
            models.CheckConstraint(
                condition=models.Q(merged_into=None) | models.Q(state="transferred", recurrence=""),
                name="work_merged_is_over",
            ),
        ),
    ]
