"""Pictures for tests, made on the spot."""

import io

from PIL import Image, ImageDraw, ImageFont


def picture(words="", *, size=(640, 240), format="PNG", **options):
    """The bytes of a picture with a line of words on it."""
    image = Image.new("RGB", size, "white")
    if words:
        ImageDraw.Draw(image).text((30, 70), words, "black", ImageFont.load_default(48))
    made = io.BytesIO()
    image.save(made, format, **options)
    return made.getvalue()
