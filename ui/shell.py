"""Streamlit's own index.html -> the page that every address of ours is served as.

Streamlit writes its shell in English and with a script inside it. Both are mended when the server
starts, so that the browser may be told to run no script but files of this server.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from streamlit import file_util

from ui import language
from ui.language import said

ASSETS = Path(__file__).with_name("assets")
NOSCRIPT = said("Lykta behöver JavaScript. Slå på det och ladda om sidan.")
OURS = (
    '<link rel="stylesheet" href="./lykta.css" />\n'
    '    <script src="./lykta.js" defer></script>\n'
    '    <script src="./suggest.js" defer></script>\n'
    '    <script src="./reader.js" type="module"></script>\n'
    '    <script src="./sources.js" type="module"></script>\n'
    '    <link rel="icon" href="./lykta.svg" />\n  </head>'
)
FIRST_DRAWN = ("Html", "purify.es", "TextInput")
"""Streamlit's scripts that every view needs, and that it asks for only when words have come."""
IMPORTED = re.compile(r"(?:from|import)\s*[\"']\./([\w.-]+\.js)")


@cache
def preloads() -> tuple[str, ...]:
    """Return the files of what is drawn first, and of all they import, by name."""
    scripts = Path(file_util.get_static_dir(), "static", "js")
    names = [path.name for first in FIRST_DRAWN for path in scripts.glob(f"{first}.*.js")]
    for name in names:
        imported = IMPORTED.findall((scripts / name).read_text(encoding="utf-8"))
        names.extend(one for one in dict.fromkeys(imported) if one not in names)
    return tuple(names)


def page(code: str = language.SWEDISH) -> str:
    """Return the shell in a language, with our style and script and without the one inside it.

    RuntimeError where a new Streamlit's shell is made otherwise.
    """
    html = Path(file_util.get_static_dir(), "index.html").read_text(encoding="utf-8")
    missing = (name for name in preloads() if name not in html)
    ahead = (f'<link rel="modulepreload" href="./static/js/{name}" />' for name in missing)
    noscript = language.text_in(code, NOSCRIPT)
    for pattern, ours in (
        (r'<html lang="en">', f'<html lang="{code}">'),
        (r"<title>.*?</title>", "<title>Lykta</title>"),
        (r"<script>.*?</script>", ""),
        (r"<link rel=\"shortcut icon\"[^>]*>", ""),
        (r"<link rel=\"service-desc\"[^>]*>", ""),
        (r"<noscript>.*?</noscript>", f"<noscript><p>{noscript}</p></noscript>"),
        (r"</head>", "\n    ".join((*ahead, OURS))),
    ):
        html, found = re.subn(pattern, ours, html, flags=re.DOTALL)
        if found != 1:
            message = f"Streamlit's index.html has {pattern!r} {found} times, not once"
            raise RuntimeError(message)
    return html
