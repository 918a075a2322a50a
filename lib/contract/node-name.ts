/** The roles of nodes, as in the guide. */
export const roles = ["master", "worker"] as const;
export type Role = (typeof roles)[number];

/** A node by its role and its position among the nodes of that role, from 0. */
export interface NodeIdentity {
  readonly role: Role;
  readonly index: number;
}

/** Matches the name of a role: the source of a regular expression. */
export const rolePattern = `(?:${roles.join("|")})`;

/** Matches the name of a node: the source of a regular expression. */
export const nodePattern = `${rolePattern}-\\d+`;

/** A node's name, unique in the cluster: `worker-0`. */
export const nodeName = ({ role, index }: NodeIdentity): string => `${role}-${index}`;

const wholeName = new RegExp(`^(${rolePattern})-(\\d+)$`);

/** The node with a name; undefined if the text is not a node's name. */
export function parseNodeName(name: string): NodeIdentity | undefined {
  const [, role, index] = wholeName.exec(name) ?? [];
  return role === undefined ? undefined : { role: role as Role, index: Number(index) };
}

/**
 * The role of a node, by its name.
 * @throws Error if the text is not a node's name
 */
export function roleOf(name: string): Role {
  const node = parseNodeName(name);
  if (!node) throw new Error(`${name} is no node's name`);
  return node.role;
}
