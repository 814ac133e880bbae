"""The same work for each client, one peer and one task a process: `python work.py PEER TASK URL FOLDER`.

Runs in the peers' environment. Prints one number: CPU seconds (user and system, of this process) for a task's unit
of work, or bytes for `memory-…`. `idle` is what Python costs alone.
"""

from __future__ import annotations

import asyncio
import gc
import json
import resource
import sys
import tracemalloc
from pathlib import Path

QUERY = "What is the capital of France?"
MODEL = "cohere/rerank-v3.5"
TWO = ["Paris is the capital of France.", "Berlin is the capital of Germany."]
THOUSAND = ["lorem ipsum dolor sit amet " * 38 for _ in range(1000)]
HEADERS = {"Authorization": "Bearer key", "Content-Type": "application/json", "Accept": "application/json"}


def cpu():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def per_call(work, repeats, warmup=20):
    """CPU seconds of one call, after a warm-up; like a caller, it has the last answer while it gets the next.

    Otherwise an empty process would give its memory back after each answer and fetch it again for the next.
    """
    for _ in range(warmup):
        answer = work()
    gc.collect()
    before = cpu()
    for _ in range(repeats):
        answer = work()
    spent = cpu() - before
    del answer
    return spent / repeats


# Each peer: `load()` imports and makes a client, the others use it.


class Ours:
    def load(self, url):
        from openrouter_rerank import OpenRouter, operations

        self.operations = operations
        self.client = OpenRouter(api_key="key", server_url=url, retry_config=None)
        self.rerank = self.client.rerank.rerank
        _ = operations.CreateRerankResponse

    def call(self, documents=TWO):
        return self.rerank(documents=documents, model=MODEL, query=QUERY).results[0].relevance_score

    async def call_async(self):
        answer = await self.client.rerank.rerank_async(documents=TWO, model=MODEL, query=QUERY)
        return answer.results[0].relevance_score

    async def done(self):
        await self.client.aclose()

    def decode(self, body):
        from openrouter_rerank._runtime.fields import Fields
        from openrouter_rerank._runtime.raw import RawResponse
        from openrouter_rerank._runtime.response import decode
        from openrouter_rerank.rerank import CREATE_RERANK

        fields = Fields([(b"content-type", b"application/json")])
        return decode(CREATE_RERANK, RawResponse(200, fields, body, None))

    def encode(self, documents):
        from openrouter_rerank._runtime.body import encode_body
        from openrouter_rerank.rerank import CREATE_RERANK

        return encode_body(CREATE_RERANK, {"documents": documents, "model": MODEL, "query": QUERY}, None)


class Raw:
    """What one writes by hand: the HTTP client, json, plain dicts."""

    module = ""

    def load(self, url):
        self.http = __import__(self.module)
        self.url = f"{url}/rerank"
        self.client = self.http.Client(headers=HEADERS)

    def call(self, documents=TWO):
        body = json.dumps({"documents": documents, "model": MODEL, "query": QUERY}).encode()
        answer = self.client.post(self.url, content=body)
        answer.raise_for_status()
        return json.loads(answer.content)["results"][0]["relevance_score"]

    async def call_async(self):
        if not hasattr(self, "many"):
            limits = self.http.Limits(max_connections=100)
            self.many = self.http.AsyncClient(headers=HEADERS, limits=limits)
        body = json.dumps({"documents": TWO, "model": MODEL, "query": QUERY}).encode()
        answer = await self.many.post(self.url, content=body)
        answer.raise_for_status()
        return json.loads(answer.content)["results"][0]["relevance_score"]

    async def done(self):
        await self.many.aclose()

    def decode(self, body):
        return json.loads(body)

    def encode(self, documents):
        return json.dumps({"documents": documents, "model": MODEL, "query": QUERY}).encode()


class RawHttpx(Raw):
    module = "httpx"


class RawHttpx2(Raw):
    module = "httpx2"


