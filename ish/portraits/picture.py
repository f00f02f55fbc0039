"""Pictures as bytes: taken in without anything but what is seen, and cut to a frame. Knows neither Django nor people.

What a camera writes beside a picture (place, time, owner, a smaller copy of the uncut picture) does not survive being taken in.
"""

import io
import warnings
from dataclasses import dataclass

from PIL import Image, ImageOps, UnidentifiedImageError

LONGEST = 1600
"""The longer side of what is kept, in pixels: enough for a badge, and for another frame later."""
SHORTEST = 300
MOST_PIXELS = 60_000_000
WIDTH, HEIGHT = 600, 800
"""A portrait of three to four, as on badges."""
MOST_ZOOM = 400
FORMATS = ("JPEG", "PNG", "WEBP")


class NoPicture(Exception):
    """The bytes are no picture that can be taken. `why` is "unknown", "huge", "small" or "broken"."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Frame:
    """Where the portrait is cut out: its middle in thousandths of width and height, how near in per cent (100: all that fits)."""

    x: int = 500
    y: int = 400
    zoom: int = 100

    def inside(self) -> "Frame":
        """Return the frame with every number in its bounds."""
        return Frame(
            min(max(self.x, 0), 1000), min(max(self.y, 0), 1000), min(max(self.zoom, 100), MOST_ZOOM)
        )

    def box(self, width: int, height: int) -> tuple[int, int, int, int]:
        """Return (left, top, right, bottom) in pixels: of the portrait's shape, and never beyond the picture."""
        frame = self.inside()
        fits = min(width / WIDTH, height / HEIGHT) * 100 / frame.zoom
        wide, high = max(1, round(WIDTH * fits)), max(1, round(HEIGHT * fits))
        wide, high = min(wide, width), min(high, height)
        left = min(max(round(width * frame.x / 1000 - wide / 2), 0), width - wide)
        top = min(max(round(height * frame.y / 1000 - high / 2), 0), height - high)
        return left, top, left + wide, top + high


def take_in(data: bytes) -> bytes:
    """Return a picture as a JPEG the right way up, no larger than we need, with nothing written beside it. Raises `NoPicture`."""
    picture = _open(data)
    if picture.width * picture.height > MOST_PIXELS:
        raise NoPicture("huge")
    try:
        upright = ImageOps.exif_transpose(picture)
        plain = _on_white(upright)
    except (OSError, ValueError, SyntaxError, MemoryError) as error:
        raise NoPicture("broken") from error
    if min(plain.size) < SHORTEST:
        raise NoPicture("small")
    plain.thumbnail((LONGEST, LONGEST))
    return _as_jpeg(plain)


def cut(data: bytes, frame: Frame) -> bytes:
    """Return the portrait: what the frame shows of a picture that was taken in, 600 by 800 pixels at the most."""
    picture = _open(data)
    found = picture.convert("RGB").crop(frame.box(picture.width, picture.height))
    found.thumbnail((WIDTH, HEIGHT))
    return _as_jpeg(found)


def _open(data: bytes) -> Image.Image:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            return Image.open(io.BytesIO(data), formats=FORMATS)
    except UnidentifiedImageError as error:
        raise NoPicture("unknown") from error
    except Image.DecompressionBombError as error:
        raise NoPicture("huge") from error
    except (OSError, ValueError, SyntaxError) as error:
        raise NoPicture("broken") from error


def _on_white(picture: Image.Image) -> Image.Image:
    """Return the picture in plain colours; what one could see through is white."""
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        layered = picture.convert("RGBA")
        ground = Image.new("RGBA", layered.size, "white")
        return Image.alpha_composite(ground, layered).convert("RGB")
    return picture.convert("RGB")


def _as_jpeg(picture: Image.Image) -> bytes:
    made = io.BytesIO()
    clean = Image.new("RGB", picture.size)
    clean.paste(picture)  # a new picture carries no notes
    clean.save(made, "JPEG", quality=86, optimize=True, progressive=True)
    return made.getvalue()
