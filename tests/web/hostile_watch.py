"""Looks at a page of ours as an attacker would hope it to be: nothing of what strangers wrote may act or
leave its
place."""

from pathlib import Path
from typing import Any

from tests.web.browser import Watched

LEAKS = (Path(__file__).parent / "hostile_leaks.js").read_text("utf-8")


class Looker(Watched):
    """Remembers also what a page holds that it should not, with the page it was on."""

    def look(self, path: str) -> Any:
        response = self.page.goto(self.url + path)
        assert response.status == 200, path
        self.wrong += [f"{path}: {leak}" for leak in self.page.evaluate(LEAKS)]
        assert self.page.title().endswith("· Sturmwarte"), (path, self.page.title())
        return self.page
