import cv2
import numpy as np
from protocol import serve, threads

cv2.setNumThreads(threads())


def prepare(x, w):
    y = np.zeros_like(x)

    def convolve():
        cv2.filter2D(x, -1, w, dst=y, borderType=cv2.BORDER_CONSTANT)
        return y

    return convolve


serve(cv2.__version__, prepare)
