"""What a task is called in one line (tên nhiệm vụ)."""

from vungxanh.apps.directives.models import DirectiveTask
from vungxanh.core.text.phrases import shortened

_LONGEST_TITLE = 200
# Names of several bodies may stand before the verb; a verb further on belongs to another sentence.
_LONGEST_SUBJECT = 160


def title_of(task: DirectiveTask) -> str:
    """The task in one line from its verb on (the assignment says who does it), cut at a phrase where it is long."""
    text = " ".join(task.text.split()).lstrip("-+ ")
    begins = text.casefold().find(task.verb.casefold()) if task.verb else 0
    if 0 < begins <= _LONGEST_SUBJECT:
        text = text[begins].upper() + text[begins + 1 :]
    return shortened(text, _LONGEST_TITLE)
