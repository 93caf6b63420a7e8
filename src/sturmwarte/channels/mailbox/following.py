"""Follows folders: what came since last time, then what comes, with a position that survives anything.

The position is (UIDVALIDITY, UID) as RFC 3501 means it. When the server gives a folder a new UIDVALIDITY, all
its UIDs are worth nothing: the folder is read again from a few days before the last mail seen. Mails carry
their own identity, so reading them twice is harmless.

Servers push news within a second (IDLE, RFC 2177). It is renewed every half minute, which also proves that
the server still answers; and one logs in anew every few minutes: an open session outlives its password.
"""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sturmwarte.channels.contract import Cursor, Place
from sturmwarte.channels.mailbox.imap import Fetched, Imap
from sturmwarte.channels.mailbox.lines import authorities
from sturmwarte.channels.mailbox.settings import Mailbox
from sturmwarte.channels.mailbox.tokens import Tokens

WAIT_S = 20.0
LOGIN_ANEW = timedelta(minutes=5)
AT_ONCE = 100
BEFORE = timedelta(days=2)
"""A search by date knows days of the server's zone, and copied mails keep older dates of arrival."""


@dataclass(frozen=True)
class Step:
    """Mails of one step and the position after them; without mails the server has just answered."""

    mails: list[Fetched]
    cursor: Cursor


class Follower:
    """Follows one folder of a mailbox for a place."""

    def __init__(self, place: Place, mailbox: Mailbox, tokens: Tokens) -> None:
        self.place, self.mailbox, self.tokens = place, mailbox, tokens

    def imap(self) -> Imap:
        return Imap(self.place.guard, self.mailbox, authorities(), self.tokens)

    def follow(self, folder: str, cursor: Cursor, read_only: bool) -> Iterator[Step]:
        """Goes on until the station stops. A step is yielded at least every half minute."""
        while not self.place.rest(0):
            imap = self.imap()
            try:
                for step in self._session(imap, folder, cursor, read_only):
                    cursor = step.cursor
                    yield step
            finally:
                imap.close()

    def catch_up(self, folder: str, cursor: Cursor) -> Iterator[Step]:
        """What came since last time, and no waiting for more. The last step is always there."""
        imap = self.imap()
        try:
            uids, cursor = self._first(imap, imap.open(folder), cursor)
            for step in self._steps(imap, uids, cursor):
                cursor = step.cursor
                yield step
            yield Step([], cursor)
        finally:
            imap.close()

    def _session(self, imap: Imap, folder: str, cursor: Cursor, read_only: bool) -> Iterator[Step]:
        """One login's time."""
        began = self.place.now()
        validity = imap.open(folder, read_only)
        uids, cursor = self._first(imap, validity, cursor)
        while True:
            for step in self._steps(imap, uids, cursor):
                cursor = step.cursor
                yield step
                if not read_only:  # only now are they safe with us
                    imap.mark_seen([mail.uid for mail in step.mails])
            if not uids:
                yield Step([], cursor)
            if self.place.now() - began > LOGIN_ANEW or self._stops_after(imap):
                return
            uids = imap.above(cursor["uid"])

    def _first(self, imap: Imap, validity: int, cursor: Cursor) -> tuple[list[int], Cursor]:
        if cursor.get("validity") == validity and isinstance(cursor.get("uid"), int):
            return imap.above(cursor["uid"]), cursor
        last = imap.last()  # asked first: what comes between the two questions is found by the second
        uids = imap.since((_moment(cursor) or self.place.since).date() - BEFORE)
        return uids, {**cursor, "validity": validity, "uid": min([last, *(uid - 1 for uid in uids)])}

    def _steps(self, imap: Imap, uids: list[int], cursor: Cursor) -> Iterator[Step]:
        for at in range(0, len(uids), AT_ONCE):
            for mails in imap.fetch_all(uids[at : at + AT_ONCE]):
                cursor = _after(mails, cursor)
                yield Step(mails, cursor)
                if self.place.rest(0):
                    return

    def _stops_after(self, imap: Imap) -> bool:
        """Waits for news; true when we are to stop."""
        if imap.pushes:
            imap.wait(WAIT_S, lambda: self.place.rest(0))
            return self.place.rest(0)
        stops = self.place.rest(WAIT_S)
        imap.ask()
        return stops


def _after(mails: list[Fetched], cursor: Cursor) -> Cursor:
    seen = [mail.arrived for mail in mails if mail.arrived]
    latest = max([*seen, *filter(None, [_moment(cursor)])], default=None)
    moved: dict[str, Any] = {**cursor, "uid": max([cursor["uid"], *(mail.uid for mail in mails)])}
    return {**moved, "seen": latest.isoformat()} if latest else moved


def _moment(cursor: Mapping[str, Any]) -> datetime | None:
    with suppress(KeyError, TypeError, ValueError):
        return datetime.fromisoformat(cursor["seen"]).astimezone(UTC)
    return None
