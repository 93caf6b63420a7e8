"""Moves the bookmark: somebody has read everything up to a moment.

It moves when they say so, or when the page lay before them long enough and to its end (static/brief.js);
never because a page was fetched, a tab was restored or a mail was sent. Backwards it moves by `back` alone.
"""

from datetime import datetime

from django.db import transaction

from sturmwarte.station.brief.models import Bookmark
from sturmwarte.station.people.models import User


@transaction.atomic
def looked(user: User, upto: datetime, now: datetime) -> bool:
    """`upto`: when the page they read was made; what came after it is still new. False: nothing moved.

    Not in the audit trail: when somebody reads is nobody else's business.
    """
    upto = min(upto, now)
    Bookmark.objects.get_or_create(user=user)
    mark = Bookmark.objects.select_for_update().get(user=user)
    if mark.at is not None and upto <= mark.at:
        return False
    mark.before, mark.at = mark.at, upto
    mark.save()
    return True


@transaction.atomic
def back(user: User) -> bool:
    """Takes the last move back, once. False: there is none to take back."""
    mark = Bookmark.objects.select_for_update().filter(user=user).first()
    if mark is None or mark.at is None or mark.before == mark.at:
        return False
    mark.at = mark.before
    mark.save()
    return True
