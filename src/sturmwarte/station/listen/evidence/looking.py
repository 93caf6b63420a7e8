"""What a file is: decided by decoding it, never by its name or what the server said of it. Pure.

Pictures are decoded whole and written anew for showing: metadata (where it was taken) stays in the evidence
and leaves the page, and a file that is a picture and a web page at once is only a picture afterwards.
"""

import io
import warnings
from dataclasses import dataclass

from PIL import Image, ImageOps, UnidentifiedImageError

from sturmwarte.station.listen.evidence.errors import Unsuited

FORMATS = {"JPEG": "image/jpeg", "PNG": "image/png", "GIF": "image/gif", "WEBP": "image/webp"}
"""Every other format (SVG above all) is no picture to us."""
MOST_PIXELS = 40_000_000
SHOWN_EDGE = 1600
READ_EDGE = 2400
LEAST_EDGE = 24
"""Smaller pictures are counters and bullets: nothing to read in them."""

_FILMS = ((4, b"ftyp", "video/mp4"), (0, b"\x1aE\xdf\xa3", "video/webm"))


@dataclass(frozen=True)
class Looked:
    """`media_type` as decoded; `shown` is the copy for pages (WebP), None for a film."""

    media_type: str
    width: int = 0
    height: int = 0
    shown: bytes | None = None


def look(body: bytes) -> Looked:
    """Raises Unsuited for what is neither a picture nor a film."""
    for at, mark, media_type in _FILMS:
        if body[at : at + len(mark)] == mark:
            return Looked(media_type)
    picture, media_type = _decoded(body)
    shown = io.BytesIO()
    small = _upright(picture)
    small.thumbnail((SHOWN_EDGE, SHOWN_EDGE))
    small.save(shown, "WEBP", quality=82, method=3, exif=b"", icc_profile=b"", xmp=b"")
    return Looked(media_type, picture.width, picture.height, shown.getvalue())


def for_reading(body: bytes) -> bytes | None:
    """A grey PNG of a size that text is read well in; None when the picture is too small for words."""
    picture, _ = _decoded(body)
    grey = _upright(picture).convert("L")
    if min(grey.size) < LEAST_EDGE:
        return None
    if max(grey.size) < READ_EDGE // 2:  # letters of few points are read better when larger
        grey = grey.resize((grey.width * 2, grey.height * 2))
    grey.thumbnail((READ_EDGE, READ_EDGE))
    png = io.BytesIO()
    grey.save(png, "PNG", compress_level=1)
    return png.getvalue()


def _decoded(body: bytes) -> tuple[Image.Image, str]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            picture = Image.open(io.BytesIO(body), formats=tuple(FORMATS))
            if picture.width * picture.height > MOST_PIXELS:
                raise Unsuited("picture.too_many_pixels", width=picture.width, height=picture.height)
            media_type = FORMATS[picture.format or ""]
            picture.load()
    except Image.DecompressionBombError as error:
        raise Unsuited("picture.damaged") from error
    except UnidentifiedImageError as error:
        raise Unsuited("picture.no_picture") from error
    except (OSError, ValueError, SyntaxError, KeyError, IndexError, TypeError, OverflowError) as error:
        raise Unsuited("picture.damaged") from error
    except (MemoryError, ArithmeticError) as error:
        raise Unsuited("picture.damaged") from error
    return picture, media_type


def _upright(picture: Image.Image) -> Image.Image:
    """The first frame, turned as its camera meant it, in plain colours on white."""
    try:
        turned = ImageOps.exif_transpose(picture)
    except Exception:  # its metadata is the sender's: any damage in it only costs the turn
        turned = picture
    if turned.mode in ("RGBA", "LA", "PA", "P"):
        layered = turned.convert("RGBA")
        ground = Image.new("RGBA", layered.size, "white")
        return Image.alpha_composite(ground, layered).convert("RGB")
    return turned.convert("RGB")
