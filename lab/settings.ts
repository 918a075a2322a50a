import path from "node:path";

/**
 * Prefix of the name of everything that the lab creates on the machine. Labs with different names do not affect each
 * other.
 */
export const prefix = process.env.GROUNDUP_LAB_NAME ?? "groundup-lab";

/** Network namespaces that exist as long as the lab. Each instance and load balancer node adds its own. */
export const namespaces = {
  /** Outside the VPC: Terraform, kubectl, ssh and the AWS emulator. */
  operator: `${prefix}-operator`,
  /** The internet gateway, and everything public behind it. */
  internet: `${prefix}-internet`,
  /** The VPC's fabric: every network interface is connected to it. */
  cloud: `${prefix}-cloud`,
} as const;

/**
 * Addresses of the lab's own parts. Documentation addresses (RFC 5737) stand for the internet. No namespace has a
 * connection out of the machine.
 */
export const addresses = {
  operator: "203.0.113.7",
  operatorGateway: "203.0.113.1",
  /** Another client on the internet, which no cluster file lets in. The operator's namespace has this address too. */
  stranger: "203.0.113.66",
  /** AWS's APIs, for pods and masters. The operator uses the emulator's own loopback. */
  aws: "203.0.113.80",
  /** Serves released files and image archives, like a mirror in a site without internet access. */
  mirror: "198.51.100.80",
  /** Stores and returns objects: S3, as far as nodes use it. */
  s3: "198.51.100.81",
  /** The first public address of load balancer nodes. */
  loadBalancerNetwork: "198.51.100.128/25",
  /** The link between the internet gateway and the fabric. */
  gatewayInternet: "169.254.100.1",
  gatewayCloud: "169.254.100.2",
  metadata: "169.254.169.254",
  linkLocalResolver: "169.254.169.253",
} as const;

/** The port of the emulator, in the operator's namespace. Terraform uses it on loopback. */
export const emulatorPort = 5000;
export const emulatorEndpoint = `http://127.0.0.1:${emulatorPort}`;
/** The emulator as the cluster reaches it, through the internet gateway. */
export const awsUrl = `http://${addresses.aws}:${emulatorPort}`;
export const mirrorUrl = `http://${addresses.mirror}`;
export const s3Url = `http://${addresses.s3}`;

/** The emulator and its web server, from PyPI. */
export const emulatorRequirements = ["moto[server]==5.2.5", "cheroot==11.1.2"] as const;

/** The project's root, independent of the working directory. */
export const projectRoot = path.resolve(__dirname, "..");

/** Kept between labs, ignored by git: programs, images and downloads. */
export const cacheFolder = path.join(projectRoot, ".cache", "lab");

/** Everything of one lab; `down` removes it. */
export const labFolder = path.resolve(process.env.GROUNDUP_LAB_DIR ?? `/var/lib/${prefix}`);

/** Files and folders of one lab. */
export const files = {
  logs: path.join(labFolder, "logs"),
  run: path.join(labFolder, "run"),
  aws: path.join(labFolder, "aws"),
  amis: path.join(labFolder, "aws", "amis.json"),
  /** How the lab's AWS behaves: quotas, delays, random effects. */
  conditions: path.join(labFolder, "aws", "conditions.json"),
  /** How many requests the emulator checked and refused, by action. */
  checked: path.join(labFolder, "aws", "checked.json"),
  /** The emulator's record of every request it answered. */
  requests: path.join(labFolder, "aws", "requests"),
  instances: path.join(labFolder, "instances"),
  volumes: path.join(labFolder, "volumes"),
  /** The contents of snapshots of volumes. */
  snapshots: path.join(labFolder, "snapshots"),
  balancers: path.join(labFolder, "load-balancers"),
  /** What the nodes of load balancers know about their targets. */
  targets: path.join(labFolder, "run", "targets.json"),
  names: path.join(labFolder, "names"),
  /** The objects in S3, as <bucket>/<key>. */
  buckets: path.join(labFolder, "buckets"),
  metadata: path.join(labFolder, "run", "metadata.json"),
  /** The kind of the lab's hosts. */
  hosts: path.join(labFolder, "run", "hosts.json"),
  status: path.join(labFolder, "run", "status.json"),
  clusterFile: path.join(labFolder, "cluster.yaml"),
  synthesis: path.join(labFolder, "synthesis"),
  stack: path.join(labFolder, "stack"),
  timings: path.join(labFolder, "timings.json"),
} as const;
