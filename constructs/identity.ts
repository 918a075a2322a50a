import { DataAwsCallerIdentity } from "@cdktf/provider-aws/lib/data-aws-caller-identity";
import { IamInstanceProfile } from "@cdktf/provider-aws/lib/iam-instance-profile";
import { IamOpenidConnectProvider } from "@cdktf/provider-aws/lib/iam-openid-connect-provider";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { IamRolePolicyAttachment } from "@cdktf/provider-aws/lib/iam-role-policy-attachment";
import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { S3BucketPolicy } from "@cdktf/provider-aws/lib/s3-bucket-policy";
import { S3BucketPublicAccessBlock } from "@cdktf/provider-aws/lib/s3-bucket-public-access-block";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { PodRole } from "../components/component";
import { podRolesOf } from "../components/derived/issuer";
import type { Cluster } from "../lib/cluster";
import type { ClusterConfig } from "../lib/config";
import { ids } from "../lib/contract/ids";
import { policyDocument, type Statement } from "../lib/iam";
import {
  documentPaths,
  type Issuer,
  type IssuerBucket,
  issuerOf,
  makesMastersRole,
  mastersRole,
  ownProfilePrefix,
  roleName,
  tokenAudience,
} from "../lib/identity";
import { partitionOf } from "../lib/partition";
import { escapeTemplate } from "./provisioning/template";

/** A policy document as text. IAM's own variables, such as `${aws:username}`, stay as they are. */
const json = (document: object) => escapeTemplate(JSON.stringify(document));

/** The OIDC provider whose tokens a role accepts: its ARN, and what must exist before the role. */
interface Provider {
  readonly Federated: string;
  readonly dependsOn: ITerraformDependable[];
}

/**
 * The identity of the cluster's pods in AWS: an OIDC provider that knows the cluster's issuer, a role for each service
 * account that takes one, and the bucket with the issuer's documents.
 */
export class Identity extends Construct {
  /**
   * The name of the instance profile with which masters write the documents.
   * @default undefined: the cluster file names a profile, or the user publishes the documents
   */
  readonly mastersProfile?: string;
  /** What must exist before a master writes the documents. */
  readonly needed: readonly ITerraformDependable[];
  /** The step that publishes the documents runs again if one of these changes. */
  readonly triggers: Readonly<Record<string, string>>;
  /** What pods need to use their roles. A controller that still has work to do needs it until the end. */
  readonly forPods: readonly ITerraformDependable[];
  private readonly config: ClusterConfig;
  private readonly roles = new Map<string, IamRole>();
  private readonly policies: ITerraformDependable[] = [];

  /** @param cluster the cluster with unescaped texts: the documents are escaped as a whole */
  constructor(scope: Construct, id: string, cluster: Cluster) {
    super(scope, id);
    this.config = cluster.config;
    const issuer = issuerOf(this.config)!;
    const { bucket } = issuer;
    const made = bucket?.made ? this.addBucket(bucket) : undefined;
    const provider = new IamOpenidConnectProvider(this, ids.issuerProvider, {
      url: issuer.url,
      clientIdList: [tokenAudience],
      tags: { Name: this.config.name },
      dependsOn: made?.ready,
    });
    const roles = podRolesOf(cluster);
    const account = roles.length > 0 ? new DataAwsCallerIdentity(this, ids.account).accountId : "";
    // Not the provider's attribute, which only the apply knows: a plan shows who may take a role.
    const Federated = `arn:${partitionOf(this.config.region).name}:iam::${account}:oidc-provider/${issuer.name}`;
    for (const role of roles) this.addPodRole(role, issuer, { Federated, dependsOn: [provider] });
    const masters = bucket && makesMastersRole(this.config) ? this.addMastersRole(bucket) : undefined;
    this.mastersProfile = masters?.profile.name;
    this.needed = [...(made?.ready ?? []), ...(masters ? [masters.profile, masters.policy] : [])];
    this.forPods = [provider, ...this.needed, ...this.policies];
    this.triggers = made ? { bucket: made.bucket.id } : {};
  }

  /**
   * The ARN of a role by its name within the cluster; apply-time.
   * @throws Error if neither a component nor the cluster file declares the role
   */
  roleArn(name: string): string {
    const role = this.roles.get(name);
    if (!role) throw new Error(`no component declares a role named ${name}`);
    return role.arn;
  }

