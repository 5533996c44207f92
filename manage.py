#!/usr/bin/env python3
"""Everything begins here, with nothing but Python.

python3 manage.py up        make the environment, start everything, print address and logins
python3 manage.py test      run all tests; further words go to pytest
python3 manage.py checks    lint, types, import order, migrations, deployment
python3 manage.py ...       Django's own commands, in the same environment
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - an older one gets this far, and a sentence
    sys.exit("Python 3.11 or newer is needed; this one is older. Install it and use that one.")
if sys.platform == "win32":
    sys.exit("Windows by itself is not supported; start this inside WSL.")

from courseplatform.runtime.entry import main


def django(words: list[str]) -> int:
    """Run Django's command line; called only inside the environment that has Django."""
    from django.core.management import execute_from_command_line

    from courseplatform.settings.environment import WrongSetting

    try:
        execute_from_command_line(words)
    except WrongSetting as error:
        sys.exit(str(error))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], django))
