"""Makes calls: prepare, send, decode, and once more where that may help."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from msgspec import UNSET

from . import clock
from .address import server_from
from .client import checked_timeout
from .connections import Connections
from .deadline import Deadline
from .errors import APIConnectionError, APIStatusError, ClientClosedError, RequestValidationError
from .exchange import Attempt, exchange, exchange_async
from .log import Log
from .request import Prepared, common_headers, prepare
from .response import decode
from .retry import RetryConfig, Schedule

if TYPE_CHECKING:
    from .client import Client
    from .given import Given
    from .operation import Operation
    from .secret import Credential

__all__ = ["Calls"]

R = TypeVar("R")


class Calls:
    """Makes the calls of one client."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._settings = client.settings
        self._connections = Connections()
        self._log = Log(client.settings, client.logger)
        self._common = common_headers(client.settings.user_agent)

    def call(self, operation: Operation[R], given: Given) -> R:
        """Make a call."""
        prepared = self._prepared(operation, given)
        seconds = self._seconds(operation, given)
        schedule = self._schedule(operation, given)
        number = 0
        while True:
            number += 1
            try:
                return self._attempt(prepared, seconds, number)
            except (APIStatusError, APIConnectionError) as error:
                wait = _wait(schedule, error)
                if wait is None:
                    raise
            self._log.wait(wait)
            clock.sleep(wait)

    async def call_async(self, operation: Operation[R], given: Given) -> R:
        """Make a call without blocking the event loop."""
        prepared = self._prepared(operation, given)
        seconds = self._seconds(operation, given)
        schedule = self._schedule(operation, given)
        number = 0
        while True:
            number += 1
            try:
                return await self._attempt_async(prepared, seconds, number)
            except (APIStatusError, APIConnectionError) as error:
                wait = _wait(schedule, error)
                if wait is None:
                    raise
            self._log.wait(wait)
            await clock.sleep_async(wait)

    def close(self) -> None:
        """Shut our own connections."""
        self._connections.close()

    async def aclose(self) -> None:
        """Shut our own connections, and wait for it."""
        await self._connections.aclose()

    def _prepared(self, operation: Operation[Any], given: Given) -> Prepared:
        client = self._client
        if client.closed:
            raise ClientClosedError("the client is closed; make another")
        url = given.get("server_url")
        try:
            server = client.server() if url is None else server_from(url, client.url_params)
        except ValueError as error:
            raise RequestValidationError(str(error)) from None
        return prepare(
            operation,
            server=server,
            common=self._common,
            path=given.get("path"),
            query=given.get("query"),
            headers=given.get("headers"),
            cookies=given.get("cookies"),
            body=given.get("body"),
            app_headers=client.headers,
            accept=given.get("accept_header_override"),
            http_headers=given.get("http_headers"),
            extra_body=given.get("extra_body"),
        )

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
        retries = given.get("retries", UNSET)
        if retries is UNSET:
            retries = self._client.retries
        elif retries is not None and not isinstance(retries, RetryConfig):
            raise RequestValidationError(f"retries: expected a RetryConfig or None, got {type(retries).__name__}")
        return Schedule(retries, self._settings.retry_statuses)

    def _attempt(self, prepared: Prepared, seconds: float, number: int) -> Any:
        client = self._client
        if client.closed:
            raise ClientClosedError("the client was closed during the call")
        credential = client.secret.header() if prepared.operation.authenticated else None
        http = client.http if client.http is not None else self._connections.sync()
        attempt = self._begun(prepared, http, client.http is not None, credential, seconds)
        started = self._described(prepared, number)
        try:
            raw, problem = exchange(attempt)
        except Exception as error:
            self._log.failure(error, started)
            raise
        self._log.answer(raw, started)
        return decode(prepared.operation, raw, problem=problem, credential=credential)

    async def _attempt_async(self, prepared: Prepared, seconds: float, number: int) -> Any:
        client = self._client
        if client.closed:
            raise ClientClosedError("the client was closed during the call")
        credential = await client.secret.header_async() if prepared.operation.authenticated else None
        http = client.http_async if client.http_async is not None else await self._connections.of_this_loop()
        attempt = self._begun(prepared, http, client.http_async is not None, credential, seconds)
        started = self._described(prepared, number)
        try:
            raw, problem = await exchange_async(attempt)
        except Exception as error:
            self._log.failure(error, started)
            raise
        self._log.answer(raw, started)
        return decode(prepared.operation, raw, problem=problem, credential=credential)

    def _begun(
        self, prepared: Prepared, http: Any, supplied: bool, credential: Credential | None, seconds: float  # noqa: FBT001
    ) -> Attempt:
        deadline = Deadline(clock.now() + seconds)
        return Attempt(prepared, self._settings, http, supplied, credential, deadline, seconds)

    def _described(self, prepared: Prepared, number: int) -> float:
        if self._log.active():
            self._log.request(prepared, prepared.url, number)
        return clock.now()


def _wait(schedule: Schedule, error: APIStatusError | APIConnectionError) -> float | None:
    """The seconds until another attempt; None if there is none."""
    if isinstance(error, APIStatusError):
        return schedule.wait_after_status(error.status_code, error.headers)
    return schedule.wait_after_no_answer() if error.retryable else None
