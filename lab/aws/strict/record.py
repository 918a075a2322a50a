"""Counts checked and refused requests, by action."""

import json
import os
from collections import Counter


class Record:
    """The counts. Each change is written to a file for `lab status`."""

    def __init__(self, file=None):
        self.file = file
        self.checked = Counter()
        self.refused = Counter()
        self.lost = Counter()
        self.roles = {}

    def note(self, call, refusal=None, lost=False):
        """Counts one request."""
        self.checked[call.name] += 1
        if refusal:
            self.refused[f"{call.name} {refusal.code}"] += 1
        if lost:
            self.lost[call.name] += 1

    def note_role(self, role, actions, allowed):
        """Counts the actions of one request with the credentials of a role, and notes what the role may do."""
        known = self.roles.setdefault(role, {"used": Counter(), "allowed": []})
        known["used"].update(actions)
        known["allowed"] = allowed

    def write(self):
        """Writes the counts."""
        if not self.file:
            return
        counts = {name: dict(getattr(self, name)) for name in ("checked", "refused", "lost")}
        counts["roles"] = self.roles
        with open(f"{self.file}.new", "w", encoding="utf-8") as file:
            json.dump(counts, file)
        os.replace(f"{self.file}.new", self.file)


RECORD = Record(os.environ.get("GROUNDUP_LAB_CHECKED"))
