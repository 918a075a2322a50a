# Shared by network-policy-gate and network-policy-plugin. Sourced.
# shellcheck shell=bash
# shellcheck disable=SC2034 # read by the scripts that source this file
set -euo pipefail
shopt -s inherit_errexit

# pods/ADDRESS in it says whose an address is: CONTAINER NAMESPACE NAME CHAIN API, where CHAIN was there before the pod and
# is not the pod's. Whoever reads or writes these files, or the set, does so under the lock.
state=/run/groundup-network-policy
set=(ip groundup_policy open)

# Runs a function under the lock: locked FUNCTION...
locked() {
  {
    flock 9
    "$@"
  } 9>"$state/lock"
}

# Prints how many policies a namespace has, 0 or 1, as an API server says; nothing without an answer: count_policies API NAMESPACE
count_policies() {
  local pki=/etc/kubernetes/pki answer
  answer=$(curl --fail --silent --max-time 3 --cacert "$pki/ca.crt" --cert "$pki/network-policy-gate.crt" \
    --key "$pki/network-policy-gate.key" "$1/apis/networking.k8s.io/v1/namespaces/$2/networkpolicies?limit=1") || return 0
  jq '.items | length' <<<"$answer" 2>/dev/null || return 0
}
