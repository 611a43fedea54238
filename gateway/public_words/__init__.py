"""What everybody may read of a request, without what it tells of persons, kept ready for lists."""

from gateway.public_words.making import blur, make_due_words, make_words, mask_words

__all__ = ["blur", "make_due_words", "make_words", "mask_words"]
