"""Pictures: what is kept is what is seen, the right way up; a frame never leaves the picture and keeps its shape."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from ish.portraits import picture
from ish.portraits.picture import Frame, NoPicture

SECRET = b"Home 49.4094 N"


def made(size: tuple[int, int] = (400, 600), mode: str = "RGB", kind: str = "JPEG", **more: object) -> bytes:
    data = io.BytesIO()
    Image.new(mode, size, "red").save(data, kind, **more)
    return data.getvalue()


def turned() -> bytes:
    """A picture that a camera took lying on its side: left half red, right half blue, with notes beside it."""
    image = Image.new("RGB", (800, 400), "red")
    image.paste("blue", (400, 0, 800, 400))
    notes = Image.Exif()
    notes[0x0112] = 6  # to be turned by a quarter
    notes[0x010E] = SECRET.decode()
    data = io.BytesIO()
    image.save(data, "JPEG", exif=notes, comment=SECRET)
    return data.getvalue()


def test_what_a_camera_wrote_beside_a_picture_is_gone_and_the_picture_stands_upright() -> None:
    assert SECRET in turned()
    kept = picture.take_in(turned())
    assert SECRET not in kept and b"Exif" not in kept
    image = Image.open(io.BytesIO(kept))
    assert image.size == (400, 800)
    assert image.getpixel((200, 100))[0] > 200 and image.getpixel((200, 700))[2] > 200


def test_large_pictures_become_smaller_and_transparent_ones_white() -> None:
    large = Image.open(io.BytesIO(picture.take_in(made((4000, 3000)))))
    assert max(large.size) == picture.LONGEST
    data = io.BytesIO()
    Image.new("RGBA", (400, 400), (0, 0, 0, 0)).save(data, "PNG")
    assert Image.open(io.BytesIO(picture.take_in(data.getvalue()))).getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "unknown"),
        (b"%PDF-1.7 no picture", "unknown"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "unknown"),
        (made(kind="GIF"), "unknown"),
        (made((200, 900)), "small"),
        (made()[:700], "broken"),
        (made((9000, 9000), mode="1", kind="PNG"), "huge"),
    ],
)
def test_what_is_no_picture_is_named(data: bytes, why: str) -> None:
    with pytest.raises(NoPicture) as caught:
        picture.take_in(data)
    assert caught.value.why == why


number = st.integers(-2000, 3000)


@given(st.builds(Frame, number, number, number), st.integers(300, 1600), st.integers(300, 1600))
def test_a_frame_stays_inside_and_keeps_its_shape(frame: Frame, width: int, height: int) -> None:
    left, top, right, bottom = frame.box(width, height)
    assert 0 <= left < right <= width and 0 <= top < bottom <= height
    assert abs((right - left) / (bottom - top) - picture.WIDTH / picture.HEIGHT) < 0.02
    nearer = Frame(frame.x, frame.y, frame.inside().zoom + 50).box(width, height)
    assert nearer[2] - nearer[0] <= right - left


def test_the_portrait_is_what_the_frame_shows() -> None:
    image = Image.new("RGB", (1600, 1000), "red")
    image.paste("blue", (1000, 0, 1600, 1000))
    data = io.BytesIO()
    image.save(data, "JPEG", quality=95)
    right = Image.open(io.BytesIO(picture.cut(data.getvalue(), Frame(900, 500, 200))))
    left = Image.open(io.BytesIO(picture.cut(data.getvalue(), Frame(100, 500, 200))))
    assert right.getpixel((100, 100))[2] > 200 and left.getpixel((100, 100))[0] > 200
    assert right.size[0] * 4 == right.size[1] * 3
