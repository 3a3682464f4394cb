"""What a task is called in one line (tên nhiệm vụ)."""

from vungxanh.apps.directives.models import DirectiveTask

_LONGEST_TITLE = 200
# Names of several bodies may stand before the verb; a verb further on belongs to another sentence.
_LONGEST_SUBJECT = 160


def title_of(task: DirectiveTask) -> str:
    """The task in one line from its verb on (the assignment says who does it), cut at a word where it is long."""
    text = " ".join(task.text.split()).lstrip("-+ ")
    begins = text.casefold().find(task.verb.casefold()) if task.verb else 0
    if 0 < begins <= _LONGEST_SUBJECT:
        text = text[begins].upper() + text[begins + 1 :]
    if len(text) <= _LONGEST_TITLE:
        return text
    return text[: _LONGEST_TITLE - 1].rsplit(" ", 1)[0].rstrip(",;:") + "…"
