"""How long reading letter 4248/UBND-KGVX takes, beside a plain text extraction of the same letter as PDF.

Run: python benchmarks/read_letter.py [--json]
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from vungxanh.cli.directive import packaged_directory
from vungxanh.core.directives.reader import read_directive
from vungxanh.kit.extract import extract

LETTER = Path(__file__).parents[1] / "tests" / "letters" / "4248-UBND-KGVX.txt"


def wall_ms(work: Callable[[], object], rounds: int = 30) -> list[float]:
    """Return the sorted wall times in milliseconds, after one warm-up."""
    work()
    times = []
    for _ in range(rounds):
        begun = time.perf_counter()
        work()
        times.append((time.perf_counter() - begun) * 1000)
    return sorted(times)


def median_ms(work: Callable[[], object], rounds: int = 30) -> float:
    """Return the median of the wall times."""
    return statistics.median(wall_ms(work, rounds))


def letter_pdf() -> bytes:
    """Set the letter with typst, one paragraph a line."""
    import typst

    lines = LETTER.read_text(encoding="utf-8").replace("**", "").splitlines()
    body = "\n\n".join(f"#text({json.dumps(line, ensure_ascii=False)})" for line in lines if line.strip())
    return bytes(typst.compile(f'#set page(paper: "a4")\n#set text(size: 13pt, lang: "vi")\n{body}\n'.encode()))


def plain_extraction(pdf: bytes) -> str:
    """Return the PDF's text by pypdfium2 alone: the yardstick."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    return "".join(page.get_textpage().get_text_bounded() for page in document)


def measure() -> dict[str, float]:
    """Return the figures by name, in milliseconds, and their ratio."""
    data, directory, pdf = LETTER.read_bytes(), packaged_directory(), letter_pdf()
    text = data.decode()
    walls = wall_ms(lambda: read_directive(text, directory), 100)
    pure = statistics.median(walls)
    yardstick = median_ms(lambda: plain_extraction(pdf))
    return {
        "read_directive_ms": pure,
        "read_directive_p95_ms": walls[94],
        "txt_end_to_end_ms": median_ms(lambda: read_directive(extract(LETTER.name, data).text, directory)),
        "pdf_end_to_end_ms": median_ms(lambda: read_directive(extract("letter.pdf", pdf).text, directory)),
        "directory_build_ms": median_ms(packaged_directory, 5),
        "plain_pdf_extraction_ms": yardstick,
        "ratio_read_to_plain_extraction": pure / yardstick,
    }


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    figures = {name: round(value, 2) for name, value in measure().items()}
    if parser.parse_args().json:
        print(json.dumps(figures))
    else:
        for name, value in figures.items():
            print(f"{name:32} {value:8.2f}")


if __name__ == "__main__":
    main()
