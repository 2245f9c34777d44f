"""A small mail server (RFC 5321) over a real socket, with the faults a real one has."""

import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_string
from email.message import Message
from typing import Any

from tests.fakes import AT_ONCE


class MailServer(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Conversation)
        self.letters: list[Message] = []
        self.answers: list[bytes] = []
        self.after_letter: Callable[[], Any] | None = None

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def answer_next(self, *answers: str) -> None:
        """What the next recipients are told instead of “250 OK”; “hang up” closes the line."""
        self.answers = [answer.encode() for answer in answers]


class Conversation(socketserver.StreamRequestHandler):
    server: MailServer

    def handle(self) -> None:
        self.say(b"220 fake")
        while line := self.rfile.readline():
            if not self.answer(line.strip().upper()):
                return

    def say(self, words: bytes) -> None:
        self.wfile.write(words + b"\r\n")

    def answer(self, command: bytes) -> bool:
        if command == b"DATA":
            return self.take_letter()
        if command == b"QUIT":
            self.say(b"221 bye")
            return False
        fault = b""
        if command.startswith(b"RCPT") and self.server.answers:
            fault = self.server.answers.pop(0)
        self.say(fault or b"250 OK")
        return True

    def take_letter(self) -> bool:
        self.say(b"354 go on")
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line.decode())
        self.server.letters.append(message_from_string("".join(lines)))
        if self.server.after_letter:
            # The letter is taken, and the sender never hears of it.
            self.server.after_letter()
            return False
        self.say(b"250 taken")
        return True


@contextmanager
def mail_server() -> Iterator[MailServer]:
    with MailServer() as server:
        threading.Thread(
            target=server.serve_forever, args=[AT_ONCE], daemon=True
        ).start()
        yield server
        server.shutdown()
