import numpy as np
import scipy
from protocol import serve
from scipy import ndimage


def prepare(x, w):
    y = np.zeros_like(x)

    def convolve():
        ndimage.correlate(x, w, output=y, mode="constant")
        return y

    return convolve


serve(scipy.__version__, prepare)
