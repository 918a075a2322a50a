# Finds out about etcd's cluster before etcd starts on this master, and decides what etcd must do. Other scripts source
# this file after etcdctl.sh, whose variables it uses. docs/decisions/0038-who-may-found-etcd.md has the truth table.
# shellcheck shell=bash
# shellcheck disable=SC2154 # name, initial_cluster, peer_url and others come from etcdctl.sh
set -euo pipefail
shopt -s inherit_errexit

data=/var/lib/etcd
# Exists once etcd has had data on this machine.
# shellcheck disable=SC2034 # read by the scripts that source this file
began=/var/lib/groundup/etcd-began

# Lists the machines that may found the cluster, and names this machine. A machine that replaces a founder is not listed.
founding=${NODE_ROOT:-}/etc/etcd/founding

curl_peer=(curl --http1.1 --fail --silent --connect-timeout 1 --max-time 3
  --cacert "$ETCDCTL_CACERT" --cert "$ETCDCTL_CERT" --key "$ETCDCTL_KEY")

# Prints the id of the cluster that a peer port serves, or nothing if the port does not answer.
cluster_id() { # PEER_URL
  local headers
  headers=$("${curl_peer[@]}" --output /dev/null --dump-header - "$1/members") || return 0
  sed -n 's/^x-etcd-cluster-id: *\([0-9a-f]*\).*/\1/ip' <<<"$headers"
}

# Sets $established to the masters whose etcd belongs to a cluster that has had a leader, and $forming to those whose etcd
# still waits for its first leader. Peer ports answer without a quorum. Other masters do not answer.
ask_peers() {
  local entry version
  established=() forming=()
  for entry in ${initial_cluster//,/ }; do
    [[ ${entry%%=*} != "$name" ]] || continue
    version=$("${curl_peer[@]}" "${entry#*=}/version") || continue
    version=$(jq -r .etcdcluster <<<"$version")
    if [[ $version == not_decided ]]; then forming+=("${entry%%=*}"); else established+=("${entry%%=*}"); fi
  done
}

# Sets $members to the members as JSON, or to nothing if no majority answers. It asks only if a master has had a leader,
# because etcdctl would wait for seconds otherwise.
ask_quorum() {
  members=
  ((${#established[@]})) || return 0
  members=$(etcdctl --endpoints="$others" member list --write-out=json --hex 2>/dev/null) || members=
}

# Sets $may_found to yes on a machine that may found the cluster, and on which etcd has never had data.
ask_founders() {
  local machine founders
  may_found=
  [[ -f $founding && ! -e $began ]] || return 0
  machine=$(sed -n 's/^machine=//p' "$founding")
  founders=$(sed -n 's/^founders=//p' "$founding")
  if [[ $machine && ",$founders," == *",$machine,"* ]]; then may_found=yes; fi
}

# Sets $standing to what etcd must do on this master:
#   continue   continue with the existing data
#   former     the data belongs to a removed member: move it away, then join
#   join       join the cluster as a learner, after this master's old entry is removed
#   late       found the cluster together with the other masters, which have already begun
#   found      found the cluster
#   wait       wait for the first master, which founds the cluster first
#   no-quorum  nothing: there is a cluster without a majority
#   lost       nothing: there was a cluster, and no answering master has its data
find_standing() {
  local logs=("$data"/member/wal/*.wal) mine
  # etcd creates member/snap/db before it knows whether it may start. Only a log means that there is data.
  if [[ -e ${logs[0]} ]]; then
    standing="continue"
    [[ ! -e /var/lib/groundup/served && $others ]] || return 0
    ask_peers
    ask_quorum
    [[ $members ]] || return 0
    mine=$(jq -r --arg url "$peer_url" '.members[] | select(.peerURLs | index($url)).ID' <<<"$members")
    [[ $mine ]] || standing=former
    return 0
  fi
  ask_peers
  ask_quorum
  ask_founders
  if [[ $members ]]; then
    standing="join"
    # A voter without client addresses has never started, unless another machine had its name before.
    mine=$(jq -r --arg url "$peer_url" \
      '.members[] | select((.peerURLs | index($url)) and (.isLearner | not) and (.clientURLs // []) == []).ID' <<<"$members")
    [[ ! $mine || ! $may_found ]] || standing=late
  elif ((${#established[@]})); then
    standing=no-quorum
  elif [[ ! $may_found ]]; then
    standing=lost
  elif [[ ${initial_cluster%%=*} == "$name" || " ${forming[*]-} " == *" ${initial_cluster%%=*} "* ]]; then
    standing=found
  else
    standing="wait"
  fi
}

# Says why etcd does not start on this master, and what to do. After find_standing.
explain_standing() {
  local entries count folder=/usr/local/lib/groundup
  entries=${initial_cluster//[^,]/}
  count=$((${#entries} + 1))
  if [[ $standing == no-quorum ]]; then
    echo "  found   ${#established[@]} of $count etcd members answer, which is no majority; the data is on ${established[*]}"
    echo "  wanted  a majority, which $name could join"
    echo "  do      if the other masters' machines still exist, start them and apply again; if they are lost, either"
    echo "          recover the data of ${established[0]}: run there  sudo $folder/etcd-salvage"
    echo "          and restore the snapshot that it creates; or restore another snapshot."
  else
    echo "  found   no data on $name, which is not one of the machines that founded the cluster, and no etcd member answers"
    echo "  wanted  a majority of etcd's members, which $name could join"
    echo "  do      start the other masters' machines, and apply again; if all their data is lost,"
    echo "          restore a snapshot, or start with an empty etcd: terraform apply -replace=terraform_data.founders"
  fi
  echo "          To restore, run on every master:  sudo $folder/etcd-restore SNAPSHOT"
  echo "          then apply again. All commands: docs/operations.md, \"Recover from a lost quorum\""
}
