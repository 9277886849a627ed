#!/bin/sh
# Starts a run in a workspace of HCP Terraform and waits for its end:
#
#   TFE_TOKEN=... ./nightly-run.sh ws-EXAMPLE
#
# Exit status: 0 if the run was applied or had nothing to do, 1 if it failed, 2 if it
# still waits for a person or for its turn after TIMEOUT_SECONDS. With PLAN_ONLY=true,
# the run applies nothing, and the exit status is 2 if its plan contains changes.
set -eu

workspace=${1:?usage: nightly-run.sh WORKSPACE_ID}
api=${TFE_ADDRESS:-https://app.terraform.io}/api/v2
interval=${POLL_SECONDS:-15}
remaining=${TIMEOUT_SECONDS:-5400}

# curl reads the token from standard input: other users of the machine can see
# arguments.
request() {
  printf 'header = "Authorization: Bearer %s"\n' "$TFE_TOKEN" |
    curl --config - --silent --show-error --fail --max-time 60 --header "Content-Type: application/vnd.api+json" "$@"
}

body=$(jq --null-input --arg workspace "$workspace" --argjson plan_only "${PLAN_ONLY:-false}" '{data: {
  type: "runs",
  attributes: {message: "Nightly renewal", "auto-apply": ($plan_only | not), "plan-only": $plan_only},
  relationships: {workspace: {data: {type: "workspaces", id: $workspace}}}
}}')
response=$(request --data "$body" "$api/runs")
run=$(printf '%s' "$response" | jq --raw-output .data.id)
echo "Run $run has started."

while [ "$remaining" -ge 0 ]; do
  response=$(request --retry 5 "$api/runs/$run")
  status=$(printf '%s' "$response" | jq --raw-output .data.attributes.status)
  case $status in
    applied | planned_and_finished)
      changes=$(printf '%s' "$response" | jq --raw-output '.data.attributes["has-changes"]')
      echo "Run $run: $status, changes: $changes."
      if [ "${PLAN_ONLY:-false}" = true ] && [ "$changes" = true ]; then exit 2; fi
      exit 0
      ;;
    errored | canceled | force_canceled | discarded | policy_soft_failed)
      echo "Run $run: $status." >&2
      exit 1
      ;;
  esac
  sleep "$interval"
  remaining=$((remaining - (interval > 0 ? interval : 1)))
done
echo "Run $run is still $status. Confirm or discard it." >&2
exit 2
