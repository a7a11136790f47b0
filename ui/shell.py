"""Streamlit's own index.html -> the page that every address of ours is served as.

Streamlit writes its shell in English and with a script inside it. Both are mended when the server
starts, so that the browser may be told to run no script but files of this server.
"""

from __future__ import annotations

import re
from pathlib import Path

from streamlit import file_util

ASSETS = Path(__file__).with_name("assets")
NOSCRIPT = "<noscript><p>Lykta behöver JavaScript. Slå på det och ladda om sidan.</p></noscript>"
OURS = (
    '<link rel="stylesheet" href="./lykta.css" />\n'
    '    <script src="./lykta.js" defer></script>\n'
    '    <script src="./suggest.js" defer></script>\n'
    '    <script src="./reader.js" type="module"></script>\n'
    '    <script src="./sources.js" type="module"></script>\n'
    '    <link rel="icon" href="./lykta.svg" />\n  </head>'
)


def page(language: str = "sv") -> str:
    """Return the shell in a language, with our style and script and without the one inside it.

    RuntimeError where a new Streamlit's shell is made otherwise.
    """
    html = Path(file_util.get_static_dir(), "index.html").read_text(encoding="utf-8")
    for pattern, ours in (
        (r'<html lang="en">', f'<html lang="{language}">'),
        (r"<title>.*?</title>", "<title>Lykta</title>"),
        (r"<script>.*?</script>", ""),
        (r"<link rel=\"shortcut icon\"[^>]*>", ""),
        (r"<link rel=\"service-desc\"[^>]*>", ""),
        (r"<noscript>.*?</noscript>", NOSCRIPT),
        (r"</head>", OURS),
    ):
        html, found = re.subn(pattern, ours, html, flags=re.DOTALL)
        if found != 1:
            message = f"Streamlit's index.html has {pattern!r} {found} times, not once"
            raise RuntimeError(message)
    return html
