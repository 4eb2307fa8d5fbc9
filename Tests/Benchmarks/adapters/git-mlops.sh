# git-mlops for workloads that compare tools for data and pipelines; git finds git-mlops on PATH.
# Experiments and sweeps are not there yet, so what would name them is left out.
M=(git mlops)
VERSION_CMD=("${M[@]}" version)
t_init() { quiet "${M[@]}" install; quiet "${M[@]}" init --adopt --no-input; }
# Tracking is a pattern in .gitattributes and plain git add; the second part is what takes time.
TRACK_CMD=(sh -c 'git mlops track "data/**" && git add .gitattributes data')
t_track_big() { TRACK_BIG=(sh -c 'git mlops track "$1" && git add .gitattributes "$1"' sh "$1"); }
STATUS_CMD=(git status --porcelain)
CHECKOUT_CMD=(git checkout -q -- data)
STORE=.git/lfs
FORGET="git rm -rq --cached --ignore-unmatch data; rm -rf .git/lfs .gitattributes"
t_remote() { quiet "${M[@]}" remote add --default store "$1"; }
PUSH_CMD=("${M[@]}" push)
FETCH_CMD=("${M[@]}" pull)
PIPE_FILE=mlops.yaml
REPRO_CMD=("${M[@]}" repro)
REPRO_ALL_PARALLEL=("${M[@]}" repro -j 8)
PIPE_STATUS_CMD=("${M[@]}" stage status)
DAG_CMD=("${M[@]}" dag)
METRICS_DIFF_CMD=("${M[@]}" diff-metrics HEAD~1)
METRICS_DIFF_JSON=("${M[@]}" diff-metrics --json HEAD~1)
