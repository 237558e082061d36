"""Whatever happens in the child process, the parent goes on with a note or a refusal, and nothing is left behind."""

import json
import os
import subprocess
import sys
import tempfile
import textwrap
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from document.errors import Damaged, TooCostly
from document.progress import Progress
from worker.extract import Limits, extract, sandbox
from worker.extract.sandbox import ReaderFault, read_apart

ROOMS = Path(sandbox.__file__).parents[2]


@pytest.fixture
def run_child(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., object]:
    """Give a function that runs a program in place of the reader, on an input of three bytes."""

    def run(program: str, limits: Limits | None = None, heard: list[Progress] | None = None) -> object:
        (tmp_path / "strange_child.py").write_text(textwrap.dedent(program))
        clean = sandbox._environment
        monkeypatch.setattr(
            sandbox,
            "_environment",
            lambda folder: {**clean(folder), "PYTHONPATH": os.pathsep.join([str(ROOMS), str(tmp_path)])},
        )
        source = tmp_path / "input"
        source.write_bytes(b"abc")
        report = heard.append if heard is not None else lambda _: None
        with source.open("rb") as file:
            return read_apart(file, limits or Limits(wall=20), report, program="strange_child")

    return run


@pytest.fixture(autouse=True)
def temporary(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch):
    """Every test here gets a folder for temporary files, which must be empty at its end."""
    folder = tmp_path_factory.mktemp("temporary")
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    yield folder
    assert list(folder.iterdir()) == []


def write_note(path: Path) -> Path:
    """Make a PDF of one page of English."""
    canvas = Canvas(str(path))
    for count in range(10):
        canvas.drawString(72, 760 - 20 * count, "The forum brings together people from cooperatives and from cities.")
    canvas.save()
    return path


def test_a_child_that_hangs_is_killed(run_child):
    """The wall time ends what neither computes nor answers."""
    with pytest.raises(TooCostly, match="time"):
        run_child("import time; time.sleep(600)", Limits(wall=0.5))


def test_a_child_that_talks_for_ever_is_killed(run_child):
    """There is always something to read from it, and still its time comes to an end."""
    with pytest.raises(TooCostly, match="time"):
        run_child("while True: print('hello', flush=True)", Limits(wall=1.0))


def test_what_a_child_started_is_killed_with_it(run_child, tmp_path):
    """A grandchild that keeps the pipe open cannot keep us waiting, and does not survive."""
    program = f"""
        import pathlib, subprocess, sys
        other = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
        pathlib.Path({str(tmp_path / "pid")!r}).write_text(str(other.pid))
    """
    with pytest.raises(TooCostly):
        run_child(program, Limits(wall=2.0))
    assert has_ended(int((tmp_path / "pid").read_text()))


def has_ended(pid: int) -> bool:
    """Wait a moment for a killed process to go; an orphan's corpse counts as gone."""
    for _ in range(50):
        try:
            if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return True
        except (FileNotFoundError, ProcessLookupError):
            return True
        time.sleep(0.1)
    return False


def test_who_is_told_can_break_off_while_the_child_is_silent(run_child, tmp_path):
    """A reading that nobody wants any more ends at once, and its child with it, also between two pages."""
    program = f"""
        import os, pathlib, time
        pathlib.Path({str(tmp_path / "pid")!r}).write_text(str(os.getpid()))
        time.sleep(600)
    """

    class BreakOff(list):
        """Listens once, and has enough."""

        def append(self, progress):
            raise InterruptedError(str(progress))

    with pytest.raises(InterruptedError):
        run_child(program, heard=BreakOff())
    assert has_ended(int((tmp_path / "pid").read_text()))


def test_a_child_that_computes_for_ever_is_stopped(run_child):
    """The processor time is limited too, for machines where the wall clock says little."""
    program = """
        from worker.extract.confinement import confine
        confine(memory=1 << 30, cpu=1, file_size=1 << 20)
        while True: pass
    """
    with pytest.raises(TooCostly, match="processor time"):
        run_child(program)


def test_a_child_that_dies_in_native_code_is_a_damaged_file(run_child):
    """A crash of a parser is the file's damage and not our end."""
    with pytest.raises(Damaged):
        run_child("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)")


def test_the_parsers_complaint_is_kept_for_those_who_look(run_child):
    """The refusal's cause has what the child wrote to standard error."""
    with pytest.raises(Damaged) as caught:
        run_child("raise RuntimeError('no such font')")
    assert "no such font" in str(caught.value.__cause__)


