"""A real homeserver: Synapse, on loopback, with SQLite."""

import base64
import hashlib
import hmac
import itertools
import json
import secrets
import socket
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request
from contextlib import suppress
from pathlib import Path
from typing import Any

from tests.matrix.installing import installed

__all__ = ["SERVER", "Synapse", "User", "call", "installed"]

SERVER = "hs.test"
_STARTING = 120
_STOPPING = 30
_ANSWERING = 60
_STARTS = 5
_PORTS = range(20_000, 32_000)
"""Below those that a system hands out by itself: no connection of another test takes one."""
_NO_LIMIT = {"per_second": 1e6, "burst_count": 1_000_000}
_LIMITS = (
    "rc_message",
    "rc_registration",
    "rc_admin_redaction",
    "rc_room_creation",
    "rc_joins_per_room",
    "rc_media_create",
)
_PROGRAM = """
import os, sys, threading
from synapse.app.homeserver import main

def end_with_the_tests():
    sys.stdin.read()
    os._exit(0)

threading.Thread(target=end_with_the_tests, daemon=True).start()
main()
"""
"""Synapse; it goes when the other end of its standard input does, however the tests ended."""


class Port:
    """A port that is ours as long as this lives, though nobody listens there for a while.

    Held by the UDP port of the same number: of all that run at once, one can have it.
    """

    def __init__(self) -> None:
        self._guard = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        while True:
            self.number = secrets.choice(_PORTS)
            with suppress(OSError), socket.socket() as probe:
                probe.bind(("127.0.0.1", self.number))
                self._guard.bind(("127.0.0.1", self.number))
                return

    def close(self) -> None:
        self._guard.close()


