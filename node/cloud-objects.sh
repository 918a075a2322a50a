# What exists before the cloud controller manager comes (components/cloud-controller.ts). Sourced by the step that
# applies objects, with the credential in KUBECONFIG; common.sh must be there.
# shellcheck shell=bash
set -euo pipefail
shopt -s inherit_errexit

providers=$WORK/addons/provider-ids.json

# Gives Nodes that registered without it the id of their instance. Without one, the controller looks for the instance by
# the name of the Node, does not find it, and deletes a Node that is not ready.
set_provider_ids() {
  local id node
  [[ -e $providers ]] || return 0
  until_ready 120 "the list of nodes" write_nodes
  jq -r --slurpfile ids "$providers" \
    '.items[] | select((.spec.providerID // "") == "") | .metadata.name | select($ids[0][.]) | "\(.) \($ids[0][.])"' \
    "$WORK/nodes" >"$WORK/unidentified"
  while read -r node id; do
    until_ready 60 "$node to have its provider id" \
      kubectl patch node "$node" --type merge --patch "{\"spec\":{\"providerID\":\"$id\"}}"
    say "$node is $id"
  done <"$WORK/unidentified"
}
write_nodes() { kubectl get nodes --output json >"$WORK/nodes"; }

# Admits Services again that waited for a load balancer before there were policies: each gets the annotations of a new
# one. The API server needs a moment to learn a policy.
admit_earlier_services() {
  local name namespace
  [[ -e $providers ]] || return 0
  until_ready 120 "the list of Services" write_unannotated
  while read -r namespace name; do
    until_ready 60 "the annotations of Service $namespace/$name" admit_again "$namespace" "$name"
    say "Service $namespace/$name will get a network load balancer"
  done <"$WORK/unannotated"
}
write_unannotated() {
  kubectl get services --all-namespaces --output json | jq -r '.items[]
    | select(.spec.type == "LoadBalancer" and .spec.loadBalancerClass == null and .metadata.deletionTimestamp == null)
    | select(.metadata.annotations["service.beta.kubernetes.io/aws-load-balancer-type"] == null)
    | "\(.metadata.namespace) \(.metadata.name)"' >"$WORK/unannotated"
}
admit_again() {
  kubectl label service --namespace "$1" "$2" --overwrite groundup/admitted=again >/dev/null
  kubectl label service --namespace "$1" "$2" groundup/admitted- >/dev/null
  kubectl get service --namespace "$1" "$2" --output json |
    jq --exit-status '.metadata.annotations["service.beta.kubernetes.io/aws-load-balancer-type"]'
}
