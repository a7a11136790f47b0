"""A tab of the page without a browser: what it sends to Streamlit, and the HTML that comes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import urlencode

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

MOST_BYTES = 64_000_000  # of one message


@dataclass(slots=True)
class Visitor:
    """An open tab, as far as the server can tell."""

    socket: ClientConnection
    # By its hash, as in a browser: what is drawn again is not sent a second time.
    drawn: dict[str, str] = field(default_factory=dict)

    async def ask(self, words: str = "") -> str:
        """Return all HTML of the search page for a question, or of the start page."""
        asked = BackMsg()
        asked.rerun_script.query_string = urlencode({"q": words}) if words else ""
        await self.socket.send(asked.SerializeToString())
        parts: list[str] = []
        async for data in self.socket:
            message = ForwardMsg.FromString(data if isinstance(data, bytes) else data.encode())
            match message.WhichOneof("type"):
                case "delta":
                    self.drawn[message.hash] = message.delta.new_element.html.body
                    parts.append(self.drawn[message.hash])
                case "ref_hash":
                    parts.append(self.drawn[message.ref_hash])
                case "script_finished":
                    break
        return "".join(parts)


@asynccontextmanager
async def visiting(address: str) -> AsyncIterator[Visitor]:
    """Give a visitor of a server for as long as the block lasts."""
    stream = f"{address.replace('http', 'ws', 1)}/_stcore/stream"
    async with connect(stream, max_size=MOST_BYTES) as socket:
        yield Visitor(socket)
