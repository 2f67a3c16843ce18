"""The documentation site: Sphinx and MyST, built offline; a warning is an error (make docs)."""

from __future__ import annotations

import netinvest

project = "netinvest"
author = "the netinvest project"
version = release = netinvest.__version__
extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns = ["_build"]
nb_execution_mode = "off"  # the tests run every block, against a case of their own
myst_enable_extensions = ["colon_fence"]
myst_heading_anchors = 3
suppress_warnings = ["misc.highlighting_failure"]
autodoc_typehints = "description"
autodoc_member_order = "bysource"
autodoc_default_options = {"members": True}
napoleon_include_init_with_doc = False
add_module_names = False
html_theme = "furo"
html_title = "netinvest"
html_show_sourcelink = False
html_copy_source = False
