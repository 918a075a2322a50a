# The API as this node's kubelet sees it: who may cordon its own node and evict its own pods, and nobody else's
# (Node authorization, NodeRestriction). Sourced.
# shellcheck shell=bash
set -euo pipefail
shopt -s inherit_errexit

hostname=$(hostname)

# Asks the API for this node, and sets $kubectl to what spoke, $found to yes where there is one, and $answer. Of the kubelet's
# two client certificates, the one that it renewed by itself comes first: that of Terraform may have ended since. Where
# the first is not accepted, the other is tried: its authority may have been rotated.
ask_as_kubelet() {
  local own=/var/lib/kubelet/pki/kubelet-client-current.pem
  local laid_down=(kubectl --kubeconfig /etc/kubernetes/kubelet.conf --request-timeout 10s)
  if [[ -f $own ]]; then
    kubectl=("${laid_down[@]}" --client-certificate "$own" --client-key "$own")
    ask_for_node
    [[ ! $found && $answer == *Unauthorized* ]] || return 0
  fi
  kubectl=("${laid_down[@]}")
  ask_for_node
}

ask_for_node() {
  found=yes
  answer=$("${kubectl[@]}" get node "$hostname" --output name 2>&1) || found=
}
