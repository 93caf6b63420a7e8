"""Who is behind a DID: the name people know, and the server that holds the repository.

A DID document's name is only a claim; it counts when the name points back to the DID.
Interfaces: https://atproto.com/specs/did, https://atproto.com/specs/handle, https://web.plc.directory/api/redoc
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from sturmwarte.channels.bluesky.session import Session, address, home_of, told
from sturmwarte.channels.contract import Place
from sturmwarte.core.post import Author
from sturmwarte.wire.errors import Trouble

MOST_KEPT = 20_000
MOST_ASKED = 10
"""DID documents asked for in one step: a storm of unknown authors must not hold up listening."""
_HANDLE = re.compile(r"([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?", re.IGNORECASE)


@dataclass(frozen=True)
class Identity:
    did: str
    claimed: str = ""
    home: str = ""


class People:
    """Remembers whom it has met. `profiles`: the network's own view is there to ask, 25 at once."""

    def __init__(self, place: Place, session: Session, profiles: bool) -> None:
        self._place = place
        self._session = session
        self._profiles = profiles
        self._directory = address(place.values.get("directory"), "https://plc.directory")
        self._known: dict[str, Author] = {}

    def meet(self, dids: Iterable[str]) -> None:
        """Finds out about those not known yet. Never raises: a post is heard even without a name."""
        strangers = [did for did in dict.fromkeys(dids) if did not in self._known]
        try:
            if self._profiles:
                for start in range(0, min(len(strangers), 100), 25):
                    self._ask_profiles(strangers[start : start + 25])
            else:
                for did in strangers[:MOST_ASKED]:
                    self._remember(Author(id=did, handle=self._proven(self.identity(did))))
        except Trouble:
            return

    def author(self, did: str) -> Author:
        return self._known.get(did) or Author(id=did)

    def renamed(self, did: str) -> None:
        self._known.pop(did, None)

    def identity(self, did: str) -> Identity:
        """What the DID's document says. Raises Trouble; Missing for a DID that is unknown or deleted."""
        if did.startswith("did:web:"):
            host = did.removeprefix("did:web:")
            document = told(self._place.client.get(f"https://{host}/.well-known/did.json"))
        else:
            document = told(self._place.client.get(f"{self._directory}/{quote(did, safe=':')}"))
        names = document.get("alsoKnownAs") if isinstance(document, dict) else None
        claimed = [str(name).removeprefix("at://") for name in names] if isinstance(names, list) else []
        first = next((name for name in claimed if _HANDLE.fullmatch(name)), "")
        return Identity(did, first, home_of(document))

    def did(self, handle: str) -> str:
        """The DID a name points to; empty when it points to none."""
        if not _HANDLE.fullmatch(handle) or len(handle) > 253:
            return ""
        try:
            found = self._session.get("com.atproto.identity.resolveHandle", handle=handle)
        except Trouble:
            return ""
        return str(found.get("did", "")) if isinstance(found, dict) else ""

    def _proven(self, who: Identity) -> str:
        return who.claimed if who.claimed and self.did(who.claimed) == who.did else ""

    def _ask_profiles(self, dids: list[str]) -> None:
        answer = self._session.get("app.bsky.actor.getProfiles", actors=dids)
        profiles = answer.get("profiles") if isinstance(answer, dict) else None
        for profile in profiles if isinstance(profiles, list) else ():
            if isinstance(profile, dict) and isinstance(profile.get("did"), str):
                self._remember(author_of(profile))
        for did in dids:
            self._known.setdefault(did, Author(id=did))

    def _remember(self, author: Author) -> None:
        self._known[author.id] = author
        if len(self._known) > MOST_KEPT:
            self._known.pop(next(iter(self._known)))


def author_of(profile: Mapping[str, Any]) -> Author:
    """From any of the network's views of a profile. `handle.invalid` means that the name points elsewhere."""
    handle, name, followers = profile.get("handle"), profile.get("displayName"), profile.get("followersCount")
    return Author(
        id=str(profile.get("did", "")),
        handle=handle if isinstance(handle, str) and handle != "handle.invalid" else "",
        name=name[:640].replace("\x00", "") if isinstance(name, str) else "",
        followers=followers if isinstance(followers, int) and followers >= 0 else None,
    )
