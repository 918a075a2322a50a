/**
 * Terminates an instance without Terraform's knowledge. A program of its own, because the emulator can be reached only
 * from the operator's namespace.
 */
import { EC2Client, TerminateInstancesCommand } from "@aws-sdk/client-ec2";
import { clientConfig } from "./client-config";

const [region, id] = process.argv.slice(2) as [string, string];
void new EC2Client(clientConfig(region)).send(new TerminateInstancesCommand({ InstanceIds: [id] }));
