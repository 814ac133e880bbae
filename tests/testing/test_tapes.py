"""Exchanges are recorded without keys and played back to equal requests only."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import httpx2
import pytest
from pytest_openrouter_rerank import Fake, TapeError
from pytest_openrouter_rerank.messages import Answer, Request, refusal

if TYPE_CHECKING:
    from pathlib import Path

Ask = Callable[..., httpx2.Response]


@pytest.fixture
def tape(tmp_path: Path) -> Path:
    """Where the tape is."""
    return tmp_path / "tape.jsonl"


OK = '{"status": 200}'


def answering(answer: str) -> str:
    """A line of a tape with this answer in it."""
    return f'{{"request": {{"method": "POST", "path": "/"}}, "answer": {answer}}}'


def lines(tape: Path) -> list[Any]:
    return [json.loads(line) for line in tape.read_text(encoding="utf-8").split("\n")[:-1]]


def test_an_exchange_becomes_a_line(fake: Fake, ask: Ask, tape: Path) -> None:
    fake.record(tape)

    answer = ask(query="thé 東京\u2028")

    assert lines(tape) == [
        {
            "request": {
                "method": "POST",
                "path": "/rerank",
                "body": {"model": "m", "query": "thé 東京\u2028", "documents": ["coffee", "green tea"]},
            },
            "answer": {"status": 200, "headers": {"content-type": "application/json"}, "body": answer.json()},
        }
    ]
    assert "thé 東京" in tape.read_text(encoding="utf-8")


def test_a_line_ends_only_where_it_ends(fake: Fake, ask: Ask, tape: Path) -> None:
    """JSON leaves U+2028 and U+0085 as they are, which some take for ends of lines."""
    fake.record(tape)
    recorded = ask(query="a\u2028b\u0085c")

    fake.replay(tape)

    assert ask(query="a\u2028b\u0085c").content == recorded.content


def test_refusals_are_recorded_and_faults_are_not(fake: Fake, ask: Ask, tape: Path) -> None:
    fake.record(tape)
    fake.fail(503)

    ask()
    ask(top_n=0)

    assert [line["answer"]["status"] for line in lines(tape)] == [200, 400]


def test_what_was_recorded_is_played_back(fake: Fake, ask: Ask, tape: Path) -> None:
    fake.record(tape)
    recorded = [ask(), ask(top_n=1), ask(top_n=0)]
    fake.replay(tape)

    replayed = [ask(top_n=0), ask(), ask(top_n=1)]

    assert [answer.content for answer in replayed] == [recorded[place].content for place in (2, 0, 1)]
    assert [answer.status_code for answer in replayed] == [400, 200, 200]


def test_equal_requests_are_answered_in_order_and_the_last_answer_stays(fake: Fake, ask: Ask, tape: Path) -> None:
    fake.record(tape)
    first, second = ask(), ask()
    fake.replay(tape)

    assert [ask().json()["id"] for _ in range(3)] == [first.json()["id"], second.json()["id"], second.json()["id"]]


def test_keys_may_come_in_another_order(fake: Fake, http: httpx2.Client, ask: Ask, tape: Path) -> None:
    fake.record(tape)
    recorded = ask()
    fake.replay(tape)

    body = {"documents": ["coffee", "green tea"], "query": "tea", "model": "m"}
    replayed = http.post(f"{fake.url}/rerank", headers={"Authorization": "Bearer other"}, json=body)

    assert replayed.content == recorded.content


@pytest.mark.parametrize(
    ("changes", "difference"),
    [
        ({"query": "coffee"}, 'body.query: recorded "tea", got "coffee"'),
        ({"documents": ["coffee"]}, 'body.documents[1]: recorded "green tea", got nothing'),
        ({"top_n": 1}, "body.top_n: recorded nothing, got 1"),
        (
            {"documents": ["coffee", {"text": "green tea"}]},
            'body.documents[1]: recorded "green tea", got {"text": "green tea"}',
        ),
        ({"user": True, "query": None}, 'body.query: recorded "tea", got null; body.user: recorded nothing, got true'),
    ],
)
def test_another_request_is_refused_with_what_differs(
    fake: Fake, ask: Ask, tape: Path, changes: dict[str, Any], difference: str
) -> None:
    fake.record(tape)
    ask(documents=["something", "else", "altogether"])
    ask()
    fake.replay(tape)

    refused = ask(**changes)

    assert refused.status_code == 404
    assert refused.json()["error"]["message"] == (
        f"{tape}: no recording of this request; line 2 differs least: {difference}"
    )
    (complaint,) = fake.complaints()
    assert complaint.endswith(
        "   Record the tape anew, or mend the request; or, if the test means it, call expect_invalid()."
    )


def test_one_and_true_and_one_point_zero_are_three_things(fake: Fake, ask: Ask, tape: Path) -> None:
    fake.record(tape)
    ask(top_n=1)
    fake.replay(tape)

    assert [ask(top_n=top_n).status_code for top_n in (1, 1.0, True)] == [200, 404, 404]


def test_an_empty_tape_says_so(fake: Fake, ask: Ask, tape: Path) -> None:
    tape.write_text("")
    fake.replay(tape)

    assert ask().json()["error"]["message"] == f"{tape}: no recording of this request; the tape is empty"


def test_a_body_that_is_not_json_is_recorded_as_text(fake: Fake, http: httpx2.Client, tape: Path) -> None:
    fake.record(tape)
    headers = {"Authorization": "Bearer k", "Content-Type": "text/plain"}

    recorded = http.post(f"{fake.url}/rerank", headers=headers, content=b"tea?")
    fake.replay(tape)
    replayed = http.post(f"{fake.url}/rerank", headers=headers, content=b"tea?")

    assert lines(tape)[0]["request"] == {"method": "POST", "path": "/rerank", "text": "tea?"}
    assert (replayed.status_code, replayed.content) == (400, recorded.content)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("{", ":1: not an exchange: not JSON: "),
        ("<html>", ":1: not an exchange: not JSON: "),
        ("{}", ":1: not an exchange: request is missing: "),
        ("[]", ":1: not an exchange: request is missing: "),
        ('{"version": 2}', ":1: not an exchange: request is missing: "),
        ('{"request": {}}', ":1: not an exchange: answer is missing: "),
        ('{"request": {}, "answer": []}', ":1: not an exchange: answer is []: "),
        ('{"request": {}, "answer": {}}', ":1: not an exchange: request.method is missing: "),
        ('{"request": {"method": "POST"}, "answer": {}}', ":1: not an exchange: request.path is missing: "),
        (f'{{"request": {{"method": "POST", "path": 5}}, "answer": {OK}}}', ":1: not an exchange: request.path is 5: "),
        (answering("{}"), ":1: not an exchange: answer.status is missing: "),
        (answering('{"status": "200"}'), ':1: not an exchange: answer.status is "200": '),
        (answering('{"status": 99}'), ":1: not an exchange: "),
        (answering('{"status": 200, "headers": []}'), ":1: not an exchange: answer.headers is []: "),
        (answering('{"status": 200, "headers": {"a": 5}}'), ":1: not an exchange: answer.headers.a is 5: "),
        (answering('{"status": 200, "headers": {"a": "b\\nc"}}'), ":1: not an exchange: "),
        (answering('{"status": 200, "text": 5}'), ":1: not an exchange: answer.text is 5: "),
        (answering(OK) + "\nx", ":2: not an exchange: not JSON: "),
        (answering(OK) + "\n<<<<<<< HEAD", ":2: not an exchange: not JSON: "),
    ],
)
def test_a_broken_tape_is_refused_with_the_line(fake: Fake, tape: Path, text: str, place: str) -> None:
    tape.write_text(text)

    with pytest.raises(TapeError) as caught:
        fake.replay(tape)

    assert str(caught.value).startswith(f"{tape}{place}")
    assert str(caught.value).endswith("; mend the line or record the tape anew")


def test_a_tape_that_an_editor_marked_as_utf_8_is_read(fake: Fake, ask: Ask, tape: Path) -> None:
    fake.record(tape)
    recorded = ask()
    tape.write_bytes(b"\xef\xbb\xbf" + tape.read_bytes().replace(b"\n", b"\r\n"))

    fake.replay(tape)

    assert ask().content == recorded.content


@pytest.mark.parametrize("status", [204, 304])
def test_an_answer_without_a_body_has_none_whatever_a_tape_says(fake: Fake, ask: Ask, tape: Path, status: int) -> None:
    fake.record(tape)
    ask()
    tape.write_text(tape.read_text().replace('"status":200', f'"status":{status}'))
    fake.replay(tape)

    answers = [ask(), ask()]

    assert [(answer.status_code, answer.content) for answer in answers] == [(status, b"")] * 2


def test_a_header_beyond_ascii_is_played_back(fake: Fake, ask: Ask, tape: Path) -> None:
    fake.record(tape)
    ask()
    tape.write_text(tape.read_text().replace('"headers":{', '"headers":{"x-place":"Zürich",'), encoding="utf-8")
    fake.replay(tape)

    assert ask().headers["x-place"] == "Zürich"


def test_a_tape_does_not_say_how_its_answers_are_framed(fake: Fake, ask: Ask, tape: Path) -> None:
    """A tape may be edited: a wrong length would break the connection."""
    fake.record(tape)
    ask()
    edited = tape.read_text().replace('"headers":{', '"headers":{"Content-Length":"5","x-new":"1",')
    tape.write_text(edited)
    fake.replay(tape)

    answer = ask()

    assert answer.json()["model"] == "m"
    assert answer.headers["x-new"] == "1"


def test_blank_lines_mean_nothing(fake: Fake, tape: Path) -> None:
    tape.write_text('\n{"request": {"method": "POST", "path": "/"}, "answer": {"status": 200}}\n\n')

    fake.replay(tape)


def test_a_tape_that_is_not_there_is_refused(fake: Fake, tape: Path) -> None:
    with pytest.raises(TapeError, match="can't replay it: No such file or directory; record it first"):
        fake.replay(tape)


def test_a_tape_that_is_not_text_is_refused(fake: Fake, tape: Path) -> None:
    tape.write_bytes(b"\xff\xfe")

    with pytest.raises(TapeError, match="it is not UTF-8"):
        fake.replay(tape)


def test_a_tape_that_cannot_be_written_is_refused(fake: Fake, tmp_path: Path) -> None:
    folder = tmp_path / "nowhere"

    for path, reason in ((folder / "tape.jsonl", f"there is no folder {folder}"), (tmp_path, "Is a directory")):
        with pytest.raises(TapeError) as caught:
            fake.record(path)

        assert str(caught.value) == f"{path}: can't record there: {reason}"


@pytest.mark.parametrize("old", ["", "\n", f"{answering(OK)}\n" * 2, f"\ufeff{answering(OK)}\nsomething broken\n"])
def test_a_recording_begins_anew(fake: Fake, ask: Ask, tape: Path, old: str) -> None:
    tape.write_text(old, encoding="utf-8")
    fake.record(tape)

    ask()

    assert len(lines(tape)) == 1


@pytest.mark.parametrize("old", [b"import os\n", b"\n{}\n", b"\xff\xfe"])
def test_a_recording_never_overwrites_what_is_no_tape(fake: Fake, tape: Path, old: bytes) -> None:
    tape.write_bytes(old)

    with pytest.raises(TapeError, match=r"the file is no tape; remove it, or give another name$"):
        fake.record(tape)

    assert tape.read_bytes() == old


def test_a_recording_that_cannot_begin_leaves_the_tape_before_it(fake: Fake, ask: Ask, tape: Path) -> None:
    fake.record(tape)
    ask()

    for server_url, api_key in (("nowhere", None), (None, "sk-or-given"), (fake.url, None), ("http://x", "a\nb")):
        with pytest.raises(ValueError, match=r"nowhere|api_key|itself"):
            fake.record(tape, server_url=server_url, api_key=api_key)

    assert len(lines(tape)) == 1


def test_a_request_with_its_key_in_its_body_is_found_again(fake: Fake, ask: Ask, tape: Path) -> None:
    """The key of the recording may be another than that of the replay."""
    fake.record(tape)
    recorded = ask(key="Bearer sk-or-recording", query="about sk-or-recording")
    fake.replay(tape)

    replayed = ask(key="Bearer sk-or-replaying", query="about sk-or-replaying")

    assert "sk-or" not in tape.read_text()
    assert replayed.json()["id"] == recorded.json()["id"]


def test_a_key_is_not_in_what_a_refusal_tells(fake: Fake, ask: Ask, tape: Path) -> None:
    fake.record(tape)
    ask()
    fake.replay(tape)

    refused = ask(key="Bearer sk-or-secret", query="about sk-or-secret")

    assert 'got "about ***"' in refused.json()["error"]["message"]
    assert "secret" not in fake.complaints()[0]


def test_two_recordings_on_one_tape_leave_whole_lines(fake: Fake, ask: Ask, tape: Path) -> None:
    """As when tests that share a tape run at the same time: each exchange is a line, whoever wrote it."""
    with Fake() as other, other.client() as client:
        fake.record(tape)
        ask(query="a long question, and a long answer")
        other.record(tape)

        client.rerank.rerank(model="m", query="short", documents=["d"])
        ask(query="tea")
        client.rerank.rerank(model="m", query="again", documents=["d"])

    assert [line["request"]["body"]["query"] for line in lines(tape)] == ["short", "tea", "again"]


def test_one_recording_may_follow_another(fake: Fake, ask: Ask, tape: Path, tmp_path: Path) -> None:
    fake.record(tape)
    ask()
    fake.record(tmp_path / "other.jsonl")

    assert ask(query="other").status_code == 200

    assert [len(lines(tape)), len(lines(tmp_path / "other.jsonl"))] == [1, 1]


class TestPassedOn:
    """Requests go on to another server, here a second fake, and its answers are recorded."""

    @pytest.fixture
    def service(self) -> Any:
        """The server elsewhere."""
        with Fake() as service:
            yield service

    def test_the_other_servers_answer_is_given_and_recorded(
        self, fake: Fake, service: Fake, ask: Ask, tape: Path
    ) -> None:
        service.answer({"model": "from elsewhere", "results": []})
        fake.record(tape, server_url=service.url)

        answer = ask()

        assert answer.json()["model"] == "from elsewhere"
        assert lines(tape)[0]["answer"]["body"] == {"model": "from elsewhere", "results": []}
        assert lines(tape)[0]["request"]["path"] == "/rerank"

    def test_the_request_arrives_as_it_was(self, fake: Fake, service: Fake, http: httpx2.Client, tape: Path) -> None:
        fake.record(tape, server_url=f"{service.url}/")
        body = b'{"model":"m",  "query":"q","documents":["\\u00e9"]}'
        headers = {
            "Authorization": "Bearer k",
            "Content-Type": "application/json",
            "HTTP-Referer": "https://example.org",
        }

        http.post(f"{fake.url}/rerank", headers=headers, content=body)

        assert service.calls[0].content == body
        assert service.calls[0].headers["http-referer"] == "https://example.org"
        assert service.calls[0].headers["host"] == urlsplit(service.url).netloc
        assert service.calls[0].path == "/api/v1/rerank"

    def test_refusals_are_passed_back_and_are_no_complaint(
        self, fake: Fake, service: Fake, ask: Ask, tape: Path
    ) -> None:
        """What fits is for the real service to say: it may know more than the description."""
        service.expect_invalid()
        service.fail(429, retry_after=7)
        fake.record(tape, server_url=service.url)

        answer = ask(top_n=0)

        assert (answer.status_code, answer.headers["retry-after"]) == (429, "7")
        assert lines(tape)[0]["answer"]["headers"]["retry-after"] == "7"
        assert fake.complaints() == []

    def test_keys_are_not_on_the_tape(self, fake: Fake, service: Fake, ask: Ask, tape: Path) -> None:
        service.fail(401, message="sk-or-given is unknown, and so is sk-or-from-the-request")
        fake.record(tape, server_url=service.url, api_key="sk-or-given")

        ask(key="Bearer sk-or-from-the-request", query="about sk-or-given")

        assert "sk-or" not in tape.read_text()
        assert lines(tape)[0]["answer"]["body"]["error"]["message"] == "*** is unknown, and so is ***"

    @pytest.mark.parametrize(("key", "query"), [("sk-or-12", "about ***"), ("sk-or-1", "about sk-or-1")])
    def test_what_is_too_short_for_a_key_may_be_a_word(
        self, fake: Fake, service: Fake, ask: Ask, tape: Path, key: str, query: str
    ) -> None:
        fake.record(tape, server_url=service.url)

        ask(key=f"Bearer {key}", query=f"about {key}")

        assert lines(tape)[0]["request"]["body"]["query"] == query

    def test_a_key_that_the_service_repeats_does_not_reach_the_program(
        self, fake: Fake, service: Fake, ask: Ask, tape: Path
    ) -> None:
        service.fail(401, message="sk-or-given is unknown to Zürich")
        fake.record(tape, server_url=service.url, api_key="sk-or-given")

        assert ask().json()["error"]["message"] == "*** is unknown to Zürich"
        assert "given" not in str(fake.calls[0].answer)

    def test_a_key_that_begins_as_another_is_masked_whole(
        self, fake: Fake, service: Fake, ask: Ask, tape: Path
    ) -> None:
        fake.record(tape, server_url=service.url, api_key="sk-or-one")

        ask(key="Bearer sk-or-one-and-more", query="sk-or-one sk-or-one-and-more")

        assert lines(tape)[0]["request"]["body"]["query"] == "*** ***"

    @pytest.mark.parametrize(
        "url",
        [
            "",
            "openrouter.example/api/v1",
            "ftp://example.org",
            "http://",
            "http://:80",
            "http://[::1",
            "http://a:99999",
            "http://a:0",
        ],
    )
    def test_a_url_that_leads_nowhere_is_refused(self, fake: Fake, tape: Path, url: str) -> None:
        with pytest.raises(ValueError) as caught:  # noqa: PT011 - the whole message is compared
            fake.record(tape, server_url=url)

        assert str(caught.value) == f"{url}: expected the URL of a server, such as https://example.org/api/v1"
        assert not tape.exists()

    @pytest.mark.parametrize("key", ["", "a\nb", "schlüssel", " sk"])
    def test_a_key_that_no_header_can_hold_is_refused_and_not_shown(self, fake: Fake, tape: Path, key: str) -> None:
        with pytest.raises(ValueError, match=r"^api_key: expected a key, in ASCII and on one line$"):
            fake.record(tape, server_url="http://example.org", api_key=key)

    @pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
    def test_a_fake_does_not_pass_requests_on_to_itself(self, fake: Fake, tape: Path, host: str) -> None:
        with pytest.raises(ValueError, match=r"that is this fake itself; leave server_url out for its own answers$"):
            fake.record(tape, server_url=fake.url.replace("127.0.0.1", host))

    def test_the_key_given_replaces_the_requests(
        self, fake: Fake, service: Fake, ask: Ask, tape: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        seen: list[str] = []

        async def note(request: Request) -> Answer:
            seen.append(request.headers["authorization"])
            return refusal(402, "no")

        monkeypatch.setattr(service, "_respond", note)
        service.expect_invalid()
        fake.record(tape, server_url=service.url, api_key="sk-or-given")

        ask(key="Bearer sk-or-from-the-request")

        assert seen == ["Bearer sk-or-given"]

    def test_a_compressed_answer_is_recorded_as_what_it_says(
        self, fake: Fake, ask: Ask, tape: Path, service: Fake, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async def compressed(_: Request) -> Answer:
            headers = {"content-type": "application/json", "content-encoding": "gzip"}
            return Answer(status=200, headers=headers, content=gzip.compress(b'{"model":"m","results":[]}'))

        monkeypatch.setattr(service, "_respond", compressed)
        fake.record(tape, server_url=service.url)

        assert ask().json() == {"model": "m", "results": []}
        assert lines(tape)[0]["answer"]["body"] == {"model": "m", "results": []}

    def test_a_server_that_is_not_there_is_told_and_not_recorded(self, fake: Fake, ask: Ask, tape: Path) -> None:
        gone = Fake()
        gone.close()
        fake.record(tape, server_url=gone.url)

        answer = ask()

        assert answer.status_code == 502
        said: str = answer.json()["error"]["message"]
        assert said.startswith(f"{gone.url}: can't be reached: ")
        assert "connect" in said.removeprefix(f"{gone.url}: can't be reached: ")  # in words, not the error's class
        assert "   Mend server_url, or see that the service is there; or, if" in fake.complaints()[0]
        assert lines(tape) == []
