import scipy
from protocol import serve
from scipy import signal


def prepare(x, w):
    turned = w[::-1, ::-1]
    return lambda: signal.oaconvolve(x, turned, mode="same")


serve(scipy.__version__, prepare)
