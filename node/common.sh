# Functions that the steps share. Needs the variables SCRIPTS, STATE and WORK.
# shellcheck shell=bash
# shellcheck disable=SC2034 # read by the scripts that source this file
set -euo pipefail
shopt -s inherit_errexit

node=$WORK/tree/etc/groundup/node.json

say() { printf 'groundup: %s\n' "$*"; }

# Prints a fact about this node from its user data: name, role, pod-cidr.
fact() { sed -n "s/^$1=//p" /etc/groundup/facts; }

# Runs a command until it succeeds: until_ready SECONDS WHAT COMMAND...
# If $in_vain is set, that command runs before until_ready fails.
# Bash ignores set -e in a condition, and in functions that are called there. So the command runs in a subshell outside of
# any condition, and until_ready must not be called in a condition either.
until_ready() {
  local limit=$1 what=$2 began=$SECONDS told=0 code
  shift 2
  while true; do
    set +e
    (
      set -e
      "$@"
    ) >"$WORK/answer" 2>&1
    code=$?
    set -e
    ((code != 0)) || return 0
    if ((SECONDS - began >= limit)); then
      say "waited ${limit} s for $what without success; the last answer:" >&2
      tail -n 5 "$WORK/answer" >&2
      [[ ! ${in_vain-} ]] || $in_vain >&2
      return 1
    fi
    if ((SECONDS - began >= told + 15)); then
      told=$((SECONDS - began))
      say "waiting for $what (${told} s)"
    fi
    sleep 0.3
  done
}

# Unpacks the bundle to $WORK/tree, and lists its files and those that differ from the node's.
stage() {
  local path mode owner content found
  : >"$WORK/files"
  : >"$WORK/changed"
  # To a file first: a bundle that jq cannot read must end the step here, not look like one without files.
  jq -r 'to_entries[] | [.key, .value.mode, .value.owner, ((.value.lines | join("\n")) + "\n" | @base64)] | @tsv' "$1" >"$WORK/staged"
  while IFS=$'\t' read -r path mode owner content; do
    mkdir -p "$WORK/tree${path%/*}"
    base64 -d <<<"$content" >"$WORK/tree$path"
    printf '%s\t%s\t%s\n' "$path" "$mode" "$owner" >>"$WORK/files"
    found=$(stat -c '0%a' "$path" 2>/dev/null) || found=none
    if [[ $found != "$mode" ]] || ! cmp -s "$WORK/tree$path" "$path"; then
      echo "$path" >>"$WORK/changed"
    fi
  done <"$WORK/staged"
  jq -r '.artifacts[] | [.name, .sha256, .source] | @tsv' "$node" >"$WORK/artifacts"
  while IFS=$'\t' read -r name sha256 _; do
    found=$(cat "$STATE/programs/$name" 2>/dev/null) || found=none
    [[ $found == "$sha256" ]] || echo "artifact $name" >>"$WORK/changed"
  done <"$WORK/artifacts"
}

# Unpacks the bundle of the cluster's objects to $WORK/addons, with the credential that may apply them.
unpack_addons() {
  local path
  mkdir "$WORK/addons"
  jq -r 'to_entries[] | select(.key | startswith("/run/groundup/addons/")) | .key' "$1" | while read -r path; do
    jq -r --arg path "$path" '.[$path].lines[]' "$1" >"$WORK/addons/${path##*/}"
  done
}

# Kubernetes goes up one minor version at a time, and never down
# (https://kubernetes.io/releases/version-skew-policy/). This runs before anything is changed.
refuse_wrong_version() {
  local from to from_minor
  [[ -f $STATE/kubernetes ]] || return 0
  from=$(cat "$STATE/kubernetes")
  to=$(jq -r .kubernetes "$node")
  [[ $from =~ ^[0-9]+\.([0-9]+)\. ]]
  from_minor=${BASH_REMATCH[1]}
  [[ $to =~ ^[0-9]+\.([0-9]+)\. ]]
  case $((BASH_REMATCH[1] - from_minor)) in
    0 | 1) return 0 ;;
  esac
  say "this node runs Kubernetes $from and is asked to run $to; nothing was touched" >&2
  say "  wanted  the same minor version, or the next" >&2
  say "  do      set kubernetes.version in the cluster file to a version between, and apply that first" >&2
  return 1
}

