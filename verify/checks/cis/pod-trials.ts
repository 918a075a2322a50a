interface Trial {
  readonly spec?: object;
  readonly container?: object;
}

const capability = (name: string): Trial => ({ container: { securityContext: { capabilities: { add: [name] } } } });

/** Pods that a cluster may refuse, each for one reason: what is added to a harmless pod's spec, or to its container. */
export const podTrials: Readonly<Record<string, Trial>> = {
  privileged: { container: { securityContext: { privileged: true } } },
  "the host's process IDs": { spec: { hostPID: true } },
  "the host's IPC": { spec: { hostIPC: true } },
  "the host's network": { spec: { hostNetwork: true } },
  "new privileges": { container: { securityContext: { allowPrivilegeEscalation: true } } },
  "root in the container": { container: { securityContext: { runAsUser: 0 } } },
  NET_RAW: capability("NET_RAW"),
  "a further capability": capability("SYS_ADMIN"),
  "a default capability": capability("CHOWN"),
  "Windows' HostProcess": {
    spec: {
      hostNetwork: true,
      securityContext: { windowsOptions: { hostProcess: true, runAsUserName: "NT AUTHORITY\\SYSTEM" } },
    },
  },
  "a folder of the host": { spec: { volumes: [{ name: "host", hostPath: { path: "/" } }] } },
  "a port of the host": { container: { ports: [{ containerPort: 80, hostPort: 80 }] } },
};

/** The name of a trial's pod. Answers of the API server contain it. */
export const trialName = (name: string) => `groundup-trial-${Object.keys(podTrials).indexOf(name)}`;

/** A harmless pod with exactly one trial. */
export function trialPod(name: string): object {
  const { spec, container } = podTrials[name]!;
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: trialName(name) },
    spec: { containers: [{ name: "trial", image: "trial.invalid/none:1", ...container }], ...spec },
  };
}