class Synapse:
    """One homeserver. `start`, `stop` and `start` again as tests like: its data stays."""

    def __init__(self, python: Path, folder: Path, **settings: Any) -> None:
        self._python, self._folder = python, folder
        self._port = Port()
        self._secret = secrets.token_hex()
        self._process: subprocess.Popen[bytes] | None = None
        self.url = f"http://127.0.0.1:{self._port.number}"
        _write_settings(folder, self._port.number, self._secret, settings)

    def start(self) -> None:
        """Returns when it answers. Raises RuntimeError, with what it said, where it never does."""
        for _ in range(_STARTS):
            self._process = self._launched()
            if self._answers(self._process):
                return
            self.stop()
        said = (self._folder / "err.log").read_text(errors="replace")
        raise RuntimeError(f"Synapse does not start:\n{said[-4000:]}")

    def _launched(self) -> subprocess.Popen[bytes]:
        config = str(self._folder / "homeserver.yaml")
        with (self._folder / "err.log").open("ab") as log:
            return subprocess.Popen(  # noqa: S603  (our own command)
                [str(self._python), "-c", _PROGRAM, "-c", config],
                cwd=self._folder,
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=log,
            )

    def _answers(self, process: subprocess.Popen[bytes]) -> bool:
        end = time.monotonic() + _STARTING
        while time.monotonic() < end and process.poll() is None:
            try:
                call(self.url, "GET", "/_matrix/client/versions")
            except OSError:
                time.sleep(0.1)
            else:
                return True
        return False

    def stop(self) -> None:
        """As a power cut does."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(_STOPPING)
            if self._process.stdin is not None:
                self._process.stdin.close()
            self._process = None

    def close(self) -> None:
        self.stop()
        self._port.close()

    def register(self, name: str, *, is_admin: bool = False) -> "User":
        path = "/_synapse/admin/v1/register"
        nonce = call(self.url, "GET", path)["nonce"]
        role = "admin" if is_admin else "notadmin"
        said = "\0".join([nonce, name, "pw", role]).encode()
        mac = hmac.new(self._secret.encode(), said, hashlib.sha1).hexdigest()
        body = {"nonce": nonce, "username": name, "password": "pw", "admin": is_admin, "mac": mac}
        made = call(self.url, "POST", path, body=body)
        return User(self.url, made["user_id"], made["access_token"])


class User:
    """Somebody with a plain client."""

    def __init__(self, url: str, id_: str, token: str) -> None:
        self._url, self.id, self.token = url, id_, token
        self._count = itertools.count()

    def call(self, method: str, path: str, body: Any = None) -> Any:
        return call(self._url, method, f"/_matrix/client/v3{path}", self.token, body)

    def create(self, name: str, *invited: str, version: str = "12", **more: Any) -> str:
        body = {"name": name, "room_version": version, "preset": "private_chat", **more}
        return self.call("POST", "/createRoom", {**body, "invite": list(invited)})["room_id"]

    def join(self, room: str) -> None:
        self.call("POST", f"/join/{_quoted(room)}", {})

    def send(self, room: str, kind: str, content: dict[str, Any]) -> str:
        path = f"/rooms/{_quoted(room)}/send/{kind}/t{next(self._count)}"
        return self.call("PUT", path, content)["event_id"]

    def say(self, room: str, body: str, **more: Any) -> str:
        return self.send(room, "m.room.message", {"msgtype": "m.text", "body": body, **more})

    def post(self, room: str, name: str, content: bytes, **more: Any) -> str:
        """Posts a file."""
        url = self.upload(name, content)
        said = {"msgtype": "m.file", "body": name, "filename": name, "url": url, **more}
        return self.send(room, "m.room.message", said)

    def upload(self, name: str, content: bytes) -> str:
        """Hands over a file; returns its address."""
        path = f"/_matrix/media/v3/upload?filename={_quoted(name)}"
        return call(self._url, "POST", path, self.token, content)["content_uri"]

    def edit(self, room: str, event: str, body: str) -> str:
        new = {"msgtype": "m.text", "body": body}
        about = {"rel_type": "m.replace", "event_id": event}
        more = {"m.new_content": new, "m.relates_to": about}
        return self.say(room, f"* {body}", **more)

    def react(self, room: str, event: str, emoji: str) -> str:
        about = {"rel_type": "m.annotation", "event_id": event, "key": emoji}
        return self.send(room, "m.reaction", {"m.relates_to": about})

    def redact(self, room: str, event: str) -> None:
        path = f"/rooms/{_quoted(room)}/redact/{_quoted(event)}/r{next(self._count)}"
        self.call("PUT", path, {})

    def set(self, room: str, kind: str, content: dict[str, Any], key: str = "") -> None:
        self.call("PUT", f"/rooms/{_quoted(room)}/state/{kind}/{_quoted(key)}", content)

    def heard(self, room: str) -> list[dict[str, Any]]:
        """The latest messages of a room, newest first."""
        path = f"/rooms/{_quoted(room)}/messages?dir=b&limit=100"
        return [e for e in self.call("GET", path)["chunk"] if e["type"] == "m.room.message"]

    def limit(self, other: "User", per_second: int, burst: int) -> None:
        """Lets somebody say no more than that; only an admin of the server may."""
        path = f"/_synapse/admin/v1/users/{_quoted(other.id)}/override_ratelimit"
        limits = {"messages_per_second": per_second, "burst_count": burst}
        call(self._url, "POST", path, self.token, limits)

    def rooms(self) -> list[str]:
        return self.call("GET", "/joined_rooms")["joined_rooms"]


_DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))
"""Loopback is not asked for through whatever proxy the machine has."""


def call(url: str, method: str, path: str, token: str = "", body: Any = None) -> Any:
    sent = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
    headers = {"Content-Type": "application/json"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    request = urllib.request.Request(url + path, method=method, data=sent, headers=headers)  # noqa: S310  (loopback)
    try:
        with _DIRECT.open(request, timeout=_ANSWERING) as answer:
            return json.loads(answer.read() or b"{}")
    except urllib.error.HTTPError as error:
        said = error.read().decode("utf-8", "replace")
        error.close()
        raise AssertionError(f"{method} {path}: {error.code} {said}") from None


def _quoted(id_: str) -> str:
    return urllib.parse.quote(id_, safe="")


def _write_settings(folder: Path, port: int, secret: str, more: dict[str, Any]) -> None:
    key = base64.b64encode(secrets.token_bytes(32)).decode().rstrip("=")
    (folder / "signing.key").write_text(f"ed25519 a_test {key}\n")
    (folder / "media").mkdir()
    settings = {
        "server_name": SERVER,
        "public_baseurl": f"http://127.0.0.1:{port}/",
        "report_stats": False,
        "pid_file": str(folder / "hs.pid"),
        "signing_key_path": str(folder / "signing.key"),
        "media_store_path": str(folder / "media"),
        "log_config": str(folder / "log.yaml"),
        "registration_shared_secret": secret,
        "macaroon_secret_key": "m",
        "form_secret": "f",
        "bcrypt_rounds": 4,
        "listeners": [
            {
                "port": port,
                "bind_addresses": ["127.0.0.1"],
                "type": "http",
                "tls": False,
                "resources": [{"names": ["client", "media"], "compress": False}],
            }
        ],
        "database": {"name": "sqlite3", "args": {"database": str(folder / "hs.db")}},
        "trusted_key_servers": [],
        "suppress_key_server_warning": True,
        "federation_domain_whitelist": [],
        "presence": {"enabled": False},
        "user_directory": {"enabled": False},
        "push": {"enabled": False},
        "caches": {"sync_response_cache_duration": "0s"},
        **dict.fromkeys(_LIMITS, _NO_LIMIT),
        "rc_login": dict.fromkeys(("address", "account", "failed_attempts"), _NO_LIMIT),
        "rc_joins": dict.fromkeys(("local", "remote"), _NO_LIMIT),
        "rc_invites": dict.fromkeys(("per_room", "per_user", "per_issuer"), _NO_LIMIT),
        **more,
    }
    (folder / "homeserver.yaml").write_text(json.dumps(settings))  # JSON is YAML
    log = {
        "version": 1,
        "handlers": {"file": {"class": "logging.FileHandler", "filename": str(folder / "hs.log")}},
        "root": {"level": "WARNING", "handlers": ["file"]},
    }
    (folder / "log.yaml").write_text(json.dumps(log))
