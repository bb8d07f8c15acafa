"""What every part of the measurements is given: how much to measure, the load, a folder, Postgres if it runs."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bench import contestants, datasets, pages
from bench.machine import Load, Server, service
from bench.postgres import Cluster
from bench.report import Report
from bench.rounds import Plan

FEW = 512 * 1024
"""A cache of this size, in bytes, holds some twenty pages: asked for more of them in turn, each one is a first read."""


@dataclass(frozen=True, slots=True)
class Setting:
    report: Report
    plan: Plan
    load: Load
    folder: Path
    cluster: Cluster | None

    def rows(self) -> tuple[Path, Path]:
        """Datasette's database of the shipped data, and its metadata."""
        file, metadata = self.folder / f"{pages.DATABASE}.db", self.folder / "metadata.json"
        if not file.exists():
            pages.rows_for_datasette(datasets.file_of(datasets.shipped()), file)
            metadata.write_text(json.dumps(pages.METADATA))
        return file, metadata

    def answers(self, name: str, bodies: Mapping[str, bytes]) -> dict[str, str]:
        """Settings that make a bare contestant give these bodies."""
        file = self.folder / f"{name}.json"
        file.write_text(json.dumps({path: body.decode() for path, body in bodies.items()}, ensure_ascii=False), "utf-8")
        return {contestants.ANSWERS: str(file)}


def sqlite(folder: Path, path: str, *, cache: int | None = None) -> Server:
    """The service over a SQLite database."""
    return service(path, {"TUIJIN_DATA_DIR": str(folder)} | _cache(cache))


def postgres(address: str, path: str, *, cache: int | None = None) -> Server:
    """The service over a Postgres database."""
    return service(path, {"TUIJIN_DATABASE_URL": address} | _cache(cache))


def _cache(limit: int | None) -> dict[str, str]:
    return {} if limit is None else {"TUIJIN_CACHE_BYTES": str(limit)}
