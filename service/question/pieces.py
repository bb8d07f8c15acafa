"""The stretches that a question is made of, and what each is taken for."""

from dataclasses import dataclass

from service.question.groups import Form


@dataclass(slots=True)
class Piece:
    """A stretch of the question: a name, a term, or just a word."""

    start: int
    end: int
    text: str
    agency: str | None = None
    equal: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    hinted: tuple[str, ...] = ()
    silent: bool = False
    trust: float = 1.0
    forms: tuple[Form, ...] | None = None  # where they are known already
    within: tuple[str, ...] = ()  # terms that its name holds
    part: bool = False  # inside another piece that is only an everyday phrase, and may be what was meant by itself

    @property
    def named(self) -> bool:
        return self.agency is not None or bool(self.equal or self.asked or self.hinted)
