import { readWanted } from "../../../lab/conformance";
import { builderOf, conformanceImages, sortImages } from "../../../lab/conformance/images";
import { ginkgoCommand } from "../../../lab/conformance/run";
import { exactly, select } from "../../../lab/conformance/selection";
import type { Spec } from "../../../lab/conformance/ginkgo";

const registry = "registry.k8s.io/e2e-test-images";
const spec = (name: string): Spec => ({ name, serial: false, state: "passed", seconds: 0 });

describe("the specs of a run", () => {
  const specs = ["[sig-network] DNS", "[sig-cli] Update Demo", "[sig-cli] logs"].map(spec);

  test("are those in the focus whose images are available; the others have a reason", () => {
    const missing = [{ image: "nautilus:1.8", neededBy: /Update Demo/ }];
    const { chosen, leftOut } = select(specs, /sig-cli/, missing);
    expect(chosen.map(({ name }) => name)).toEqual(["[sig-cli] logs"]);
    expect(leftOut).toEqual([
      { reason: "not in the focus of this run, sig-cli", specs: ["[sig-network] DNS"] },
      { reason: "its image is not available: nautilus:1.8", specs: ["[sig-cli] Update Demo"] },
    ]);
  });

  test("are passed to ginkgo one by one, with any characters in their names", () => {
    const pattern = new RegExp(exactly(["[sig-a] b (c.d)", "[sig-e] f|g"]));
    expect(pattern.test("Kubernetes e2e suite [sig-a] b (c.d)")).toBe(true);
    expect(pattern.test("Kubernetes e2e suite [sig-e] f|g")).toBe(true);
    expect(pattern.test("Kubernetes e2e suite [sig-a] b (cxd)")).toBe(false);
    expect(pattern.test("Kubernetes e2e suite [sig-a] b (c.d) and more")).toBe(false);
  });

  test("run by ginkgo with the cluster's kubeconfig and kubectl, in a limited time", () => {
    const plan = {
      chosen: [],
      focus: "DNS",
      skip: undefined,
      processes: 3,
      minutes: 20,
      kubectl: "/k",
      kubeconfig: "/c",
    };
    const command = ginkgoCommand({ ginkgo: "/ginkgo", tests: "/e2e.test" }, plan, "/out");
    expect(command).toEqual(
      expect.arrayContaining(["--label-filter=Conformance", "--focus=DNS", "--procs=3", "--timeout=20m"]),
    );
    expect(command.slice(command.indexOf("/e2e.test"))).toEqual([
      "/e2e.test",
      "--",
      "--provider=skeleton",
      "--kubeconfig=/c",
      "--kubectl-path=/k",
    ]);
    expect(command.some((it) => it.startsWith("--skip"))).toBe(false);
  });
});

describe("the images of a run", () => {
  test("are those of the list that conformance specs need, and that exist", () => {
    const listed = [
      `${registry}/busybox:1.37.0-2`,
      `${registry}/agnhost:2.66.1`,
      `${registry}/volume/nfs:1.6.0`,
      "gcr.io/k8s-authenticated-test/agnhost:2.6",
      `${registry}/busybox:1.37.0-2`,
      "",
    ];
    expect(conformanceImages(listed.join("\n"))).toEqual([
      `${registry}/agnhost:2.66.1`,
      `${registry}/busybox:1.37.0-2`,
    ]);
  });

  test("may be missing if few specs need them", () => {
    const { standIns, missing } = sortImages([
      [`${registry}/agnhost:2.66.1`, "there"],
      [`${registry}/busybox:1.37.0-2`, "stand-in"],
      [`${registry}/nautilus:1.8`, "missing"],
    ]);
    expect(standIns).toEqual([`${registry}/busybox:1.37.0-2`]);
    expect(missing.map(({ image }) => image)).toEqual([`${registry}/nautilus:1.8`]);
    expect(missing[0]!.neededBy.test("[sig-cli] Kubectl client Update Demo should scale")).toBe(true);
  });

  test.each([
    ['{"groundup.stand-in":"true","io.buildah.version":"1.28.2"}', "lab"],
    ['{"io.buildah.version":"1.28.2"}', "somebody"],
    ["{}", "upstream"],
    ["null", "upstream"],
  ])("with the labels %s are built by %s", (labels, builder) => {
    expect(builderOf(labels)).toBe(builder);
  });

  test("fail the command if most specs need a missing one", () => {
    expect(() => sortImages([["registry.k8s.io/pause:3.10.2", "missing"]])).toThrow(
      "podman cannot get registry.k8s.io/pause:3.10.2, which most specs need",
    );
  });
});

describe("the options", () => {
  test("have defaults", () => {
    expect(readWanted({})).toEqual({ focus: undefined, processes: 4, minutes: 240, again: false });
  });

  test("are refused by their names", () => {
    expect(() => readWanted({ parallel: "0" })).toThrow("--parallel 0: wanted a whole number from 1 on");
    expect(() => readWanted({ minutes: "1h" })).toThrow("--minutes 1h: wanted a whole number from 1 on");
    expect(() => readWanted({ focus: "(" })).toThrow("--focus (: ");
  });
});
