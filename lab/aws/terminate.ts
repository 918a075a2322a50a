/** Terminates an instance behind Terraform's back. A program of its own: the emulator is reached as the operator only. */
import { EC2Client, TerminateInstancesCommand } from "@aws-sdk/client-ec2";
import { clientConfig } from "./client-config";

const [region, id] = process.argv.slice(2) as [string, string];
void new EC2Client(clientConfig(region)).send(new TerminateInstancesCommand({ InstanceIds: [id] }));
