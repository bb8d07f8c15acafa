"""HTTP as this service speaks it: uvicorn's protocol, kinder to Chinese in a request line.

Browsers percent-encode what a person typed, `curl` and hand-made clients often do not, and the parser then refuses the
request before anything of ours sees it. Here UTF-8 in a request line is encoded first. What is no HTTP at all is told
as a problem, like any other error.
"""

import re
from urllib.parse import quote_from_bytes

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from service.problems import Refused

_REQUEST_LINE = re.compile(rb"\A([A-Z]+) ([^\r\n ]*)( HTTP/1\.[01]\r\n)")
_PLAIN = "".join(map(chr, range(0x21, 0x7F)))
"""Everything that may stand in a request line as it is, the percent sign of what is encoded already included."""


class Protocol(HttpToolsProtocol):
    """One connection."""

    def data_received(self, data: bytes) -> None:
        # Requests without a body begin with their first byte, so a look at the start of what came is enough.
        super().data_received(data if data.isascii() else _REQUEST_LINE.sub(_encoded, data))

    def send_400_response(self, msg: str) -> None:
        response = Refused(400, msg).response("*")
        head = [*self.server_state.default_headers, *response.headers.raw, (b"connection", b"close")]
        lines = b"".join(name + b": " + value + b"\r\n" for name, value in head)
        self.transport.write(STATUS_LINE[400] + lines + b"\r\n" + bytes(response.body))
        self.transport.close()


def _encoded(line: re.Match[bytes]) -> bytes:
    return line[1] + b" " + quote_from_bytes(line[2], safe=_PLAIN).encode() + line[3]
