import path from "node:path";

/** First part of the name of everything the lab creates on the machine; labs of different names do not meet. */
export const prefix = process.env.GROUNDUP_LAB_NAME ?? "groundup-lab";

/** Network namespaces that exist as long as the lab does; each instance and load balancer node adds its own. */
export const namespaces = {
  /** Outside the VPC: Terraform, kubectl, ssh and the AWS emulator. */
  operator: `${prefix}-operator`,
  /** The internet gateway, and everything public behind it. */
  internet: `${prefix}-internet`,
  /** The VPC's fabric: every network interface hangs on it. */
  cloud: `${prefix}-cloud`,
} as const;

/**
 * Addresses of the lab's own parts. Those of documentation (RFC 5737) stand for the internet; nothing in the
 * namespaces has a way out of the machine.
 */
export const addresses = {
  operator: "203.0.113.7",
  operatorGateway: "203.0.113.1",
  /** Somebody else on the internet, whom no cluster file lets in; the operator's namespace has this address as well. */
  stranger: "203.0.113.66",
  /** Serves released files and image archives, as a site without internet would. */
  mirror: "198.51.100.80",
  /** Keeps what is put there, and gives it back: S3, as far as nodes use it. */
  s3: "198.51.100.81",
  /** Load balancer nodes get public addresses from here on. */
  loadBalancerNetwork: "198.51.100.128/25",
  /** The link between the internet gateway and the fabric. */
  gatewayInternet: "169.254.100.1",
  gatewayCloud: "169.254.100.2",
  metadata: "169.254.169.254",
  linkLocalResolver: "169.254.169.253",
} as const;

/** Where the emulator listens, on the operator's loopback. */
export const emulatorPort = 5000;
export const emulatorEndpoint = `http://127.0.0.1:${emulatorPort}`;
export const mirrorUrl = `http://${addresses.mirror}`;
export const s3Url = `http://${addresses.s3}`;

/** The emulator and the web server that carries it, from PyPI. */
export const emulatorRequirements = ["moto[server]==5.2.5", "cheroot==11.1.2"] as const;

/** The project's root, wherever it was called from. */
export const projectRoot = path.resolve(__dirname, "..");

/** Kept from one lab to the next, ignored by git: programs, images and downloads. */
export const cacheFolder = path.join(projectRoot, ".cache", "lab");

/** Everything of one lab's lifetime; `down` removes it. */
export const labFolder = path.resolve(process.env.GROUNDUP_LAB_DIR ?? `/var/lib/${prefix}`);

/** Files and folders of one lab. */
export const files = {
  logs: path.join(labFolder, "logs"),
  run: path.join(labFolder, "run"),
  aws: path.join(labFolder, "aws"),
  amis: path.join(labFolder, "aws", "amis.json"),
  /** How the lab's AWS behaves: quotas, delays, chance. */
  conditions: path.join(labFolder, "aws", "conditions.json"),
  /** How many requests the emulator checked and refused, by action. */
  checked: path.join(labFolder, "aws", "checked.json"),
  /** The emulator's record of every request it answered. */
  requests: path.join(labFolder, "aws", "requests"),
  instances: path.join(labFolder, "instances"),
  volumes: path.join(labFolder, "volumes"),
  balancers: path.join(labFolder, "load-balancers"),
  /** What the nodes of load balancers know of their targets. */
  targets: path.join(labFolder, "run", "targets.json"),
  names: path.join(labFolder, "names"),
  /** What was put into S3, as <bucket>/<key>. */
  buckets: path.join(labFolder, "buckets"),
  metadata: path.join(labFolder, "run", "metadata.json"),
  /** What the lab's hosts are. */
  hosts: path.join(labFolder, "run", "hosts.json"),
  status: path.join(labFolder, "run", "status.json"),
  clusterFile: path.join(labFolder, "cluster.yaml"),
  synthesis: path.join(labFolder, "synthesis"),
  stack: path.join(labFolder, "stack"),
  timings: path.join(labFolder, "timings.json"),
} as const;
