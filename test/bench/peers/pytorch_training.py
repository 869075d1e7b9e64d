"""One training step of a network, with the numbers of test/bench/trainingCase.ts: what test/bench/training.ts asks PyTorch."""

import json
import sys
import time

import numpy as np
import torch
from torch import nn

torch.set_num_threads(int(sys.argv[1]))


def numbers(shape, white):
    """x[i], 0 to 1; test/bench/trainingCase.ts has the same formula."""
    i = np.arange(int(np.prod(shape)), dtype=np.int64)
    return torch.from_numpy((i * 7919 % 256 / white).astype(np.float32).reshape(shape))


def lenet():
    convolutions = [nn.Conv2d(1, 6, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2)]
    linear = [nn.Flatten(), nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10)]
    return nn.Sequential(*convolutions, *linear)


def picture():
    return nn.Sequential(
        nn.Conv2d(3, 16, 3, padding=1), nn.ReLU(), nn.Conv2d(16, 16, 3, padding=1), nn.ReLU(), nn.Conv2d(16, 3, 3, padding=1)
    )


def prepare(question):
    network = lenet() if question["net"] == "lenet" else picture()
    x = numbers(question["input"], 255)
    for parameter in network.parameters():
        fan_in = parameter[0].numel() if parameter.dim() > 1 else 1
        parameter.data = (numbers(parameter.shape, 128) - 1) / max(1, fan_in) ** 0.5 if parameter.dim() > 1 else parameter * 0
    if question["net"] == "lenet":
        target, loss = torch.arange(x.shape[0]) % 10, nn.CrossEntropyLoss()
    else:
        target, loss = 1 - x, nn.MSELoss()
    if question.get("layout") == "channels_last":
        network, x = network.to(memory_format=torch.channels_last), x.to(memory_format=torch.channels_last)
    adam = torch.optim.Adam(network.parameters(), lr=1e-3)

    def step():
        adam.zero_grad()
        value = loss(network(x), target)
        value.backward()
        adam.step()
        return value.item()

    return step


print(json.dumps({"version": torch.__version__}), flush=True)
step = None
first = None
for line in sys.stdin:
    question = json.loads(line)
    answer = {}
    if "net" in question:
        step, first = prepare(question), None
    elif "times" in question:
        milliseconds = []
        for _ in range(question["times"]):
            started = time.perf_counter()
            value = step()
            first = value if first is None else first
            milliseconds.append((time.perf_counter() - started) * 1000)
        answer["milliseconds"] = milliseconds
    else:
        answer["middle"] = first
    print(json.dumps(answer), flush=True)
