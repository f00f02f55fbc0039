"""Mass mail: our delivery, each row's state recorded, against raw smtplib with as many processes, into the same local sink.

`python bench/outbox.py [mails] [processes]` prints both speeds and their ratio; the aim is at least 0.7.
"""

import os
import smtplib
import socketserver
import sys
import tempfile
import time
from collections.abc import Callable
from email.message import EmailMessage
from multiprocessing import get_context
from multiprocessing.queues import Queue
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

BATCH = 100
TEMPLATES = {
    "bench/mail.subject.txt": "Your place at the summer school",
    "bench/mail.txt": '{% extends "outbox/base.txt" %}{% block content %}We are glad to offer you a place, {{ word }}.\n\n'
    "{{ link }}\n{% endblock %}",
    "bench/mail.html": '{% extends "outbox/base.html" %}{% block content %}<p>We are glad to offer you a place, {{ word }}.</p>'
    '{% include "outbox/button.html" with link=link label="Answer" only %}{% endblock %}',
}


class _Taker(socketserver.StreamRequestHandler):
    disable_nagle_algorithm = True

    def handle(self) -> None:
        self.wfile.write(b"220 sink\r\n")
        while line := self.rfile.readline():
            verb = line[:4].upper()
            if verb == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                while self.rfile.readline() not in (b".\r\n", b""):
                    pass
            if verb == b"QUIT":
                self.wfile.write(b"221 bye\r\n")
                return
            self.wfile.write(b"250 ok\r\n")


def _sink(answers: "Queue[int]") -> None:
    socketserver.ThreadingTCPServer.daemon_threads = True
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Taker) as server:
        answers.put(server.server_address[1])
        server.serve_forever()


def _mail(n: int) -> EmailMessage:
    mail = EmailMessage()
    mail["Subject"], mail["From"], mail["To"] = "Your place", "ish@example.org", f"p{n}@example.org"
    mail.set_content("We are glad to offer you a place.\n" * 12)
    mail.add_alternative("<p>We are glad to offer you a place.</p>\n" * 50, subtype="html")
    return mail


def _raw(port: int, mails: int, composed: bool, answers: "Queue[float]") -> None:
    """Send over one connection a hundred: each mail composed for its recipient, or (`composed` false) one and the same bytes."""
    ready = _mail(0).as_bytes()
    began = time.perf_counter()
    for start in range(0, mails, BATCH):
        with smtplib.SMTP("127.0.0.1", port) as line:
            for n in range(start, min(start + BATCH, mails)):
                raw = _mail(n).as_bytes() if composed else ready
                line.sendmail("ish@example.org", [f"p{n}@example.org"], raw)
    answers.put(time.perf_counter() - began)


def _set_up(folder: str, port: int) -> None:
    os.environ.update(
        DATA_DIR=folder,
        IGNORE_ENV_FILE="1",
        QUIET_HOURS="0",
        LOG_LEVEL="ERROR",
        EMAIL_URL=f"smtp://127.0.0.1:{port}",
        DJANGO_SETTINGS_MODULE="ish.settings",
    )
    import django  # noqa: PLC0415 - the environment must be complete first
    from django.template import engines  # noqa: PLC0415 - the same

    django.setup()
    from ish.outbox import registry  # noqa: PLC0415 - the same

    for name, text in TEMPLATES.items():
        path = Path(folder) / "templates" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    engine: Any = engines["django"]
    engine.engine.dirs = [*engine.engine.dirs, Path(folder) / "templates"]
    link = {"link": lambda message: f"https://example.org/l/{message.pk}"}
    registry.register(
        registry.Kind("bench.mail", "Bench", "bench/mail", links=link, why="Because it is a bench.")
    )


def _write(folder: str, port: int, mails: int, answers: "Queue[float]") -> None:
    _set_up(folder, port)
    from django.core.management import call_command  # noqa: PLC0415 - after the set-up

    from ish.outbox.services import Draft, enqueue_many  # noqa: PLC0415 - after the set-up

    call_command("migrate", verbosity=0)
    began = time.perf_counter()
    enqueue_many(
        Draft(
            kind="bench.mail",
            to_email=f"p{n}@example.org",
            to_name="Pia",
            key=f"b:{n}",
            language="en",
            context={"word": "Pia"},
        )
        for n in range(mails)
    )
    answers.put(time.perf_counter() - began)


def _ours(folder: str, port: int, share: tuple[int, int], answers: "Queue[float]") -> None:
    _set_up(folder, port)
    from ish.outbox.delivery import deliver_batch  # noqa: PLC0415 - after the set-up
    from ish.outbox.models import Message  # noqa: PLC0415 - after the set-up

    number, of = share
    pks = list(Message.objects.order_by("pk").values_list("pk", flat=True))
    began = time.perf_counter()
    for start in range(number * BATCH, len(pks), of * BATCH):
        deliver_batch(pks[start : start + BATCH])
    answers.put(time.perf_counter() - began)


def _together(target: Callable[..., None], arguments: list[tuple[Any, ...]]) -> float:
    """Run one process for each set of arguments; return the longest time any of them measured."""
    context = get_context("spawn")
    answers = context.Queue()
    processes = [context.Process(target=target, args=(*given, answers)) for given in arguments]
    for process in processes:
        process.start()
    for process in processes:
        process.join(300)
        if process.exitcode != 0:
            raise SystemExit("A process of the bench failed.")
    return max(answers.get(timeout=5) for _ in processes)


def main(mails: int = 4000, processes: int = 2) -> float:
    """Print the speeds; return the ratio."""
    context = get_context("spawn")
    ports = context.Queue()
    sink = context.Process(target=_sink, args=(ports,), daemon=True)
    sink.start()
    port = ports.get(timeout=30)
    with tempfile.TemporaryDirectory() as folder:
        written = _together(_write, [(folder, port, mails)])
        share = mails // processes
        same = mails / _together(_raw, [(port, share, False)] * processes)
        raw = mails / _together(_raw, [(port, share, True)] * processes)
        ours = mails / _together(_ours, [(folder, port, (n, processes)) for n in range(processes)])
    sink.terminate()
    print(f"{'mass mail':<28}{mails} mails, {processes} processes")
    print(f"  {'writing the rows':<26}{written:8.2f} s")
    print(f"  {'smtplib, the same bytes':<26}{same:8.0f} mails/s")
    print(f"  {'smtplib, each composed':<26}{raw:8.0f} mails/s")
    print(f"  {'outbox, states recorded':<26}{ours:8.0f} mails/s")
    print(f"  {'ratio (aim: 0.7 or more)':<26}{ours / raw:8.2f}")
    return ours / raw


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:]))
