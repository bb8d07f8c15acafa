"""Short forms in which tests compare what was read."""

from service.ingest.reading import Reading

Row = tuple[int, str, str, tuple[str, ...], str]


def rows(reading: Reading) -> list[Row]:
    """Each task as number, section, text, agencies and responsibility."""
    assert reading.plan is not None, [finding.message for finding in reading.errors]
    assert reading.lang is not None
    return [
        (task.number, task.section, task.text[reading.lang], task.agencies, task.responsibility.value)
        for task in reading.plan.tasks
    ]


def headings(reading: Reading) -> list[tuple[str, str]]:
    return [(section.number, section.title) for section in reading.sections]


def codes(reading: Reading, level: str | None = None) -> list[str]:
    """The codes of the findings, of one level or all."""
    return [finding.code for finding in reading.findings if level in (None, finding.level)]


def lines(reading: Reading, code: str) -> list[int | None]:
    return [finding.line for finding in reading.findings if finding.code == code]
