"""In which language does the command line speak? In that of `--language`, or of LANG; English otherwise.

What was found in somebody's work is said in the language of that work, unless `--language` names one.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from contextlib import AbstractContextManager
from inspect import cleandoc
from typing import TYPE_CHECKING, Any

import click

from autograder.languages.engine_words import engine_words, known_languages, language_of_system
from autograder.sentences import Sentence, in_words, say, speaking, spoken

if TYPE_CHECKING:
    from autograder.assignment import Assignment

OPTION = "--language"

ASKED = f"{__name__}.asked"
"""Where click keeps the language that `--language` names, for the command that runs."""


def language_option() -> click.Option:
    """The option `--language`, which stands before or behind the name of a command."""
    return click.Option(
        [OPTION],
        expose_value=False,
        callback=_remember,
        metavar="LANGUAGE",
        help="Speak this language, such as zh; unless given, that of LANG, and of a work its own.",
    )


def _remember(context: click.Context, parameter: click.Parameter, value: str | None) -> None:
    if value is not None and value not in known_languages():
        there = ", ".join(known_languages())
        said = in_words("{language} is not spoken here; there is {there}.", language=value, there=there)
        raise click.BadParameter(said, context, parameter)
    if value is not None:
        context.meta[ASKED] = value


def speaking_as_typed(typed: Sequence[str]) -> AbstractContextManager[None]:
    """Within, the language of a command line; it is looked for before click reads it, so that help is in it."""
    return speaking(engine_words(_typed(typed) or language_of_system()))


def _typed(typed: Sequence[str]) -> str:
    for word, following in zip(typed, [*typed[1:], ""], strict=True):
        if word == "--":
            break
        if word == OPTION or word.startswith(f"{OPTION}="):
            return following if word == OPTION else word.removeprefix(f"{OPTION}=")
    return ""


def language_spoken() -> str:
    """The language of the command that runs."""
    return click.get_current_context().meta.get(ASKED) or language_of_system()


def speaking_of_work(assignment: Assignment, language: str) -> AbstractContextManager[None]:
    """Within, what was found in work in a language is said in it, unless `--language` names another."""
    from autograder.translation.shown import words_for

    asked = click.get_current_context().meta.get(ASKED)
    return speaking(words_for(assignment, asked or language))


def speaking_of_class(assignment: Assignment) -> AbstractContextManager[None]:
    """Within, what is said about a class for staff is in the language of the command line."""
    from autograder.translation.shown import words_for

    return speaking(words_for(assignment, language_spoken()))


def spoken_misuse(error: click.UsageError) -> Sentence:
    """What was typed wrong, for where English is not spoken: click itself says it in English."""
    command = error.ctx.command_path if error.ctx else "autograder"
    match error:
        case click.NoSuchOption():
            text = "there is no option {name} here; {command} --help names those that there are."
            return say(text, name=error.option_name, command=command)
        case click.MissingParameter(param=click.Parameter() as missing):
            text = "{name} is missing; {command} --help says how it is typed."
            return say(text, name=_as_typed(missing), command=command)
        case click.BadParameter(param=click.Parameter() as wrong):
            text = "{name} cannot be so ({said}); {command} --help says how it is typed."
            return say(text, name=_as_typed(wrong), said=error.message, command=command)
        case _:
            text = "this means nothing ({said}); {command} --help says how it is typed."
            return say(text, said=error.message, command=command)


def _as_typed(parameter: click.Parameter) -> str:
    """An option's longest name, or an argument's as `--help` shows it."""
    is_option = isinstance(parameter, click.Option)
    return max(parameter.opts, key=len) if is_option else parameter.human_readable_name.upper()


def spoken_command(command: click.Command) -> click.Command:
    """The command with its help as it is said here."""
    if not spoken():
        return command
    other = copy.copy(command)
    other.help = spoken_help(command.help)
    other.params = [_spoken_parameter(parameter) for parameter in command.params]
    return other


def spoken_help(text: str | None) -> str | None:
    """A help text, paragraph by paragraph."""
    return text and "\n\n".join(str(Sentence(part)) for part in cleandoc(text).split("\n\n"))


def _spoken_parameter(parameter: click.Parameter) -> click.Parameter:
    said = getattr(parameter, "help", None)
    if not said:
        return parameter
    other: Any = copy.copy(parameter)
    other.help = str(Sentence(said))
    return other  # type: ignore[no-any-return]
