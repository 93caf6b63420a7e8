"""Finds the versions an author stands in: without it every erasure read the whole archive."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("archive", "0004_sampled")]
    operations = [
        migrations.AddIndex("version", models.Index(fields=["author"], name="archive_version_author")),
    ]
