"""An instance shows the profile that it has. moto shows the old one after a replacement."""

from moto.ec2.models import EC2Backend


def replacing(method):
    """The same replacement of an association, which the instance then shows."""

    def replace(backend, *args, **kwargs):
        association = method(backend, *args, **kwargs)
        profile = {"Arn": association.iam_instance_profile.arn, "Id": association.association_id}
        backend.modify_instance_attribute(association.instance_id, "iam_instance_profile", profile)
        return association

    return replace


def correct():
    """Replaces moto's behaviour by this."""
    EC2Backend.replace_iam_instance_profile_association = replacing(EC2Backend.replace_iam_instance_profile_association)
