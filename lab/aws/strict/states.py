"""
Instances and load balancers reach their states after a while, with the delays of AWS. moto changes states at once. So
moto stores the final state, and answers show the intermediate state until then.
"""

import time

from moto.ec2.models.instances import Instance, InstanceState
from moto.elbv2.models import FakeLoadBalancer

from .conditions import CONDITIONS

# Seconds that each state takes with `--as-aws`, from and to; `storing` is a snapshot that is pending. Without it they
# take none. AWS documents none of them, and no public measurement of instances and volumes was found. A load balancer takes one to three minutes, often more than two
# (https://github.com/kubernetes/kubernetes/issues/44695).
PASSING = {
    "pending": (8, 25),
    "stopping": (15, 60),
    "shutting-down": (20, 60),
    "provisioning": (90, 180),
    "creating": (1, 3),
    "attaching": (1, 5),
    "detaching": (2, 8),
    "storing": (15, 45),
}
# The states that an instance passes through. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_InstanceState.html
CODES = {"pending": 0, "shutting-down": 32, "stopping": 64}


def begin(thing, name):
    """Starts an intermediate state, for as long as the seed says."""
    least, most = PASSING[name] if CONDITIONS.now["asAws"] else (0, 0)
    thing.passing = (name, time.monotonic() + CONDITIONS.between(name, least, most))


def passed_through(thing):
    """The present intermediate state, if any."""
    name, end = getattr(thing, "passing", (None, 0))
    return name if time.monotonic() < end else None


def state(instance):
    """The state of an instance as EC2 shows it."""
    name = passed_through(instance)
    return InstanceState(name, CODES[name]) if name else instance._state


def beginning(name, method):
    """The same method, followed by an intermediate state."""

    def act(thing, *args, **kwargs):
        answer = method(thing, *args, **kwargs)
        begin(thing, name)
        return answer

    return act


def changing(name, method):
    """The same change of an instance. If the instance is in that state or on its way there, nothing changes."""

    def act(instance, *args, **kwargs):
        before = state(instance)
        aim = instance._state.name
        answer = method(instance, *args, **kwargs)
        if instance._state.name != aim:
            begin(instance, name)
        # moto's answer is the final state of the instance.
        answer.name, answer.code = before.name, before.code
        return answer

    return act


def correct():
    """Replaces moto's behaviour by this."""
    Instance.__init__ = beginning("pending", Instance.__init__)
    Instance.start = changing("pending", Instance.start)
    Instance.stop = changing("stopping", Instance.stop)
    Instance.terminate = changing("shutting-down", Instance.terminate)
    Instance.instance_state = property(state)
    Instance.state = property(lambda instance: state(instance).name)
    Instance.state_code = property(lambda instance: state(instance).code)
    FakeLoadBalancer.__init__ = beginning("provisioning", FakeLoadBalancer.__init__)
    FakeLoadBalancer.load_balancer_state = property(
        lambda balancer: {"Code": passed_through(balancer) or balancer.state}
    )
