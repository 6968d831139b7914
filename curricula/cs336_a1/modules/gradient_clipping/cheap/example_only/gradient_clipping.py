def clip_gradients(gradients, max_norm, eps=1e-6):
    for gradient in gradients:
        if gradient is not None:
            gradient /= 5.0
    return 5.0
