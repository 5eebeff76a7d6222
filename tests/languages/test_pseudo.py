"""A whole course in a language that a program made: the same cells, code, marks and figures."""

import ast
import copy
import json
import re
from pathlib import Path

import pytest

from autograder.assignment import find_assignment
from autograder.grading import Grader
from autograder.instructor.class_page import class_page
from autograder.languages import engine_words as spoken_words
from autograder.languages.handout_words import words_of_folder
from autograder.languages.work_language import language_in
from autograder.learner.alone.study import copy_assignments
from autograder.learner.check import check_exercise
from autograder.learner.graph import find_graph
from autograder.learner.graph_view import graph_text, view_graph
from autograder.learner.hints import give_hint
from autograder.nbgrader.marks import write_marks
from autograder.release.release import release_assignment
from autograder.sentences import LANGUAGE, speaking
from autograder.source import read_source
from autograder.submission.notebook import read
from autograder.tables import report_table
from autograder.translation import said
from autograder.translation.shown import language_of_work, speaking_of, words_for
from autograder.translation.tongue import tongue_of

from ..test_sentences import summed_up
from ..typed import typed
from .pseudo import NAME, is_accented, pseudo, write_course, write_engine

ROOT = Path(__file__).resolve().parents[2]

ASSIGNMENTS = ("warmup", "batchnorm")


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A course with two assignments, released in English and in the other language."""
    place = tmp_path_factory.mktemp("languages")
    write_engine(place / "engine")
    write_course(ROOT / "solutions", place / "course", ASSIGNMENTS)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(spoken_words, "HERE", place / "engine")
        patch.setattr(said, "ENGINE_CATALOGUES", place / "engine")
        for kept in (spoken_words.known_languages, spoken_words.engine_words):
            kept.cache_clear()
        for name in ASSIGNMENTS:
            assignment = find_assignment(place / "course", name)
            release_assignment(assignment, place / "course")
            release_assignment(assignment, place / "course", language=NAME)
        yield place / "course"
    for kept in (spoken_words.known_languages, spoken_words.engine_words):
        kept.cache_clear()


def notebooks(course, name):
    paths = [course / folder / name / f"{name}.ipynb" for folder in ("assignments", f"assignments-{NAME}")]
    return [json.loads(path.read_text(encoding="utf-8")) for path in paths]


def code_alone(text):
    """What Python runs of a cell."""
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Module)
            and ast.get_docstring(node) is not None
        ):
            node.body[0] = ast.Pass()
    return ast.dump(tree)


def test_the_program_keeps_what_nobody_translates():
    assert pseudo("{name} raised {text}{where}.") == "{name} ráíšéd~~ {text}{where}."
    assert pseudo("Call `mean(x)` with $N$ rows") == "Çáll~ `mean(x)` wíth~ $N$ rówš~"


# The handout


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_a_notebook_has_the_same_cells_and_code(course, name):
    english, other = notebooks(course, name)
    assert other["metadata"]["autograder"].pop("language") == NAME
    assert other["metadata"] == english["metadata"]
    assert len(other["cells"]) == len(english["cells"])
    for one, two in zip(english["cells"], other["cells"], strict=True):
        text, words = one.pop("source"), two.pop("source")
        checksums = [cell["metadata"].get("nbgrader", {}).pop("checksum", "") for cell in (one, two)]
        assert one == two
        assert all(checksums) or not any(checksums)
        if one["cell_type"] == "code":
            assert code_alone("".join(text)) == code_alone("".join(words))
        elif re.search(r"[a-z]{4} [a-z]{4}", "".join(text)):
            assert is_accented("".join(words)), text
    assert any("ÓDÓ" in "".join(cell.get("source", "")) for cell in notebooks(course, name)[1]["cells"])


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_the_files_beside_it_are_the_same_but_for_the_words(course, name):
    english, other = course / "assignments" / name, course / f"assignments-{NAME}" / name
    handed_out = [path for path in english.iterdir() if path.is_file()]  # and nothing that Python keeps there
    assert {path.name for path in other.iterdir() if path.is_file()} == {
        *(path.name for path in handed_out),
        "words.json",
    }
    for path in handed_out:
        same = path.read_bytes() == (other / path.name).read_bytes()
        assert same is not (path.suffix in (".svg", ".ipynb", ".md") or path.name == "checks.py"), path.name
    assert words_of_folder(other)[LANGUAGE] == NAME
    assert words_of_folder(english) == {}
    readme = (other / "README.md").read_text(encoding="utf-8")
    assert pseudo("What each point is for") in readme
    assert re.findall(r"\d+", readme)[:6] == re.findall(r"\d+", (english / "README.md").read_text())[:6]


def test_checks_without_the_package_speak_it_too(course):
    text = (course / f"assignments-{NAME}/warmup/checks.py").read_text(encoding="utf-8")
    names = {"__name__": "checks", "__file__": str(course / f"assignments-{NAME}/warmup/checks.py")}
    exec(compile(text, "checks.py", "exec"), names)
    assert is_accented(names["_said"]("{name} is not written yet.", name="f"))
    assert is_accented(names["__doc__"])


# The notebook while somebody works in it

WRONG = """
import numpy as np

