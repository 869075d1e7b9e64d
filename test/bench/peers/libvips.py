"""libvips without its Python binding: three calls by ctypes. It repeats the edges instead of taking 0 there."""

import ctypes

import numpy as np
from protocol import serve, threads

vips = ctypes.CDLL("libvips.so.42")
glib = ctypes.CDLL("libglib-2.0.so.0")
FORMAT_FLOAT, PRECISION_FLOAT = 6, 1
for name in ("vips_image_new_from_memory", "vips_image_new_matrix_from_array", "vips_image_write_to_memory"):
    getattr(vips, name).restype = ctypes.c_void_p
vips.vips_version_string.restype = ctypes.c_char_p
vips.vips_init(b"bench")
vips.vips_concurrency_set(threads())
vips.vips_cache_set_max(0)


def prepare(x, w):
    height, width = x.shape
    size = w.shape[0]
    numbers = (ctypes.c_double * (size * size))(*w.ravel().tolist())
    mask = ctypes.c_void_p(vips.vips_image_new_matrix_from_array(size, size, numbers, size * size))

    def convolve():
        image = ctypes.c_void_p(
            vips.vips_image_new_from_memory(
                x.ctypes.data_as(ctypes.c_void_p), ctypes.c_size_t(x.nbytes), width, height, 1, FORMAT_FLOAT
            )
        )
        result = ctypes.c_void_p()
        failed = vips.vips_conv(
            image, ctypes.byref(result), mask, b"precision", PRECISION_FLOAT, ctypes.c_void_p(None)
        )
        if failed:
            raise RuntimeError("vips_conv failed")
        count = ctypes.c_size_t()
        memory = ctypes.c_void_p(vips.vips_image_write_to_memory(result, ctypes.byref(count)))
        rows = np.ctypeslib.as_array(ctypes.cast(memory, ctypes.POINTER(ctypes.c_float)), (height, width))
        middle = rows[height // 2 : height // 2 + 1, width // 2 : width // 2 + 1].copy()
        glib.g_free(memory)
        glib_object.g_object_unref(result)
        glib_object.g_object_unref(image)
        return middle

    return convolve


glib_object = ctypes.CDLL("libgobject-2.0.so.0")
serve(vips.vips_version_string().decode(), prepare)
