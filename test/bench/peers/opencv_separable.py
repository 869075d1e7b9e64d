import cv2
import numpy as np
from protocol import factor, serve, threads

cv2.setNumThreads(threads())


def prepare(x, w):
    y = np.zeros_like(x)
    line = factor(w.shape[0])

    def convolve():
        cv2.sepFilter2D(x, -1, line, line, dst=y, borderType=cv2.BORDER_CONSTANT)
        return y

    return convolve


serve(cv2.__version__, prepare)