# Records the Kubernetes version that this node runs.
remember_version() { jq -r .kubernetes "$node" >"$STATE/kubernetes"; }

# Downloads and verifies everything before anything is replaced.
fetch_all() {
  while IFS=$'\t' read -r name sha256 source; do
    if grep -qxF "artifact $name" "$WORK/changed"; then "$SCRIPTS/fetch" "$sha256" "$source"; fi
  done <"$WORK/artifacts"
}

# Records the units whose files or programs will change, so that the next step can finish an interrupted one.
mark_pending() {
  local unit
  jq -r --rawfile changed "$WORK/changed" '($changed | split("\n")) as $changed
    | .units[] | select(any((.files + .artifacts)[]; . as $one | $changed | index($one))) | .unit' "$node" >"$WORK/pending"
  while read -r unit; do touch "$STATE/pending/$unit"; done <"$WORK/pending"
}

pending_units() { find "$STATE/pending" -mindepth 1 -printf '%f\n'; }

# Prints "yes" if a unit that must restart may disturb pods.
disturbs_pods() {
  local units unit
  units=$(jq -r '.units[] | select(.disruptsPods) | .unit' "$node")
  for unit in $units; do
    if [[ -e $STATE/pending/$unit ]]; then
      echo yes
      return
    fi
  done
}

place_programs() {
  local name sha256 install
  while IFS=$'\t' read -r name sha256 _; do
    grep -qxF "artifact $name" "$WORK/changed" || continue
    install=$(jq -c --arg name "$name" '.artifacts[] | select(.name == $name).install' "$node")
    "$SCRIPTS/install-artifact" "$name" "$sha256" "$install"
    say "installed $name"
  done <"$WORK/artifacts"
  # Killed installations leave such folders, each up to the size of the largest archive.
  rm -rf /var/cache/groundup/unpack.*
  cut -f2 "$WORK/artifacts" | sed 's#^#/var/cache/groundup/#' | xargs rm -f
}

