"""Everyday talk about a railway, and a storm about a school class left at a station. All of it invented."""

from datetime import UTC, datetime, timedelta

import numpy as np

from sturmwarte.core.foresee.story import Told

BEGIN = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
ARTICLE = "https://zeitung.example/schulklasse"

USUAL = (
    "Mein Zug hat heute wieder zwölf Minuten Verspätung",
    "Danke an die Nordbahn, ich bin pünktlich angekommen",
    "Wann fährt am Sonntag der erste Zug nach Lunden?",
    "Ich warte seit Wochen auf meine Erstattung",
    "Die App der Nordbahn stürzt bei mir ständig ab",
    "Wir saßen im Zug ohne Heizung",
)
STORM = (
    "Nordbahn lässt eine Schulklasse bei minus zehn Grad am Bahnsteig stehen. Unfassbar.",
    "Eine Schulklasse im Schnee stehen lassen, wie kann man Kinder so behandeln? #NieWiederNordbahn",
    "Der Zugführer hat die Schulklasse einfach stehen lassen. Schämt euch!",
    "Schulklasse stehen gelassen und dann schweigt die Nordbahn tagelang #NieWiederNordbahn",
    "Minus zehn Grad, dreißig Kinder, kein Zug. Die Schulklasse stand zwei Stunden am Bahnsteig",
)


def post(number, text, minutes=0.0, **more):
    facts = {
        "identity": ("mastodon", f"{number}"),
        "at": BEGIN + timedelta(minutes=minutes),
        "channel": "mastodon:support",
        "author": f"author-{number}",
        "lang": "de",
    }
    return Told(text=text, **{**facts, **more})


def before(count=120):
    moods = ("neutral", "negative", "positive")
    return [
        post(f"b{n}", USUAL[n % 6], -60.0 * (n + 1), author=f"regular-{n % 25}", sentiment=moods[n % 3])
        for n in range(count)
    ]


def storm(count=100, seed=0, **more):
    """Each in words of its own: a usual sentence now and then, and a running number."""
    rng = np.random.default_rng(seed)
    texts = [f"{STORM[n % 5]} {rng.integers(10**6)}" for n in range(count)]
    return [post(f"s{n}", text, 0.5 * n, sentiment="negative", **more) for n, text in enumerate(texts)]
