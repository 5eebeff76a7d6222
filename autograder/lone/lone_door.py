"""What `checks.py` has in a lone copy and nowhere else: hidden checks after an attempt, and answers."""

from __future__ import annotations

DOCUMENTED = """\
    check("name", hidden=True)  asks the hidden checks as well, once the function is written
    answer("name")      one way to write an exercise, or a model answer to a question, once you have tried
    answer()            which answers are open
"""
"""Lines for the head of the file."""

LONE_FUNCTIONS = '''\
def check(exercise=None, hidden=False):
    """Run the checks of an exercise and say what is right, what is not, and why.

    The exercise is its name or the function itself; without one, all exercises are checked. With hidden=True
    the hidden checks are asked too, which use other numbers, once the function is written.
    """
    names = sys._getframe(1).f_globals
    exercise = getattr(exercise, "__name__", exercise)
    try:
        from autograder.learner.alone.asking import check_alone
    except ImportError as error:
        _without_the_package(exercise, names, error)
    else:
        check_alone(exercise, names, _here(), hidden=hidden)


def answer(name=None):
    """Show one way to write an exercise, or a model answer to a written question; once you have tried.

    The name is that of the exercise (or the function itself) or of the question. Without one, it lists which
    answers are open, and what opens the others.
    """
    names = sys._getframe(1).f_globals
    name = getattr(name, "__name__", name)
    try:
        from autograder.learner.alone.asking import show_answer
    except ImportError as error:
        print(_what_is_missing(error))
    else:
        show_answer(name, names, _here())
'''
"""The functions: those of a name that the class's file has take its place."""