# Replaces changed files, each by renaming, and removes files that only the earlier bundle had.
place_files() {
  local path mode owner
  while IFS=$'\t' read -r path mode owner; do
    grep -qxF "$path" "$WORK/changed" || continue
    [[ -d ${path%/*} ]] || install -d -m 0755 "${path%/*}"
    install -m "$mode" -o "${owner%:*}" -g "${owner#*:}" "$WORK/tree$path" "$path.groundup-new"
    mv -T "$path.groundup-new" "$path"
    say "wrote $path"
  done <"$WORK/files"
  cut -f1 "$WORK/files" | sort >"$WORK/paths"
  [[ ! -f $STATE/paths ]] || comm -23 "$STATE/paths" "$WORK/paths" | while read -r path; do
    case $path in /etc/systemd/system/*.service | /etc/systemd/system/*.timer) systemctl disable --now "${path##*/}" ;; esac
    rm -f "$path"
    say "removed $path"
  done
  cp "$WORK/paths" "$STATE/paths"
  create_service_users
  systemctl daemon-reload
}

# Creates the users that services run as. systemd-sysusers.service does not do that: on a machine that has booted, its
# restart is skipped (ConditionNeedsUpdate=), and succeeds.
create_service_users() { systemd-sysusers "$WORK/tree/etc/sysusers.d/groundup.conf"; }

# Imports image archives into containerd's content store, each only once.
import_images() {
  local sha256 source
  jq -r '.imageArchives[] | [.sha256, .source] | @tsv' "$node" | while IFS=$'\t' read -r sha256 source; do
    [[ ! -e $STATE/programs/image-$sha256 ]] || continue
    "$SCRIPTS/fetch" "$sha256" "$source"
    until_ready 60 containerd ctr version
    ctr --namespace k8s.io images import --local "/var/cache/groundup/$sha256" >/dev/null
    rm -f "/var/cache/groundup/$sha256"
    touch "$STATE/programs/image-$sha256"
    say "imported an image archive"
  done
}

units() { jq -r ".units[] | select(.system == $1) | .unit" "$node"; }

# Starts all units, without waiting for those that depend on other nodes.
start_units() {
  local own unit
  start_system_units
  own=$(units false)
  # shellcheck disable=SC2086 # unit names hold no spaces
  systemctl enable --quiet $own
  for unit in $own; do
    if [[ -e $STATE/pending/$unit ]]; then systemctl restart --no-block "$unit"; else systemctl start --no-block "$unit"; fi
  done
  rm -f "$STATE"/pending/*
}

start_system_units() {
  local system unit
  system=$(units true)
  for unit in $system; do systemctl restart "$unit"; done
}

# Restarts the units whose files or programs changed, in order. Each must serve before the next one restarts.
restart_units() {
  local own all unit
  own=$(units false)
  # shellcheck disable=SC2086 # unit names hold no spaces
  systemctl enable --quiet $own
  all=$(jq -r '.units[].unit' "$node")
  for unit in $all; do
    [[ -e $STATE/pending/$unit ]] || continue
    say "restarting $unit"
    # This blocks until the old process has ended, which could be taken for the new one. Whether the new process runs is
    # checked afterwards, because systemd may still be starting it.
    timeout "$(jq --arg unit "$unit" 'first(.units[] | select(.unit == $unit)) | .restartSeconds // 180' "$node")" systemctl restart "$unit" || true
    wait_for_unit "$unit"
    rm "$STATE/pending/$unit"
  done
  # The remaining units are not in this bundle.
  rm -f "$STATE"/pending/*
}

# Reports the units that start_units started. A unit may wait for other nodes; a unit that cannot run is a failure.
report_units() {
  local own unit became limit began=$SECONDS failed=0
  own=$(units false)
  for unit in $own; do
    became=starting
    while true; do
      case $became in
        starting | running) limit=20 ;;
        queued) limit=5 ;;
        *) break ;;
      esac
      ((SECONDS - began < limit)) || break
      sleep 0.3
      became=$("$SCRIPTS/unit-state" "$unit")
    done
    say "$unit is $became"
    [[ $became == failed* ]] || continue
    journal "$unit"
    failed=1
  done
  ((failed == 0))
}

wait_for_unit() {
  local ready in_vain="journal $1"
  until_ready 180 "$1" active_or_failed "$1"
  refuse_failed "$1"
  ready=$(jq -r --arg unit "$1" 'first(.units[] | select(.unit == $unit)) | .ready // "true"' "$node")
  until_ready 180 "$1 to serve" serves_or_failed "$1" "$ready"
  refuse_failed "$1"
}

# Also ends the wait for a unit that has failed.
active_or_failed() {
  local became
  became=$("$SCRIPTS/unit-state" "$1")
  echo "$became"
  [[ $became =~ ^(active|running|failed) ]]
}

serves_or_failed() {
  local became
  if bash -c "$2"; then return 0; fi
  became=$("$SCRIPTS/unit-state" "$1")
  [[ $became == failed* ]]
}

refuse_failed() {
  local became
  became=$("$SCRIPTS/unit-state" "$1")
  [[ $became == failed* ]] || return 0
  say "$1 is $became" >&2
  journal "$1"
  return 1
}

wait_for_units() {
  local own unit
  own=$(units false)
  for unit in $own; do wait_for_unit "$unit"; done
}

# After the restart of a unit, waits until the load balancer has noticed that the unit serves again.
settle_units() {
  local unit seconds started up left
  jq -r '.units[] | select(.settleSeconds > 0) | [.unit, .settleSeconds] | @tsv' "$node" >"$WORK/settling"
  while IFS=$'\t' read -r unit seconds; do
    started=$(systemctl show --value --property=ActiveEnterTimestampMonotonic "$unit")
    read -r up _ </proc/uptime
    left=$((seconds - ${up%.*} + started / 1000000))
    ((left > 0)) || continue
    say "$unit serves again: waiting $left s for the load balancer to notice"
    sleep "$left"
  done <"$WORK/settling"
}

journal() {
  say "the last lines of $1:" >&2
  journalctl --unit "$1" --lines 20 --no-pager --output cat >&2
}
