"""Random effects of AWS, chosen by the seed: throttling, answers that lag behind a change, lost answers."""

import re
import time

from .conditions import CONDITIONS, LAG_SECONDS, LAG_SHARE, THROTTLED_SHARE
from .refusal import Refusal

READS = re.compile(r"Describe|Get|List|Head")
IDENTIFIER = re.compile(rb">((?:vpc|subnet|sg|rtb|igw|i|vol|snap|eni|nat|eipalloc)-[0-9a-f]{8,17})<")

# EC2's answer about a resource that it does not know yet.
# https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
NOT_FOUND = {
    "vpc": "InvalidVpcID.NotFound",
    "subnet": "InvalidSubnetID.NotFound",
    "sg": "InvalidGroup.NotFound",
    "rtb": "InvalidRouteTableID.NotFound",
    "igw": "InvalidInternetGatewayID.NotFound",
    "i": "InvalidInstanceID.NotFound",
    "vol": "InvalidVolume.NotFound",
    "snap": "InvalidSnapshot.NotFound",
    "eni": "InvalidNetworkInterfaceID.NotFound",
    "nat": "NatGatewayNotFound",
    "eipalloc": "InvalidAllocationID.NotFound",
}


class Luck:
    """Records when resources were created, and which answers to repeat for a client token."""

    def __init__(self):
        self.made = {}
        self.answers = {}

    def before(self, call, body):
        """Raises Refusal for a call that is throttled, or that asks for a resource that AWS does not show yet."""
        if CONDITIONS.chance("throttled", CONDITIONS.of(THROTTLED_SHARE)):
            if call.protocol == "ec2":
                raise Refusal("RequestLimitExceeded", "Request limit exceeded.", 503)
            raise Refusal("Throttling", "Rate exceeded")
        lag = CONDITIONS.of(LAG_SECONDS)
        if not lag or call.service != "ec2" or not READS.match(call.action):
            return
        for name in re.findall(r"\b[a-z]+-[0-9a-f]{8,17}\b", body.decode()):
            young = time.monotonic() - self.made.get(name, float("-inf")) < lag
            if young and CONDITIONS.chance("lag", LAG_SHARE):
                raise Refusal(NOT_FOUND[name.split("-")[0]], f"The ID '{name}' does not exist")
            # A resource that was seen once stays visible: the provider waits only until it sees the resource for the
            # first time.
            self.made[name] = float("-inf")

    def earlier(self, call):
        """The answer to an earlier call with the same client token: EC2 processes such a call once."""
        token = call.parameters.get("ClientToken")
        return self.answers.get((call.name, call.region, token)) if token else None

    def after(self, call, answer):
        """Records a finished call. Returns whether its answer is lost."""
        token = call.parameters.get("ClientToken")
        if token:
            self.answers[(call.name, call.region, token)] = answer
        if re.match(r"Create|Run|Allocate", call.action):
            for name in IDENTIFIER.findall(answer[2]):
                self.made.setdefault(name.decode(), time.monotonic())
        if READS.match(call.action) or token:
            return False
        return CONDITIONS.chance(f"lost {call.action}", CONDITIONS.now["lostAnswers"])


LUCK = Luck()
