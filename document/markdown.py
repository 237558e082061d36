"""A note as Markdown (CommonMark with pipe tables), for eyes and for programs that read text."""

from document.note import Block, BlockKind, Cell, Note, Run

ESCAPED = str.maketrans({mark: f"\\{mark}" for mark in "\\`*_[]<>|"})


def note_to_markdown(note: Note) -> str:
    """Write the blocks in reading order, a blank line between them; furniture and pictures stay out."""
    pieces: list[str] = []
    previous: Block | None = None
    for block in note.blocks:
        text = _block(block)
        if not text:
            continue
        in_one_list = block.list is not None and previous is not None and previous.list is not None
        pieces.append(("\n" if in_one_list else "\n\n") + text if pieces else text)
        previous = block
    return "".join(pieces) + "\n" if pieces else ""


def _block(block: Block) -> str:
    if block.rows:
        return _table(block.rows)
    text = _inline(block.runs)
    if not text:
        return ""
    return _opening(block) + (f"*{text}*" if block.kind is BlockKind.CAPTION else text)


def _opening(block: Block) -> str:
    """The marks before a block's text: three spaces a level reach under a bullet's text and a one-digit number's."""
    if block.kind is BlockKind.TITLE:
        return "# "
    if block.kind is BlockKind.HEADING:
        return "#" * min(6, (block.level or 1) + 1) + " "
    if block.list is not None:
        return "   " * (block.list.depth - 1) + ("1. " if block.list.ordered else "- ")
    return ""


def _inline(runs: tuple[Run, ...]) -> str:
    return "".join(_run(run) for run in runs).strip()


def _run(run: Run) -> str:
    """Marks stand against the words, so the white space of a run goes outside them."""
    core = run.text.strip()
    if not core:
        return run.text
    text = core.translate(ESCAPED)
    if run.superscript:
        text = f"<sup>{text}</sup>"
    if run.bold:
        text = f"**{text}**"
    if run.italic:
        text = f"*{text}*"
    if run.link:
        text = f"[{text}](<{run.link}>)"
    start = run.text.index(core)
    return run.text[:start] + text + run.text[start + len(core) :]


def _table(rows: tuple[tuple[Cell, ...], ...]) -> str:
    width = max(sum(cell.colspan for cell in row) for row in rows)
    lines = [_row(row, width) for row in rows]
    return "\n".join([lines[0], "|" + " --- |" * width, *lines[1:]])


def _row(row: tuple[Cell, ...], width: int) -> str:
    """A cell over several columns stands in the first of them."""
    texts = [text for cell in row for text in (_inline(cell.runs).replace("\n", "<br>"), *[""] * (cell.colspan - 1))]
    return "| " + " | ".join(texts + [""] * (width - len(texts))) + " |"
