"""Checks a request's parameters against Amazon's model: required members, enumerations, ranges, lengths, patterns."""

# The models' patterns are Java's; `re` does not know \\p{L}.
import regex

from .refusal import Refusal

NUMBERS = ("integer", "long", "float", "double")


def check(call):
    """Raises Refusal, with the error code of the call's service, for the first parameter that violates the model."""
    for path, constraint, value in problems(call.model.input_shape, call.parameters, ""):
        raise refusal(call.protocol, path, constraint, value)


def problems(shape, value, path):
    """Every parameter that violates the model: its path, what the model wants, and what was found."""
    if shape is None:
        return
    if shape.type_name == "structure":
        for name in shape.required_members:
            if name not in value:
                yield join(path, name), "required", None
        for name, part in value.items():
            yield from problems(shape.members[name], part, join(path, name))
    elif shape.type_name == "list":
        yield from sizes(shape, len(value), value, path)
        for index, part in enumerate(value):
            yield from problems(shape.member, part, f"{path}.{index + 1}")
    elif shape.type_name == "map":
        yield from sizes(shape, len(value), value, path)
        for key, part in value.items():
            yield from problems(shape.key, key, path)
            yield from problems(shape.value, part, f"{path}.{key}")
    else:
        yield from scalars(shape, value, path)


def scalars(shape, value, path):
    """What is wrong with a value without parts."""
    if shape.type_name in NUMBERS:
        yield from sizes(shape, value, value, path)
    elif isinstance(value, (str, bytes)):
        yield from sizes(shape, len(value), value, path)
    if shape.type_name != "string":
        return
    if shape.enum and value not in shape.enum:
        yield path, f"one of {', '.join(shape.enum[:12])}", value
    pattern = shape.metadata.get("pattern")
    if pattern and not regex.search(rf"^(?:{pattern})$", value):
        yield path, f"the pattern {pattern}", value


def sizes(shape, size, value, path):
    """What is wrong with a number, or with a length."""
    least, most = shape.metadata.get("min"), shape.metadata.get("max")
    if least is not None and size < least:
        yield path, f"at least {least}", value
    if most is not None and size > most:
        yield path, f"at most {most}", value


def join(path, name):
    """The path of a member."""
    return f"{path}.{name}" if path else name


def refusal(protocol, path, constraint, value):
    """A violated constraint, in the words of a protocol's services."""
    if protocol == "ec2":
        if constraint == "required":
            return Refusal("MissingParameter", f"The request must contain the parameter {path}")
        return Refusal("InvalidParameterValue", f"Value ({value}) for parameter {path} is invalid. Wanted: {constraint}")
    wanted = "Member must not be null" if constraint == "required" else f"Member must satisfy: {constraint}"
    message = f"1 validation error detected: Value '{value}' at '{path}' failed to satisfy constraint: {wanted}"
    code = {"query": "ValidationError", "rest-xml": "InvalidArgument"}.get(protocol, "ValidationException")
    return Refusal(code, message)
