"""IAM policy documents: whether the statements of a policy match a request."""

import re

# Condition operators by name. `value` is the request's value, `pattern` one of the policy's values.
OPERATORS = {
    "StringEquals": lambda value, pattern: value == pattern,
    "StringLike": lambda value, pattern: bool(glob(pattern).fullmatch(value)),
    "StringEqualsIgnoreCase": lambda value, pattern: value.lower() == pattern.lower(),
    "ArnEquals": lambda value, pattern: bool(glob(pattern).fullmatch(value)),
    "ArnLike": lambda value, pattern: bool(glob(pattern).fullmatch(value)),
    "Bool": lambda value, pattern: value.lower() == pattern.lower(),
}
NEGATED = {"StringNotEquals": "StringEquals", "StringNotLike": "StringLike", "ArnNotLike": "ArnLike"}


class UnknownCondition(Exception):
    """A condition that this evaluator cannot judge. The lab fails then, instead of guessing."""


def glob(pattern):
    """A pattern of IAM, in which * and ? are wildcards, as a regular expression."""
    return re.compile("".join({"*": ".*", "?": "."}.get(part, re.escape(part)) for part in pattern), re.DOTALL)


def many(value):
    """A value that may be a list in a policy document, as a list."""
    return value if isinstance(value, list) else [value]


def holds(operator, key, patterns, context):
    """Whether one condition holds. `context` maps keys in lower case to a list of values."""
    values = context.get(key.lower())
    if operator == "Null":
        return (values is None) == (patterns[0].lower() == "true")
    quantifier, _, plain = operator.rpartition(":")
    if plain.endswith("IfExists"):
        if values is None:
            return True
        plain = plain.removesuffix("IfExists")
    negated = plain in NEGATED
    test = OPERATORS.get(NEGATED.get(plain, plain))
    if test is None or quantifier not in ("", "ForAllValues", "ForAnyValue"):
        raise UnknownCondition(f"the lab's IAM does not know the operator {operator}")
    matches = [any(test(value, pattern) for pattern in patterns) != negated for value in values or []]
    if quantifier == "ForAllValues":
        return all(matches)
    if not matches:
        return negated
    return any(matches)


def applies(statement, action, resource, context):
    """Whether a statement matches an action on a resource."""
    if "NotAction" in statement or "NotResource" in statement:
        raise UnknownCondition("the lab's IAM does not know NotAction and NotResource")
    if not any(glob(one.lower()).fullmatch(action.lower()) for one in many(statement["Action"])):
        return False
    if not any(glob(one).fullmatch(resource) for one in many(statement["Resource"])):
        return False
    conditions = statement.get("Condition", {}).items()
    return all(
        holds(operator, key, many(patterns), context) for operator, keys in conditions for key, patterns in keys.items()
    )


def allowed(documents, action, resource, context):
    """Whether policies allow an action on a resource. A Deny outweighs every Allow."""
    statements = [one for document in documents for one in many(document["Statement"])]
    effects = {one["Effect"] for one in statements if applies(one, action, resource, context)}
    return effects == {"Allow"}
