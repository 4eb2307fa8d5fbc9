# git-mlops for workloads that compare tools for data and pipelines; git finds git-mlops on PATH.
# There is no queue: a sweep is as many processes as it has workers, each with a worktree of its own.
M=(git mlops)
VERSION_CMD=("${M[@]}" version)
t_init() { quiet "${M[@]}" install; quiet "${M[@]}" init --adopt --no-input; }
# Tracking is a pattern in .gitattributes and plain git add; the second part is what takes time.
TRACK_CMD=(sh -c 'git mlops track "data/**" && git add .gitattributes data')
t_track_big() { TRACK_BIG=(sh -c 'git mlops track "$1" && git add .gitattributes "$1"' sh "$1"); }
STATUS_CMD=(git status --porcelain)
CHECKOUT_CMD=(git checkout -q -- .)
STORE=.git/lfs
FORGET="git rm -rq --cached --ignore-unmatch data big.bin; rm -rf .git/lfs .gitattributes"
t_remote() { quiet "${M[@]}" remote add --default store "$1"; }
# What is pushed is what commits name: the commit counts.
PUSH_CMD=(sh -c 'git commit -qm work; exec git mlops push --all')
FETCH_CMD=("${M[@]}" pull)
PIPE_FILE=mlops.yaml
REPRO_CMD=("${M[@]}" repro)
REPRO_ALL_PARALLEL=("${M[@]}" repro -j 8)
PIPE_STATUS_CMD=("${M[@]}" stage status)
DAG_CMD=("${M[@]}" dag)
METRICS_DIFF_CMD=("${M[@]}" diff-metrics HEAD~1)
METRICS_DIFF_JSON=("${M[@]}" diff-metrics --json HEAD~1)
t_exp_run() { quiet "${M[@]}" run --pipeline --name "e$1" -P "lr=$2"; }
EXP_SHOW_CMD=("${M[@]}" runs list --json)
EXP_SHOW_CSV=("${M[@]}" runs list --csv)
t_exp_temp() { EXP_TEMP=("${M[@]}" run --pipeline -P "lr=$1"); }
t_sweep() { SWEEP_CMD=(sh -c 'seq 1 "$1" | xargs -P "$2" -I{} git mlops run --pipeline --name s{} -P lr=0.{}' sh "$1" "$2"); }
