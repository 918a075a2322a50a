/** What a cluster file expects to exist in the account. */
export interface Premises {
  readonly region: string;
  readonly keyPairs: readonly { readonly name: string; readonly publicKey: string }[];
  /** Buckets for Terraform's state and for flow logs. */
  readonly buckets: readonly string[];
  /** Names of IAM instance profiles. */
  readonly profiles: readonly string[];
}

/** A host in the VPC through which the operator reaches the nodes. */
export interface BastionSpec {
  readonly region: string;
  readonly host: string;
  readonly port: number;
  /** Undefined if its user data brings the key. */
  readonly keyPair?: string;
  /** Base64. */
  readonly userData: string;
}
