"""How fast an index is built, and how large it is."""

from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from bench.report import number
from bench.search.corpora import MANY, MOST, Corpus, corpus, documents, glossary, size, version
from bench.search.setting import Setting
from service.index import embedded

SAMPLE = 4_000
"""Tasks whose index is built in one process."""


def run(setting: Setting) -> None:
    report = setting.report
    report.title("Building: the embedded index, from the public JSON of its tasks")
    glossary()
    with TemporaryDirectory(dir=setting.folder) as folder:
        began = perf_counter()
        held = list(islice(documents(MANY, processes=1), SAMPLE))
        cut = perf_counter() - began
        building = embedded.EmbeddedWriter(Path(folder)).rebuild()
        began = perf_counter()
        building.put(held)
        building.finish(version(SAMPLE, embedded.analysis()))
        put = perf_counter() - began
    report.judge(f"one process, {SAMPLE:,} documents: documents a second", [SAMPLE / (cut + put)], number)
    report.judge("  of which cutting the texts, share", [cut / (cut + put)], lambda value: f"{value:.0%}")
    for tasks in (MANY,) if setting.plan.quick else (MANY, MOST):
        _tell(setting, corpus(tasks))


def _tell(setting: Setting, data: Corpus) -> None:
    built = data.built
    rate = built.documents / built.seconds
    setting.report.judge(f"{data.tasks:,} tasks, {built.processes} processes: documents a second", [rate], number)
    setting.report.judge(f"{data.tasks:,} tasks: MB on disk", [size(data.files) / 1e6], number)
    setting.report.judge(f"{data.tasks:,} tasks: bytes a task", [size(data.files) / data.tasks], number)
