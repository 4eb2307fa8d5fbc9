#!/usr/bin/env python3
"""Runs a command, presses Ctrl-C when the server stalls, and prints how the command ended.

usage: interrupt.py URL COMMAND...

Asks URL/-/stalled, which answers when a transfer stands still; then SIGINT goes to the command's process group, as a
terminal sends it.
"""

import os
import signal
import subprocess
import sys
import urllib.request

child = subprocess.Popen(sys.argv[2:], start_new_session=True, stdin=subprocess.DEVNULL)
with urllib.request.urlopen(sys.argv[1] + "/-/stalled") as answer:
    assert answer.status == 204
os.killpg(child.pid, signal.SIGINT)
print(child.wait())
