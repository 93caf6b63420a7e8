"""The words for errors and warnings: key -> (English, German). Each names the mend."""

from collections.abc import Mapping
from typing import Any, Final

MESSAGES: Final[Mapping[str, tuple[str, str]]] = {
    "empty": (
        "The query is empty. Write at least one word.",
        "Die Abfrage ist leer. Geben Sie mindestens ein Wort ein.",
    ),
    "unclosed_parenthesis": (
        "This parenthesis is never closed. Add a “)”.",
        "Diese Klammer wird nicht geschlossen. Ergänzen Sie „)“.",
    ),
    "stray_parenthesis": (
        "This parenthesis was never opened. Remove it or add a “(” before it.",
        "Diese Klammer wurde nicht geöffnet. Entfernen Sie sie oder ergänzen Sie davor „(“.",
    ),
    "empty_parenthesis": (
        "There is nothing between these parentheses. Write a word or remove them.",
        "Zwischen diesen Klammern steht nichts. Geben Sie ein Wort ein oder entfernen Sie die Klammern.",
    ),
    "unclosed_quote": (
        "This quotation mark is never closed. Add one at the end of the phrase.",
        "Dieses Anführungszeichen wird nicht geschlossen. Ergänzen Sie eines am Ende der Wortfolge.",
    ),
    "unclosed_brace": (
        "This brace is never closed. Add a “}}”.",
        "Diese geschweifte Klammer wird nicht geschlossen. Ergänzen Sie „}}“.",
    ),
    "stray_brace": (
        "This brace was never opened. Write {{Word}} for an exact case, or remove it.",
        "Diese geschweifte Klammer wurde nicht geöffnet. Schreiben Sie {{Wort}} für genaue Groß- und "
        "Kleinschreibung oder entfernen Sie sie.",
    ),
    "operand_before": (
        "“{operator}” needs something before it. Write a word there or remove “{operator}”.",
        "Vor „{operator}“ fehlt etwas. Ergänzen Sie dort ein Wort oder entfernen Sie „{operator}“.",
    ),
    "operand_after": (
        "“{operator}” needs something after it. Write a word there or remove “{operator}”.",
        "Nach „{operator}“ fehlt etwas. Ergänzen Sie dort ein Wort oder entfernen Sie „{operator}“.",
    ),
    "near_without_number": (
        "How near? Write {operator}/5 for at most five words.",
        "Wie nah? Schreiben Sie {operator}/5 für höchstens fünf Wörter.",
    ),
    "near_number": (
        "“{number}” is no distance. Write a whole number from 1 to {most}: {operator}/5.",
        "„{number}“ ist kein Abstand. Schreiben Sie eine ganze Zahl von 1 bis {most}: {operator}/5.",
    ),
    "near_not": (
        "Nearness to something absent cannot be measured. Put NOT in front of the whole: {mend}.",
        "Die Nähe zu etwas Fehlendem lässt sich nicht messen. Stellen Sie NICHT vor das Ganze: {mend}.",
    ),
    "near_and": (
        "{operator} takes words, phrases and OR groups, not words joined by AND or a blank. Write them as"
        " a phrase in quotation marks, or repeat {operator} for each word.",
        "{operator} verbindet Wörter, Wortfolgen und ODER-Gruppen, aber keine mit UND oder Leerzeichen "
        "verbundenen Wörter. Setzen Sie diese in Anführungszeichen oder wiederholen Sie {operator} für "
        "jedes Wort.",
    ),
    "near_field": (
        "“{field}” is no word in the text, so nothing can be near it. Move it out: … AND {field}.",
        "„{field}“ ist kein Wort im Text, daher kann nichts in seiner Nähe stehen. Stellen Sie es "
        "daneben: … UND {field}.",
    ),
    "symbol_operator": (
        "“{symbol}” is no operator here. Write {mend}.",
        "„{symbol}“ ist hier kein Operator. Schreiben Sie {mend}.",
    ),
    "nothing_to_find": (
        "“{text}” has no letter, digit or emoji to look for. Remove it or write a word.",
        "„{text}“ enthält keinen Buchstaben, keine Ziffer und kein Emoji. Entfernen Sie es oder schreiben"
        " Sie ein Wort.",
    ),
    "lone_star": (
        "“*” alone would match every word. Put letters before or after it: bahn*; for a gap write a "
        "ONEAR/2 b.",
        "„*“ allein träfe jedes Wort. Schreiben Sie davor oder danach Buchstaben: bahn*; für eine Lücke: "
        "a ONAHE/2 b.",
    ),
    "unknown_field": (
        "There is no field “{field}”. {mend}",
        "Das Feld „{field}“ gibt es nicht. {mend}",
    ),
    "field_without_value": (
        "“{field}” needs a value right after it: {mend}.",
        "„{field}“ braucht direkt danach einen Wert: {mend}.",
    ),
    "field_operator": (
        "“{field}” cannot be compared with “{operator}”. Write {mend}.",
        "„{field}“ lässt sich nicht mit „{operator}“ vergleichen. Schreiben Sie {mend}.",
    ),
    "bad_number": (
        "“{value}” is no number. Write digits: {mend}.",
        "„{value}“ ist keine Zahl. Schreiben Sie Ziffern: {mend}.",
    ),
    "bad_value": (
        "“{field}” does not know “{value}”. It takes: {known}.",
        "„{field}“ kennt „{value}“ nicht. Möglich sind: {known}.",
    ),
    "operator_in_field": (
        "A list of values takes only OR: {field}(a OR b). Move the rest out of the parentheses.",
        "Eine Werteliste verbindet nur mit ODER: {field}(a ODER b). Setzen Sie den Rest außerhalb der "
        "Klammern.",
    ),
    "too_long": (
        "The query has {length:n} characters, at most {most:n} are possible. Split it into several topics.",
        "Die Abfrage hat {length:n} Zeichen, möglich sind höchstens {most:n}. Teilen Sie sie auf mehrere "
        "Themen auf.",
    ),
    "too_many_terms": (
        "The query has more than {most:n} terms. Split it into several topics.",
        "Die Abfrage hat mehr als {most:n} Begriffe. Teilen Sie sie auf mehrere Themen auf.",
    ),
    "too_deep": (
        "More than {most} levels inside one another. Remove parentheses or split the query.",
        "Mehr als {most} Ebenen ineinander. Entfernen Sie Klammern oder teilen Sie die Abfrage auf.",
    ),
    "phrase_too_long": (
        "A phrase has at most {most} words. Shorten it, or join shorter phrases with AND.",
        "Eine Wortfolge hat höchstens {most} Wörter. Kürzen Sie sie oder verbinden Sie kürzere mit UND.",
    ),
    "never": (
        "No post can match: {first} and {second} exclude each other. Remove one of them.",
        "Kein Beitrag kann passen: {first} und {second} schließen einander aus. Entfernen Sie eines davon.",
    ),
    "never_branch": (
        "This part never matches: {first} and {second} exclude each other. Remove the part or one of them.",
        "Dieser Teil trifft nie zu: {first} und {second} schließen einander aus. Entfernen Sie den Teil "
        "oder eines davon.",
    ),
    "only_absence": (
        "This matches almost every post, because it demands no word. Add a word that must be there.",
        "Das trifft fast jeden Beitrag, denn kein Wort wird verlangt. Ergänzen Sie ein Wort, das "
        "vorkommen muss.",
    ),
    "fields_only": (
        "This takes every post with these properties, whatever it says. Add a word if that is not meant.",
        "Das nimmt jeden Beitrag mit diesen Eigenschaften, gleich wovon er handelt. Ergänzen Sie ein "
        "Wort, falls das nicht gemeint ist.",
    ),
    "common_word": (
        "Almost every post has {words}. Add a rarer word, or make it a phrase in quotation marks.",
        "Fast jeder Beitrag enthält {words}. Ergänzen Sie ein selteneres Wort oder bilden Sie eine "
        "Wortfolge in Anführungszeichen.",
    ),
    "short_pattern": (
        "{pattern} covers a great many words. Write at least three letters beside the star.",
        "{pattern} trifft sehr viele Wörter. Schreiben Sie neben dem Stern mindestens drei Buchstaben.",
    ),
    "wide_near": (
        "{distance} words apart is hardly near. A sentence has about 20; write AND if the place does not "
        "matter.",
        "{distance} Wörter Abstand sind kaum noch nah. Ein Satz hat etwa 20; schreiben Sie UND, wenn die "
        "Stelle gleichgültig ist.",
    ),
    "heavy_near": (
        "{branches} alternatives in one NEAR slow every match down. Use wildcards or split the topic.",
        "{branches} Alternativen in einem NAHE bremsen jeden Abgleich. Verwenden Sie Platzhalter oder "
        "teilen Sie das Thema auf.",
    ),
    "lookalike": (
        "“{word}” is looked for as a word. If you mean the operator, write {operator}.",
        "„{word}“ wird als Wort gesucht. Wenn Sie den Operator meinen, schreiben Sie {operator}.",
    ),
    "reading_field": (
        "{field} is known only after a post was read, so a topic cannot ask for it. Use it in the archive"
        " or in a triage rule and write the topic as: {rest}",
        "{field} steht erst fest, wenn ein Beitrag eingeschätzt ist; ein Thema kann danach nicht fragen. "
        "Nutzen Sie es im Archiv oder in einer Triageregel und schreiben Sie das Thema so: {rest}",
    ),
    "reading_field_only": (
        "{field} is known only after a post was read, so a topic cannot ask for it. Use it in the archive"
        " or in a triage rule and remove it here.",
        "{field} steht erst fest, wenn ein Beitrag eingeschätzt ist; ein Thema kann danach nicht fragen. "
        "Nutzen Sie es im Archiv oder in einer Triageregel und entfernen Sie es hier.",
    ),
    "link_path": (
        "Of a link only the host is compared: {host}. To find posts from that site write site:{host}.",
        "Von einem Link wird nur der Rechnername verglichen: {host}. Beiträge von dieser Seite finden Sie"
        " mit seite:{host}.",
    ),
    "mend_nearest": (
        "Did you mean {nearest}? To look for the words, put them in quotation marks: {quoted}",
        "Meinten Sie {nearest}? Um nach den Wörtern zu suchen, setzen Sie sie in Anführungszeichen: {quoted}",
    ),
    "mend_quote": (
        "To look for the words, put them in quotation marks: {quoted}",
        "Um nach den Wörtern zu suchen, setzen Sie sie in Anführungszeichen: {quoted}",
    ),
}


def render(key: str, lang: str, args: Mapping[str, Any]) -> str:
    """The message in `de` or `en` (anything else reads English). An argument may be a (key, arguments)."""
    texts = MESSAGES[key]
    inner = {name: _argument(value, lang) for name, value in args.items()}
    return texts[1 if lang.startswith("de") else 0].format(**inner)


class _Count(int):
    """A number which writes itself with the thousands mark of the language."""

    mark = ","

    def __format__(self, spec: str) -> str:
        return f"{int(self):,}".replace(",", self.mark) if spec == "n" else str(int(self))


class _GermanCount(_Count):
    mark = "."


def _argument(value: Any, lang: str) -> Any:
    if isinstance(value, tuple):
        return render(value[0], lang, value[1])
    if isinstance(value, int):
        return _GermanCount(value) if lang.startswith("de") else _Count(value)
    if isinstance(value, str) and len(value) > 60:
        return value[:60] + "…"
    return value
