import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { attempt, type Result } from "../../lab/host/shell";
import { AwsStandIn, refuse, type RoleCredentials, type S3Answer } from "../support/aws-stand-in";
import { describeUnlessMissing, missingProgram } from "../support/missing";
import { scriptCopy } from "../support/node-script";
import { scratchFolder } from "../support/scratch";

const region = "eu-west-1";
const role: RoleCredentials = {
  AccessKeyId: "ASIAQWERTYUIOPASDFGH",
  // With what a signature, a URL or a quoted text could trip over.
  SecretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPx"RfiCY\\EXAMPLEKEY=',
  Token: `IQoJb3JpZ2luX2VjE${"A/b+c=".repeat(100)}`,
};
const content = { older: randomBytes(3_000_000), newer: randomBytes(70_000) };
const names = { older: "20261125T060000Z.db", newer: "20261126T060000Z.db" };

/** Every process's arguments and environment, as its user and root may read them. */
const processes = () =>
  readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => ["cmdline", "environ"].map((file) => textOf(`/proc/${pid}/${file}`)))
    .join("\n");

function textOf(file: string): string {
  try {
    return readFileSync(file, "latin1");
  } catch {
    return ""; // it has ended
  }
}

const needs = ["curl", "jq", "flock", "sha256sum", "basenc"].map(missingProgram);
describeUnlessMissing(needs, "node/etcd-snapshot-upload", () => {
  const folder = scratchFolder();
  let snapshots: string;
  let settings: string;
  let aws: AwsStandIn;
  let url: string;
  let script: string;

  const uploaded = (): Promise<Result> => attempt([script]);
  const notes = () => readdirSync(snapshots).filter((name) => name.endsWith(".uploaded"));
  const goTo = (place: string) => writeFileSync(settings, `keep=12\ns3=${url}/${place}\nregion=${region}\n`);
  const put = (name: string, place = "backups/team") => `PUT /${place}/master-1/${name}`;
  const expectBoth = () => {
    expect(aws.objects.get(`/backups/team/master-1/${names.older}`)?.equals(content.older)).toBe(true);
    expect(aws.objects.get(`/backups/team/master-1/${names.newer}`)?.equals(content.newer)).toBe(true);
    expect(notes()).toEqual([`.${names.older}.uploaded`, `.${names.newer}.uploaded`]);
  };
  const serve = async (credentials: RoleCredentials) => {
    aws = new AwsStandIn(credentials, region);
    url = await aws.start();
    script = scriptCopy("etcd-snapshot-upload", folder, {
      "/var/lib/groundup/etcd-snapshots": snapshots,
      "http://169.254.169.254": url,
      "/etc/etcd/snapshots": settings,
      "/etc/groundup/facts": path.join(folder, "facts"),
      "for pause in 1 2 4 8 16 last": "for pause in 0.1 0.1 last",
      "--retry 3": "--retry 1",
      "--speed-time 60": "--speed-time 1",
    });
    goTo("backups/team");
  };

  beforeEach(async () => {
    snapshots = path.join(folder, "snapshots");
    settings = path.join(folder, "settings");
    rmSync(snapshots, { recursive: true, force: true });
    mkdirSync(snapshots);
    writeFileSync(path.join(folder, "facts"), "name=master-1\nrole=master\n");
    writeFileSync(path.join(snapshots, names.older), content.older);
    writeFileSync(path.join(snapshots, names.newer), content.newer);
    await serve(role);
  });
  afterEach(() => aws.stop());

  test("uploads missing snapshots once, the newest first, with the signature of AWS's own signer", async () => {
    expect(await uploaded()).toMatchObject({ code: 0, stderr: "" });
    expect(aws.asked).toEqual([put(names.newer), put(names.older)]);
    expectBoth();
    const before = aws.metadataAsked;
    expect(await uploaded()).toMatchObject({ code: 0, stdout: "", stderr: "" });
    expect([aws.asked.length, aws.metadataAsked]).toEqual([2, before]);
  });

  test("uploads all snapshots again if the destination changes", async () => {
    await uploaded();
    goTo("other-bucket/team");
    expect(await uploaded()).toMatchObject({ code: 0 });
    expect(aws.asked.slice(2)).toEqual([put(names.newer, "other-bucket/team"), put(names.older, "other-bucket/team")]);
  });

  test("succeeds if there are no snapshots", async () => {
    rmSync(snapshots, { recursive: true });
    mkdirSync(snapshots);
    expect(await uploaded()).toEqual({ code: 0, stdout: "", stderr: "" });
  });

  const cut: S3Answer = (request) => void request.socket.destroy();
  const stall: S3Answer = () => undefined;
  test.each<[string, S3Answer]>([
    ["503 SlowDown", refuse(503, "SlowDown")],
    ["400 RequestTimeout", refuse(400, "RequestTimeout")],
    ["a connection that was cut", cut],
    ["a server that fell silent", stall],
  ])("tries again after %s", async (_, answer) => {
    aws.answers = [answer, answer];
    expect(await uploaded()).toMatchObject({ code: 0, stderr: "" });
    expect(aws.asked).toEqual([put(names.newer), put(names.newer), put(names.newer), put(names.older)]);
    expectBoth();
  });

  test("continues in the next run an upload that this run gave up", async () => {
    const busy = refuse(503, "SlowDown");
    aws.answers = [busy, busy, busy];
    const { code, stderr } = await uploaded();
    expect({ code, asked: aws.asked.length }).toEqual({ code: 1, asked: 3 });
    expect(stderr).toContain("found   503 SlowDown: about SlowDown\n");
    expect(await uploaded()).toMatchObject({ code: 0 });
    expectBoth();
  });

  test("stops at the first refusal of S3, says what to do, and keeps the snapshots", async () => {
    aws.answers = [refuse(403, "AccessDenied")];
    const { code, stderr } = await uploaded();
    expect({ code, asked: aws.asked.length, notes: notes() }).toEqual({ code: 1, asked: 1, notes: [] });
    expect(stderr).toBe(
      [
        `groundup: ${url}/backups/team/master-1/${names.newer} was not written`,
        "  found   403 AccessDenied: about AccessDenied",
        "  wanted  a copy of the snapshot there",
        `  do      check that this master can reach it, that the bucket is in ${region}, and that the role may write to it (docs/security.md); the snapshots stay in ${snapshots}, and the next run tries again\n`,
      ].join("\n"),
    );
    expect(readdirSync(snapshots).sort()).toEqual(expect.arrayContaining(Object.values(names)));
  });

  test("says that S3 does not answer", async () => {
    writeFileSync(settings, `keep=12\ns3=http://127.0.0.1:1/backups/team\nregion=${region}\n`);
    const { code, stderr } = await uploaded();
    expect(code).toBe(1);
    expect(stderr).toMatch(/found {3}000 Failed to connect to 127.0.0.1 port 1/);
  });

  test("does not print credentials from S3's answer to a wrong signature", async () => {
    const answer = JSON.stringify({ Code: "Success", ...role, SecretAccessKey: "another" });
    aws.metadata["masters-role"] = answer;
    const { code, stdout, stderr } = await uploaded();
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain("found   403 SignatureDoesNotMatch: about SignatureDoesNotMatch\n");
    expect(stderr).not.toContain(role.Token.slice(0, 20));
  });

  test.each([
    ["no role", { "": undefined }, "curl: (22) The requested URL returned error: 404"],
    [
      "a role without credentials",
      { "masters-role": '{"Code":"Failed"}' },
      "the role masters-role without credentials",
    ],
    [
      "an answer that is cut",
      { "masters-role": '{"Code":"Success","Access' },
      "the role masters-role without credentials",
    ],
  ])("says that the instance has %s", async (_, metadata, found) => {
    Object.assign(aws.metadata, metadata);
    const { code, stderr } = await uploaded();
    expect({ code, asked: aws.asked.length }).toEqual({ code: 1, asked: 0 });
    expect(stderr).toContain(`this master has no credentials for ${url}/backups/team/master-1\n`);
    expect(stderr).toContain(found);
    expect(stderr).toContain("wanted  those of the role in masters.instanceProfile\n");
  });

  test("keeps the credentials out of arguments, environments, files and its output", async () => {
    const seen: string[] = [];
    const look = () => {
      const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) => path.join(folder, name));
      seen.push(processes(), ...files.map(textOf));
    };
    aws.onMetadata = look;
    aws.answers = [
      (...asked) => {
        look();
        return refuse(503, "SlowDown")(...asked);
      },
    ];
    const { code, stdout, stderr } = await uploaded();
    const all = [...seen, stdout, stderr].join("\n");
    for (const secret of [role.SecretAccessKey, role.Token, aws.imdsToken]) expect(all.includes(secret)).toBe(false);
    // It has looked at the right time and place, at what did its work.
    expect(all.includes(`${url}/latest/meta-data/iam/security-credentials/masters-role`)).toBe(true);
    expect(all.includes(`aws:amz:${region}:s3`)).toBe(true);
    expect(all.includes(content.newer.toString("latin1"))).toBe(true);
    expect(code).toBe(0);
  });

  test("uploads a snapshot that is removed meanwhile, and records nothing", async () => {
    const first = path.join(snapshots, names.newer);
    aws.answers = [
      (request, body, response) => {
        rmSync(first);
        return refuse(503, "SlowDown")(request, body, response);
      },
    ];
    expect(await uploaded()).toMatchObject({ code: 0, stderr: "" });
    expect(aws.objects.get(`/backups/team/master-1/${names.newer}`)?.equals(content.newer)).toBe(true);
    expect([existsSync(first), notes()]).toEqual([false, [`.${names.older}.uploaded`]]);
  });
});