@pytest.mark.parametrize(
    "program",
    [
        "print('hello')",
        "print('{\"done\": true}')",
        "print('[' * 100000)",
        "print('x' * 1000000)",
        'print(\'{"refused": "fault", "message": "…"}\')',
        "open('note.json', 'w').write('{\"pages\": 5}'); print('{\"done\": true}')",
        "import os; os.mkfifo('note.json'); os.mkdir('d'); print('{\"done\": 1}')",
    ],
)
def test_a_child_that_was_taken_over_cannot_confuse_us(run_child, program):
    """Wrong messages and wrong results end as damage."""
    with pytest.raises((Damaged, TooCostly)):
        run_child(program)


def test_a_result_that_is_too_big_is_not_read(run_child):
    """What comes back has a limit of its own."""
    with pytest.raises(TooCostly, match="disk space"):
        run_child("open('note.json', 'wb').truncate(2000); print('{\"done\": true}')", Limits(result=1000))


def test_progress_is_passed_on(run_child):
    """Lines of progress are heard in order, whatever else is printed between them."""
    heard: list[Progress] = []
    program = """
        print('{"progress": ["extract", 1, 2]}')
        print('a stray line')
        print('{"progress": ["extract", 2, 2]}')
    """
    with pytest.raises(Damaged):
        run_child(program, heard=heard)
    assert heard == [Progress("extract", 1, 2), Progress("extract", 2, 2)]


def test_the_child_has_a_clean_environment(run_child, monkeypatch, tmp_path):
    """Nothing of ours that is secret stands in the environment of the process that reads hostile files."""
    monkeypatch.setenv("DATABASE_PASSWORD", "geheim")
    program = (
        f"import json, os, pathlib; pathlib.Path({str(tmp_path / 'seen')!r}).write_text(json.dumps(dict(os.environ)))"
    )
    with pytest.raises(Damaged):
        run_child(program)
    assert "DATABASE_PASSWORD" not in json.loads((tmp_path / "seen").read_text())


def test_the_child_cannot_open_a_connection():
    """Where the system grants ordinary users a network namespace, not even this machine can be reached."""
    program = """
        import socket
        from worker.extract.confinement import confine
        server = socket.create_server(("127.0.0.1", 0))
        socket.create_connection(server.getsockname()).close()
        confine(memory=1 << 30, cpu=5, file_size=1 << 20)
        try:
            socket.create_connection(server.getsockname(), timeout=5)
        except OSError:
            print("cut off")
    """
    allowed = run_python("from worker.extract.confinement import leave_network; print(leave_network())")
    if allowed != "True":
        pytest.skip("this system grants no network namespace to ordinary users")
    assert run_python(textwrap.dedent(program)) == "cut off"


def test_memory_is_limited():
    """A process that has confined itself cannot get more address space than it may have."""
    program = """
        from worker.extract.confinement import confine
        confine(memory=200_000_000, cpu=5, file_size=1 << 20)
        try:
            bytearray(300_000_000)
        except MemoryError:
            print("refused")
    """
    assert run_python(textwrap.dedent(program)) == "refused"


def run_python(program: str) -> str:
    """Run a program in a fresh process and give what it prints."""
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOMS, capture_output=True, text=True, check=True, timeout=60
    )
    return done.stdout.strip()


def test_it_works_from_any_folder(tmp_path, monkeypatch):
    """The child finds our modules wherever the command is called from, and takes none from that folder."""
    path = write_note(tmp_path / "note.pdf")
    (tmp_path / "json.py").write_text("raise SystemExit('not this one')")
    monkeypatch.chdir(tmp_path)
    assert extract(Path(path.name)).language == "en"


def test_a_fault_of_ours_is_not_blamed_on_the_file(run_child):
    """What our own code did not foresee is told as such, with the place where it happened behind it."""
    program = """
        from worker.extract import child, reading
        reading.read_file = lambda *_: {}["no such key"]
        child.main('{"memory": 1073741824, "cpu": 5, "result": 1048576, "pages": 3}')
    """
    with pytest.raises(ReaderFault, match="no such key") as caught:
        run_child(program)
    assert "Traceback" in str(caught.value.__cause__)


def test_what_a_parser_raises_is_damage(run_child):
    """A parser that stumbles over a file, in whatever way, tells of the file and not of us."""
    program = """
        from pdfplumber.utils import geometry
        from worker.extract import child, reading
        reading.read_file = lambda *_: geometry.objects_to_bbox([{"x0": None}])
        child.main('{"memory": 1073741824, "cpu": 5, "result": 1048576, "pages": 3}')
    """
    with pytest.raises(Damaged):
        run_child(program)
