"""A certificate authority that nobody trusts unless told to, and TLS settings for both sides."""

from __future__ import annotations

import ssl
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import trustme

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Authority"]


@dataclass(frozen=True, slots=True)
class Authority:
    """Signs certificates for servers and clients; keeps its files in a folder."""

    folder: Path
    _ca: trustme.CA = field(default_factory=trustme.CA)

    @property
    def file(self) -> Path:
        """The authority's own certificate, as SSL_CERT_FILE wants it."""
        path = self.folder / "authority.pem"
        self._ca.cert_pem.write_to_path(str(path))
        return path

    def server(self, *names: str, clients_too: bool = False, expired: bool = False) -> ssl.SSLContext:
        """Settings for a server with these names; `clients_too` demands a certificate from clients."""
        until = datetime(2001, 1, 1, tzinfo=UTC) if expired else None
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate(*(names or ("127.0.0.1",)), until=until))
        if clients_too:
            context.verify_mode = ssl.CERT_REQUIRED
            context.load_verify_locations(self.file)
        return context

    def client(self, certificate: Path | None = None) -> ssl.SSLContext:
        """Settings for a client that trusts this authority alone."""
        context = ssl.create_default_context(cafile=str(self.file))
        if certificate is not None:
            context.load_cert_chain(certificate)
        return context

    def certificate(self, *names: str, until: datetime | None = None) -> Path:
        """A file with a private key and the certificate for these names."""
        path = self.folder / f"{names[0]}.pem"
        issued = self._ca.issue_cert(*names, not_after=until)
        issued.private_key_and_cert_chain_pem.write_to_path(str(path))
        return path
