"""Names of devices."""

from __future__ import annotations

import logging

import pytest
import torch

from motiflens.errors import DeviceError
from motiflens.models.device import describe_device, exact_float32, resolve_device


def test_the_cpu_is_always_there() -> None:
    assert resolve_device("cpu") == torch.device("cpu")
    assert describe_device(torch.device("cpu")) == "cpu"


@pytest.mark.parametrize("name", ["", "gpu", "cuda:", "cuda:x", "cuda:-1", "CPU", "mps"])
def test_other_names_are_refused(name: str) -> None:
    with pytest.raises(DeviceError, match="there is no device named") as error:
        resolve_device(name)
    assert error.value.exit_code == 2


@pytest.mark.parametrize("name", ["cuda", "cuda:0", "cuda:7"])
def test_a_gpu_that_is_absent_is_never_replaced(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 0)
    with pytest.raises(DeviceError, match="was asked for, but no GPU was found"):
        resolve_device(name)


def test_a_number_beyond_the_gpus_there_are_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 2)
    assert resolve_device("cuda:1") == torch.device("cuda", 1)
    with pytest.raises(DeviceError, match="cuda:2 was asked for, but only 2"):
        resolve_device("cuda:2")


def test_auto_says_what_it_took(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    with caplog.at_level(logging.INFO):
        assert resolve_device("auto") == torch.device("cpu")
    assert caplog.messages == ["device: auto chose cpu"]


def test_exact_float32_puts_the_settings_back() -> None:
    def settings() -> tuple[bool, bool]:
        return torch.backends.cuda.matmul.allow_tf32, torch.backends.cudnn.allow_tf32

    before = settings()
    with exact_float32():
        assert settings() == (False, False)
    assert settings() == before
