"""Reads the form fields of EC2's and the query protocol by Amazon's model, and refuses what does not match it."""

import base64
import binascii
import re

from botocore.utils import parse_timestamp

from .refusal import Refusal

SCALARS = {
    "integer": (re.compile(r"-?\d+"), int),
    "long": (re.compile(r"-?\d+"), int),
    "float": (re.compile(r"-?\d+(\.\d+)?"), float),
    "double": (re.compile(r"-?\d+(\.\d+)?"), float),
    "boolean": (re.compile(r"true|false", re.IGNORECASE), lambda text: text.lower() == "true"),
}


def decode(shape, fields, protocol):
    """
    The value of a shape from fields such as `Filter.1.Name`.
    Raises Refusal for the first field that the model does not have, or whose value has the wrong type.
    """
    tree = {}
    for key, text in fields.items():
        plant(tree, key, text)
    return Decoder(protocol).structure(shape, tree, "") if shape else refuse_all(tree, "")


def plant(tree, key, text):
    """Puts a field's text at the path in its name."""
    *folders, last = key.split(".")
    for name in folders:
        tree = tree.setdefault(name, {})
        if not isinstance(tree, dict):
            raise unknown(key)
    tree[last] = text


def unknown(path):
    """A parameter that the model does not have."""
    return Refusal("UnknownParameter", f"The parameter {path} is not recognized")


def refuse_all(tree, prefix):
    """Nothing, for an operation without parameters."""
    for name in tree:
        raise unknown(f"{prefix}{name}")
    return {}


class Decoder:
    """Walks a tree of fields along the shapes of the model."""

    def __init__(self, protocol):
        self.protocol = protocol

    def name(self, shape, default):
        """The name of a member in the request."""
        given = shape.serialization
        if self.protocol != "ec2":
            return given.get("name", default)
        if "queryName" in given:
            return given["queryName"]
        name = given.get("name", default)
        return name[0].upper() + name[1:]

    def value(self, shape, node, path):
        """The value of any shape."""
        if shape.type_name in ("structure", "list", "map"):
            return getattr(self, shape.type_name)(shape, node, path)
        if isinstance(node, dict):
            raise unknown(f"{path}.{next(iter(node))}")
        return scalar(shape, node, path)

    def structure(self, shape, node, path):
        """A structure from its members' fields."""
        if not isinstance(node, dict):
            raise invalid(path, node)
        members = {self.name(member, name): (name, member) for name, member in shape.members.items()}
        read = {}
        for key, child in node.items():
            inner = f"{path}.{key}" if path else key
            if key not in members:
                raise unknown(inner)
            name, member = members[key]
            read[name] = self.value(member, child, inner)
        return read

    def list(self, shape, node, path):
        """A list from the fields of its items, which are numbered from 1 without a gap."""
        if node == "":
            return []
        if self.protocol != "ec2" and not shape.is_flattened:
            inner = self.name(shape.member, "member")
            if not isinstance(node, dict) or set(node) != {inner}:
                raise unknown(f"{path}.{next((key for key in node if key != inner), '?')}" if node else path)
            return self.items(shape, node[inner], f"{path}.{inner}")
        return self.items(shape, node, path)

    def items(self, shape, node, path):
        """The items of a list."""
        if not isinstance(node, dict) or not all(key.isdigit() for key in node):
            raise invalid(path, node)
        numbers = sorted(int(key) for key in node)
        if numbers != list(range(1, len(numbers) + 1)):
            raise Refusal("InvalidParameterValue", f"The items of {path} are not numbered from 1 without a gap.")
        return [self.value(shape.member, node[str(number)], f"{path}.{number}") for number in numbers]

    def map(self, shape, node, path):
        """A map from the fields of its entries."""
        entries = node if shape.serialization.get("flattened") else node.get("entry", {})
        keys = (self.name(shape.key, "key"), self.name(shape.value, "value"))
        read = {}
        for number, entry in entries.items():
            where = f"{path}.{number}"
            key, value = (entry.get(name, "") for name in keys)
            read[scalar(shape.key, key, where)] = self.value(shape.value, value, where)
        return read


def invalid(path, text):
    """A value that is not of the parameter's type."""
    return Refusal("InvalidParameterValue", f"Value ({text}) for parameter {path} is invalid.")


def scalar(shape, text, path):
    """The value of a shape without parts."""
    if shape.type_name in SCALARS:
        pattern, convert = SCALARS[shape.type_name]
        if not pattern.fullmatch(text):
            raise invalid(path, text)
        return convert(text)
    try:
        if shape.type_name == "timestamp":
            return parse_timestamp(text)
        return base64.b64decode(text, validate=True) if shape.type_name == "blob" else text
    except (binascii.Error, ValueError) as error:
        raise invalid(path, text) from error
