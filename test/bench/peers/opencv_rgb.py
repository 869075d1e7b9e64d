import cv2
import numpy as np
from protocol import serve, threads

cv2.setNumThreads(threads())
laplacian = np.full((3, 3), -1, np.float32)
laplacian[1, 1] = 8


def prepare(x, _):
    rgb = np.repeat(np.rint(x * 255).astype(np.uint8)[:, :, None], 3, axis=2)
    y = np.zeros_like(rgb)

    def convolve():
        cv2.filter2D(rgb, -1, laplacian, dst=y, borderType=cv2.BORDER_CONSTANT)
        return y[:, :, 0]

    return convolve


serve(cv2.__version__, prepare)
