"""Every problem can be told in two languages."""

import re

from vungxanh.core.tracing import problems


def test_both_sentences_of_every_code_carry_the_same_facts() -> None:
    for vietnamese, english in problems._SENTENCES.values():
        facts = [set(re.findall(r"\{(\w+)\}", sentence)) for sentence in (vietnamese, english)]
        assert facts[0] == facts[1]
        assert vietnamese != english


def test_a_refusal_reads_as_its_english_sentence() -> None:
    problem = problems.Problem("columns", {"count": 3}, row=8)
    assert str(problems.Refused(problem)) == problem.sentence("en")
    assert problem.sentence() == "Có 3 cột, cần 4 cột cách nhau bằng phím Tab."
