"""Writes the reference cases of the benchmark's statistics, or compares with them."""

import argparse
import json
import math
import sys
from pathlib import Path

import numpy
import scipy
from scipy import stats
from scipy.special import ndtr, ndtri
from scipy.stats import _resampling

FILE = Path(__file__).parents[2] / "packages/experiment/test/statistics/scipy.json"

SAMPLES = {
    "single": [0.25],
    "pair": [0.9021, 0.8987],
    "three": [3.0, -1.0, 0.5],
    "tied": [1.0, 2.0, 2.0, 2.0, 5.0],
    "accuracies": [0.8987, 0.9021, 0.9043, 0.8876, 0.9002, 0.9046, 0.8825, 0.9036, 0.8978, 0.9004],
    "outlier": [0.9041, 0.9036, 0.1, 0.9021, 0.8987, 0.9052, 0.9007, 0.9033],
    "skewed": [0.01, 0.03, 0.08, 0.12, 0.2, 0.33, 0.41, 0.77, 1.4, 2.9, 5.3, 0.05],
    "large": [1e6, 1e6 + 1, 1e6 - 2, 1e6 + 7, 1e6 + 3, 1e6 - 5],
}

DIFFERENCES = {
    "two opposed": [0.5, -0.5],
    "zeros": [0.0, 0.0, 0.0],
    "five alike": [0.012, 0.009, 0.015, 0.011, 0.014],
    "six alike": [0.0076, 0.0045, 0.013, 0.0099, 0.0058, 0.0061],
    "six mixed": [0.01, -0.02, 0.03, 0.005, -0.004, 0.011],
    "steps of one image": [0.0001, -0.0002, 0.0003, 0.0001, 0.0, -0.0001, 0.0004, 0.0002, 0.0001, -0.0003],
    "worse": [-0.02, -0.01, -0.03, -0.005, 0.004, -0.011, -0.02, -0.013],
    "fifteen": [0.31, -0.12, 0.44, 0.08, -0.27, 0.19, 0.52, -0.03, 0.11, 0.36, -0.41, 0.23, 0.05, 0.17, -0.09],
    "twenty": [math.sin(1 + index) + 0.35 for index in range(20)],
}


def plain_bca(sample, resampled, statistic, confidence):
    """SciPy's own formula, on resampled statistics that it did not draw."""
    alpha = (1 - confidence) / 2
    with numpy.errstate(invalid="ignore"):
        low, high, _ = _resampling._bca_interval(
            (numpy.asarray(sample),), statistic, -1, alpha, numpy.asarray(resampled), None, numpy
        )
    # Where leaving out a value changes nothing, it is not a number.
    if math.isnan(low + high):
        return None
    return [
        float(numpy.percentile(resampled, 100 * low)),
        float(numpy.percentile(resampled, 100 * high)),
    ]


def mean(sample, axis):
    return numpy.mean(sample, axis=axis)


def exactly_tied(statistic):
    """SciPy takes the statistic of a sample and of the same values in another order for different ones, by rounding."""
    return lambda sample, axis: numpy.round(statistic(sample, axis=axis), 13)


def trimmed(sample, axis):
    return stats.trim_mean(sample, 0.25, axis=axis)


def bootstrap_cases():
    cases = []
    for seed, name in enumerate(["pair", "three", "tied", "accuracies", "outlier", "skewed", "large"]):
        sample = numpy.asarray(SAMPLES[name])
        indices = numpy.random.default_rng(seed).integers(0, len(sample), size=(200, len(sample)))
        intervals = []
        for label, statistic in [("mean", exactly_tied(mean)), ("interquartileMean", exactly_tied(trimmed))]:
            resampled = statistic(sample[indices], axis=-1)
            for confidence in [0.8, 0.95]:
                intervals.append(
                    {
                        "statistic": label,
                        "confidence": confidence,
                        "bca": plain_bca(sample, resampled, statistic, confidence),
                        "percentile": [
                            float(numpy.percentile(resampled, 100 * end))
                            for end in [(1 - confidence) / 2, (1 + confidence) / 2]
                        ],
                    }
                )
        # A digit to base 12 for each position of each resample.
        digits = "".join("0123456789ab"[index] for index in indices.flat)
        cases.append({"sample": name, "indices": digits, "intervals": intervals})
    # The formula taken from SciPy's inside is the one of its public function.
    sample = numpy.asarray(SAMPLES["accuracies"])
    public = stats.bootstrap((sample,), mean, n_resamples=500, method="BCa", rng=7)
    again = plain_bca(sample, public.bootstrap_distribution, mean, 0.95)
    numpy.testing.assert_allclose(again, public.confidence_interval, rtol=1e-14)
    return cases


