"""Stored sentences are read in the reader's language."""

from django.utils.translation import gettext_lazy, override

from vungxanh.kit.said import in_source, said, told


def test_a_sentence_is_read_in_the_language_of_the_reader_and_kept_in_vietnamese():
    with override("en"):
        kept = said("%(what)s (%(n)d)", what=said(gettext_lazy("Hằng tuần")), n=3)
        assert told(kept) != in_source(kept) == "Hằng tuần (3)"


def test_facts_may_be_sentences_and_lists_of_them():
    kept = said("%(all)s", all=[said("bỏ %(name)s", name="100 %"), said("thêm")])
    assert told(kept) == "bỏ 100 %; thêm"


def test_an_old_sentence_without_facts_stays_as_it_was_written():
    assert told({"say": "đạt 50 %"}) == "đạt 50 %"
    assert told({}) == ""
