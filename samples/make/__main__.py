"""Rebuild sample notes: ``python -m samples.make [NAME...]``, with ``--from`` and ``--to`` those of other folders."""

import argparse
import json
import tempfile
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from samples.make import artwork
from samples.make.note_source import Source, load
from samples.make.terms import terms
from samples.make.truth import truth

HERE = Path(__file__).parent


def main() -> None:
    """Build the notes that the command line names, or all."""
    parser = argparse.ArgumentParser(prog="python -m samples.make", description=__doc__)
    parser.add_argument("names", nargs="*", help="notes to build, without suffix; all when none is given")
    parser.add_argument("--from", dest="notes", type=Path, default=HERE / "notes", help="folder of the .note files")
    parser.add_argument("--to", dest="out", type=Path, default=HERE.parent, help="folder for the results")
    parser.add_argument("--data", action="store_true", help="write truths and terms only, leave the PDFs as they are")
    asked = parser.parse_args()
    for path in sorted(asked.notes.glob("*.note")):
        if not asked.names or path.stem in asked.names:
            build(load(path), asked.out, pdf=not asked.data)


def build(source: Source, out: Path, *, pdf: bool) -> None:
    """Write one note's PDF, truth and terms into a folder."""
    _write(out / f"{source.name}.truth.json", truth(source))
    _write(out / f"{source.name}.terms.json", terms(truth(source), source.names))
    if pdf:
        lay_out: Callable[[Source, Path, Path], None]
        # Each producer's library is loaded only when a note needs it.
        lay_out = import_module(f"samples.make.with_{source.producer}").lay_out
        with tempfile.TemporaryDirectory() as folder:
            for name in {*source.logos, *(part.picture for part in source.parts if part.picture)}:
                artwork.draw(name, Path(folder))
            lay_out(source, Path(folder), out / f"{source.name}.pdf")
    print(f"{source.name}: built")


def _write(path: Path, data: object) -> None:
    path.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
