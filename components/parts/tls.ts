/**
 * The cipher suites of TLS 1.2 that CIS 1.2.29 and 4.2.12 both allow, by IANA name. Those of TLS 1.3 are not
 * configurable in Go.
 */
export const cipherSuites = [
  "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
  "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
  "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
  "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
] as const;

/** The minimum TLS version of all Kubernetes programs. */
export const tlsMinVersion = "VersionTLS12";
