"""The plan on one page, for the wall and for the folder that lies in the drawer when the power is out."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from html import escape
from zoneinfo import ZoneInfo

from sturmwarte.core.alarm.levels import LEVELS, Rise
from sturmwarte.core.foresee.section import FORESIGHT, announcements
from sturmwarte.core.listen.topics import TOPICS
from sturmwarte.core.plan.channels import CHANNELS
from sturmwarte.core.plan.company import COMPANY, GOALS, NEVER
from sturmwarte.core.plan.people import PEOPLE, TEAMS
from sturmwarte.core.plan.section import Plan
from sturmwarte.core.respond.authority import AUTHORITY
from sturmwarte.core.triage.deadlines import DEADLINES, span_text
from sturmwarte.core.understand.kinds_section import KINDS

Texts = Mapping[str, str]

STYLE = """
@page { size: A4 landscape; margin: 7mm }
* { box-sizing: border-box }
body { font: 8pt/1.25 "Source Sans 3", "Helvetica Neue", Arial, sans-serif; color: #1b1f24; background: #fff;
  margin: 0 auto; max-width: 297mm; padding: 4mm }
h1 { font-size: 15pt; margin: 0 }
header { display: flex; gap: 4mm; align-items: baseline; margin-bottom: 2mm }
header p { margin: 0; color: #57606a }
main { columns: 3; column-gap: 6mm }
section { margin: 0 0 3mm } h2 { font-size: 9pt; margin: 0 0 1mm; border-bottom: .3mm solid #1b1f24 }
h2, tr, li, dt { break-inside: avoid; break-after: auto } h2 { break-after: avoid }
table { border-collapse: collapse; width: 100% } th { text-align: left; font-weight: 600; color: #57606a }
td, th { padding: .4mm 1mm .4mm 0; vertical-align: top; border-bottom: .1mm solid #d0d7de }
ul { margin: 0; padding-left: 3.5mm } dl { margin: 0 } dt { font-weight: 600 } dd { margin: 0 0 1mm }
@media screen and (max-width: 60em) { main { columns: 1 } header { display: block } }
@media print { body { font-size: 6.4pt; max-width: none; padding: 0 } main { columns: 4; column-gap: 4mm } }
"""


def overview(plan: Plan, texts: Texts, lang: str, printed_on: date) -> str:
    """A self-contained HTML page in `lang`; every text of the plan is escaped. Fits A4 for a usual plan."""
    company, title = plan[COMPANY], escape(_word(texts, "title"))
    name = escape(company.name) or title
    parts = (part(plan, texts) for part in _PARTS)
    sections = "\n".join(part for part in parts if part)
    brands = escape(" · ".join(company.brands))
    stamp = escape(f"{_word(texts, 'version')} {plan.version} · {printed_on:%Y-%m-%d}")
    return (
        f'<!doctype html>\n<html lang="{escape(lang)}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width">\n<title>{name}: {title}</title>\n'
        f"<style>{STYLE}</style>\n</head>\n<body>\n<header><h1>{name}</h1><p>{brands}</p><p>{stamp}</p></header>\n"
        f"<main>\n{sections}\n</main>\n</body>\n</html>\n"
    )


def _goals(plan: Plan, texts: Texts) -> str:
    rows = ((goal.text, goal.measure or goal.unmeasured, goal.target, goal.due) for goal in plan[GOALS])
    return _table(texts, "goals", ("goal", "measure", "target", "due"), rows)


def _never(plan: Plan, texts: Texts) -> str:
    return _section(texts, "never", _list(rule.text for rule in plan[NEVER]))


def _channels(plan: Plan, texts: Texts) -> str:
    rows = (
        (
            channel.name or channel.id,
            channel.purpose,
            ", ".join(filter(None, (channel.address, channel.tone))),
            _names(plan, channel.owner, channel.deputy),
        )
        for channel in plan[CHANNELS]
    )
    return _table(texts, "channels", ("channel", "purpose", "tone", "who"), rows)


def _kinds(plan: Plan, texts: Texts) -> str:
    kinds = sorted(plan[KINDS], key=lambda kind: kind.priority)
    rows = (
        (str(k.priority), k.name or k.id, _names(plan, k.owner, k.deputy), _word(texts, f"auto.{k.auto}"))
        for k in kinds
    )
    return _table(texts, "kinds", ("priority", "kind", "who", "auto"), rows)


def _deadlines(plan: Plan, texts: Texts) -> str:
    rows = (
        (
            str(priority),
            span_text(spans.acknowledge) if spans.acknowledge else "–",
            span_text(spans.reply) if spans.reply else "–",
            _word(texts, f"clock.{spans.clock}"),
        )
        for priority, spans in sorted(plan[DEADLINES].items())
    )
    return _table(texts, "deadlines", ("priority", "acknowledge", "reply", "clock"), rows)


def _levels(plan: Plan, texts: Texts) -> str:
    levels = plan[LEVELS]
    rises = (("yellow", levels.yellow), ("orange", levels.orange), ("red", levels.red))
    rows = [
        (_word(texts, name), when_reached(texts, rise), _names(plan, *rise.notify)) for name, rise in rises
    ]
    blue = _word(texts, "calm").format(times=f"{levels.blue.below_baseline:g}", hours=levels.blue.for_hours)
    rows.append((_word(texts, "blue"), blue, _names(plan, levels.blue.owner)))
    note = f"<p>{_word(texts, 'rule_of_thumb')}</p>" if levels.rule_of_thumb else ""
    return _table(texts, "levels", ("level", "when", "told"), rows, note)


def when_reached(texts: Texts, rise: Rise) -> str:
    signs = [_word(texts, "times").format(times=f"{rise.times_baseline:g}")]
    signs += [_word(texts, name) for name in ("press", "danger") if getattr(rise, name)]
    if rise.reach is not None:
        signs.append(_word(texts, "reach").format(reach=rise.reach))
    floor = _word(texts, "floor").format(posts=rise.floor_posts, authors=rise.floor_authors)
    either = f" {_word(texts, 'or')} ".join(signs)
    return f"{either}; {floor}"


def _foresight(plan: Plan, texts: Texts) -> str:
    """Budgets, who is told, and what is announced; nothing where the plan leaves it all to the defaults."""
    if FORESIGHT.name not in plan.values or FORESIGHT.name in plan.gaps:
        return ""
    foresight, names = plan[FORESIGHT], {topic.id: topic.name or topic.id for topic in plan[TOPICS]}
    lines = [_word(texts, "budget").format(alarms=f"{foresight.alarms_per_month:g}")]
    lines += [
        _word(texts, "budget_of").format(
            topic=names.get(one.topic, one.topic), alarms=f"{one.alarms_per_month:g}"
        )
        for one in foresight.topics
        if one.alarms_per_month is not None
    ]
    if foresight.leave_out:
        left = ", ".join(names.get(topic, topic) for topic in foresight.leave_out)
        lines.append(_word(texts, "left_out").format(topics=left))
    if foresight.notify:
        lines.append(_word(texts, "waves_told").format(who=_names(plan, *foresight.notify)))
    zone = ZoneInfo(plan[COMPANY].timezone)
    lines += [
        _word(texts, "announced").format(
            at=f"{one.at.astimezone(zone):%Y-%m-%d %H:%M}", title=one.title or one.id
        )
        for one in announcements(plan)
    ]
    return _section(texts, "foresight", _list(lines))


def _authority(plan: Plan, texts: Texts) -> str:
    items = []
    for role in plan[AUTHORITY]:
        granted = [f"{c.what} ≤ {c.up_to:g}" if c.up_to is not None else c.what for c in role.may_concede]
        lines = [("may", [*role.may_say, *granted]), ("ask", role.must_ask), ("not", role.never)]
        said = "".join(
            f"<dd>{escape(_word(texts, key))}: {escape('; '.join(what))}</dd>" for key, what in lines if what
        )
        items.append(f"<dt>{escape(role.name)}</dt>{said}")
    return _section(texts, "authority", f"<dl>{''.join(items)}</dl>" if items else "")


def _people(plan: Plan, texts: Texts) -> str:
    rows = ((p.name, p.phone or p.email, _names(plan, p.deputy)) for p in plan[PEOPLE])
    return _table(texts, "people", ("name", "contact", "deputy"), rows)


def _teams(plan: Plan, texts: Texts) -> str:
    rows = ((t.name, _names(plan, *t.members), _names(plan, t.deputy)) for t in plan[TEAMS])
    return _table(texts, "teams", ("name", "members", "deputy"), rows)


def _topics(plan: Plan, texts: Texts) -> str:
    rows = ((t.name or t.id, t.purpose, str(t.expires or "")) for t in plan[TOPICS])
    return _table(texts, "topics", ("topic", "purpose", "expires"), rows)


def _gaps(plan: Plan, texts: Texts) -> str:
    named = [texts.get(f"plan.section.{gap}", gap) for gap in plan.gaps]
    return f"<section><h2>{_word(texts, 'gaps')}</h2>{_list(named)}</section>" if named else ""


_PARTS = (
    _goals,
    _never,
    _kinds,
    _deadlines,
    _levels,
    _foresight,
    _channels,
    _authority,
    _people,
    _teams,
    _topics,
    _gaps,
)


def _table(
    texts: Texts, section: str, heads: Sequence[str], rows: Iterable[Sequence[str]], note: str = ""
) -> str:
    body = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in rows)
    if not body:
        return ""
    head = "".join(f'<th scope="col">{escape(_word(texts, name))}</th>' for name in heads)
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    return _section(texts, section, table + note)


def _section(texts: Texts, name: str, body: str) -> str:
    return f"<section><h2>{escape(texts[f'plan.section.{name}'])}</h2>{body}</section>" if body else ""


def _list(lines: Iterable[str]) -> str:
    items = "".join(f"<li>{escape(line)}</li>" for line in lines)
    return f"<ul>{items}</ul>" if items else ""


def _names(plan: Plan, *ids: str | None) -> str:
    """Names as people know them, where the plan has the id."""
    known = {person.id: person.name for person in plan[PEOPLE]} | {team.id: team.name for team in plan[TEAMS]}
    return ", ".join(known.get(one, one) for one in ids if one)


def _word(texts: Texts, key: str) -> str:
    return texts[f"plan.overview.{key}"]
