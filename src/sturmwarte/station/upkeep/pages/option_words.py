"""What each setting does and how to mend it, in the reader's language. A test holds it against the table."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

HELP: dict[str, "str | Promise"] = {
    "STURMWARTE_DATA": _("Folder for everything the station keeps."),
    "STURMWARTE_DATABASE": _(
        "PostgreSQL address (postgresql://user@host/name); empty: SQLite in the data folder."
    ),
    "STURMWARTE_SECRET_KEY": _(
        "Key that signs sessions and links; empty: made once and kept outside the data folder."
    ),
    "STURMWARTE_CONFIG": _(
        "Folder for the key, outside the data folder so that a stolen backup opens nothing."
    ),
    "STURMWARTE_ARCHIVE_KEY": _(
        "Key of pseudonyms and of what was deleted; empty: made once in the folder above. Never change "
        "it."
    ),
    "STURMWARTE_CONNECTIONS_KEY": _(
        "Key that seals the access data of sources; several, told apart by blanks: the first seals, all "
        "open. Empty: made once in the folder above."
    ),
    "STURMWARTE_BIND": _("Address to listen on; put a TLS proxy before it when it is not loopback."),
    "STURMWARTE_PORT": _("Port to listen on."),
    "STURMWARTE_URL": _("The address people use, as in https://storm.example.com; empty: http://BIND:PORT."),
    "STURMWARTE_LANGUAGE": _("Language of pages before somebody chose one: de or en."),
    "STURMWARTE_TIME_ZONE": _("Time zone of pages before somebody chose one."),
    "STURMWARTE_ALLOW": _(
        "Networks (10.0.0.0/8), addresses and host names, with commas between them, that sources may "
        "reach although they are not public; empty: none."
    ),
    "STURMWARTE_PING_URL": _(
        "Address that is fetched once a minute while the station listens and reads; when the calls stop, "
        "the watcher behind it raises the alarm. Empty: none."
    ),
    "STURMWARTE_SMTP": _(
        "Mail server for the station's own mails, as in smtp://user:password@mail.example.com:587 or "
        "smtps://; empty: nobody is told by mail."
    ),
    "STURMWARTE_MAIL_FROM": _(
        "Sender of those mails, as in Sturmwarte <storm@example.com>; needed with STURMWARTE_SMTP."
    ),
    "STURMWARTE_BACKUPS": _(
        "Folder for the backups that the station makes by itself, best on another disk; empty: backups in "
        "the data folder."
    ),
    "STURMWARTE_OIDC_ISSUER": _(
        "Single sign-on by OpenID Connect: the provider's address, as in"
        " https://login.example.com/realms/storm. Empty: passwords and passkeys only."
    ),
    "STURMWARTE_OIDC_CLIENT_ID": _("How the provider calls this station."),
    "STURMWARTE_OIDC_CLIENT_SECRET": _("The secret the provider gave for this station."),
    "STURMWARTE_OIDC_NAME": _("What the button says, as in Zeisig; empty: Single sign-on."),
    "STURMWARTE_OIDC_CREATE": _(
        "1 makes a login, without any permission, for people the provider knows and the station does not."
    ),
    "STURMWARTE_OIDC_GROUPS": _("The provider's claim that names a person's groups."),
    "STURMWARTE_OIDC_ROLES": _(
        "Which group brings which role, as in storm-leads=lead,storm-team=member; empty: groups decide"
        " nothing."
    ),
    "STURMWARTE_WATCH": _("Folder whose *.jsonl and *.csv files are taken in; empty: none."),
    "STURMWARTE_MODEL": _(
        "Folders with models of your own that judge posts too, told apart as in PATH; empty: none."
    ),
    "STURMWARTE_DEBUG": _("1 shows errors in full on pages. Never on a machine that others reach."),
}  # fmt: skip
