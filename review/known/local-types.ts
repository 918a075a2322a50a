import { elsewhere, harmless, type KnownType } from "./judgement";

const judgedByName = { create: harmless, replace: elsewhere, delete: elsewhere };

/** The types that groundup uses without AWS: steps, records, keys and certificates. */
export const localTypes: Readonly<Record<string, KnownType>> = {
  null_resource: {
    actions: { create: elsewhere, replace: elsewhere, delete: elsewhere },
    attributes: {},
    results: ["id"],
  },
  terraform_data: {
    actions: judgedByName,
    attributes: { input: harmless, output: harmless },
    results: ["id", "output"],
  },
  tls_private_key: { actions: judgedByName, attributes: {}, results: ["id"] },
  tls_cert_request: {
    actions: { create: harmless, replace: harmless, delete: harmless },
    attributes: {},
    results: ["id", "cert_request_pem"],
  },
  tls_locally_signed_cert: {
    actions: judgedByName,
    attributes: { early_renewal_hours: harmless, ready_for_renewal: harmless },
    results: ["id", "ready_for_renewal"],
  },
  tls_self_signed_cert: {
    actions: judgedByName,
    attributes: { early_renewal_hours: harmless, ready_for_renewal: harmless },
    results: ["id", "ready_for_renewal"],
  },
};
