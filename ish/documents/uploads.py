"""A limit for what a request may bring at all, before anything of it is kept: many times what any of our forms takes."""

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler


class Bounded(FileUploadHandler):
    """Stands before the other handlers and refuses a request that is far too large."""

    def handle_raw_input(
        self, input_data: Any, META: Any, content_length: int, boundary: Any, encoding: Any = None
    ) -> None:
        """Raise `RequestDataTooBig` by what the request says of its own length."""
        if content_length > settings.REQUEST_LIMIT:
            raise RequestDataTooBig("The request is larger than all our forms together.")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Hand everything on."""
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave the file to the next handler."""
        return
