"""What people say about readings, and what the station learns from it.

The face of this app, for pages, the command line and the engine (`who` is `people.permissions.of(request)`,
`post` a `Found` fetched with that person's own `May` or shown on a case they see, `now` the real time):

    roles.LABEL, roles.VERSIONS, roles.SEE            who may label, may decide on versions, may look
    readable.readable(post, who=None) -> dict[str, Current]
        what people say of the post, by dimension; with `pending` while the engine has not applied it
    actions.label.correct(who, post, dimension, value, now) -> Label
    actions.label.label(who, post, {dimension: value, ...}, now) -> list[Label]
        `value` lists the right labels: ["negative"], ["complaint", "billing"], ["yes"]; [] is no (or none)
    actions.undo.undo(who, label_id, now) -> Label              one's own; any for roles.VERSIONS
    actions.undo.undo_dimension(who, post, dimension, now) -> list[Label]    one's own label(s) of it
    queue.next_to_label(who, now, dimension=None) -> Drawn | None   writes nothing: the same until labelled
        Drawn(post: Found, drawn: "chance|unsure|rare", again: bool, ticket: str)
    progress.progress(who, now) -> Progress(today, needed: {dimension: labels still wanted})
    actions.confirm.confirm(who, ticket, values, now) -> list[Label]         the queue's labels
    actions.skip.skip(who, ticket, now)
    learning.learning() -> Learning     dimensions, versions, new labels, whether a refit is under way
    actions.versions.activate_version(who, number, reason, now) -> ModelVersion
    actions.versions.undo_version(who, reason, now) -> ModelVersion | None      the one before; None: shipped
    actions.ask.refit_now(who, now)

Actions raise `errors.LabelError` (its text is for people) or `errors.NotAllowed`. Each is one transaction
with its audit entry and announces "reading" (ref: network:post) or "learning".
"""
