"""Cases of a topic, in a way that both databases understand."""

import json

from django.db.models import Q


def topic_in(topic: str) -> Q:
    """On `topics_text`, a case's list of topics as text: SQLite keeps non-ASCII letters escaped, PostgreSQL
    keeps them plain."""
    escaped, plain = json.dumps(topic), json.dumps(topic, ensure_ascii=False)
    found = Q(topics_text__contains=escaped)
    return found if escaped == plain else found | Q(topics_text__contains=plain)
