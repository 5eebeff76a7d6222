"""A course with a key of its own asks about inputs that nobody else can know."""

import hmac
import json
import shutil
import zlib
from pathlib import Path

import pytest

from autograder.assignment import find_assignment, seed_of
from autograder.errors import AssignmentError
from autograder.exports.gradescope_run import results
from autograder.grading import Grader
from autograder.nbgrader.fast.batch import Plan
from autograder.nbgrader.fast.folders import course_fingerprint
from autograder.nbgrader.graders import close, grader_of
from autograder.nbgrader.marks import reasons
from autograder.report import from_json, to_json

ROOT = Path(__file__).resolve().parents[1]

KEY = "9f0c2a7be11d4e56"


@pytest.fixture
def course(tmp_path):
    shutil.copytree(ROOT / "solutions" / "warmup", tmp_path / "solutions" / "warmup")
    yield tmp_path
    close()


def warmup(course):
    return find_assignment(course, "warmup")


def give_key(course, key):
    (course / "solutions" / "course.key").write_text(key)


def test_without_a_key_the_seed_follows_from_the_name(course):
    assert seed_of(warmup(course)) == zlib.crc32(b"warmup") == Grader(warmup(course), name_mistakes=False).seed


def test_a_key_gives_a_seed_of_its_own(course):
    plain = seed_of(warmup(course))
    give_key(course, KEY)
    first = seed_of(warmup(course))
    give_key(course, KEY[::-1])
    assert len({plain, first, seed_of(warmup(course))}) == 3
    give_key(course, f"{KEY}\n")  # the line break that an editor adds is no part of it
    assert seed_of(warmup(course)) == first


def test_a_seed_from_a_key_has_128_bits(course):
    """Neither all seeds nor, from one of them, the key could be tried: HMAC-SHA256 goes one way only."""
    give_key(course, KEY)
    expected = hmac.new(KEY.encode(), b"warmup", "sha256").hexdigest()[:32]
    assert f"{seed_of(warmup(course)):032x}" == expected
    keys = [f"{number:032x}" for number in range(64)]
    seeds = []
    for key in keys:
        give_key(course, key)
        seeds.append(seed_of(warmup(course)))
    assert len({seed >> 64 for seed in seeds}) == len({seed % 2**64 for seed in seeds}) == len(keys)


def test_such_a_seed_comes_back_from_a_report_whole(course):
    give_key(course, KEY)
    seed = seed_of(warmup(course))
    assignment = warmup(course)
    path = course / "wrong.py"
    path.write_text("def column_stats(x): return x, x\n")
    with Grader(assignment, name_mistakes=False) as grader:
        report = grader.grade(path)
    text = to_json(report)
    assert from_json(text).seed == seed > 2**100
    assert KEY not in text
    for_students = json.dumps(results(report)) + reasons(report, report.criteria)
    assert "var has shape (5, 5); expected (5,)." in for_students
    assert all(word not in for_students for word in (str(seed), f"{seed:x}", KEY))


def test_each_assignment_has_its_own(course):
    shutil.copytree(ROOT / "solutions" / "normalizers", course / "solutions" / "normalizers")
    give_key(course, KEY)
    assert seed_of(warmup(course)) != seed_of(find_assignment(course, "normalizers"))


def test_right_work_stays_right(course):
    give_key(course, KEY)
    with Grader(warmup(course), name_mistakes=False) as grader:
        report = grader.grade(course / "solutions" / "warmup" / "warmup.py")
    assert report.seed == seed_of(warmup(course))
    assert report.score == report.max_score > 0


def test_a_server_that_runs_for_weeks_sees_a_new_key(course):
    before = grader_of(warmup(course))
    assert grader_of(warmup(course)) is before
    give_key(course, KEY)
    assert grader_of(warmup(course)).seed == seed_of(warmup(course)) != before.seed


def test_with_a_new_key_everybody_is_marked_again(course):
    def digest():
        return course_fingerprint(Plan(warmup(course), (), {}, False, 1000, seed_of(warmup(course))), (), "0")

    before = digest()
    assert digest() == before
    give_key(course, KEY)
    assert digest() != before


def test_a_short_key_is_refused(course):
    give_key(course, "secret\n")
    path = course / "solutions" / "course.key"
    with pytest.raises(AssignmentError) as refusal:
        seed_of(warmup(course))
    assert str(refusal.value) == (
        f"{path}: the course's key has 6 characters and needs 16 or more. Make one with:"
        f" openssl rand -hex 16 > {path}"
    )


def test_a_key_that_cannot_be_read_is_said(course):
    path = course / "solutions" / "course.key"
    path.mkdir()
    with pytest.raises(AssignmentError) as refusal:
        seed_of(warmup(course))
    assert str(refusal.value) == f"{path}: the course's key cannot be read (Is a directory)."
