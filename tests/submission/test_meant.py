"""The file that holds the work is found, whatever it is called; and what was found is said."""

import json
import os

import pytest

from autograder.sentences import NOTHING
from autograder.submission.meant import file_meant

FORWARD = "def forward(x):\n    return x - x.mean(axis=0)\n"
BACKWARD = "def backward(dout):\n    return dout - dout.mean(axis=0)\n"
STUBS = (
    'def forward(x):\n    raise NotImplementedError("write this part of forward")\n',
    'def backward(dout):\n    raise NotImplementedError("write this part of backward")\n',
)
FUNCTIONS = ("forward", "backward")


def notebook(*sources):
    cells = [{"cell_type": "code", "metadata": {}, "source": text, "outputs": []} for text in sources]
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells})


@pytest.fixture
def folder(tmp_path):
    place = tmp_path / "ann" / "layers"
    place.mkdir(parents=True)
    (place / "checks.py").write_text("def check(name):\n    print(name)\n")
    return place


def put(folder, **files):
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def meant(folder):
    return file_meant(folder, "layers", FUNCTIONS)


def test_the_notebook_of_the_right_name_needs_no_word(folder):
    put(folder, **{"layers.ipynb": notebook(FORWARD, BACKWARD)})
    found = meant(folder)
    assert (found.path, found.said, found.look) == (folder / "layers.ipynb", NOTHING, NOTHING)


@pytest.mark.parametrize(
    "name",
    [
        "layers (1).ipynb",
        "Layers.ipynb",
        "layers.IPYNB",
        "Copy of layers.ipynb",
        "layers.ipynb.txt",
        "ann's homework/layers.ipynb",
        "deep/er/layers-Copy1.ipynb",
        "layers.py",
    ],
)
def test_the_only_file_is_found_and_nobody_needs_to_look(folder, name):
    put(folder, **{name: notebook(FORWARD) if "ipynb" in name.lower() else FORWARD})
    found = meant(folder)
    assert found.path == folder / name
    assert str(found.said) == f"{name} was marked; there is no layers.ipynb."
    assert found.look == NOTHING


def test_work_in_a_copy_beside_the_untouched_notebook(folder):
    put(folder, **{"layers.ipynb": notebook(*STUBS), "layers (1).ipynb": notebook(FORWARD, STUBS[1])})
    found = meant(folder)
    assert found.path == folder / "layers (1).ipynb"
    assert str(found.said) == (
        "layers (1).ipynb was marked, for the work stands there and not in layers.ipynb."
    )
    assert found.look == found.said


def test_work_that_was_only_begun_counts_too(folder):
    begun = 'def forward(x):\n    mean = x.mean(axis=0)\n    raise NotImplementedError("write this part")\n'
    put(folder, **{"layers.ipynb": notebook(*STUBS), "mine.ipynb": notebook(begun, STUBS[1])})
    assert meant(folder).path == folder / "mine.ipynb"


def test_of_several_with_work_the_fullest_is_marked_and_staff_are_told(folder):
    put(
        folder,
        **{
            "layers.ipynb": notebook(FORWARD, STUBS[1]),
            "layers-final.ipynb": notebook(FORWARD, BACKWARD),
        },
    )
    found = meant(folder)
    assert found.path == folder / "layers-final.ipynb"
    assert str(found.look) == (
        "layers-final.ipynb was marked, for most of the functions are written there; there is work in"
        " layers.ipynb too."
    )
    assert found.said == found.look


def test_of_equals_the_right_name_is_marked_and_staff_are_told(folder):
    put(
        folder,
        **{"layers.ipynb": notebook(FORWARD, BACKWARD), "a.ipynb": notebook(FORWARD, BACKWARD, "print(1)")},
    )
    found = meant(folder)
    assert found.path == folder / "layers.ipynb"
    assert "there is work in a.ipynb too" in str(found.look)


def test_a_copy_with_the_same_content_needs_no_word(folder):
    text = notebook(FORWARD, BACKWARD)
    put(folder, **{"layers.ipynb": text, "layers copy.ipynb": text})
    assert (meant(folder).path, meant(folder).said) == (folder / "layers.ipynb", NOTHING)


def test_what_editors_and_systems_keep_is_not_work(folder):
    text = notebook(FORWARD, BACKWARD)
    aside = dict.fromkeys((".ipynb_checkpoints/layers-checkpoint.ipynb", "__MACOSX/layers.ipynb"), text)
    put(folder, **{"layers.ipynb": notebook(*STUBS), "._layers.ipynb": text, **aside})
    assert (meant(folder).path, meant(folder).said) == (folder / "layers.ipynb", NOTHING)


def test_a_broken_notebook_beside_a_whole_one(folder):
    put(folder, **{"layers.ipynb": "{ broken", "layers (1).ipynb": notebook(*STUBS)})
    assert meant(folder).path == folder / "layers (1).ipynb"


@pytest.mark.parametrize("imports", ["from mine import *", "from mine import forward, backward", "import mine"])
def test_a_module_that_the_notebook_uses_is_a_part_of_it(folder, imports):
    uses = "forward, backward = mine.forward, mine.backward" if imports == "import mine" else ""
    put(folder, **{"layers.ipynb": notebook(imports, uses), "mine.py": FORWARD + BACKWARD})
    assert (meant(folder).path, meant(folder).said) == (folder / "layers.ipynb", NOTHING)


def test_a_package_that_the_notebook_uses_is_a_part_of_it(folder):
    files = {"mine/__init__.py": "from .one import *\n", "mine/one.py": FORWARD + BACKWARD}
    put(folder, **{"layers.ipynb": notebook("from mine import *"), **files})
    assert (meant(folder).path, meant(folder).said) == (folder / "layers.ipynb", NOTHING)


def test_the_work_in_a_python_file_that_nothing_imports(folder):
    put(folder, **{"layers.ipynb": notebook(*STUBS), "layers.py": FORWARD + BACKWARD})
    found = meant(folder)
    assert found.path == folder / "layers.py"
    assert str(found.look) == "layers.py was marked, for the work stands there and not in layers.ipynb."


def test_nothing_to_find(folder):
    assert meant(folder).path == folder / "layers.ipynb"
    assert meant(folder / "nothing").path == folder / "nothing" / "layers.ipynb"


def test_links_are_not_followed(folder, tmp_path):
    (tmp_path / "other.ipynb").write_text(notebook(FORWARD, BACKWARD))
    (folder / "link.ipynb").symlink_to(tmp_path / "other.ipynb")
    assert meant(folder).path == folder / "layers.ipynb"
    (tmp_path / "ann" / "away").symlink_to(tmp_path)
    assert meant(tmp_path / "ann" / "away").path == tmp_path / "ann" / "away" / "layers.ipynb"


def test_a_pipe_is_not_waited_for(folder):
    os.mkfifo(folder / "pipe.py")
    os.mkfifo(folder / "layers.ipynb")
    put(folder, **{"mine.ipynb": notebook(FORWARD)})
    assert meant(folder).path == folder / "mine.ipynb"


def test_very_many_notebooks_are_not_all_read(folder, monkeypatch):
    import autograder.submission.meant as meant_module

    put(folder, **{f"n{number}.ipynb": notebook(*STUBS) for number in range(40)})
    put(folder, **{"layers.ipynb": notebook(FORWARD, BACKWARD)})
    asked = []
    read = meant_module.read
    monkeypatch.setattr(meant_module, "read", lambda path: asked.append(path) or read(path))
    assert meant(folder).path == folder / "layers.ipynb"
    assert len(asked) == meant_module.MAX_SEARCHED
