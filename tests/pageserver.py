"""The page's server, started as a person starts it."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

LYKTA = Path(__file__).resolve().parent.parent / "lykta.py"


def start(site: Path, *arguments: str) -> tuple[subprocess.Popen[str], str]:
    """Start `lykta serve` over a collection; return it with the address it prints."""
    command = [sys.executable, str(LYKTA), "-C", str(site), "serve", "--no-browser", *arguments]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    assert process.stderr
    said = []
    for line in process.stderr:
        said.append(line)
        if "http://" in line:
            return process, line.split(" at ")[1].split()[0]
    message = f"the server ended before it said where it is: {''.join(said)}"
    raise AssertionError(message)


def stop(process: subprocess.Popen[str]) -> str:
    """Interrupt the server as Ctrl-C does; return the rest of what it said."""
    process.send_signal(signal.SIGINT)
    return process.communicate(timeout=60)[1]


@contextmanager
def running(site: Path) -> Iterator[str]:
    """Give the address of a server for as long as the block lasts."""
    process, address = start(site)
    try:
        yield address
    finally:
        stop(process)