class Official:
    def load(self, url):
        from openrouter import OpenRouter, operations

        self.operations = operations
        self.client = OpenRouter(api_key="key", server_url=url, retry_config=None)
        self.rerank = self.client.rerank.rerank

    def call(self, documents=TWO):
        return self.rerank(documents=documents, model=MODEL, query=QUERY).results[0].relevance_score

    async def call_async(self):
        answer = await self.client.rerank.rerank_async(documents=TWO, model=MODEL, query=QUERY)
        return answer.results[0].relevance_score

    async def done(self):
        pass

    def decode(self, body):
        from openrouter.utils.unmarshal_json_response import unmarshal_json_response

        class Answer:
            text = body.decode()

        body_class = getattr(self.operations, "CreateRerankResponseBody", None) or self.operations.CreateRerankResponse
        return unmarshal_json_response(body_class, Answer)

    def encode(self, documents):
        from openrouter.utils import serialize_request_body

        request = self.operations.CreateRerankRequestBody(documents=documents, model=MODEL, query=QUERY)
        body = self.operations.CreateRerankRequestBody
        serialized = serialize_request_body(request, False, False, "json", body)
        return serialized.content


class Stock:
    """The client that openapi-python-client makes of our patched description."""

    def load(self, url):
        from stock_client import AuthenticatedClient
        from stock_client.api.rerank import create_rerank
        from stock_client.models import CreateRerankRequestBody, CreateRerankResponse

        self.client = AuthenticatedClient(base_url=url, token="key")
        self.api, self.request, self.response = create_rerank, CreateRerankRequestBody, CreateRerankResponse

    def call(self, documents=TWO):
        body = self.request(documents=documents, model=MODEL, query=QUERY)
        return self.api.sync(client=self.client, body=body).results[0].relevance_score

    async def call_async(self):
        body = self.request(documents=TWO, model=MODEL, query=QUERY)
        return (await self.api.asyncio(client=self.client, body=body)).results[0].relevance_score

    async def done(self):
        pass

    def decode(self, body):
        return self.response.from_dict(json.loads(body))

    def encode(self, documents):
        return json.dumps(self.request(documents=documents, model=MODEL, query=QUERY).to_dict()).encode()


PEERS = {"ours": Ours, "httpx": RawHttpx, "httpx2": RawHttpx2, "official": Official, "stock": Stock}

IMPORTS = {
    "ours": "from openrouter_rerank import OpenRouter",
    "httpx": "import httpx",
    "httpx2": "import httpx2",
    "official": "from openrouter import OpenRouter",
    "stock": "from stock_client import AuthenticatedClient",
    "idle": "pass",
}


async def in_flight(peer, calls, width):
    """CPU seconds of one call when `width` are under way."""
    places = asyncio.Semaphore(width)

    async def one():
        async with places:
            await peer.call_async()

    await asyncio.gather(*(one() for _ in range(width)))
    before = cpu()
    await asyncio.gather(*(one() for _ in range(calls)))
    taken = (cpu() - before) / calls
    await peer.done()
    return taken


def peak(work):
    """Bytes that Python's allocator held at most during the work, beyond what was there before."""
    work()
    gc.collect()
    tracemalloc.start()
    kept = work()
    _, most = tracemalloc.get_traced_memory()
    del kept
    return most


def measure(name, task, url, folder):
    """One number for one peer and one task."""
    if task == "import":
        exec(IMPORTS[name])
        return cpu()
    peer = PEERS[name]()
    peer.load(url)
    if task == "ready":
        return cpu()
    if task == "first":
        peer.call()
        return cpu()
    answer = (Path(folder) / "answer.json").read_bytes()
    tasks = {
        "call": lambda: per_call(peer.call, 1500),
        "large": lambda: per_call(lambda: peer.call(THOUSAND), 20, 3),
        "async": lambda: asyncio.run(in_flight(peer, 1500, 64)),
        "decode": lambda: per_call(lambda: peer.decode(answer), 50, 5),
        "encode": lambda: per_call(lambda: peer.encode(THOUSAND), 50, 5),
        "memory-decode": lambda: peak(lambda: peer.decode(answer)) / len(answer),
        "memory-encode": lambda: peak(lambda: peer.encode(THOUSAND)) / sum(map(len, THOUSAND)),
    }
    return tasks[task]()


if __name__ == "__main__":
    print(measure(*sys.argv[1:5]))
