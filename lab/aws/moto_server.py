"""The AWS emulator, with three answers as EC2 gives them, which moto 5.2.5 leaves out.

Without them Terraform sees a difference between what it made and what is there, and a second plan is never empty.
Called like moto's own server: moto_server.py -H 127.0.0.1 -p 5000
"""

from moto.ec2.models.instances import Instance
from moto.ec2.models.security_groups import SecurityGroupRule
from moto.ec2.responses.dhcp_options import DHCPOptions
from moto.server import main


def grouped(prep_nics):
    """An instance is in its primary interface's groups, also where RunInstances named them there."""

    def prepare(instance, *args, **kwargs):
        prep_nics(instance, *args, **kwargs)
        primary = instance.nics.get(0)
        if primary and not instance.security_groups:
            instance.security_groups = list(primary.group_set)

    return prepare


def description_of_rule(rule):
    """A rule has its description whatever it refers to, not only with an address range."""
    return rule.ip_range.get("Description") or rule.source_group.get("Description")


def tagged(create_dhcp_options):
    """DHCP options take the tags that they are created with."""

    def create(response):
        answer = create_dhcp_options(response)
        tags = response._parse_tag_specification("dhcp-options").get("dhcp-options", {})
        answer.result["DhcpOptions"].add_tags(tags)
        return answer

    return create


Instance.prep_nics = grouped(Instance.prep_nics)
SecurityGroupRule.description = property(description_of_rule)
DHCPOptions.create_dhcp_options = tagged(DHCPOptions.create_dhcp_options)

if __name__ == "__main__":
    main()
