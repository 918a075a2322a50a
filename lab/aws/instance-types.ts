import * as ec2 from "@aws-sdk/client-ec2";

/** Processors and memory of an instance type. */
export interface InstanceSize {
  readonly vcpus: number;
  readonly memoryMib: number;
}

/** Looks up instance types; asks the API only once for each. */
export class InstanceTypes {
  private readonly known = new Map<string, Promise<InstanceSize>>();

  constructor(private readonly client: ec2.EC2Client) {}

  /** The size of an instance type. */
  size(name: string): Promise<InstanceSize> {
    const known = this.known.get(name);
    if (known) return known;
    const asked = this.ask(name);
    this.known.set(name, asked);
    asked.catch(() => this.known.delete(name));
    return asked;
  }

  private async ask(name: string): Promise<InstanceSize> {
    const wanted = { InstanceTypes: [name as ec2._InstanceType] };
    const { InstanceTypes: found = [] } = await this.client.send(new ec2.DescribeInstanceTypesCommand(wanted));
    return { vcpus: found[0]!.VCpuInfo!.DefaultVCpus!, memoryMib: found[0]!.MemoryInfo!.SizeInMiB! };
  }
}
