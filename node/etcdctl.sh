# Sets up etcdctl with the credentials of this node's health check. Other scripts source this file. If the node's files
# are not in place yet, NODE_ROOT is the folder that contains them.
# shellcheck shell=bash
set -euo pipefail
shopt -s inherit_errexit

export ETCDCTL_CACERT=${NODE_ROOT:-}/etc/kubernetes/pki/etcd/ca.crt
export ETCDCTL_CERT=${NODE_ROOT:-}/etc/kubernetes/pki/etcd/healthcheck-client.crt
export ETCDCTL_KEY=${NODE_ROOT:-}/etc/kubernetes/pki/etcd/healthcheck-client.key
export ETCDCTL_DIAL_TIMEOUT=2s ETCDCTL_COMMAND_TIMEOUT=3s

name=$(sed -n 's/^name=//p' /etc/groundup/facts)
initial_cluster=$(cat "${NODE_ROOT:-}/etc/etcd/initial-cluster")

# This member's peer URL, and the client URLs of the others, joined by commas.
# shellcheck disable=SC2034 # both are read by the scripts that source this file
peer_url=$(tr ',' '\n' <<<"$initial_cluster" | sed -n "s/^$name=//p")
# shellcheck disable=SC2034
others=$(tr ',' '\n' <<<"$initial_cluster" | sed -n "/^$name=/!s/^[^=]*=\(.*\):2380$/\1:2379/p" | paste -sd, -)
