import { actionIncludes, patternIncludes } from "../lib/iam";
import { asValues } from "./plan";

/** One thing that a policy allows or denies: an action on a resource, under conditions. */
export interface Right {
  readonly effect: "Allow" | "Deny";
  /** Whom it concerns, in policies of roles' trust and of buckets: `Federated arn:...`. @default the role itself */
  readonly principal?: string;
  readonly action: string;
  /** @default the role that has this trust policy */
  readonly resource?: string;
  /** The conditions as JSON with sorted keys; "" without conditions. */
  readonly condition: string;
}

/** The elements of a statement that this review reads. Statements with others are not judged. */
const elements = new Set(["Sid", "Effect", "Principal", "Action", "Resource", "Condition"]);

/**
 * Reads the rights of an IAM policy document.
 * @returns undefined if the review cannot read it: it is no JSON, or it has elements such as NotAction
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html
 */
export function rightsOf(document: unknown): readonly Right[] | undefined {
  const { Statement, Version } = parsed(document);
  const statements = Statement === undefined ? [] : [Statement].flat();
  // The older version has no policy variables, so `${...}` has another meaning there.
  if (Version !== "2012-10-17" || statements.length === 0) return undefined;
  const rights = statements.map((statement) => rightsOfStatement(asValues(statement)));
  return rights.some((one) => one === undefined) ? undefined : rights.flatMap((one) => one!);
}

function parsed(document: unknown): Readonly<Record<string, unknown>> {
  try {
    return asValues(JSON.parse(String(document)));
  } catch {
    return {};
  }
}

function rightsOfStatement(statement: Readonly<Record<string, unknown>>): Right[] | undefined {
  const { Effect, Principal, Action, Resource, Condition } = statement;
  const isRead = Object.keys(statement).every((name) => elements.has(name));
  if (!isRead || (Effect !== "Allow" && Effect !== "Deny") || Action === undefined) return undefined;
  const condition = Condition === undefined ? "" : JSON.stringify(sorted(Condition));
  return principalsOf(Principal).flatMap((principal) =>
    texts(Action).flatMap((action) =>
      (Resource === undefined ? [undefined] : texts(Resource)).map((resource) => ({
        ...{ effect: Effect, action, condition },
        ...(principal !== undefined && { principal }),
        ...(resource !== undefined && { resource }),
      })),
    ),
  );
}

function principalsOf(principal: unknown): (string | undefined)[] {
  if (principal === undefined) return [undefined];
  if (typeof principal === "string") return [principal];
  return Object.entries(asValues(principal)).flatMap(([kind, names]) => texts(names).map((name) => `${kind} ${name}`));
}

const texts = (value: unknown): string[] => [value].flat().map(String);

/** A value whose objects have sorted keys, and whose lists of one are their only member, as IAM reads them. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 1 ? sorted(value[0]) : value.map(sorted).sort();
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}

/** What the rights after a change allow that those before it did not. A right that was denied and no longer is counts. */
export function addedRights(before: readonly Right[], after: readonly Right[]): Right[] {
  return [
    ...uncovered(allowed(after), allowed(before)),
    // A Deny that no Deny covers any more allows something.
    ...uncovered(denied(before), denied(after)),
  ];
}

/** What the rights after a change no longer allow. A right that is denied from now on counts. */
export const removedRights = (before: readonly Right[], after: readonly Right[]): Right[] => addedRights(after, before);

const allowed = (rights: readonly Right[]) => rights.filter(({ effect }) => effect === "Allow");
const denied = (rights: readonly Right[]) => rights.filter(({ effect }) => effect === "Deny");

const uncovered = (rights: readonly Right[], by: readonly Right[]) =>
  rights.filter((right) => !by.some((other) => covers(other, right)));

/** Whether a right includes another one. If this review does not know, it says no. */
function covers(wide: Right, narrow: Right): boolean {
  return (
    wide.principal === narrow.principal &&
    actionIncludes(wide.action, narrow.action) &&
    (wide.resource === narrow.resource || patternIncludes(wide.resource ?? "", narrow.resource ?? "")) &&
    (wide.condition === "" || wide.condition === narrow.condition)
  );
}

/** Whether a right includes an action, on any resource. */
export const includesAction = ({ action }: Right, one: string): boolean => actionIncludes(action, one);
