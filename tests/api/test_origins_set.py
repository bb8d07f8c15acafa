"""`TUIJIN_CORS_ORIGINS` lists origins by comma; nothing set means all, set to nothing means none."""

import pytest

from service.config import Settings

ORIGIN, OTHER = "https://example.org", "https://elsewhere.example"


@pytest.mark.parametrize(
    ("value", "origins"),
    [
        (None, ("*",)),
        ("", ()),
        ("*", ("*",)),
        (ORIGIN, (ORIGIN,)),
        (f" {ORIGIN} , {OTHER},", (ORIGIN, OTHER)),
    ],
)
def test_how_they_are_set(monkeypatch: pytest.MonkeyPatch, value: str | None, origins: tuple[str, ...]) -> None:
    if value is not None:
        monkeypatch.setenv("TUIJIN_CORS_ORIGINS", value)
    monkeypatch.setenv("TUIJIN_PORT", "")  # what is set to nothing is not set
    assert Settings().cors_origins == origins
    assert Settings().port == 8000
