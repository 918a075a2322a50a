# Optional objects of the cluster (components/derived/addons.ts). The step that applies objects sources this file after
# common.sh, with the credential in KUBECONFIG.
# shellcheck shell=bash
set -euo pipefail
shopt -s inherit_errexit

optional=$WORK/addons/optional.json

# Prints the names of optional components: components_that true|false
components_that() { jq -r --argjson wanted "$1" '.[] | select(.wanted == $wanted) | .component' "$optional"; }

# Prints a fact about an optional component: of_component COMPONENT FILTER
of_component() { jq -r --arg component "$1" ".[] | select(.component == \$component) | $2" "$optional"; }

# Writes the objects of a component that the cluster has to $WORK/present: look_for COMPONENT
look_for() {
  of_component "$1" '{apiVersion: "v1", kind: "List", items: (.objects | reverse)}' |
    kubectl get --filename - --ignore-not-found --output json >"$WORK/found"
  # kubectl prints one object without a list, and nothing for none.
  jq --slurp '[.[] | if .kind == "List" then .items[] else . end]' "$WORK/found" >"$WORK/present"
}

# A filter of jq for those objects of $WORK/present that groundup created. It needs $component.
# shellcheck disable=SC2016 # $component belongs to jq
ours='(.metadata.labels["groundup/component"] == $component)'

# Prints how many objects of $WORK/present groundup created: count_ours COMPONENT
count_ours() { jq --arg component "$1" "map(select($ours)) | length" "$WORK/present"; }

# Refuses to take over objects that groundup did not create.
refuse_foreign_objects() {
  local component components key
  components=$(components_that true)
  for component in $components; do
    until_ready 120 "an answer about the objects of $component" look_for "$component"
    jq -r --arg component "$component" \
      ".[] | select($ours | not) | [.kind, .metadata.namespace // empty, .metadata.name] | join(\" \")" \
      "$WORK/present" >"$WORK/foreign"
    [[ -s $WORK/foreign ]] || continue
    key=$(of_component "$component" .key)
    {
      say "$component exists in this cluster, and groundup did not create it; no object was changed"
      sed 's/^/  found   /' "$WORK/foreign"
      echo "  wanted  none of these objects, or objects that groundup created"
      echo "  do      set $key: false in the cluster file, or remove these objects, and apply again"
    } >&2
    return 1
  done
}

# Writes what uses a component to $WORK/users: look_for_users COMPONENT
look_for_users() {
  local resource filter
  resource=$(of_component "$1" .usedBy.resource)
  filter=$(of_component "$1" '.usedBy.filter // "true"')
  kubectl get "$resource" --all-namespaces --output json >"$WORK/found"
  jq -r ".items[] | select($filter) | [.kind, .metadata.namespace, .metadata.name] | join(\" \")" "$WORK/found" >"$WORK/users"
}

# Refuses to remove a component that is in use.
refuse_removal_in_use() {
  local component components there key
  components=$(components_that false)
  for component in $components; do
    until_ready 120 "an answer about the objects of $component" look_for "$component"
    there=$(count_ours "$component")
    ((there > 0)) || continue
    until_ready 120 "an answer about what uses $component" look_for_users "$component"
    [[ -s $WORK/users ]] || continue
    key=$(of_component "$component" .key)
    {
      say "$component is in use; no object was changed"
      sed 's/^/  found   /' "$WORK/users"
      echo "  wanted  no object that uses it"
      echo "  do      remove these objects, or set $key: true in the cluster file, and apply again"
    } >&2
    return 1
  done
}

delete_ours() {
  jq --arg component "$1" "{apiVersion: \"v1\", kind: \"List\", items: map(select($ours))}" "$WORK/present" |
    kubectl delete --filename - --ignore-not-found --timeout 60s
}

# Removes the objects of components that the cluster file does not want, but only those that groundup created.
remove_unwanted_objects() {
  local component components there
  components=$(components_that false)
  for component in $components; do
    until_ready 120 "an answer about the objects of $component" look_for "$component"
    there=$(count_ours "$component")
    ((there > 0)) || continue
    until_ready 120 "the objects of $component to go" delete_ours "$component"
    say "removed $component"
    cat "$WORK/answer"
  done
}
