"""What is counted, and what must be zero."""

import hashlib
import io
import zipfile
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from sqlalchemy import select

from document.states import JobState
from store.tables import Event, File, Job, Note, Translation
from tests.service import Service


@dataclass
class Figures:
    """The outcome of a scenario. ``waits`` are seconds, ``most`` is what 95 of 100 of them must keep to.

    ``taken`` counts claims that were taken from workers that lived, where none may be.
    """

    name: str
    jobs: int = 0
    lost: int = 0
    ended_twice: int = 0
    damaged: int = 0
    different: int = 0
    taken: int = 0
    seconds: float = 0.0
    waits: list[float] = field(default_factory=list)
    most: float | None = None
    notes: dict[str, object] = field(default_factory=dict)

    @property
    def is_good(self) -> bool:
        """Tell whether nothing was lost, doubled or damaged, and the waits were short enough."""
        broken = self.lost or self.ended_twice or self.damaged or self.different or self.taken
        return not broken and (self.most is None or not self.waits or share(self.waits, 0.95) <= self.most)

    def __str__(self) -> str:
        """Two lines for a person."""
        told = [
            f"{'ok ' if self.is_good else 'BAD'} {self.name}: {self.jobs} jobs in {self.seconds:.0f} s",
            f"lost {self.lost}, ended twice {self.ended_twice}",
            f"files damaged {self.damaged}, outputs that differ {self.different}",
        ]
        if self.waits:
            p50, p95, longest = (share(self.waits, part) for part in (0.5, 0.95, 1.0))
            told.append(f"waits p50 {p50:.1f} s, p95 {p95:.1f} s, max {longest:.1f} s of {len(self.waits)}")
            told.append(f"p95 may be {self.most} s")
        told += [f"{key} {value}" for key, value in self.notes.items()]
        return "; ".join(told)


def share(values: list[float], part: float) -> float:
    """Give the value that this part of all do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))]


def judge(service: Service, figures: Figures) -> Figures:
    """Count in the database and the files what became of all jobs."""
    with service.database.read() as session:
        jobs = session.scalars(select(Job)).all()
        ends = Counter(event.data["job"] for event in session.scalars(select(Event).where(Event.kind == "job_done")))
        originals = dict(session.execute(select(Note.id, Note.original)).tuples().all())
        translations = session.scalars(select(Translation)).all()
        files = session.scalars(select(File.sha256)).all()
    figures.jobs = len(jobs)
    figures.lost = sum(JobState(job.state) is not JobState.DONE for job in jobs)
    figures.ended_twice = sum(count > 1 for count in ends.values())
    figures.damaged = sum(not _is_whole(service, name) for name in files)
    outputs = defaultdict(set)
    for row in translations:
        outputs[originals[row.note_id], row.language].add((row.docx, row.review))
        figures.damaged += any(not _opens(service, name) for name in (row.docx, row.review))
    figures.different = sum(len(made) > 1 for made in outputs.values())
    figures.notes["unfinished"] = dict(Counter(job.code or job.state for job in jobs if job.state != JobState.DONE))
    return figures


def _is_whole(service: Service, name: str) -> bool:
    return hashlib.sha256(service.files.read(name)).hexdigest() == name


def _opens(service: Service, name: str) -> bool:
    with zipfile.ZipFile(io.BytesIO(service.files.read(name))) as archive:
        return archive.testzip() is None and "word/document.xml" in archive.namelist()
