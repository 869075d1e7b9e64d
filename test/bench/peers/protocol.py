"""One line of JSON in, one line of JSON out: what test/bench/pythonPeers.ts asks a peer."""

import json
import sys
import time

import numpy as np


def picture(width, height):
    """x[i], whole numbers from 0 to 255; test/bench/contender.ts has the same formula."""
    i = np.arange(width * height, dtype=np.int64)
    return (i * 7919 % 256).astype(np.float32).reshape(height, width)


def weights(size):
    """A kernel of full rank with weights of both signs; test/bench/contender.ts has the same formula."""
    t = np.arange(size * size, dtype=np.int64)
    return (t * t * 31 % 17 - 8).astype(np.float32).reshape(size, size)


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
            convolve = prepare(picture(question["width"], question["height"]), weights(question["size"]))
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
