"""A listening port with a thread and an event loop of its own, that opens, serves and closes without losing a mail."""

from __future__ import annotations

import asyncio
import logging
import threading
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from typing import TYPE_CHECKING

from gateway.edges.reception import Reception, open_balancers, open_certificates, open_reception
from gateway.edges.session import SmtpSession
from gateway.errors import NotReadyError

if TYPE_CHECKING:
    from gateway.bootstrap import Gateway
    from gateway.intake import Intake

_BACKLOG = 1024
_THREADS = 4
_LOGGERS_OF_AIOSMTPD = ("mail.log", "mail.debug")
"""They write every command with its addresses (PROTOCOL 10.8)."""


class Listener:
    """Serves one address; `start` and `stop` may be called from any thread, once each."""

    def __init__(self, gateway: Gateway, intake: Intake, *, host: str, port: int, session: type[SmtpSession]) -> None:
        self._gateway = gateway
        self._intake = intake
        self._host = host
        self._port = port
        self._session = session
        self._certificates = open_certificates(gateway.settings)
        self._balancers = open_balancers(gateway.settings, session.service)
        self._opened: Future[int] = Future()
        self._grace: asyncio.Future[float]
        self._loop: asyncio.AbstractEventLoop
        self._thread = threading.Thread(target=self._run, name=f"{session.service.lower()}-listener", daemon=True)

    @property
    def port(self) -> int:
        """The port that is listened on; known after `start` when it was given as 0."""
        return self._opened.result(timeout=0)

    def start(self) -> None:
        """Open the port; raises `NotReadyError` when that is not possible."""
        for name in _LOGGERS_OF_AIOSMTPD:
            logging.getLogger(name).setLevel(logging.WARNING)
        self._thread.start()
        try:
            self._opened.result()
        except OSError as error:
            service = self._session.service
            raise NotReadyError(
                f"{service} cannot listen on {self._host} port {self._port} ({error.strerror or error}). "
                f"Stop what uses that port or set GATEWAY_{service}_PORT to another."
            ) from None

    def stop(self, grace: float = 30.0) -> None:
        """Close the port, send idle clients away, let mails that are being received finish for `grace` seconds."""
        if not self._thread.is_alive():
            return
        self._loop.call_soon_threadsafe(self._ask_to_stop, grace)
        self._thread.join()

    def _ask_to_stop(self, grace: float) -> None:
        if not self._grace.done():
            self._grace.set_result(grace)

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except Exception as error:
            if self._opened.done():
                raise
            self._opened.set_exception(error)

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._grace = self._loop.create_future()
        executor = ThreadPoolExecutor(max_workers=_THREADS, thread_name_prefix=self._thread.name)
        try:
            await self._serve_with(executor)
        finally:
            executor.shutdown(wait=False, cancel_futures=True)

    async def _serve_with(self, executor: Executor) -> None:
        reception = open_reception(
            self._gateway,
            self._intake,
            loop=self._loop,
            executor=executor,
            certificates=self._certificates,
            balancers=self._balancers,
        )
        server = await self._loop.create_server(
            lambda: self._session(reception), self._host, self._port, backlog=_BACKLOG
        )
        self._opened.set_result(server.sockets[0].getsockname()[1])
        grace = await self._grace
        server.close()
        await _dismiss(reception, grace)


async def _dismiss(reception: Reception, grace: float) -> None:
    reception.is_stopping = True
    conversations = [session.conversation for session in reception.sessions if session.conversation is not None]
    for session in tuple(reception.sessions):
        session.dismiss()
    if conversations:
        await asyncio.wait(conversations, timeout=grace)
    for session in tuple(reception.sessions):
        session.abort()
