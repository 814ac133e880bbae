"""Makes calls: prepare, send, decode, and once more where that may help."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from msgspec import UNSET

from . import clock
from .address import server_from
from .client import checked_timeout, retries_problem
from .connections import Connections
from .deadline import Deadline
from .errors import APIConnectionError, APIStatusError, ClientClosedError, RequestValidationError
from .exchange import exchange, exchange_async
from .log import Log
from .request import Prepared, common_headers, prepare
from .response import decode
from .retry import Schedule
from .secret import Credential
from .wire import Attempt

if TYPE_CHECKING:
    from .address import Server
    from .client import Client
    from .given import Given
    from .operation import Operation
    from .raw import RawResponse

__all__ = ["Calls"]

R = TypeVar("R")


class Calls:
    """Makes the calls of one client."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._settings = client.settings
        self._common = common_headers(client.settings.user_agent)
        self._log = Log(client.settings, client.logger)
        self.connections = Connections()

    def call(self, operation: Operation[R], given: Given) -> R:
        """Make a call."""
        prepared = self._prepared(operation, given)
        seconds = self._seconds(operation, given)
        schedule = self._schedule(operation, given)
        number = 1
        while True:
            try:
                return self._once(operation, prepared, seconds, number)
            except (APIStatusError, APIConnectionError) as error:
                wait = schedule.wait_after(error)
                if wait is None:
                    raise
                self._refuse_if_closed()
            self._log.wait(wait)
            clock.sleep(wait)
            number += 1

    async def call_async(self, operation: Operation[R], given: Given) -> R:
        """Make a call without blocking the event loop."""
        prepared = self._prepared(operation, given)
        seconds = self._seconds(operation, given)
        schedule = self._schedule(operation, given)
        number = 1
        while True:
            try:
                return await self._once_async(operation, prepared, seconds, number)
            except (APIStatusError, APIConnectionError) as error:
                wait = schedule.wait_after(error)
                if wait is None:
                    raise
                self._refuse_if_closed()
            self._log.wait(wait)
            await clock.sleep_async(wait)
            number += 1

    def _once(self, operation: Operation[R], prepared: Prepared, seconds: float, number: int) -> R:
        """One attempt."""
        self._refuse_if_closed()
        optional = operation.key_optional
        credential = self._client.secret.credential(optional=optional) if self._takes_key(prepared) else None
        supplied = self._client.http
        transport = self.connections.sync() if supplied is None else None
        attempt = self._attempt(prepared, supplied, transport, credential, seconds)
        if not self._log.listens():
            return decode(operation, exchange(attempt), attempt.credential)
        started = self._describe_request(attempt, number)
        try:
            raw = exchange(attempt)
        except Exception as error:
            self._log.failure(error, started)
            raise
        return self._described(operation, attempt, raw, started)

    async def _once_async(self, operation: Operation[R], prepared: Prepared, seconds: float, number: int) -> R:
        """One attempt."""
        self._refuse_if_closed()
        secret = self._client.secret
        optional = operation.key_optional
        credential = await secret.credential_async(optional=optional) if self._takes_key(prepared) else None
        supplied = self._client.http_async
        transport = await self.connections.of_this_loop() if supplied is None else None
        attempt = self._attempt(prepared, supplied, transport, credential, seconds)
        if not self._log.listens():
            return decode(operation, await exchange_async(attempt), attempt.credential)
        started = self._describe_request(attempt, number)
        try:
            raw = await exchange_async(attempt)
        except Exception as error:
            self._log.failure(error, started)
            raise
        return self._described(operation, attempt, raw, started)

    def _prepared(self, operation: Operation[Any], given: Given) -> Prepared:
        self._refuse_if_closed()
        server = self._server(given.get("server_url"), operation.server_url)
        return prepare(operation, given, server, self._common, self._client.headers)

    def _server(self, url: str | None, own: str | None) -> Server:
        """Where to send a call: to the caller's server, else the client's, the operation's, the package's."""
        try:
            return self._client.server(own) if url is None else server_from(url, self._client.url_params)
        except ValueError as error:
            raise RequestValidationError(str(error)) from None

    def _seconds(self, operation: Operation[Any], given: Given) -> float:
        """How long one attempt may take."""
        for timeout_ms in (given.get("timeout_ms"), self._client.timeout_ms, operation.timeout_ms):
            if timeout_ms is not None:
                try:
                    return checked_timeout(timeout_ms)
                except ValueError as error:
                    raise RequestValidationError(str(error)) from None
        return self._settings.timeout_ms / 1000

    def _schedule(self, operation: Operation[Any], given: Given) -> Schedule:
        """When to try again: the call's own wish, else the client's, the operation's, the package's."""
        own = operation.retries or self._settings.retries
        retries = given.get("retries", UNSET)
        if retries is UNSET:
            retries = own if self._client.retries is self._client.DEFAULT else self._client.retries
        elif problem := retries_problem(retries, "retries"):
            raise RequestValidationError(problem)
        return Schedule(retries, own.status_codes_override if own is not None else None)

    def _refuse_if_closed(self) -> None:
        if self._client.closed:
            raise ClientClosedError("the client is closed; make another")

    def _takes_key(self, prepared: Prepared) -> bool:
        header = self._settings.api_key_header
        return prepared.operation.authenticated and header is not None and header not in prepared.headers

    def _written(self, prepared: Prepared) -> Credential | None:
        """The key that a caller wrote into a header: to be hidden like any other."""
        value = prepared.headers.get(self._settings.api_key_header or "")
        return None if value is None else Credential(value.decode(), self._settings)

    def _attempt(
        self, prepared: Prepared, supplied: Any, transport: Any, credential: Credential | None, seconds: float
    ) -> Attempt:
        if credential is None:
            credential = self._written(prepared)
        deadline = Deadline(clock.now() + seconds)
        return Attempt(prepared, self._settings, supplied, transport, credential, deadline, seconds)

    def _describe_request(self, attempt: Attempt, number: int) -> float:
        self._log.request(attempt, number)
        return clock.now()

    def _described(self, operation: Operation[R], attempt: Attempt, raw: RawResponse, started: float) -> R:
        self._log.answer(attempt, raw, started)
        return decode(operation, raw, attempt.credential)
