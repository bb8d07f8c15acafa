"""Fetches a document from the web, with limits on time, size and redirects, and never from a private address.

The host is resolved once, its addresses are checked, and the connection goes to a checked address by number: a name
that resolves otherwise a moment later (DNS rebinding) gains nothing. Proxies in the environment are not used, since
they would resolve the name themselves.
"""

import asyncio
import ipaddress
import socket
from typing import TYPE_CHECKING

from service.ingest.findings import Unreadable

if TYPE_CHECKING:
    import httpx

CONNECT_SECONDS = 10.0
READ_SECONDS = 20.0  # between two pieces; government sites may think for long
TOTAL_SECONDS = 60.0  # for everything, redirects included
BYTES = 20_000_000  # as for a file, see `read.FILE_BYTES`
REDIRECTS = 5
ADDRESSES = 4  # of one host to try, one after another
AGENT = "tuijin-import"
# IPv6 ranges that carry an IPv4 address to which a gateway passes the connection on.
NAT64 = ipaddress.ip_network("64:ff9b::/96")

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def fetch_url(
    url: str, *, allow_private: bool = False, seconds: float = TOTAL_SECONDS, limit: int = BYTES
) -> tuple[bytes, str, str]:
    """The bytes at an address, their content type, and the address that answered. Raises `Unreadable` otherwise."""

    async def run() -> tuple[bytes, str, str]:
        async with asyncio.timeout(seconds):
            return await _follow(url, allow_private=allow_private, limit=limit)

    try:
        return asyncio.run(run())
    except TimeoutError as error:
        raise Unreadable(f"{url} did not answer in full within {seconds:g} seconds.") from error


def is_public(address: Address) -> bool:
    """Whether an address is one of the open internet, with those that stand inside another address."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        if address in NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(inner)
        if address.is_site_local:
            return False
    return address.is_global and not (
        address.is_multicast or address.is_reserved or address.is_loopback or address.is_link_local
    )


async def _resolve(host: str, port: int) -> list[Address]:
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Unreadable(f"The host {host} is not known.") from error
    addresses = [ipaddress.ip_address(str(entry[4][0]).partition("%")[0]) for entry in found]
    return list(dict.fromkeys(addresses))


async def _follow(url: str, *, allow_private: bool, limit: int) -> tuple[bytes, str, str]:
    import httpx

    timeout = httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS)
    seen: list[str] = []
    async with httpx.AsyncClient(timeout=timeout, trust_env=False, follow_redirects=False) as client:
        while True:
            target = _checked(url)
            if str(target) in seen:
                raise Unreadable(f"{seen[0]} redirects in a circle.")
            if len(seen) > REDIRECTS:
                raise Unreadable(f"{seen[0]} redirects more than {REDIRECTS} times.")
            seen.append(str(target))
            answer = await _hop(client, target, allow_private=allow_private, limit=limit)
            if isinstance(answer, tuple):
                return answer
            url = answer


def _checked(url: str) -> "httpx.URL":
    import httpx

    try:
        target = httpx.URL(url)
    except (httpx.InvalidURL, TypeError, ValueError) as error:
        raise Unreadable(f"{url} is not a valid address.") from error
    if target.scheme not in {"http", "https"}:
        raise Unreadable(f"{url} is not an address on the web: only http and https are fetched.")
    if not target.host:
        raise Unreadable(f"{url} names no host.")
    if target.userinfo:
        raise Unreadable("An address with a user name or a password in it is not fetched.")
    return target.copy_with(fragment=None)


async def _hop(
    client: "httpx.AsyncClient", target: "httpx.URL", *, allow_private: bool, limit: int
) -> tuple[bytes, str, str] | str:
    """One request: the document, or the address to which it redirects."""
    import httpx

    port = target.port or (443 if target.scheme == "https" else 80)
    addresses = await _resolve(target.host, port)
    if not allow_private and not all(is_public(address) for address in addresses):
        raise Unreadable(f"{target.host} is a private address; allow those with --allow-private.")
    failure: Exception | None = None
    for address in addresses[:ADDRESSES]:
        try:
            return await _request(client, target, address, limit)
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            failure = error
        except httpx.TimeoutException as error:
            raise Unreadable(f"{target} stopped answering.") from error
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as error:
            raise Unreadable(
                f"{target} could not be fetched: {str(error).rstrip('.') or type(error).__name__}."
            ) from error
        except (OSError, ValueError) as error:  # ValueError: headers that httpx cannot send or read
            raise Unreadable(f"{target} could not be fetched: {error}.") from error
    raise Unreadable(f"{target} could not be reached: {failure or 'no address'}.") from failure


async def _request(
    client: "httpx.AsyncClient", target: "httpx.URL", address: Address, limit: int
) -> tuple[bytes, str, str] | str:
    # To the checked address by number; the name goes into the Host header and into TLS, where the certificate is
    # checked against it.
    request = client.build_request(
        "GET",
        target.copy_with(host=str(address)),
        headers={
            "Host": target.netloc.decode("ascii"),
            "User-Agent": AGENT,
            "Accept": "text/html,text/plain,application/pdf,*/*;q=0.8",
            "Accept-Encoding": "identity",
            "Connection": "close",
        },
        extensions={"sni_hostname": target.raw_host.decode("ascii")},
    )
    response = await client.send(request, stream=True)
    try:
        if response.has_redirect_location:
            return str(target.join(response.headers["location"]))
        if response.status_code != 200:
            raise Unreadable(f"{target} answered {response.status_code} {response.reason_phrase}.".replace(" .", "."))
        announced = response.headers.get("content-length", "")
        if announced.isascii() and announced.isdigit() and int(announced[:20]) > limit:
            raise Unreadable(f"{target} is larger than {limit // 1_000_000} MB, more than any plan or report.")
        data = bytearray()
        async for piece in response.aiter_bytes():
            data += piece
            if len(data) > limit:
                raise Unreadable(f"{target} is larger than {limit // 1_000_000} MB, more than any plan or report.")
        return bytes(data), response.headers.get("content-type", ""), str(target)
    finally:
        await response.aclose()