def cases():
    probabilities = [1e-300, 1e-72, 1e-20, 1e-9, 0.001, 0.00856, 0.025, 0.1, 0.25, 0.4, 0.5, 0.6, 0.975, 0.999]
    positions = [-37.0, -20.0, -8.0, -5.5, -3.0, -2.999, -1.96, -1.0, -0.3, -1e-9, 0.0, 0.7, 1.6449, 3.0, 4.2, 9.0]
    return {
        "scipy": scipy.__version__,
        "numpy": numpy.__version__,
        "samples": SAMPLES,
        "normalCdf": [[x, float(ndtr(x))] for x in positions],
        "normalQuantile": [[p, float(ndtri(p))] for p in probabilities],
        "studentDistance": [
            [confidence, degrees, float(stats.t.isf((1 - confidence) / 2, degrees))]
            for confidence in [0.5, 0.8, 0.95, 0.99]
            for degrees in [1, 2, 3, 4, 5, 9, 10, 29, 100]
        ],
        "descriptive": {
            name: {
                "mean": float(numpy.mean(sample)),
                "standardDeviation": float(numpy.std(sample, ddof=1)) if len(sample) > 1 else None,
                "interquartileMean": float(stats.trim_mean(sample, 0.25)),
                "quantiles": [
                    [p, float(numpy.quantile(sample, p))] for p in [0, 0.025, 0.25, 0.5, 0.6, 0.75, 0.975, 1]
                ],
            }
            for name, sample in SAMPLES.items()
        },
        "signFlipTest": [
            {
                "name": name,
                "differences": sample,
                "p": float(
                    stats.permutation_test(
                        (sample,),
                        mean,
                        permutation_type="samples",
                        n_resamples=numpy.inf,
                        vectorized=True,
                        batch=4096,
                    ).pvalue
                ),
            }
            for name, sample in DIFFERENCES.items()
        ],
        "shareInterval": [
            [count, of, confidence, float(interval.low), float(interval.high)]
            for count, of in [(0, 1), (1, 1), (0, 3), (1, 3), (3, 10), (9, 10), (10, 10), (7, 160)]
            for confidence in [0.8, 0.95]
            for interval in [stats.binomtest(count, of).proportion_ci(confidence, method="wilson")]
        ],
        "mcNemar": [
            [own, other, float(stats.binomtest(own, own + other).pvalue) if own + other > 0 else 1.0]
            for own, other in [(0, 0), (1, 0), (2, 2), (5, 0), (6, 0), (9, 1), (1, 9), (12, 2), (40, 25)]
        ],
        "probabilityOfImprovement": [
            {
                "values": left,
                "others": right,
                "probability": float(
                    stats.mannwhitneyu(SAMPLES[left], SAMPLES[right]).statistic
                    / (len(SAMPLES[left]) * len(SAMPLES[right]))
                ),
            }
            for left, right in [
                ("accuracies", "outlier"),
                ("outlier", "accuracies"),
                ("tied", "three"),
                ("tied", "tied"),
                ("large", "pair"),
            ]
        ],
        "bootstrap": bootstrap_cases(),
    }


def different(left, right, path=""):
    """Where two values of JSON differ."""
    if isinstance(left, dict) and isinstance(right, dict) and left.keys() == right.keys():
        return [found for key in left for found in different(left[key], right[key], f"{path}/{key}")]
    if isinstance(left, list) and isinstance(right, list) and len(left) == len(right):
        return [
            found
            for index, pair in enumerate(zip(left, right))
            for found in different(*pair, f"{path}/{index}")
        ]
    if isinstance(left, float) and isinstance(right, float | int):
        return [] if math.isclose(left, right, rel_tol=1e-12, abs_tol=1e-300) else [path]
    return [] if left == right else [path]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare with the file in place of writing it")
    made = cases()
    if parser.parse_args().check:
        paths = different(made, json.loads(FILE.read_text()))
        print("\n".join(f"differs: {path}" for path in paths) or f"{FILE.name} is the same")
        return 1 if paths else 0
    FILE.parent.mkdir(parents=True, exist_ok=True)
    FILE.write_text(json.dumps(made, indent=2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
