"""Put the checkout on the path of the virtual environment that runs this, and `lykta` in its bin.

What `pip install --editable .` does, without a build back end: a fresh machine then installs
only what requirements.lock names by hash.
"""

import stat
import sys
import sysconfig
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COMMAND = """#!{python}
import sys

from lykta import main

sys.exit(main())
"""

Path(sysconfig.get_path("purelib"), "lykta.pth").write_text(f"{ROOT}\n", encoding="utf-8")
command = Path(sysconfig.get_path("scripts"), "lykta")
command.write_text(COMMAND.format(python=sys.executable), encoding="utf-8")
command.chmod(command.stat().st_mode | stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH)