def column_stats(x):
    return x.mean(axis=0), x.std(axis=0)
"""

FIGURE = re.compile(r"\d+(?:\.\d+)?(?:e[+-]?\d+)?")


def said_of(course, folder, code, capsys, show=check_exercise):
    names = {}
    exec(code, names)
    capsys.readouterr()
    show("column_stats", names, str(course / folder / "warmup"))
    return capsys.readouterr().out


@pytest.mark.parametrize("code", [WRONG, "", "def column_stats(x):\n    raise NotImplementedError('write')\n"])
def test_a_check_says_the_same_in_other_words(course, code, capsys):
    english = said_of(course, "assignments", code, capsys)
    other = said_of(course, f"assignments-{NAME}", code, capsys)
    assert not is_accented(english)
    lines = [line for line in other.splitlines() if re.search(r"[a-z]{4} [a-z]{4}", line)]
    assert [line for line in lines if not is_accented(line)] == []
    assert sorted(FIGURE.findall(english)) == sorted(FIGURE.findall(other))


def test_a_hint_speaks_it(course, capsys):
    def show(name, names, folder):
        give_hint(name, names, folder, [])

    assert is_accented(said_of(course, f"assignments-{NAME}", WRONG, capsys, show))
    assert not is_accented(said_of(course, "assignments", WRONG, capsys, show))


def test_a_graph_speaks_it(course):
    folder = course / f"assignments-{NAME}/batchnorm"
    names = {}
    exec("def batchnorm_forward(x, gamma, beta, bn_param):\n    raise NotImplementedError\n", names)
    exec("def batchnorm_backward(dout, cache):\n    raise NotImplementedError\n", names)
    graph = find_graph(folder, "")
    with speaking(words_of_folder(folder)):
        assert is_accented(graph_text(view_graph(graph, None, names, folder)))
    assert not is_accented(graph_text(view_graph(graph, None, names, folder)))


def test_somebody_alone_gets_it_too(course, tmp_path):
    copy_assignments(course, tmp_path / "work", NAME)
    notebook = json.loads((tmp_path / "work/warmup/warmup.ipynb").read_text(encoding="utf-8"))
    (ours,) = [cell for cell in notebook["cells"] if cell["id"] == "alone"]
    assert is_accented("".join(ours["source"]))
    assert 'check("column_stats", hidden=True)' in "".join(ours["source"])
    assert words_of_folder(tmp_path / "work/warmup")[LANGUAGE] == NAME
    copy_assignments(course, tmp_path / "english")
    assert words_of_folder(tmp_path / "english/warmup") == {}


# Marks


def solved(course, name, language, folder, answers=None):
    """A notebook as it was handed in: released in a language, with solutions or with other answers."""
    assignment = find_assignment(course, name)
    tongue = tongue_of(assignment, language)
    notebook = copy.deepcopy(notebooks(course, name)[language == NAME])
    texts = {cell.grade_id: cell.text for cell in tongue.cells(read_source(assignment)) if cell.kind == "code"}
    for cell in notebook["cells"]:
        grade_id = cell["metadata"].get("nbgrader", {}).get("grade_id", "")
        if grade_id and grade_id in texts:
            cell["source"] = (answers or {}).get(grade_id, texts[grade_id])
    path = folder / f"{language}.ipynb"
    path.write_text(json.dumps(notebook), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def grader(course):
    with Grader(find_assignment(course, "warmup"), seed=1) as grader:
        yield grader


def facts(report):
    return [(row.name, row.earned, row.kind, row.outcome, row.mistake, row.found) for row in report.criteria]


@pytest.mark.parametrize("answers", [{}, {"column_stats": WRONG}])
def test_work_in_both_languages_gets_the_same_marks(course, grader, answers, tmp_path):
    english, other = (
        grader.grade(solved(course, "warmup", language, tmp_path, answers)) for language in ("en", NAME)
    )
    assert (english.language, other.language) == ("en", NAME)
    assert facts(english) == facts(other)
    assert (english.score == english.max_score) is not bool(answers)


def test_what_a_student_reads_is_in_the_language_of_the_work(course, grader, tmp_path):
    assignment = find_assignment(course, "warmup")
    shown = {}
    for language in ("en", NAME):
        path = solved(course, "warmup", language, tmp_path, {"column_stats": WRONG})
        report = grader.grade(path)
        notebook = json.loads(path.read_text(encoding="utf-8"))
        write_marks(notebook, assignment, report)
        marked = [cell for cell in notebook["cells"] if cell["id"] == "check_column_stats"]
        shown[language] = "".join(marked[0]["outputs"][0]["text"])
    assert not is_accented(shown["en"])
    assert is_accented(shown[NAME])
    assert pseudo("the standard deviation is returned in place of the variance") in shown[NAME]
    assert sorted(FIGURE.findall(shown["en"])) == sorted(FIGURE.findall(shown[NAME]))


def test_the_language_is_found_when_the_metadata_are_lost(course, tmp_path):
    assignment = find_assignment(course, "warmup")
    for language in ("en", NAME):
        path = solved(course, "warmup", language, tmp_path)
        notebook = json.loads(path.read_text(encoding="utf-8"))
        del notebook["metadata"]["autograder"]
        path.write_text(json.dumps(notebook), encoding="utf-8")
        assert read(path).language == ""
        assert language_of_work(read(path), assignment) == language


@pytest.mark.parametrize("said", ["../../secret", "zh/../zh", 3, None, ["zh"], "Z" * 40, "z\u0068\n"])
def test_what_is_no_name_of_a_language_is_passed_over(said):
    assert language_in({"metadata": {"autograder": {"language": said}}}) == ""


def test_a_language_that_nobody_translated_is_told_of_in_english(course):
    words = words_for(find_assignment(course, "warmup"), "fr")
    assert {template: told for template, told in words.items() if template != told} == {}


def test_work_that_says_nothing_is_in_the_language_of_the_course(course, tmp_path):
    assignment = find_assignment(course, "warmup")
    path = tmp_path / "warmup.py"
    path.write_text(WRONG, encoding="utf-8")
    assert language_of_work(read(path), assignment) == "en"
    settings = course / "solutions/course.toml"
    try:
        settings.write_text(f'language = "{NAME}"\n', encoding="utf-8")
        assert language_of_work(read(path), assignment) == NAME
    finally:
        settings.unlink()


def test_a_table_and_the_page_of_a_class_speak_it(course, grader, tmp_path):
    assignment = find_assignment(course, "warmup")
    report = grader.grade(solved(course, "warmup", NAME, tmp_path, {"column_stats": WRONG}), student="ada")
    with speaking_of(assignment, report.language):
        lines = [str(getattr(row, "renderable", row)) for row in report_table(report, assignment).renderables]
    wordy = [line for line in lines if re.search(r"[a-z]{4} [a-z]{4}", line)]
    assert [line for line in wordy if not is_accented(line)] == []
    with speaking(words_for(assignment, NAME)):
        page = class_page(summed_up(assignment, grader, [report]), date="today")
    assert f'<html lang="{NAME}">' in page
    assert pseudo("Every student is in exactly one state.") in page


# The command line


def test_help_is_in_the_language_that_is_asked_for(course):
    asked = typed("--language", NAME, "check", "--help", folder=course)
    assert pseudo("Draw the inputs from this seed.") in asked.stdout
    system = typed("check", "--help", folder=course, LC_ALL=f"{NAME}_XX.UTF-8")
    assert system.stdout == asked.stdout
    assert not is_accented(typed("check", "--help", folder=course).stdout)


def test_a_refusal_is_too(course):
    done = typed("check", "warmup", "gone.ipynb", "--language", NAME, folder=course)
    assert done.stderr == f"autograder: {pseudo('{path} does not exist.').format(path='gone.ipynb')}\n"
    unknown = typed("check", "warmup", "gone.ipynb", "--language", "tlh", folder=course)
    assert f"tlh is not spoken here; there is en, {NAME}." in " ".join(unknown.stderr.split())


def test_check_says_what_it_found_in_the_language_of_the_work(course, tmp_path):
    path = solved(course, "warmup", NAME, tmp_path, {"column_stats": WRONG})
    assert pseudo("the standard deviation is returned") in typed("check", "warmup", path, folder=course).stdout
    english = typed("check", "warmup", path, "--language", "en", folder=course).stdout
    assert "the standard deviation is returned" in " ".join(english.split())


def test_a_release_without_a_translation_is_refused(course):
    done = typed("release", "warmup", "--language", "fr", folder=course)
    assert (done.returncode, "warmup is not translated" in " ".join(done.stderr.split())) == (2, True)
