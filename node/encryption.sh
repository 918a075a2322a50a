# Reads the encryption keys of this node and of the data in etcd. Other scripts source this file after etcdctl.sh.
# shellcheck shell=bash
set -euo pipefail
shopt -s inherit_errexit

# shellcheck disable=SC2034 # read by the scripts that source this file
# Each master's entry in etcd: the keys that its API server knows, in their order, the first of which encrypts.
record=/groundup/encryption-keys

# Prints the keys of an EncryptionConfiguration that groundup rendered, one on each line: the prefix that the API server
# writes before each value (secretbox:v1:key1), and a digest of the key, which distinguishes two keys of the same name.
keys_of() {
  local identity secret digest
  awk '{ gsub("\"", "") }
    $1 == "-" && $2 ~ /^(secretbox|aescbc|kms):$/ { provider = substr($2, 1, length($2) - 1) }
    $1 == "-" && $2 == "name:" { name = $3 }
    $1 == "name:" { name = $2 }
    $1 == "secret:" { print provider ":v1:" name, $2 }
    $1 == "endpoint:" { print "kms:v2:" name, "" }' "$1" |
    while read -r identity secret; do
      digest=$(printf '%s' "$secret" | sha256sum)
      printf '%s %s\n' "$identity" "${digest::12}"
    done
}

# Prints all objects of a kind (secrets, configmaps) in etcd, one on each line: the path, and the prefix of the value as
# above, or "-" if the value is not encrypted. It reads pages, and only the first bytes of each value, to save memory.
stored() {
  local from=/registry/$1/ last=
  while true; do
    ETCDCTL_COMMAND_TIMEOUT=60s etcdctl get "$from" "/registry/${1}0" --limit 50 --write-out fields |
      LC_ALL=C cut -b -600 >"$WORK/page"
    # A page begins with the last object of the previous page.
    LC_ALL=C awk -F '"' -v last="$last" '
      $2 == "Key" { path = $4 }
      $2 == "Value" && path != last {
        split($4, part, ":")
        print path, part[1] ":" part[2] == "k8s:enc" ? part[3] ":" part[4] ":" part[5] : "-"
      }' "$WORK/page"
    grep -q '^"More" : true$' "$WORK/page" || return 0
    last=$(sed -n 's/^"Key" : "\(.*\)"$/\1/p' "$WORK/page" | tail -n 1)
    from=$last
  done
}
