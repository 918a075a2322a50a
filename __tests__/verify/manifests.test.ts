import { namespace } from "../../verify/kubectl";
import { stageManifests } from "../../verify/manifests";

interface PodSpec {
  readonly securityContext: { readonly runAsNonRoot?: boolean; readonly seccompProfile?: { readonly type: string } };
  readonly hostNetwork?: boolean;
  readonly volumes?: readonly object[];
  readonly containers: readonly {
    readonly image: string;
    readonly imagePullPolicy: string;
    readonly securityContext: {
      readonly allowPrivilegeEscalation?: boolean;
      readonly capabilities?: { readonly drop: readonly string[] };
    };
  }[];
}
interface Item {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly spec?: { readonly template?: { readonly spec: PodSpec } };
}

const { items } = stageManifests({ image: "an-image", nonce: "n", secretNode: "a-node" }) as unknown as {
  items: Item[];
};
const pods = items.flatMap((item) => {
  const spec = item.kind === "Pod" ? (item.spec as unknown as PodSpec) : item.spec?.template?.spec;
  return spec ? [[`${item.kind} ${item.metadata.name}`, spec] as const] : [];
});

test("everything is in verify's own namespace, so that it is removed with it", () => {
  expect(items.map((item) => item.metadata.namespace)).toEqual(items.map(() => namespace));
});

test("there are pods of every kind of workload", () => {
  expect(pods.map(([name]) => name.split(" ")[0])).toEqual(
    expect.arrayContaining(["DaemonSet", "Deployment", "Job", "Pod"]),
  );
});

test.each(pods)("%s satisfies the restricted Pod Security Standard", (_, spec) => {
  expect(spec.hostNetwork).toBeUndefined();
  expect(spec.securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } });
  for (const container of spec.containers) {
    expect(container.securityContext).toEqual({ allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } });
    expect(container).toMatchObject({ image: "an-image", imagePullPolicy: "IfNotPresent" });
  }
  expect(spec.volumes?.filter((volume) => !("secret" in volume)) ?? []).toEqual([]);
});
