"""One Argos package in memory: its tokenizer, and its model in CTranslate2."""

import os
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

import ctranslate2
import numpy as np
from argostranslate.tokenizer import BPETokenizer, SentencePieceTokenizer, Tokenizer

from document.errors import EngineFailed
from worker.engines.argos.alignment import Matrix
from worker.engines.argos.packages import Package

Tokens = list[str]

_BATCH_TOKENS = 512  # two or three dozen sentences: enough to fill a core, little enough to show progress
_MOST_CORES = 4
_BEAM = 4
_HYPOTHESES = 3
_LENGTH_PENALTY = 0.2  # as Argos Translate has it
_ALL_HEADS = 0
_LAYER_BEFORE_LAST = -2


@dataclass(frozen=True, slots=True)
class Guess:
    """A text that the model wrote: ``attention`` has a row for each of ``tokens``, a column for each source token."""

    tokens: Tokens
    text: str
    attention: Matrix


_loading = Lock()


class Model:
    """A loaded package. Several threads may use it at once; a forked child must load its own."""

    def __init__(self, package: Package) -> None:
        """Load the package. Raises EngineFailed when its files cannot be used."""
        self._prefix = [package.target_prefix] if package.target_prefix else []
        self._tokenizer = _tokenizer(package)
        try:
            self._translator = _translator(package.folder / "model")
        except (OSError, RuntimeError, ValueError) as error:
            raise EngineFailed(
                f"The Argos package in {package.folder} cannot be loaded ({error}). "
                f"Type: tripont engines remove {package.direction}, and install it again."
            ) from error

    def encode(self, text: str) -> Tokens:
        """Cut a text into the model's tokens."""
        return list(self._tokenizer.encode(text))

    def guesses(self, texts: Sequence[str], *, careful: bool = False) -> Iterator[tuple[int, tuple[Guess, ...]]]:
        """Translate texts in batches of similar length, and give each one's number and guesses, best first.

        With ``careful`` no three tokens may come twice, which ends a model's stutter at some cost in wording.
        Raises EngineFailed when CTranslate2 does.
        """
        tokens = [self.encode(text) for text in texts]
        waiting = [(batch, self._send([tokens[number] for number in batch], careful)) for batch in _batches(tokens)]
        for batch, results in waiting:
            for number, result in zip(batch, results, strict=True):
                try:
                    yield number, self._read(result.result())
                except (RuntimeError, ValueError) as error:
                    raise EngineFailed(f"CTranslate2 could not translate a sentence ({error}). Try again.") from error

    def _send(self, batch: list[Tokens], careful: bool) -> list[Any]:
        results: list[Any] = self._translator.translate_batch(
            batch,
            target_prefix=[self._prefix] * len(batch) if self._prefix else None,
            asynchronous=True,
            beam_size=_BEAM + careful,
            num_hypotheses=_HYPOTHESES,
            length_penalty=_LENGTH_PENALTY,
            no_repeat_ngram_size=3 if careful else 0,
            max_decoding_length=2 * max(map(len, batch)) + 30,
            replace_unknowns=True,
            return_attention=True,
        )
        return results

    def _read(self, result: ctranslate2.TranslationResult) -> tuple[Guess, ...]:
        skip = len(self._prefix)
        return tuple(
            Guess(tokens[skip:], self._tokenizer.decode(tokens[skip:]).strip(), np.array(attention[skip:]))
            for tokens, attention in zip(result.hypotheses, result.attention, strict=True)
        )


_models: dict[tuple[int, Package], Model] = {}


def loaded(package: Package) -> Model:
    """Give the package's model, loaded once a process. Raises EngineFailed when its files cannot be used."""
    # A model that came over a fork hangs in the child, so each process loads its own and leaves the other alone.
    key = (os.getpid(), package)
    with _loading:
        if key not in _models:
            _models[key] = Model(package)
        return _models[key]


def _batches(tokens: Sequence[Tokens]) -> Iterator[list[int]]:
    """Give the numbers of the texts in batches, longest first: as many as fit when all are as long as the longest."""
    batch: list[int] = []
    longest = 0
    for number in sorted(range(len(tokens)), key=lambda number: (-len(tokens[number]), number)):
        longest = longest if batch else len(tokens[number])
        if batch and longest * (len(batch) + 1) > _BATCH_TOKENS:
            yield batch
            batch, longest = [], len(tokens[number])
        batch.append(number)
    if batch:
        yield batch


def _tokenizer(package: Package) -> Tokenizer:
    pieces = package.folder / "sentencepiece.model"
    if pieces.exists():
        return SentencePieceTokenizer(pieces)
    source, target = package.direction
    return BPETokenizer(package.folder / "bpe.model", source.value, target.value)


def _translator(folder: Path) -> ctranslate2.Translator:
    """Load a model so that its attention can be used for alignment; batches run beside each other on all cores."""
    files = {file.name: file.read_bytes() for file in folder.iterdir() if file.is_file()}
    files["model.bin"] = _with_attention_of_all_heads(files["model.bin"])
    threads = _threads()
    return ctranslate2.Translator(
        str(folder),
        files=files,
        device="cpu",
        compute_type="int8",
        inter_threads=max(1, min(os.cpu_count() or 1, _MOST_CORES) // threads),
        intra_threads=threads,
    )


def _threads() -> int:
    """Give the threads for one batch: many batches with one thread each are faster than few with many."""
    asked = os.environ.get("OMP_NUM_THREADS", "")
    return max(1, int(asked)) if asked.isdigit() else 1


def _with_attention_of_all_heads(model: bytes) -> bytes:
    """Have the model report the mean attention of all heads in the layer before the last.

    Packages ask for the first head of the last layer, which on the test model finds 78 of 100 stretches exactly; these
    find 92. The two settings are numbers of two bytes in the model file, each behind its name, its rank (none: a
    single number), its type and its size.
    """
    settings = {"heads": _ALL_HEADS}
    if b"decoder/layer_1/" in model:
        settings["layer"] = _LAYER_BEFORE_LAST
    for name, value in settings.items():
        label = f"decoder/alignment_{name}".encode() + b"\0"
        head = label + struct.pack("<BBI", 0, 2, 2)
        at = model.find(head) + len(head)
        if head in model[at - len(head) : at]:
            model = b"".join((model[:at], struct.pack("<h", value), model[at + 2 :]))
    return model
