"""How long reading letter 4248/UBND-KGVX takes, beside one plain pass over its words and its text drawn from a PDF.

The limit is on what reading itself takes: 19 of 20 readings by the processor, and the best one by the clock. The median
and p95 by the clock are printed beside them without a limit: on a busy machine other work stands in them too, and on
an idle one they lie a little above the processor's.

Run: python -m benchmarks.read_letter
"""

import json
import re
import sys
from pathlib import Path

from benchmarks._report import Report, Sample, sample
from vungxanh.cli.directive import packaged_directory
from vungxanh.core.directives.reader import read_directive
from vungxanh.kit.extract import extract

LETTER = Path(__file__).parents[1] / "tests" / "letters" / "4248-UBND-KGVX.txt"
LIMIT_MS = 50
WORD = re.compile(r"\w+")


def letter_pdf() -> bytes:
    """Set the letter with typst, one paragraph a line."""
    import typst

    lines = LETTER.read_text(encoding="utf-8").replace("**", "").splitlines()
    body = "\n\n".join(f"#text({json.dumps(line, ensure_ascii=False)})" for line in lines if line.strip())
    return bytes(typst.compile(f'#set page(paper: "a4")\n#set text(size: 13pt, lang: "vi")\n{body}\n'.encode()))


def plain_extraction(pdf: bytes) -> str:
    """The PDF's text by pypdfium2 alone."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    return "".join(page.get_textpage().get_text_bounded() for page in document)


def within_limit(report: Report, name: str, taken: Sample) -> None:
    """Hold one reading to the limit, by the processor and by the clock."""
    report.limit(f"{name}, p95 by the processor", taken.processor_p95, LIMIT_MS, "ms")
    report.limit(f"{name}, best by the clock", taken.best, LIMIT_MS, "ms")


def main() -> int:
    """Reading alone, then with the file opened first."""
    report, data, directory, pdf = Report(), LETTER.read_bytes(), packaged_directory(), letter_pdf()
    text = data.decode()
    words = report.peer("one pass over its words", sample(lambda: WORD.findall(text), rounds=100))
    plain = report.peer("plain extraction of its PDF", sample(lambda: plain_extraction(pdf)))
    taken = report.work(
        "read the text",
        lambda: read_directive(text, directory),
        beside=("the pass over its words", words),
        rounds=100,
    )
    within_limit(report, "read the text", taken)
    beside = ("plain extraction of its PDF", plain)
    taken = report.work(
        "open and read the .txt", lambda: read_directive(extract(LETTER.name, data).text, directory), beside=beside
    )
    within_limit(report, "open and read the .txt", taken)
    report.work(
        "open and read the .pdf", lambda: read_directive(extract("letter.pdf", pdf).text, directory), beside=beside
    )
    report.work("build the directory of names", packaged_directory, beside=beside, rounds=5)
    return report.verdict()


if __name__ == "__main__":
    sys.exit(main())
