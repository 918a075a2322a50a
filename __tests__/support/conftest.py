"""Stands in for conftest, by another interpreter of Rego: conftest test --policy FOLDER [--parser json] FILE"""

import argparse
import base64
import json
import pathlib
import sys

from regopy import Interpreter

parser = argparse.ArgumentParser()
parser.add_argument("command", choices=["test"])
parser.add_argument("--policy", required=True)
parser.add_argument("--parser", choices=["json"])
parser.add_argument("file")
given = parser.parse_args()

rego = Interpreter()
for rules in pathlib.Path(given.policy).glob("*.rego"):
    rego.add_module(rules.stem, rules.read_text())
rego.set_input(json.loads(sys.stdin.read() if given.file == "-" else pathlib.Path(given.file).read_text()))
# In base64: regopy does not escape quotation marks within texts.
(denied,) = rego.query("[base64.encode(message) | message := data.main.deny[_]]").results[0].expressions
for message in denied:
    print(f"FAIL - {given.file} - main - {base64.b64decode(message).decode()}")
sys.exit(1 if denied else 0)
