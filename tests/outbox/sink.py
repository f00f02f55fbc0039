"""A mail server for tests: takes what it is given, refuses whom it is told to refuse, and remembers."""

import email
import email.policy
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from typing import Any


class _Handler(socketserver.StreamRequestHandler):
    disable_nagle_algorithm = True
    server: "Sink"

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

    def handle(self) -> None:
        self.server.connections += 1
        self.say("220 sink")
        self.recipient, self.count = "", 0
        while line := self.rfile.readline():
            verb = line.split()[0].upper() if line.split() else b""
            if verb == b"QUIT":
                self.say("221 bye")
                return
            if verb == b"DATA":
                self.data()
                if self.server.hang_up_after and self.count >= self.server.hang_up_after:
                    self.server.hang_up_after = 0
                    return
            else:
                self.say(self.answer(verb, line))

    def answer(self, verb: bytes, line: bytes) -> str:
        if verb == b"RCPT":
            self.recipient = line.decode().partition("<")[2].partition(">")[0]
            return self.server.refuse.get(self.recipient, "250 ok")
        return "250 sink" if verb in (b"EHLO", b"HELO", b"MAIL", b"RSET", b"NOOP") else "502 what?"

    def data(self) -> None:
        self.say("354 go on")
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line[1:] if line.startswith(b"..") else line)
        self.server.take(self.recipient, b"".join(lines))
        self.count += 1
        self.say("250 taken")


class Sink(socketserver.ThreadingTCPServer):
    """`mails` is [(recipient, raw bytes)]; `refuse` maps an address to the answer it gets."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.mails: list[tuple[str, bytes]] = []
        self.refuse: dict[str, str] = {}
        self.connections = 0
        self.hang_up_after = 0
        self.on_mail: Any = None

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    @property
    def recipients(self) -> list[str]:
        return sorted(recipient for recipient, _raw in self.mails)

    def take(self, recipient: str, raw: bytes) -> None:
        self.mails.append((recipient, raw))
        if self.on_mail:
            self.on_mail(recipient)

    def parsed(self) -> list[EmailMessage]:
        return [email.message_from_bytes(raw, policy=email.policy.default) for _to, raw in self.mails]


@contextmanager
def running(port: int = 0) -> Iterator[Sink]:
    sink = Sink(port)
    thread = threading.Thread(target=sink.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield sink
    finally:
        sink.shutdown()
        sink.server_close()
        thread.join(5)
