"""Pages of pictures."""

from ish.portraits.views.framing import image, portrait

__all__ = ["image", "portrait"]
