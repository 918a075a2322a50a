# Asks the API with the credentials of this node's kubelet, which may cordon only its own node and evict only its own
# pods (Node authorization, NodeRestriction). Other scripts source this file.
# shellcheck shell=bash
set -euo pipefail
shopt -s inherit_errexit

hostname=$(hostname)

# Asks the API for this node. Sets $kubectl to the command that was used, $answer to the answer, and $found to yes if the
# node exists. The kubelet has two client certificates. The one that it renewed by itself is tried first, because
# Terraform's may have expired. If the API refuses it, the other one is tried: the CA may have been rotated.
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
