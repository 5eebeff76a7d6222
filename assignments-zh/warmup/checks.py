"""这个笔记本的检查。

    check("name")       对你现在的函数运行一道练习题的公开检查
    check()             对所有练习题都运行
    hint("name")        给出一个评分项或一道练习题的下一条提示，一小步一小步地来
    hint()              给出第一处还不对的地方的提示
    graph()             带有你的梯度的计算图，如果作业里有的话
    play("name")        用图显示你的函数做了什么，带有滑块；play() 说明有哪些图
    progress()          根据你保存的笔记本，说明你在整门课程里学到了哪里
    ready("f", "g")     这些函数是否都已写好；并说出哪个还没有

这个文件不需要改动。检查本身在它旁边的文件 check_*.py 里；你可以读。
"""

import json
import os
import sys

_TO_INSTALL = "To check your work, install the course's package: pip install batchnorm-grader"
_told = []  # 到目前为止给过的提示


class NotYet(Exception):
    """代替结果的一句话。"""

    def _render_traceback_(self):
        return [str(self)]


def check(exercise=None):
    """运行一道练习题的公开检查，说明什么对、什么不对，以及为什么。

    exercise 是练习题的名字，或者函数本身；不给出时，检查所有练习题。
    """
    if os.environ.get("NBGRADER_EXECUTION") == "autograde":
        raise NotYet(_said("not marked: the course configuration is not loaded"))
    names = sys._getframe(1).f_globals
    exercise = getattr(exercise, "__name__", exercise)
    try:
        from autograder.learner.check import check_exercise, exercises_here
    except ImportError as error:
        sentence = _without_the_package(exercise, names, error)
    else:
        asked = exercises_here(_here()) if exercise is None else [exercise]
        found = [check_exercise(one, names, _here()) for one in asked]
        sentence = next((one for one in found if one), "")
    if sentence and os.environ.get("NBGRADER_VALIDATING"):
        raise NotYet(sentence)


def hint(name=None):
    """给出一个评分项（例如 "dx"）或一道练习题的下一条提示；从不给出解答。

    不给出名字时，提示针对第一处还不对的地方。
    """
    name = getattr(name, "__name__", name)
    try:
        from autograder.learner.hints import give_hint
    except ImportError as error:
        print(_what_is_missing(error))
    else:
        give_hint(name, sys._getframe(1).f_globals, _here(), _told)


def graph(gradients=None, exercise=""):
    """画出计算图，并标出每个梯度：正确、错误或未知。

    不给参数时，用的是你自己的函数在一个小批上算出的梯度；你的反向传播里的梯度，
    如果名字是所对应的值的名字前面加一个 d，也算在内。也可以交给它一个由这样的名字和数组组成的字典，
    给出哪些都可以；你自己的输入（例如 x 和 dout）放在同一个字典里。
    """
    try:
        from autograder.learner.graph_view import show_graph
    except ImportError as error:
        print(_what_is_missing(error))
    else:
        show_graph(gradients, sys._getframe(1).f_globals, _here(), exercise)


def play(name=None):
    """用带滑块的图显示你的函数做了什么；不给出名字时，说明有哪些可以摆弄。

    页面不显示滑块时，图就静止不动。
    """
    try:
        from autograder.learner.play.scene_view import play_scene
    except ImportError as error:
        print(_what_is_missing(error))
    else:
        play_scene(name, sys._getframe(1).f_globals, _here())


def progress():
    """说明你学到了哪里：每份作业的得分、未完成的部分，以及接下来做什么。

    读取的是你已保存的笔记本。
    """
    try:
        from autograder.learner.course_page import show_progress
    except ImportError as error:
        print(_what_is_missing(error))
    else:
        show_progress(os.path.dirname(_here()))


def ready(*names):
    """这些名字的函数是否都已写好；如果有哪个没有，就打印一行。"""
    found = sys._getframe(1).f_globals
    for name in names:
        if name not in found:
            print(_said("{name} is not defined yet: run its cell first.", name=name))
            return False
        if _is_stub(found[name]):
            print(_said("{name} is not written yet: come back to this cell later.", name=name))
            return False
    return True


def _said(template, **fields):
    """用这个笔记本的语言说的一句话。"""
    try:
        with open(os.path.join(_here(), "words.json"), encoding="utf-8") as file:
            template = json.load(file)["words"].get(template, template)
    except (OSError, ValueError, KeyError, NameError):
        pass  # 这里使用英文；它也可能是在隔离墙后面，而那里没有这个文件
    return template.format(**fields)


def _here():
    return os.path.dirname(os.path.abspath(__file__))


def _is_stub(thing):
    """函数里，或者类的某个方法里，是否还有一处写明有待完成。"""
    parts = vars(thing).values() if isinstance(thing, type) else [thing]
    codes = [getattr(part, "__code__", None) for part in parts]
    return any("NotImplementedError" in code.co_names for code in codes if code)


def _what_is_missing(error):
    """根据无法导入的东西，说明该安装什么。"""
    missing = (error.name or "").split(".")[0]
    if missing and sys.platform == "emscripten":
        return _said(
            "{missing} could not be fetched. In a browser it is fetched when it is first imported: see that you"
            " are online, then choose Kernel > Restart Kernel and Run All Cells.",
            missing=missing,
        )
    if missing and missing != "autograder":
        python = sys.executable or "this Python"
        return _said(
            "{missing} is not installed for {python}. To check your work: pip install {missing}",
            missing=missing,
            python=python,
        )
    other = sys.modules.get("autograder")
    place = getattr(other, "__file__", None) or next(iter(getattr(other, "__path__", ())), "")
    if place:  # 隔离墙后那里什么也没有，留在函数里的 graph() 不应使它中止
        hidden = _said(
            "Something else called autograder hides the course's package: {place}. Rename it, or uninstall it"
            " (pip uninstall autograder); then restart the kernel.",
            place=place,
        )
        return f"{hidden} {_said(_TO_INSTALL)}"
    return _said(_TO_INSTALL)


def _without_the_package(exercise, names, error):
    if exercise is None:
        print(_what_is_missing(error))
        return ""
    function = names.get(exercise)
    if function is None:
        sentence = _said("{name} is not defined yet: run its cell first.", name=exercise)
    elif _is_stub(function):
        sentence = _said("{name} is not written yet.", name=exercise)
    else:
        sentence = _said("{name} is written, but cannot be checked here.", name=exercise)
    print(sentence)
    print(_what_is_missing(error))
    return sentence
