"""What came since a moment, without a look at every open case."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("respond", "0003_lists_by_index")]

    operations = [
        migrations.AddIndex("case", models.Index(fields=["run", "state", "opened_at"], name="case_opened")),
    ]
