# Example rules for every cluster: docs/policy.md. They read the synthesized cdk.tf.json, or the JSON of a plan, which
# also contains the values of Terraform variables.
package main

import rego.v1

world := {"0.0.0.0/0", "::/0"}

deny contains sprintf("%s: SSH is open to the world", [resource.address]) if {
	some resource in resources
	resource.type == "aws_vpc_security_group_ingress_rule"
	some key in ["cidr_ipv4", "cidr_ipv6"]
	resource.values[key] in world
	reaches(resource.values, 22)
}

deny contains sprintf("%s: instance metadata is served without a token (IMDSv1)", [resource.address]) if {
	some resource in resources
	resource.type == "aws_instance"
	not token_required(resource.values)
}

deny contains sprintf("%s: the root volume is not encrypted", [resource.address]) if {
	some resource in resources
	resource.type == "aws_instance"
	not encrypted(resource.values)
}

# Without this rule, any other input would pass.
deny contains "this is neither a synthesized stack nor the JSON of a plan" if {
	not input.resource
	not input.resource_changes
}

# Resources of a synthesized stack.
resources contains {"type": type, "address": sprintf("%s.%s", [type, name]), "values": values} if {
	some type, named in input.resource
	some name, values in named
}

# Resources of a plan, with their planned values.
resources contains {"type": change.type, "address": change.address, "values": change.change.after} if {
	some change in input.resource_changes
	change.mode == "managed"
	is_object(change.change.after)
}

# A single block is an object in a stack, and a list with one element in a plan.
token_required(instance) if instance.metadata_options.http_tokens == "required"

token_required(instance) if instance.metadata_options[0].http_tokens == "required"

encrypted(instance) if instance.root_block_device.encrypted == true

encrypted(instance) if instance.root_block_device[0].encrypted == true

reaches(rule, _) if rule.ip_protocol == "-1"

reaches(rule, port) if {
	rule.ip_protocol == "tcp"
	rule.from_port <= port
	port <= rule.to_port
}
