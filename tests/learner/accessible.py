"""What a machine can say about whether everyone can read a piece of HTML; axe asks the same, in a browser."""

import re
from itertools import pairwise
from xml.etree import ElementTree

from autograder.learner.drawing.svg import ratio

SVG = "{http://www.w3.org/2000/svg}"


def parse(html):
    """The piece as a tree: it must be well-formed."""
    return ElementTree.fromstring(html)


def words(element):
    return " ".join("".join(element.itertext()).split())


def faults(html):
    """A sentence for each fault."""
    root = parse(html)
    elements = list(root.iter())
    yield from (
        f"{one.tag} has an id, and a notebook shows many reports" for one in elements if "id" in one.attrib
    )
    if root.get("lang") != "en" or not root.get("aria-label"):
        yield "the section has no language or no name"
    for banned in ("<script", "javascript:", "src=", "href=", "url(", "@import", " on"):
        tags = " ".join(re.findall(r"<[^>]*>", html))
        tags = re.sub(r'src="data:image/png;base64,[\w+/=]*"', "", tags)  # it travels along, nothing is fetched
        if banned in tags and not (banned == " on" and not re.search(r"\son\w+=", tags)):
            yield f"{banned} is used"
    for picture in (*root.iter("svg"), *root.iter(f"{SVG}svg")):
        kinds = [child.tag.removeprefix(SVG) for child in picture][:2]
        if picture.get("role") != "img" or kinds != ["title", "desc"] or not all(map(words, list(picture)[:2])):
            yield "a picture has no text alternative"
    yield from ("an image has no alternative" for image in root.iter("img") if not image.get("alt"))
    levels = [int(one.tag[1]) for one in elements if re.fullmatch(r"h[1-6]", str(one.tag))]
    if levels[:1] != [4] or any(after > before + 1 for before, after in pairwise(levels)):
        yield f"headings jump: {levels}"
    for badge in (one for one in elements if one.get("class") == "badge"):
        read_aloud = words(badge).replace(words(badge[0]), "", 1).strip()
        if badge[0].get("aria-hidden") != "true" or not read_aloud:
            yield "a badge says nothing without its sign"
    for table in root.iter("table"):
        if table.find("caption") is None or any(head.get("scope") is None for head in table.iter("th")):
            yield "a table has no caption, or a header without a scope"
    for item in root.iter("ul"):
        if item.get("role") != "list" or {child.tag for child in item} != {"li"}:
            yield "a list is none"
    for fold in root.iter("details"):
        if fold[0].tag != "summary" or not words(fold[0]):
            yield "something folded has no summary"
    yield from contrasts(root)


def contrasts(root):
    """Words in a colour of their own must stand out from the rectangle drawn just before them."""
    for picture in root.iter(f"{SVG}svg"):
        fill = "none"
        for part in picture:
            if part.tag == f"{SVG}rect":
                fill = part.get("fill")
            if (
                part.tag == f"{SVG}text"
                and part.get("fill") != "currentColor"
                and ratio(part.get("fill"), fill) < 4.5
            ):
                yield f"{part.text} is hard to read on {fill}"
    style = "".join(root.itertext())
    for kind, shade in re.findall(r"\.autograder \.(\w+) \.badge\{background:(#\w+)\}", style):
        if ratio(shade, "#ffffff") < 4.5:
            yield f"the badge of {kind} is hard to read"
