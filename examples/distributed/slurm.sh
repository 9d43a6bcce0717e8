#!/usr/bin/env bash
# Twenty shards as a Slurm array that share one folder: sbatch slurm.sh
# When all are done, the same command without --shard collects: npx anneal-bench --backend wasm --seeds 10 --out results
#SBATCH --job-name=anneal
#SBATCH --array=0-19
#SBATCH --cpus-per-task=2
#SBATCH --mem=4G
#SBATCH --signal=B:TERM@60
set -euo pipefail
# The 20 is written out: SLURM_ARRAY_TASK_COUNT is the size of this submission, which is 2 after sbatch --array=3,7.
exec npx anneal-bench --shard $((SLURM_ARRAY_TASK_ID + 1))/20 --backend wasm --seeds 10 --jobs 2 --out results
