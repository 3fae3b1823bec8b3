# What the scripts beside this file share; sourced by them from the project's root.

fail() {
  echo "$(basename "$0"): $*" >&2
  exit 1
}

# Succeeds when somebody listens on this port of 127.0.0.1.
port_is_taken() {
  (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}

# Starts a command as a process group of its own, so that it can be stopped with everything it started; sets `started`.
# Output goes to `log`.
start_group() {
  local log=$1
  shift
  set -m
  "$@" </dev/null >"$log" 2>&1 &
  started=$!
  set +m
}

# Stops the process group `group` politely, by force after 10 seconds.
stop_group() {
  local group=$1 i
  kill -TERM -- "-$group" 2>/dev/null || return 0
  for ((i = 0; i < 100; ++i)); do
    kill -0 -- "-$group" 2>/dev/null || break
    sleep 0.1
  done
  kill -KILL -- "-$group" 2>/dev/null || true
  wait "$group" 2>/dev/null || true
}

# Builds targets (none: all) of a preset into build/<folder>, configuring it the first time and when the presets have changed:
# build PRESET FOLDER "CMAKE OPTIONS" TARGET...
# The log is kept; it is shown only when something fails.
build() {
  local preset=$1 folder=build/$2 options=$3 log=build/$2.log
  shift 3
  mkdir -p build
  : >"$log"
  if [[ ! -f $folder/build.ninja || CMakePresets.json -nt $folder/build.ninja ]]; then
    # shellcheck disable=SC2086 # options are words
    run_step "$log" cmake --preset "$preset" -B "$folder" $options || show_failure "$log" "configuring $folder"
  fi
  local targets=()
  (($#)) && targets=(--target "$@")
  run_step "$log" cmake --build "$folder" "${targets[@]}" || show_failure "$log" "building in $folder"
}

# Runs a command to its end, its output added to a log. A signal to this script stops it.
run_step() {
  local log=$1
  shift
  local part=$log.part
  start_group "$part" "$@"
  step=$started
  local status=0
  wait "$step" || status=$?
  step=
  cat "$part" >>"$log"
  rm -f "$part"
  return "$status"
}

show_failure() {
  tail -n 60 "$1" >&2
  fail "$2 failed; everything it said is in $1"
}
