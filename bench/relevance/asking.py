"""Asks a contestant all questions of a set; what goes wrong is told without showing a question that is hidden."""

import json
from typing import Protocol

import httpx

from bench.relevance.measures import Answer
from bench.relevance.questions import Question, QuestionSet

HITS = 50
"""Hits asked for: more than nDCG looks at, and what a page of the service holds by default."""
SECONDS = 30.0
"""What one answer may take."""


class Unmeasurable(RuntimeError):
    """There is nothing to measure: no answer, or not the one that was asked for."""


class Refused(Exception):
    """A question was answered with something else than hits."""

    def __init__(self, response: httpx.Response) -> None:
        super().__init__(response.status_code)
        self.status = response.status_code
        self.body = response.text

    def in_full(self) -> str:
        return f"{self.status}: {self.body[:500]}"

    def in_short(self) -> str:
        """Without anything that may repeat the question; types and codes of problems are fixed words."""
        try:
            body = json.loads(self.body)
        except ValueError:
            body = None
        fixed = [str(body[name]) for name in ("type", "code") if name in body] if isinstance(body, dict) else []
        return f"{self.status}: {' '.join(fixed) or 'no problem with a type'} (the body may show the question)"


class Contestant(Protocol):
    @property
    def name(self) -> str:
        """What its figures stand under."""

    def ask(self, text: str) -> Answer:
        """Raises `Refused`, or whatever the transport raises."""


def client(address: str, headers: dict[str, str] | None = None) -> httpx.Client:
    """Proxies of the environment are left aside: the servers are ours, and the questions stay with them."""
    return httpx.Client(base_url=address, headers=headers, timeout=SECONDS, trust_env=False)


def answers(contestant: Contestant, asked: QuestionSet) -> list[Answer]:
    return [_answer(contestant, question, asked) for question in asked.questions]


def _answer(contestant: Contestant, question: Question, asked: QuestionSet) -> Answer:
    try:
        return contestant.ask(question.text)
    except Refused as refused:
        told = refused.in_full() if asked.shown else refused.in_short()
    except httpx.HTTPError as error:
        told = f"{type(error).__name__} {error}" if asked.shown else type(error).__name__
    which = repr(question.text) if asked.shown else "a question"
    raise Unmeasurable(f"{contestant.name} answered {which} of {asked.name}, class {question.kind}, with {told}")
