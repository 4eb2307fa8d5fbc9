#!/usr/bin/env python3
"""Runs a command, presses Ctrl-C when the server stalls, and prints how the command ended.

usage: interrupt.py URL [--grown FOLDER] COMMAND...

Asks URL/-/stalled, which answers when a transfer stands still, and waits until some file in FOLDER holds something;
then SIGINT goes to the command's process group, as a terminal sends it.
"""

import glob
import os
import signal
import subprocess
import sys
import time
import urllib.request

url, command = sys.argv[1], sys.argv[2:]
folder = None
if command[0] == "--grown":
    folder, command = command[1], command[2:]
child = subprocess.Popen(command, start_new_session=True, stdin=subprocess.DEVNULL)
with urllib.request.urlopen(url + "/-/stalled") as answer:
    assert answer.status == 204
while folder and not any(os.path.getsize(path) for path in glob.glob(folder + "/*")):
    time.sleep(0.01)
os.killpg(child.pid, signal.SIGINT)
print(child.wait())
