#!/usr/bin/env bash
# Two PostgreSQL servers under Patroni, and what redpack does when the leader dies. doc.go beside this file tells how it is used.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
dir=${REDPACK_FAILOVER_DIR:-/tmp/redpack-failover}
scope=redpack
declare -A port=([a]=55431 [b]=55432) rest=([a]=55441 [b]=55442)
etcd_port=55450
etcd_peer=55451
people=${PEOPLE:-3000}

say() { printf '%s %s\n' "$(date +%T)" "$*" >&2; }

fail() {
  say "FAIL: $*"
  exit 1
}

# until_true SECONDS WHAT COMMAND… waits for something that is soon true.
until_true() {
  local seconds=$1 what=$2 deadline
  shift 2
  deadline=$((SECONDS + seconds))
  until "$@" >/dev/null 2>&1; do
    [ "$SECONDS" -lt "$deadline" ] || fail "$what: not within $seconds s"
    sleep 0.2
  done
}

# as runs a program as somebody to whom PostgreSQL agrees, with no more of the environment than it needs.
as() {
  local -a who=()
  if [ "$(id -u)" = 0 ]; then
    who=(setpriv --reuid=postgres --regid=postgres --clear-groups)
  fi
  "${who[@]}" env -i PATH="$PATH" HOME="$dir" LC_ALL=C TZ=UTC "$@"
}

# daemon NAME PROGRAM… starts a program that outlives this script.
daemon() {
  local name=$1
  shift
  (cd "$dir" && as setsid "$@" >>"$dir/$name.log" 2>&1 </dev/null &)
  until_true 10 "$name starts" pid_of "$@"
}

# pid_of PROGRAM… is the process that runs just this.
pid_of() { pgrep -f -- "$(printf '%s' "$*" | sed 's/[][\\.*^$+?(){}|]/\\&/g')"; }

