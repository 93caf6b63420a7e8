"""Finds posts with the same words, and our own posts of a conversation."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("archive", "0002_index")]
    operations = [
        migrations.AddField("post", "likeness", models.BigIntegerField(null=True)),
        migrations.AddIndex(
            "post",
            models.Index(
                fields=["likeness", "id"],
                condition=models.Q(likeness__isnull=False),
                name="archive_post_likeness",
            ),
        ),
        migrations.AddIndex(
            "post",
            models.Index(fields=["network", "thread"], condition=models.Q(own=True), name="archive_post_own"),
        ),
    ]
