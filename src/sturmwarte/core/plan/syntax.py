"""Says in plain words what YAML's own parser complains about, with the mend people need most: quotes."""

import re

from ruamel.yaml.error import MarkedYAMLError

from sturmwarte.core.plan.section import Problem
from sturmwarte.core.reason import Reason

_SENTENCES = (
    (r"cannot start any token", "tab", "plan.tab", "plan.fix.tab"),
    (r"cannot start any token", "", "plan.special_character", "plan.fix.quote"),
    (r"mapping values are not allowed", "", "plan.second_colon", "plan.fix.second_colon"),
    (r"sequence entries are not allowed", "", "plan.dash_here", "plan.fix.dash_here"),
    (r"could not find expected ':'", "", "plan.no_colon", "plan.fix.no_colon"),
    (r"unexpected end of stream", "", "plan.open_quote", "plan.fix.open_quote"),
    (r"expected ',' or '[\]}]'", "", "plan.open_bracket", "plan.fix.open_bracket"),
    (r"expected <block end>, but found '<scalar>'", "", "plan.text_after_quote", "plan.fix.quote_all"),
    (r"expected <block end>", "", "plan.indent", "plan.fix.indent"),
    (r"anchor|alias", "", "plan.alias", "plan.fix.quote"),
    (r"tag", "", "plan.tag", "plan.fix.quote"),
)


def explain(name: str, text: str, error: MarkedYAMLError) -> Problem:
    """A syntax error of ruamel.yaml -> a problem in our words, at the place it means."""
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
    said = str(error.problem or error.context or "")
    character = _character_at(text, line, column)
    for pattern, only, what, fix in _SENTENCES:
        if re.search(pattern, said) and (not only or character == "\t"):
            if what in ("plan.open_quote", "plan.open_bracket") and error.context_mark:
                line, column = error.context_mark.line + 1, error.context_mark.column + 1
            args = {"character": character} if what == "plan.special_character" else {}
            return Problem(name, line, column, Reason(what, args), Reason(fix))
    return Problem(name, line, column, Reason("plan.not_yaml", {"why": said}), Reason("plan.fix.quote"))


def _character_at(text: str, line: int, column: int) -> str:
    lines = text.split("\n")
    if not 1 <= line <= len(lines):
        return ""
    return lines[line - 1][column - 1 : column]
