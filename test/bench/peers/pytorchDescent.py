import torch
from protocol import serve, threads

torch.set_num_threads(threads())


def prepare(x, w):
    """One iteration of gradient descent on the sum of squared errors, as the lecture writes it."""
    image = torch.from_numpy(x)[None, None]
    padding = w.shape[0] // 2
    with torch.no_grad():
        target = torch.nn.functional.conv2d(image, torch.from_numpy(w)[None, None], padding=padding)
    weight = torch.zeros((1, 1) + w.shape, requires_grad=True)
    optimizer = torch.optim.SGD([weight], lr=1e-12)

    def iterate():
        loss = ((torch.nn.functional.conv2d(image, weight, padding=padding) - target) ** 2).sum()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        return weight.detach()[0, 0]

    return iterate


serve(torch.__version__, prepare)