bin() {
  find /usr/lib/postgresql/*/bin -maxdepth 0 | sort -V | tail -n 1
}

# --- the cluster ---

patroni_settings() {
  local name=$1 sync=$2 bin
  bin=$(bin)
  cat <<YAML
scope: $scope
name: $name
restapi: {listen: "127.0.0.1:${rest[$name]}", connect_address: "127.0.0.1:${rest[$name]}"}
etcd3: {hosts: "127.0.0.1:$etcd_port"}
bootstrap:
  dcs:
    ttl: 20
    loop_wait: 2
    retry_timeout: 5
    maximum_lag_on_failover: 1073741824 # a replica that lags is promoted, too: what redpack does then is the question
    synchronous_mode: $sync
    postgresql:
      use_pg_rewind: true
      parameters: {max_connections: 50, wal_sender_timeout: 300s, wal_receiver_timeout: 300s, fsync: "on", synchronous_commit: "on"}
  initdb: [{encoding: UTF8}, {locale: C}]
  pg_hba: ["host all all 127.0.0.1/32 scram-sha-256", "host replication replicator 127.0.0.1/32 scram-sha-256"]
postgresql:
  listen: "127.0.0.1:${port[$name]}"
  connect_address: "127.0.0.1:${port[$name]}"
  data_dir: $dir/$name
  bin_dir: $bin
  pgpass: $dir/$name.pgpass
  authentication:
    superuser: {username: postgres, password: "$(<"$dir/password")"}
    replication: {username: replicator, password: "$(<"$dir/password")"}
    rewind: {username: rewinder, password: "$(<"$dir/password")"}
  parameters: {unix_socket_directories: ""}
watchdog: {mode: "off"}
YAML
}

node() { daemon "patroni-$1" patroni "$dir/$1.yml"; }

start() {
  local sync=$1 mode=false program
  [ "$sync" = on ] && mode=true
  for program in etcd etcdctl patroni patronictl jq psql setpriv pgrep curl; do
    command -v "$program" >/dev/null || fail "$program is missing: apt-get install postgresql patroni etcd-server etcd-client jq curl procps"
  done
  [ ! -e "$dir" ] || fail "$dir is there: $0 stop"
  mkdir -m 755 "$dir"
  head -c 18 /dev/urandom | base64 | tr '+/' '-_' >"$dir/password"
  patroni_settings a "$mode" >"$dir/a.yml"
  patroni_settings b "$mode" >"$dir/b.yml"
  chmod 600 "$dir"/*.yml "$dir/password"
  [ "$(id -u)" != 0 ] || chown -R postgres:postgres "$dir"
  daemon etcd etcd --data-dir "$dir/etcd" --listen-client-urls "http://127.0.0.1:$etcd_port" \
    --advertise-client-urls "http://127.0.0.1:$etcd_port" --listen-peer-urls "http://127.0.0.1:$etcd_peer" \
    --initial-advertise-peer-urls "http://127.0.0.1:$etcd_peer" --initial-cluster "default=http://127.0.0.1:$etcd_peer"
  node a
  until_true 90 "a leader" has_leader
  node b
  whole "$sync"
  say "the cluster runs, synchronous_mode $sync, leader $(leader)"
}

# whole waits until the replica follows, and answers for commits where it shall: its Patroni says what it is.
whole() {
  local what=async
  [ "$1" = on ] && what=sync
  until_true 120 "a replica ($what)" is "$(other "$(leader)")" "$what"
}

# is NAME WHAT asks a node's Patroni, which answers by 200 to what it is.
is() { curl -fsS -o /dev/null "http://127.0.0.1:${rest[$1]}/$2" 2>/dev/null; }

# leader is the one whose Patroni holds the key.
leader() {
  local name
  for name in a b; do
    if is "$name" primary; then
      echo "$name"
      return
    fi
  done
  return 1
}

has_leader() { leader && sql "SELECT 1"; }

other() { [ "$1" = a ] && echo b || echo a; }

url() {
  printf 'postgres://postgres:%s@127.0.0.1:%s,127.0.0.1:%s/postgres?sslmode=disable&target_session_attrs=read-write&connect_timeout=5\n' \
    "$(<"$dir/password")" "${port[a]}" "${port[b]}"
}

sql() { psql -XAtq -v ON_ERROR_STOP=1 -d "$(url)" -c "$1"; }

# server_of is the first process of a node's PostgreSQL.
server_of() { head -n 1 "$dir/$1/postmaster.pid"; }

lag() {
  local sender
  sender=$(sql "SELECT pid FROM pg_stat_replication") || fail "nobody follows"
  kill -STOP "$sender"
  say "the replica gets no more"
}

kill_leader() {
  local name server
  name=$(leader) || fail "there is no leader"
  server=$(server_of "$name")
  # The end of a machine: all at once, or those that are left would hand on what they have.
  # shellcheck disable=SC2046
  kill -9 $(pid_of patroni "$dir/$name.yml") "$server" $(pgrep -P "$server")
  say "leader $name is dead"
  echo "$name"
}

promoted() {
  local dead=$1
  until_true 90 "$(other "$dead") is promoted" is_leader "$(other "$dead")"
  say "leader $(other "$dead") has taken over"
}

is_leader() { [ "$(leader)" = "$1" ] && sql "SELECT 1"; }

revive() {
  node "$1"
  until_true 120 "$1 follows" is "$1" replica
  say "$1 follows"
}

switch() {
  local name
  name=$(leader)
  as patronictl -c "$dir/$name.yml" switchover --master "$name" --candidate "$(other "$name")" --force "$scope" >"$dir/switch.log" 2>&1
  grep -q 'Successfully switched' "$dir/switch.log" || fail "$(<"$dir/switch.log")"
  promoted "$name"
}

stop() {
  local name server
  [ -e "$dir" ] || return 0
  for name in a b; do
    # shellcheck disable=SC2046
    kill -9 $(pid_of patroni "$dir/$name.yml") 2>/dev/null || true
    if [ -e "$dir/$name/postmaster.pid" ]; then
      server=$(server_of "$name")
      [ "$(readlink "/proc/$server/cwd" || true)" != "$dir/$name" ] || kill -QUIT "$server"
    fi
  done
  # shellcheck disable=SC2046
  kill -9 $(pid_of etcd --data-dir "$dir/etcd") 2>/dev/null || true
  sleep 1
  rm -rf "$dir"
}

# --- the proofs ---

campaign() {
  mkdir -p "$1"
  cat >"$1/campaign.hcl" <<HCL
redpack {
  project = "failover"
  state "postgres" {
    schema = "redpack"
  }
}
merchant "main" {
  sandbox = true
  limits {
    per_minute  = 18000
    quiet_hours = "none"
  }
}
campaign "failover" {
  merchant  = merchant.main
  date      = "2027-02-06"
  send_name = "研发一部"
  act_name  = "新年红包"
  remark    = "2027"
  wishing   = "新年快乐"
  recipients_from "csv" {
    path   = "people.csv"
    key    = row.id
    openid = row.openid
    amount = row.amount
  }
}
HCL
  {
    echo id,openid,amount
    seq 1 "$people" | awk '{printf "u%05d,oTEAM%023d,1.%02d\n", $1, $1, $1 % 100}'
  } >"$1/people.csv"
}

# paid is how many packets the simulator has paid, and twice how many persons it paid more than once.
paid() { "$redpack" sandbox ledger -json "$1" | jq .paid; }
twice() { "$redpack" sandbox ledger -json "$1" | jq '[.persons[] | select(.paid > 1)] | length'; }
findings() { "$redpack" sandbox ledger -json "$1" | jq '.findings | length'; }

paid_at_least() { [ "$(paid "$1")" -ge "$2" ]; }

apply() { "$redpack" apply -auto-approve -lock-timeout=3m "$1"; }

# prove on|off kill|switch
prove() {
  local sync=$1 how=$2 folder dead='' code=0 before
  stop
  start "$sync"
  folder=$dir-campaign
  rm -rf "$folder"
  campaign "$folder"
  REDPACK_STATE_URL=$(url)
  export REDPACK_STATE_URL
  "$redpack" state create "$folder" >"$folder/create.out" 2>&1 || fail "state create: $(cat "$folder/create.out")"

  say "apply, and $how in the middle"
  apply "$folder" >"$folder/first.out" 2>&1 &
  local run=$!
  until_true 60 "a tenth is paid" paid_at_least "$folder" $((people / 10))
  if [ "$how" = switch ]; then
    switch
  else
    lag
    sleep 2
    dead=$(kill_leader)
    promoted "$dead"
  fi
  wait "$run" || code=$?
  before=$(paid "$folder")
  say "the first apply ended with $code; $before of $people are paid"
  if [ "$sync $how" = "off kill" ]; then
    refused "$folder" "$before"
  else
    finished "$folder" "$dead"
  fi
  [ "$(twice "$folder")" = 0 ] || fail "somebody is paid twice"
  [ "$(findings "$folder")" = 0 ] || fail "the simulator has findings: $(findings "$folder")"
  say "PASS: synchronous_mode $sync, $how"
  stop
  rm -rf "$folder"
}

# finished: nothing is lost. Everybody is paid once, and the state knows it, also when the dead server is back.
finished() {
  local folder=$1 dead=$2
  apply "$folder" >"$folder/second.out" 2>&1 || fail "the second apply ends with $?: $(cat "$folder/second.out")"
  [ "$(paid "$folder")" = "$people" ] || fail "$(paid "$folder") of $people are paid"
  [ -z "$dead" ] || revive "$dead"
  "$redpack" state check "$folder" >"$folder/check.out" 2>&1 || fail "state check: $(cat "$folder/check.out")"
  "$redpack" plan "$folder" 2>&1 | grep -q ' 0 to send' || fail "the plan would send more"
}

# refused: what is lost is noticed, and nothing is sent.
refused() {
  local folder=$1 before=$2 code=0
  apply "$folder" >"$folder/second.out" 2>&1 || code=$?
  [ "$code" != 0 ] || fail "a state that has lost what it knew is used: $(cat "$folder/second.out")"
  grep -qiE 'had already reached' "$folder/second.out" || fail "it does not say why: $(cat "$folder/second.out")"
  [ "$(paid "$folder")" = "$before" ] || fail "it has sent: $(paid "$folder") and not $before are paid"
  say "refused: $(grep -m1 -iE 'had already reached' "$folder/second.out")"
}

build() {
  redpack=${REDPACK:-}
  if [ -z "$redpack" ]; then
    redpack=$(mktemp -d)/redpack
    (cd "$here/../../.." && CGO_ENABLED=0 go build -o "$redpack" .)
  fi
}

case "${1:-}" in
  start) start "${2:?on or off}" && url ;;
  kill) kill_leader >/dev/null ;;
  url | leader | lag | switch | stop) "$1" ;;
  revive | sql) "$1" "${2:?}" ;;
  prove)
    build
    trap stop EXIT
    if [ $# = 3 ]; then
      prove "$2" "$3"
    else
      prove on kill
      prove on switch
      prove off switch
      prove off kill
    fi
    ;;
  *)
    sed -n 's|^//\t\?||p' "$here/doc.go" >&2
    exit 2
    ;;
esac
