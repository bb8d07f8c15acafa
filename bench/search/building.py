"""How fast an index is built, and how large it is."""

from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from bench.report import number
from bench.search import made
from bench.search.corpora import MANY, MOST, Corpus, corpus, cut, glossary, size, version
from bench.search.setting import Setting
from service.index import embedded
from service.index.embedded_writer import EmbeddedWriter

SAMPLE = 4
"""Plans whose tasks are put into an index by one process."""


def run(setting: Setting) -> None:
    report = setting.report
    report.title("Building: the embedded index, from the public JSON of its tasks")
    glossary()
    bodies = [list(made.tasks(plan)) for plan in range(SAMPLE)]
    with TemporaryDirectory(dir=setting.folder) as folder:
        began = perf_counter()
        held = [cut(body) for each in bodies for body in each]
        cutting = perf_counter() - began
        building = EmbeddedWriter(Path(folder)).rebuild()
        began = perf_counter()
        building.put(held)
        building.finish(version(len(held), embedded.analysis()))
        putting = perf_counter() - began
    rate = len(held) / (cutting + putting)
    report.judge(f"one process, {len(held):,} tasks: documents a second", [rate], number)
    report.judge("  of which cutting the texts", [cutting / (cutting + putting)], lambda value: f"{value:.0%}")
    for tasks in (MANY,) if setting.plan.quick else (MANY, MOST):
        _tell(setting, corpus(tasks))


def _tell(setting: Setting, data: Corpus) -> None:
    built = data.built
    rate = built.documents / built.seconds
    setting.report.judge(f"{data.tasks:,} tasks, {built.processes} processes: documents a second", [rate], number)
    setting.report.judge(f"{data.tasks:,} tasks: MB on disk", [size(data.files) / 1e6], number)
    setting.report.judge(f"{data.tasks:,} tasks: bytes a task", [size(data.files) / data.tasks], number)
