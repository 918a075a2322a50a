"""How this AWS behaves: quotas, delays and random effects, from the file that lab/aws/conditions.ts writes."""

import json
import os
import random
from collections import Counter

from .refusal import Refusal

# Seconds that a volume modification takes: by default long enough to be noticed, with --as-aws as long as on AWS.
# https://docs.aws.amazon.com/ebs/latest/userguide/monitoring-volume-modifications.html
MODIFICATION_SECONDS = {False: 3, True: 60}
# Seconds for which answers may lag behind a change, and the share of the answers that do.
# https://docs.aws.amazon.com/ec2/latest/devguide/eventual-consistency.html
LAG_SECONDS = {False: 0, True: 5}
LAG_SHARE = 0.3
# Share of the requests that AWS throttles.
# https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html
THROTTLED_SHARE = {False: 0, True: 0.02}

# Default quotas and no random effects, if the emulator starts without a file of conditions.
CALM = {"asAws": False, "seed": 0, "quotas": {}, "table": {}, "mostRulesPerInterface": 1000, "lostAnswers": 0}


class Conditions:
    """The present conditions. The file is read again after each change."""

    def __init__(self, file=None):
        self.file = file
        self.stamp = None
        self.values = CALM
        self.drawn = Counter()

    @property
    def now(self):
        """The values of the file."""
        if self.file:
            stamp = os.stat(self.file).st_mtime_ns
            if stamp != self.stamp:
                with open(self.file, encoding="utf-8") as file:
                    self.values = CALM | json.load(file)
                self.stamp = stamp
        return self.values

    def of(self, table):
        """The value of a table that has one value for a fast AWS and one for delays as on AWS."""
        return table[self.now["asAws"]]

    def chance(self, kind, share):
        """
        Whether an event of a kind happens; share is its probability. The n-th draw of a kind has the same result for
        the same seed, whatever is drawn of other kinds.
        """
        return share > 0 and self.draw(kind).random() < share

    def between(self, kind, least, most):
        """A number in a range. The n-th draw of a kind is the same for the same seed."""
        return self.draw(kind).uniform(least, most)

    def draw(self, kind):
        """The random source of the next draw of a kind."""
        self.drawn[kind] += 1
        return random.Random(f"{self.now['seed']} {kind} {self.drawn[kind]}")

    def choice(self, kind, options):
        """One of the options, chosen by the seed."""
        return random.Random(f"{self.now['seed']} {kind}").choice(sorted(options))

    def quota(self, name):
        """The account's quota for a name in lib/quotas.ts; unlimited without a file."""
        return self.now["quotas"].get(name, float("inf"))

    def hold(self, name, count, what, bound=float("inf")):
        """Raises Refusal with AWS's error code if the count exceeds the quota with this name, or its bound."""
        quota = min(self.quota(name), bound)
        if count > quota:
            row = self.now["table"][name]
            message = f"{what}: {count} would be more than your quota of {quota} ({row['code']}, {row['name']})."
            raise Refusal(row["error"], message)


CONDITIONS = Conditions(os.environ.get("GROUNDUP_LAB_CONDITIONS"))
