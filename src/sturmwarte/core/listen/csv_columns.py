"""Which column of a table is which field of a post: guessed from its header, in German and English."""

import re
import unicodedata
from collections.abc import Mapping, Sequence

FIELDS: dict[str, tuple[str, ...]] = {
    "id": ("id", "tweetid", "commentid", "reviewid", "mentionid", "postid", "statusid", "messageid",
           "documentid", "resourceid", "kommentarid", "beitragsid", "beitragid", "nachrichtid", "guid",
           "uri", "nr", "nummer"),
    "text": ("text", "fulltext", "volltext", "commenttext", "commentmessage", "textoriginal",
             "textdisplay", "message", "nachricht", "body", "content", "inhalt", "beitrag", "postmessage",
             "beitragstext", "kommentar", "kommentartext", "comment", "review", "reviewtext",
             "reviewcontent", "bewertungstext", "rezension", "tweet", "posttext", "hitsentence",
             "contentsnippet", "snippet", "openingtext", "anriss", "auszug", "description",
             "beschreibung", "posttitle", "beitragstitel"),
    "title": ("title", "titel", "subject", "betreff", "headline", "ueberschrift", "schlagzeile",
              "reviewtitle", "titlesnippet"),
    "created_at": ("createdat", "created", "publishtime", "commentcreatetimestamp",
                   "reviewsubmitdateandtime", "reviewcreatedutc", "veroeffentlichungszeitpunkt",
                   "veroeffentlichungsdatum", "date", "datum", "datetime", "dateutc", "time", "zeit",
                   "timestamp", "timestamputc", "zeitstempel", "zeitpunkt", "publishedat", "published",
                   "pubdate", "publisheddate", "createddate", "createdatutc", "postedat", "erstelltam",
                   "erstellt", "erstelldatum", "erscheinungsdatum", "veroeffentlicht",
                   "veroeffentlichtam", "datumuhrzeit", "uhrzeit"),
    "received_at": ("receivedat", "empfangen", "empfangenam", "searchindexed", "indexed", "added"),
    "url": ("url", "link", "permalink", "adresse", "webadresse", "posturl", "postlink", "commentlink",
            "reviewlink", "beitragslink", "originalurl"),
    "channel": ("channel", "kanal", "account"),
    "network": ("network", "netzwerk", "platform", "plattform"),
    "source": ("source", "quelle", "medium", "domain", "domainurl", "sitename"),
    "form": ("form", "art", "beitragsart"),
    "lang": ("lang", "language", "sprache", "reviewlanguage", "reviewerlanguage"),
    "author.id": ("authorid", "userid", "autorid", "nutzerid", "benutzerid", "fromid", "authorchannelid",
                  "extraauthorattributesid", "reviewuserid", "pageid", "seitenid", "twitterid"),
    "author.handle": ("author", "autor", "autorin", "user", "username", "screenname", "handle",
                      "benutzer", "benutzername", "nutzer", "nutzername", "verfasser", "from", "von",
                      "absender", "sender", "twitterscreenname", "influencer", "reviewusername",
                      "postedby", "veroeffentlichtvon", "commenter"),
    "author.name": ("authorname", "fullname", "displayname", "authordisplayname", "anzeigename",
                    "autorname", "commentername", "extraauthorattributesname", "pagename", "seitenname",
                    "name"),
    "author.followers": ("followers", "follower", "followerscount", "followercount", "abonnenten",
                         "twitterfollowers", "xfollowers"),
    "in_reply_to": ("inreplyto", "inreplytoid", "inreplytostatusid", "replyto", "replytoid", "parentid",
                    "parentcommentid", "inresponsetotweetid", "antwortauf", "antwortaufid"),
    "root": ("root", "rootid", "conversationid", "threadid", "thread", "unterhaltung",
             "toplevelcommentid", "postid", "videoid", "beitragsid"),
    "metrics.likes": ("likes", "likecount", "favorites", "favoritecount", "favouritescount",
                      "gefaelltmir", "reactions", "reaktionen", "xlikes", "twitterlikes", "facebooklikes",
                      "instagramlikes"),
    "metrics.reposts": ("reposts", "retweets", "retweetcount", "shares", "sharecount", "geteilt",
                        "geteilteinhalte", "xreposts", "twitterretweets", "facebookshares"),
    "metrics.replies": ("replies", "replycount", "totalreplycount", "commentscount", "comments",
                        "antworten", "kommentare", "xreplies", "twitterreplies", "facebookcomments",
                        "instagramcomments"),
    "metrics.views": ("views", "viewcount", "impressions", "aufrufe", "impressionen"),
    "rating": ("rating", "stars", "starrating", "reviewstars", "sterne", "bewertung", "score"),
    "place": ("place", "ort", "location", "standort", "stadt", "city"),
    "country": ("country", "land", "countrycode"),
    "product": ("product", "produkt", "artikelnummer", "packagename"),
    "visibility": ("visibility", "sichtbarkeit"),
    "own": ("own", "eigen", "eigener"),
}  # fmt: skip
"""Post field -> names a column of it goes by, best first, as `plain` writes them.

Besides plain names these are the heads that exports of large platforms (Meta Business Suite, LinkedIn pages,
YouTube, Google Play, Trustpilot) and of other listening tools (Brandwatch, Meltwater, Talkwalker) carry. A
comment's own id goes before that of the post it stands below, which then is the conversation's.
"""


class MappingError(ValueError):
    """A mapping that does not fit: says which part, and the mend."""


def guess(header: Sequence[str]) -> dict[str, str]:
    """Post field -> column. Each column is used once; the better name wins.

    >>> guess(["Beitrags-ID", "Datum", "Kommentar"])
    {'id': 'Beitrags-ID', 'text': 'Kommentar', 'created_at': 'Datum'}
    """
    by_name: dict[str, str] = {}
    for column in header:
        by_name.setdefault(plain(column), column)
    found: dict[str, str] = {}
    for field, names in FIELDS.items():
        if name := next((name for name in names if name in by_name), ""):
            found[field] = by_name.pop(name)
    return found


def read_mapping(text: str, header: Sequence[str]) -> dict[str, str]:
    """`id=tweet_id,text=full text,own=!inbound`, or one `field = column` a line with `#` comments.

    A column may serve several fields; `!` before it turns its yes and no around. Fields not named stay
    empty. Raises MappingError for a field or column that does not exist.
    """
    if "\n" in text:
        parts = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    else:
        parts = [part for part in text.split(",") if part.strip()]
    mapping: dict[str, str] = {}
    for part in parts:
        field, sign, column = (piece.strip() for piece in part.partition("="))
        if not sign or not column:
            raise MappingError(f"`{part.strip()}`: write field=column, as in text=message")
        if field not in FIELDS:
            raise MappingError(f"`{field}` is no field of a post; fields are {', '.join(FIELDS)}")
        if column.removeprefix("!") not in header:
            raise MappingError(f"no column `{column.removeprefix('!')}`; columns are {', '.join(header)}")
        mapping[field] = column
    return mapping


def shown(mapping: Mapping[str, str]) -> str:
    """The mapping as one writes it after `--map`."""
    return ",".join(f"{field}={column}" for field, column in mapping.items())


def plain(column: str) -> str:
    """A column's name without case, accents and signs: `Beitrags-ID` -> `beitragsid`."""
    name = column.casefold()
    for umlaut, written in (("ä", "ae"), ("ö", "oe"), ("ü", "ue")):
        name = name.replace(umlaut, written)
    name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]", "", name)
