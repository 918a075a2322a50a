import { parse } from "yaml";
import { parseClusterFile } from "../../components/derived/cluster-file";
import { bastionSpec } from "../../lab/cluster/premises";
import { renderPublicHosts } from "../../lab/names/hosts";
import { account } from "./fixture";

const config = (ssh: string) => parseClusterFile(`name: team\nssh: ${ssh}\n`).config;

describe("a bastion", () => {
  test("exists only if the cluster file names one", () => {
    expect(bastionSpec(config("{}"))).toBeUndefined();
  });

  test("has the user, the port and the key of the cluster file", () => {
    const spec = bastionSpec(config("{ bastion: { host: jump.example.com, user: jump, port: 2222 } }"))!;
    const userData = parse(Buffer.from(spec.userData, "base64").toString()) as object;
    expect(spec).toMatchObject({ host: "jump.example.com", port: 2222, keyPair: "team" });
    expect(userData).toMatchObject({
      system_info: { default_user: { name: "jump" } },
      write_files: [
        { path: "/etc/ssh/sshd_config.d/port.conf", content: "Port 2222\n" },
        { path: "/etc/systemd/system/ssh.socket.d/port.conf", content: "[Socket]\nListenStream=\nListenStream=2222\n" },
      ],
    });
  });

  test("with a key of its own has a key pair of its own", () => {
    const ssh = "{ bastion: { host: jump.example.com, privateKeyFile: ~/.ssh/jump } }";
    expect(bastionSpec(config(ssh))!.keyPair).not.toBe("team");
  });

  test("must have a name, because the emulated account assigns its own addresses", () => {
    expect(() => bastionSpec(config("{ bastion: { host: 198.51.100.9 } }"))).toThrow(/write a name/);
  });

  test("is found by that name from outside", () => {
    const inventory = account();
    const named = {
      ...inventory,
      instances: inventory.instances.map((it) => ({ ...it, publicName: "jump.example.com" })),
    };
    expect(renderPublicHosts(named, [])).toContain(
      "54.214.0.10 ec2-54-214-0-10.us-east-2.compute.amazonaws.com jump.example.com",
    );
  });
});
