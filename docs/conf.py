"""Settings of the documentation site; building the site runs every notebook."""

from zhengwu import __version__

project = "zhengwu 政务"
author = "zhengwu"
release = version = __version__
language = "zh_CN"
extensions = ["myst_nb"]
html_theme = "furo"
html_title = f"zhengwu 政务 {release}"
templates_path = ["_templates"]  # the search page asks pagefind, which splits Chinese
exclude_patterns = ["_build", "_templates"]

myst_enable_extensions = ["colon_fence"]
myst_heading_anchors = 3
nb_execution_mode = "force"
nb_execution_raise_on_error = True
nb_execution_timeout = 120
# Chinese pages are highlighted as what they hold: examples of Python, shell and TOML.
suppress_warnings = ["misc.highlighting_failure"]