  /** The ARNs of all roles of pods, by their names within the cluster; apply-time. */
  get roleArns(): Record<string, string> {
    return Object.fromEntries([...this.roles].map(([name, { arn }]) => [name, arn]));
  }

  /** A bucket of which the world can read two objects, and nothing else. */
  private addBucket({ name }: IssuerBucket) {
    const bucket = new S3Bucket(this, ids.issuerBucket, {
      bucket: name,
      // It contains nothing but the documents, which a master can write again.
      forceDestroy: true,
      tags: { Name: this.config.name },
    });
    const access = new S3BucketPublicAccessBlock(this, ids.bucketAccess, {
      bucket: bucket.id,
      blockPublicAcls: true,
      ignorePublicAcls: true,
      blockPublicPolicy: false,
      restrictPublicBuckets: false,
    });
    const Resource = this.documents({ name, folder: "" });
    const publicRead = { Sid: "PublicDocuments", Effect: "Allow", Principal: "*", Action: ["s3:GetObject"], Resource };
    const policy = new S3BucketPolicy(this, ids.bucketPolicy, {
      bucket: bucket.id,
      policy: json({ Version: "2012-10-17", Statement: [publicRead] }),
      // While the bucket blocks public policies, S3 refuses this one.
      dependsOn: [access],
    });
    return { bucket, ready: [policy] };
  }

  /** A role that only the pods of one service account may take. */
  private addPodRole(role: PodRole, issuer: Issuer, { Federated, dependsOn }: Provider): void {
    const { name, namespace, serviceAccount, statements, policyArns = [] } = role;
    const trust = {
      Effect: "Allow",
      Principal: { Federated },
      Action: ["sts:AssumeRoleWithWebIdentity"],
      Condition: {
        StringEquals: {
          [`${issuer.name}:aud`]: tokenAudience,
          [`${issuer.name}:sub`]: `system:serviceaccount:${namespace}:${serviceAccount}`,
        },
      },
    };
    const made = this.addRole(name, `pods of ${namespace}/${serviceAccount} in ${this.config.name}`, trust, dependsOn);
    if (statements.length > 0) this.policies.push(this.addPolicy(made, statements));
    for (const policyArn of policyArns) {
      new IamRolePolicyAttachment(made, ids.attachedPolicy({ policy: policyArn }), { role: made.name, policyArn });
    }
    this.roles.set(name, made);
  }

  /** The role of the masters: it may write the two documents, and nothing else. */
  private addMastersRole(bucket: IssuerBucket) {
    const { ec2Service } = partitionOf(this.config.region);
    const trust = { Effect: "Allow", Principal: { Service: ec2Service }, Action: ["sts:AssumeRole"] };
    const role = this.addRole(mastersRole, `masters of ${this.config.name}`, trust);
    const Resource = this.documents(bucket);
    const policy = this.addPolicy(role, [
      { Sid: "IssuerDocuments", Effect: "Allow", Action: ["s3:PutObject"], Resource },
    ]);
    const profile = new IamInstanceProfile(this, ids.mastersProfile, {
      // EC2 associates a machine with one profile, not with its name. If the identity is removed and comes back, the
      // machine must get the new profile, so the new one has another name.
      namePrefix: ownProfilePrefix(this.config),
      role: role.name,
      tags: { Name: this.config.name },
    });
    return { profile, policy };
  }

  /** The ARNs of the issuer's documents in a bucket. */
  private documents({ name, folder }: Pick<IssuerBucket, "name" | "folder">): string[] {
    const { name: partition } = partitionOf(this.config.region);
    return Object.values(documentPaths).map((path) => `arn:${partition}:s3:::${name}/${folder}${path}`);
  }

  private addRole(name: string, description: string, trust: object, dependsOn?: ITerraformDependable[]): IamRole {
    return new IamRole(this, ids.role({ name }), {
      name: roleName(this.config, name),
      description: `groundup: ${description}`,
      assumeRolePolicy: json({ Version: "2012-10-17", Statement: [trust] }),
      tags: { Name: this.config.name },
      dependsOn,
    });
  }

  private addPolicy(role: IamRole, statements: readonly Statement[]): IamRolePolicy {
    return new IamRolePolicy(role, ids.rolePolicy, {
      name: role.name,
      role: role.name,
      policy: json(policyDocument(statements)),
    });
  }
}
