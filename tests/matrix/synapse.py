"""A real homeserver: Synapse from PyPI, in an environment of its own, on loopback, with SQLite.

It is a tool of the tests and no part of the program; it is installed once, into the folder for
temporary files, and used again by later runs.
"""

import base64
import fcntl
import hashlib
import hmac
import json
import secrets
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path
from typing import Any

VERSION = "1.163.2"
SERVER = "hs.test"
_SECRET = "test-only"
_INSTALLING = 540
_STARTING = 90
_NO_LIMIT = {"per_second": 1e6, "burst_count": 1_000_000}
_LIMITS = (
    "rc_message",
    "rc_registration",
    "rc_admin_redaction",
    "rc_room_creation",
    "rc_joins_per_room",
)


def installed() -> Path:
    """The Python of an environment that has Synapse. Raises where it cannot be installed: without
    it nothing shows that the edge works.
    """
    home = Path(tempfile.gettempdir()) / f"looseends-synapse-{VERSION}-{sys.version_info.minor}"
    home.mkdir(exist_ok=True)
    python, done = home / "venv/bin/python", home / "done"
    with (home / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (done.exists() and python.exists()):
            _run([sys.executable, "-m", "venv", "--clear", str(home / "venv")])
            wanted = f"matrix-synapse=={VERSION}"
            _run([str(python), "-m", "pip", "install", "--quiet", wanted])
            done.touch()
    return python


def _run(command: list[str]) -> None:
    ran = subprocess.run(  # noqa: S603  (our own command)
        command, capture_output=True, text=True, check=False, timeout=_INSTALLING
    )
    if ran.returncode:
        message = f"Synapse, which the tests of the Matrix edge need, cannot be had:\n{ran.stderr}"
        raise RuntimeError(message)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Synapse:
    """One homeserver. `start`, `stop` and `start` again as tests like: its data stays."""

    def __init__(self, python: Path, folder: Path) -> None:
        self._python, self._folder = python, folder
        self._port = free_port()
        self.url = f"http://127.0.0.1:{self._port}"
        self._process: subprocess.Popen[bytes] | None = None
        _write_settings(folder, self._port)

    def start(self) -> None:
        config = str(self._folder / "homeserver.yaml")
        with (self._folder / "err.log").open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603  (our own command)
                [str(self._python), "-m", "synapse.app.homeserver", "-c", config],
                cwd=self._folder,
                stdout=subprocess.DEVNULL,
                stderr=log,
            )
        end = time.monotonic() + _STARTING
        while time.monotonic() < end:
            try:
                call(self.url, "GET", "/_matrix/client/versions")
            except OSError:
                if self._process.poll() is not None:
                    break
                time.sleep(0.1)
            else:
                return
        raise RuntimeError(f"Synapse does not start:\n{(self._folder / 'err.log').read_text()}")

    def stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def register(self, name: str) -> "User":
        path = "/_synapse/admin/v1/register"
        nonce = call(self.url, "GET", path)["nonce"]
        said = "\0".join([nonce, name, "pw", "notadmin"]).encode()
        mac = hmac.new(_SECRET.encode(), said, hashlib.sha1).hexdigest()
        body = {"nonce": nonce, "username": name, "password": "pw", "admin": False, "mac": mac}
        made = call(self.url, "POST", path, body=body)
        return User(self.url, made["user_id"], made["access_token"])


class User:
    """Somebody with a plain client."""

    def __init__(self, url: str, id_: str, token: str) -> None:
        self._url, self.id, self.token = url, id_, token
        self._count = 0

    def call(self, method: str, path: str, body: Any = None) -> Any:
        return call(self._url, method, f"/_matrix/client/v3{path}", self.token, body)

    def create(self, name: str, *invited: str, version: str = "12", **more: Any) -> str:
        body = {"name": name, "room_version": version, "preset": "private_chat", **more}
        return self.call("POST", "/createRoom", {**body, "invite": list(invited)})["room_id"]

    def join(self, room: str) -> None:
        self.call("POST", f"/join/{_quoted(room)}", {})

    def send(self, room: str, kind: str, content: dict[str, Any]) -> str:
        self._count += 1
        path = f"/rooms/{_quoted(room)}/send/{kind}/t{self._count}"
        return self.call("PUT", path, content)["event_id"]

    def say(self, room: str, body: str, **more: Any) -> str:
        return self.send(room, "m.room.message", {"msgtype": "m.text", "body": body, **more})

    def edit(self, room: str, event: str, body: str) -> str:
        new = {"msgtype": "m.text", "body": body}
        about = {"rel_type": "m.replace", "event_id": event}
        more = {"m.new_content": new, "m.relates_to": about}
        return self.say(room, f"* {body}", **more)

    def react(self, room: str, event: str, emoji: str) -> str:
        about = {"rel_type": "m.annotation", "event_id": event, "key": emoji}
        return self.send(room, "m.reaction", {"m.relates_to": about})

    def redact(self, room: str, event: str) -> None:
        self._count += 1
        path = f"/rooms/{_quoted(room)}/redact/{_quoted(event)}/r{self._count}"
        self.call("PUT", path, {})

    def set(self, room: str, kind: str, content: dict[str, Any]) -> None:
        self.call("PUT", f"/rooms/{_quoted(room)}/state/{kind}/", content)

    def heard(self, room: str) -> list[dict[str, Any]]:
        """The latest messages of a room, newest first."""
        path = f"/rooms/{_quoted(room)}/messages?dir=b&limit=100"
        return [e for e in self.call("GET", path)["chunk"] if e["type"] == "m.room.message"]

    def rooms(self) -> list[str]:
        return self.call("GET", "/joined_rooms")["joined_rooms"]


def call(url: str, method: str, path: str, token: str = "", body: Any = None) -> Any:
    sent = None if body is None else json.dumps(body).encode()
    headers = {"Content-Type": "application/json"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    request = urllib.request.Request(url + path, method=method, data=sent, headers=headers)  # noqa: S310  (loopback)
    try:
        with urllib.request.urlopen(request, timeout=90) as answer:  # noqa: S310
            return json.loads(answer.read() or b"{}")
    except urllib.error.HTTPError as error:
        said = error.read().decode("utf-8", "replace")
        error.close()
        raise AssertionError(f"{method} {path}: {error.code} {said}") from None


def _quoted(id_: str) -> str:
    return urllib.parse.quote(id_, safe="")


def _write_settings(folder: Path, port: int) -> None:
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
        "registration_shared_secret": _SECRET,
        "macaroon_secret_key": "m",
        "form_secret": "f",
        "bcrypt_rounds": 4,
        "listeners": [
            {
                "port": port,
                "bind_addresses": ["127.0.0.1"],
                "type": "http",
                "tls": False,
                "resources": [{"names": ["client"], "compress": False}],
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
    }
    (folder / "homeserver.yaml").write_text(json.dumps(settings))  # JSON is YAML
    log = {
        "version": 1,
        "handlers": {"file": {"class": "logging.FileHandler", "filename": str(folder / "hs.log")}},
        "root": {"level": "WARNING", "handlers": ["file"]},
    }
    (folder / "log.yaml").write_text(json.dumps(log))
