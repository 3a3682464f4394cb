"""Programs that speak to the API: JSON in, the version that was read sent back."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from http.cookies import SimpleCookie
from threading import Barrier
from typing import Any

from django.db import connections
from django.http import HttpResponse
from django.test import Client

from tests.factories.web import signed_in
from vungxanh.apps.org.officers import Officer

ROOT = "/api/v1/"


class Program:
    """A client of the API that acts as an officer; paths begin below `/api/v1/`."""

    def __init__(self, officer: Officer) -> None:
        self.client: Client = signed_in(officer)

    def get(self, path: str, *, held: str = "", **query: Any) -> Any:
        """Read, saying which answer is held already."""
        headers = {"If-None-Match": held} if held else {}
        return self.client.get(f"{ROOT}{path}", query, headers=headers)

    def tag(self, path: str) -> str:
        """The entity tag of a record as it stands."""
        answer = self.get(path)
        assert answer.status_code == 200, answer.content
        return str(answer["ETag"])

    def send(self, path: str, *, tag: str = "", method: str = "post", **body: Any) -> Any:
        """Send JSON, made on the version of the tag."""
        headers = {"If-Match": tag} if tag else {}
        call = getattr(self.client, method)
        return call(f"{ROOT}{path}", json.dumps(body), content_type="application/json", headers=headers)

    def hand_in(self, path: str, *, tag: str = "", **form: Any) -> Any:
        """Send a multipart form with files."""
        headers = {"If-Match": tag} if tag else {}
        return self.client.post(f"{ROOT}{path}", form, headers=headers)


def copy_of(client: Client) -> Client:
    """Another window of the same browser, or another process of the same program."""
    made = Client(headers=None)
    made.defaults, made.cookies = dict(client.defaults), SimpleCookie(client.cookies.output(header="", sep=";"))
    return made


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """What the acts return when they are done at the same moment, each with a connection of its own."""
    ready = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        ready.wait()
        try:
            return act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def body_of(answer: HttpResponse) -> bytes:
    """All bytes of an answer, streamed or not."""
    return b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
