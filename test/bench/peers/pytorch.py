import torch
from protocol import serve, threads

torch.set_num_threads(threads())
torch.set_grad_enabled(False)


def prepare(x, w):
    image, weight = torch.from_numpy(x)[None, None], torch.from_numpy(w)[None, None]
    return lambda: torch.nn.functional.conv2d(image, weight, padding=w.shape[0] // 2)[0, 0]


serve(torch.__version__, prepare)
