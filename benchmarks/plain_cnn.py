"""The demo's network as it was before its dense layer was normalised."""

from __future__ import annotations

from torch import Tensor, nn

from motiflens.models.architectures.layers import conv_block


class PlainCNN(nn.Module):
    """Two convolutions with batch norm and a dense layer of 64 without, such as many labs have."""

    def __init__(self, input_length: int, n_tasks: int) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            conv_block(4, 64, width=19, pool=4),
            conv_block(64, 64, width=5, pool=4),
            nn.Flatten(),
            nn.Linear(64 * (input_length // 4 // 4), 64),
            nn.ReLU(),
            nn.Dropout(0.5),
            nn.Linear(64, n_tasks),
        )

    def forward(self, x: Tensor) -> Tensor:
        logits: Tensor = self.layers(x)
        return logits
