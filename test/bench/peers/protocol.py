"""One line of JSON in, one line of JSON out: what test/bench/pythonPeers.ts asks a peer."""

import json
import sys
import time

import numpy as np


def picture(width, height):
    """x[i], pixels from 0 to 1; test/bench/contender.ts has the same formula."""
    i = np.arange(width * height, dtype=np.int64)
    return (i * 7919 % 256 / 255).astype(np.float32).reshape(height, width)


def factor(size):
    return (1 + np.arange(size) * 7 % 5).astype(np.float32)


def weights(size, kind):
    """A kernel of full rank, or a column times a row; test/bench/contender.ts has the same formulas."""
    t = np.arange(size * size, dtype=np.int64)
    if kind == "separable":
        return np.outer(factor(size), factor(size))
    return ((t * 7919 + t * t * 13) % 251 - 125).astype(np.float32).reshape(size, size)


def threads():
    return int(sys.argv[1])


def serve(version, prepare):
    """prepare(x, w) answers a function that convolves and returns the result as rows of numbers."""
    print(json.dumps({"version": version}), flush=True)
    convolve = result = None
    for line in sys.stdin:
        question = json.loads(line)
        answer = {}
        if "size" in question:
            convolve = prepare(picture(question["width"], question["height"]), weights(question["size"], question["kind"]))
        elif "times" in question:
            milliseconds = []
            for _ in range(question["times"]):
                started = time.perf_counter()
                result = convolve()
                milliseconds.append((time.perf_counter() - started) * 1000)
            answer["milliseconds"] = milliseconds
        else:
            answer["middle"] = float(result[result.shape[0] // 2, result.shape[1] // 2])
        print(json.dumps(answer), flush=True)
