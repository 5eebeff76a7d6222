"""What can go wrong, and which exit status is it? One tree answers both.

    AutograderError            something was not done; the text says what, where, and what to do instead      1
    |-- UseError               the command was typed in a way that means nothing                              2
    |   |-- AssignmentError    a course, an assignment, a list or a name is wrong: whoever wrote it mends it   2
    |   `-- LoadError          a submission cannot be read                                                    2
    |-- HostError              nbgrader, the gradebook or the disk refuses                                    1
    |-- ProcessesError         no marking process stays alive                                                 1
    |   `-- ClusterError       the cluster cannot be used                                                     1
    |-- WorkerError            no worker can be started, or it was lost; the submission is not at fault       1
    |   `-- ConfinementError   this wall cannot be built on this machine                                      1
    `-- OutputError            standard output takes nothing more: it is full or closed                       1
        `-- ReaderGone         whoever read standard output has left, as `head` does                        141

Each carries one `Sentence` for a person, and nothing else: so the type checker finds a text that would stay in
English. `str(error)` shows it in the language that is spoken; `said` is the sentence, for one that says more.
The command line prints it, and ends with the status of its class; it does so in one place (`cli.ending`).

Not here: verdicts about a student's work (`marking.verdict`), which are no errors of the program; and
`sandbox.protocol.ProtocolError`. That one belongs to bytes that came from behind the wall, in files that stand
alone there and can import nothing else. The client makes a failure of the submission of it, so it leaves the
sandbox never.
"""

from __future__ import annotations

from typing import ClassVar

from autograder.sentences import Sentence, say


class AutograderError(Exception):
    """Something was not done; the text says what, where, and what to do instead."""

    status: ClassVar[int] = 1

    def __init__(self, said: Sentence) -> None:
        super().__init__(said)
        self.said = said


class UseError(AutograderError):
    """The command was typed in a way that means nothing; the text says what to type instead."""

    status = 2


class AssignmentError(UseError):
    """The author's mistake, or the caller's; the text says what to write instead."""


class LoadError(UseError):
    """A submission cannot be read; the text is one sentence for the student."""


class HostError(AutograderError):
    """nbgrader, the gradebook or the disk refuses; the text is the cause."""


class ProcessesError(AutograderError):
    """No process stays alive; the text is for the operator."""


class ClusterError(ProcessesError):
    """The cluster cannot be used; the text is for the operator."""


class WorkerError(AutograderError):
    """Ours, not the submission's: no worker can be started, or it was lost. The text is for the operator."""


class ConfinementError(WorkerError):
    """This wall cannot be built on this machine; the text says why."""


class OutputError(AutograderError):
    """Standard output takes nothing more: it is full or closed."""


class ReaderGone(OutputError):
    """Whoever read standard output has left; the status is a shell's for a program that SIGPIPE ended."""

    status = 141


REASONS = (
    say("No such file or directory"),
    say("Permission denied"),
    say("Is a directory"),
    say("Not a directory"),
    say("File exists"),
    say("File name too long"),
    say("No space left on device"),
    say("Disk quota exceeded"),
    say("Read-only file system"),
    say("Too many open files"),
    say("Too many levels of symbolic links"),
    say("Cannot allocate memory"),
    say("Input/output error"),
)
"""What the system says most often when it refuses, for translators."""


def refusal(error: OSError) -> Sentence:
    """What the system says, in the spoken language if it is one of `REASONS`."""
    return Sentence(error.strerror) if error.strerror else say("unknown reason")
