"""The site: pages in MyST, the atlas and the lists written from the library, the gallery run when it is built."""

import os
import sys
from pathlib import Path

import sphinxcontrib.katex

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE / "_ext"), str(HERE.parent)]
os.environ["PYTHONPATH"] = str(HERE.parent)  # kernels of the tutorials run this tree
os.environ.setdefault("MPLBACKEND", "agg")

import boundcalc  # noqa: E402

project = "boundcalc"
author = "The boundcalc developers"
copyright = "The boundcalc developers; MIT licence"
version = release = boundcalc.__version__

extensions = [
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "sphinx.ext.graphviz",
    "sphinx_click",
    "sphinx_copybutton",
    "sphinx_design",
    "sphinx_gallery.gen_gallery",
    "sphinxcontrib.katex",
    "myst_nb",
    "atlas",
    "lists",
]
exclude_patterns = [
    "_build",
    "_ext",
    "gallery/examples",
    "gallery/results/*.ipynb",
    "**/README.rst",
    "**/GALLERY_HEADER.rst",
]
templates_path = ["_templates"]
default_role = "code"
nitpicky = False
suppress_warnings = ["config.cache"]  # the order of the gallery is a class

autosummary_generate = True
autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_typehints_format = "short"
autodoc_default_options = {"members": True, "undoc-members": False, "show-inheritance": True}
python_maximum_signature_line_length = 100

myst_enable_extensions = ["attrs_inline", "colon_fence", "deflist", "dollarmath"]
myst_heading_anchors = 3
myst_dmath_double_inline = True
nb_execution_mode = "cache"
nb_execution_cache_path = str(HERE / "_build" / "kept" / "notebooks")
nb_execution_raise_on_error = True
nb_execution_timeout = 240
nb_merge_streams = True
nb_ipywidgets_js = {}  # nothing is fetched from outside

katex_prerender = True
katex_css_path = "katex/katex.min.css"
# An unknown command fails the build; katex_options is not read when formulas are rendered by the build.
sphinxcontrib.katex.KATEX_DEFAULT_OPTIONS.update(throwOnError=True, strict="error")

graphviz_output_format = "svg"

sphinx_gallery_conf = {
    "examples_dirs": "gallery/examples",
    "gallery_dirs": "gallery/results",
    "filename_pattern": r".*\.py",
    "within_subsection_order": "FileNameSortKey",
    "remove_config_comments": True,
    "show_memory": False,
    "download_all_examples": True,
    "abort_on_example_error": True,
    "plot_gallery": True,
    "image_scrapers": ("matplotlib",),
    "min_reported_time": 10_000,  # no times on pages, so that equal sources give equal pages
    "write_computation_times": False,  # a page that loads scripts from outside
}

html_context = {"default_mode": "auto"}
html_theme = "pydata_sphinx_theme"
html_title = "boundcalc"
html_static_path = ["_static"]
html_css_files = ["boundcalc.css"]
html_js_files = ["index.js"]
html_show_search_summary = False  # summaries are fetched, which a page that is opened as a file cannot do
html_theme_options = {
    "logo": {"text": "boundcalc"},
    "navbar_align": "left",
    "show_toc_level": 2,
    "show_prev_next": False,
    "secondary_sidebar_items": ["page-toc"],
    "footer_start": ["copyright"],
    "footer_end": [],
    "navigation_with_keys": False,
    "pygments_light_style": "tango",
    "pygments_dark_style": "monokai",
}
html_sidebars = {"index": [], "atlas/**": []}
html_copy_source = False
