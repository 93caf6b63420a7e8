"""Made posts in German and English, with words as unevenly spread as in a language, and topics over them."""

import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

START = datetime(2026, 3, 3, 10, tzinfo=UTC)
WORDS = 60_000
ABOUT_US = (
    "Mein Zeisig Flott hat gebrannt, die Steckdose ist schwarz.",
    "Zeisig, seit drei Wochen warte ich auf Antwort!",
    "My Zeisig Krosso stopped working after two days.", "Where can I get a refund for this Flott?",
    "Danke an Zeisig für die schnelle Hilfe gestern!", "Die Hotline von Zeisig legt einfach auf.",
    "I love the new colour of my Mokka, well done.", "Wer weiß, wann der Wirbel wieder geliefert wird?",
)  # fmt: skip
SAID = (
    "Heute scheint die Sonne über dem Hafen.", "Das Paket lag offen vor der Tür.", "Nie wieder!",
    "Schönes Wochenende euch allen", "Who else is watching the match tonight?",
    "Der Zug fällt schon wieder aus.", "The weather is awful, staying in.",
    "Danke, das war ein toller Abend!", "Ich suche einen guten Zahnarzt.",
)  # fmt: skip


def made(count: int, share: float, seed: int = 7) -> list[bytes]:
    """`share` of them name the demo company or a device of it, and so are mentions."""
    dice = random.Random(seed)  # noqa: S311
    words = vocabulary()
    return [json.dumps(_post(at, dice, words, share), ensure_ascii=False).encode() for at in range(count)]


def vocabulary() -> list[str]:
    dice = random.Random(3)  # noqa: S311
    return [_word(dice) for _ in range(WORDS)]


def queries(count: int) -> Iterator[tuple[str, str]]:
    """Topics over the same words, most of them rare, each a few terms long."""
    dice, words = random.Random(5), vocabulary()  # noqa: S311

    def rare() -> str:
        return words[dice.randrange(WORDS // 3, WORDS)]

    for n in range(count):
        yield f"t{n}", f'{_word(dice)} OR ({rare()} {rare()} NOT {rare()}) OR "{rare()} {rare()}"'


def _post(at: int, dice: random.Random, words: list[str], share: float) -> dict[str, Any]:
    said = dice.sample(SAID, dice.randint(0, 2))
    if dice.random() < share:
        said.insert(dice.randint(0, len(said)), dice.choice(ABOUT_US))
    # The n-th word is about n times rarer than the first.
    more = " ".join(words[min(int(WORDS ** dice.random()), WORDS - 1)] for _ in range(dice.randint(4, 14)))
    post: dict[str, Any] = {
        "id": str(at),
        "channel": dice.choice(("mastodon", "forum", "bluesky")),
        "text": " ".join([*said, more]),
        "created_at": (START - timedelta(seconds=dice.randint(0, 3600))).isoformat(),
        "author": {"id": str(dice.randint(1, 2_000)), "followers": dice.randint(0, 900)},
        "metrics": {"likes": dice.randint(0, 30)},
    }
    if at and dice.random() < 0.3:
        post["in_reply_to"] = str(dice.randrange(at))
    return post


def _word(dice: random.Random) -> str:
    return "".join(dice.choices("enisratdhulcgmobwfkzpv", k=dice.randint(3, 12)))
