"""Time stamps of an authority (RFC 3161): that something was there at a time, said by somebody else.

The request holds a SHA-256 and nothing of the case. It is sent by the user, or to an address that the user names; the
response is checked against the authority's root certificate, which comes by another way.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from netinvest.errors import InputRefused, StoreError, UsageError, VerificationFailed

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

PATIENCE_S = 20
LARGEST = 1 << 20  # bytes of a response


def request(content: bytes) -> bytes:
    """A request to stamp the SHA-256 of some bytes, in DER."""
    from rfc3161_client import HashAlgorithm, TimestampRequestBuilder

    made: bytes = (
        TimestampRequestBuilder()
        .data(content)
        .hash_algorithm(HashAlgorithm.SHA256)
        .nonce(nonce=True)
        .cert_request(cert_request=True)
        .build()
        .as_bytes()
    )
    return made


def ask(url: str, asked: bytes) -> bytes:
    """Send a request to an authority; the only place where netinvest calls an address, and only one the user gave.

    Raises:
        UsageError: The address is no web address.
        StoreError: The authority does not answer.
    """
    from urllib.error import URLError
    from urllib.request import Request, urlopen

    if not url.startswith(("https://", "http://")):
        raise UsageError("an authority is asked by https or http", remedy="give its address as https://...")
    post = Request(url, data=asked, headers={"Content-Type": "application/timestamp-query"})  # noqa: S310
    try:
        with urlopen(post, timeout=PATIENCE_S) as answer:  # noqa: S310
            response: bytes = answer.read(LARGEST)
    except (URLError, OSError, ValueError):
        raise StoreError(
            "the time-stamping authority does not answer",
            where=url,
            remedy="check the address and the network, or write the request with --request and send it yourself",
        ) from None
    return response


def stamped_at(response: bytes, content: bytes, *, authority: Path | None) -> datetime:
    """When an authority says that bytes were there.

    Args:
        response: The authority's response, in DER.
        content: What it is about.
        authority: Its root certificate, PEM; None checks that the response is about these bytes, not who gave it.

    Returns:
        The time in UTC.

    Raises:
        InputRefused: The response cannot be read.
        VerificationFailed: It is about something else, or of another authority.
    """
    import hashlib

    from cryptography.x509 import load_pem_x509_certificates
    from rfc3161_client import VerificationError, VerifierBuilder, decode_timestamp_response

    try:
        decoded = decode_timestamp_response(response)
        info = decoded.tst_info
    except ValueError:
        raise InputRefused("this is no response of a time-stamping authority", remedy="ask it again") from None
    if bytes(info.message_imprint.message) != hashlib.sha256(content).digest():
        raise VerificationFailed("the time stamp is about something else", remedy="compare with a copy")
    if authority is not None:
        builder = VerifierBuilder()
        try:
            certificates = load_pem_x509_certificates(authority.read_bytes())
        except (OSError, ValueError):
            raise UsageError(
                "this is no certificate in PEM", where=str(authority), remedy="ask the authority"
            ) from None
        for certificate in certificates:
            builder = builder.add_root_certificate(certificate)
        try:
            builder.build().verify_message(decoded, content)
        except (VerificationError, ValueError):
            raise VerificationFailed(
                "the time stamp is not of this authority", where=str(authority), remedy="check its certificate"
            ) from None
    at: datetime = info.gen_time
    return at
