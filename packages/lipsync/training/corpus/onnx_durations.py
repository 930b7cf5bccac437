"""Graph surgery that makes the durations a neural synthesizer predicts an output of its ONNX graph."""

import pathlib
from collections import defaultdict

import numpy as np
import onnx
import onnxruntime
from onnx import helper, numpy_helper

WIDE_CHANNELS = 128


def expose(model: onnx.ModelProto, tensor: str, name: str) -> None:
    """Makes the float tensor of the graph an output called `name`. Raises ValueError where there is no such tensor."""
    if not any(tensor in node.output for node in model.graph.node):
        raise ValueError(f"the model has no tensor {tensor}")
    model.graph.node.append(helper.make_node("Identity", [tensor], [name]))
    model.graph.output.append(helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, None))


def _drop_unused(graph: onnx.GraphProto, nodes: list[onnx.NodeProto], tensors: list[onnx.TensorProto]) -> None:
    """Puts nodes and tensors into the graph, less those that no output needs."""
    needed = {output.name for output in graph.output}
    kept = []
    for node in reversed(nodes):
        if needed.intersection(node.output):
            kept.append(node)
            needed.update(node.input)
    del graph.node[:]
    graph.node.extend(reversed(kept))
    used = [tensor for tensor in tensors if tensor.name in needed]
    del graph.initializer[:]
    graph.initializer.extend(used)


def _unfolded(node: onnx.NodeProto, weight: np.ndarray, zero: int) -> tuple[list, list, str]:
    """Nodes and tensors that do a 1-D ConvInteger (stride 1, one group) as one MatMulInteger over its taps, and the
    name of the product: int32 [1, frames, channels]. weight: uint8 [out, in, taps], zero: its zero point.

    Signed weights: CPUs have instructions for unsigned × signed bytes.
    """
    settings = {item.name: helper.get_attribute_value(item) for item in node.attribute}
    taps = weight.shape[2]
    step, (before, after) = settings.get("dilations", [1])[0], settings.get("pads", [0, 0])
    name = node.output[0]
    made = [
        helper.make_node("Transpose", [node.input[0]], [f"{name}_frames"], perm=[0, 2, 1]),
        helper.make_node("Pad", [f"{name}_frames", f"{name}_pads", node.input[2]], [f"{name}_padded"]),
    ]
    matrix = (weight.astype(np.int16) - 128).astype(np.int8).transpose(2, 1, 0).reshape(-1, weight.shape[0])
    tensors = {
        "pads": np.array([0, before, 0, 0, after, 0]),
        "axis": np.array([1]),
        "matrix": np.ascontiguousarray(matrix),
        "zero": np.array(zero - 128, np.int8),
    }
    for tap in range(taps):
        tensors[f"from{tap}"] = np.array([tap * step])
        tensors[f"to{tap}"] = np.array([(tap + 1 - taps) * step or np.iinfo(np.int64).max])
        inputs = [f"{name}_{part}" for part in ("padded", f"from{tap}", f"to{tap}", "axis")]
        made.append(helper.make_node("Slice", inputs, [f"{name}_tap{tap}"]))
    made.append(helper.make_node("Concat", [f"{name}_tap{tap}" for tap in range(taps)], [f"{name}_taps"], axis=2))
    inputs = [f"{name}_taps", f"{name}_matrix", node.input[2], f"{name}_zero"]
    made.append(helper.make_node("MatMulInteger", inputs, [f"{name}_product"]))
    return made, [numpy_helper.from_array(value, f"{name}_{key}") for key, value in tensors.items()], f"{name}_product"


def fast_convolutions(model: onnx.ModelProto) -> None:
    """Replaces dynamically quantised convolutions (ConvInteger … Mul), which are slow in onnxruntime.

    Wide 1-D convolutions become matrix products of bytes, the others float convolutions with the same weights.
    Raises ValueError where a ConvInteger is not part of that pattern.
    """
    graph = model.graph
    values = {tensor.name: tensor for tensor in graph.initializer}
    producer = {output: node for node in graph.node for output in node.output}
    consumers = defaultdict(list)
    for node in graph.node:
        for name in node.input:
            consumers[name].append(node)
    replaced: dict[str, list[onnx.NodeProto]] = {}
    added: list[onnx.TensorProto] = []
    for node in graph.node:
        if node.op_type != "ConvInteger":
            continue
        weight = numpy_helper.to_array(values[node.input[1]])
        zero = int(numpy_helper.to_array(values[node.input[3]]))
        bias = None
        after = consumers[node.output[0]][0]
        if after.op_type == "Add":
            bias = next(name for name in after.input if name != node.output[0])
            while bias not in values:  # back through the bias's own quantisation
                bias = producer[bias].input[0]
            after = consumers[after.output[0]][0]
        scaled = consumers[after.output[0]][0]
        if after.op_type != "Cast" or scaled.op_type != "Mul":
            raise ValueError(f"{node.name}: not a dynamically quantised convolution")
        result, both_scales = scaled.output[0], producer[scaled.input[1]]
        if both_scales.op_type != "Mul":
            raise ValueError(f"{node.name}: not a dynamically quantised convolution")
        settings = {item.name: helper.get_attribute_value(item) for item in node.attribute}
        plain = settings.get("group", 1) == 1 and settings.get("strides", [1]) == [1]
        if weight.ndim == 3 and plain and min(weight.shape[:2]) >= WIDE_CHANNELS:
            nodes, tensors, product = _unfolded(node, weight, zero)
            nodes.append(helper.make_node("Mul", list(both_scales.input), [f"{result}_scale"]))
            nodes.append(helper.make_node("Cast", [product], [f"{result}_float"], to=onnx.TensorProto.FLOAT))
            nodes.append(helper.make_node("Mul", [f"{result}_float", f"{result}_scale"], [f"{result}_scaled"]))
            last = f"{result}_scaled"
            if bias:
                nodes.append(helper.make_node("Add", [last, bias], [f"{result}_biased"]))
                last = f"{result}_biased"
            nodes.append(helper.make_node("Transpose", [last], [result], perm=[0, 2, 1]))
            replaced[result], added = nodes, added + tensors
        else:
            scale_name = next(name for name in both_scales.input if name in values)
            scale = numpy_helper.to_array(values[scale_name]).reshape(-1, *[1] * (weight.ndim - 1))
            name = f"{node.input[1]}_float"
            added.append(numpy_helper.from_array(((weight.astype(np.float32) - zero) * scale).astype(np.float32), name))
            sound = producer[node.input[0]].input[0]  # of DynamicQuantizeLinear
            convolution = helper.make_node("Conv", [sound, name] + ([bias] if bias else []), [result])
            convolution.attribute.extend(node.attribute)
            replaced[result] = [convolution]
    nodes = [new for node in graph.node for new in replaced.get(node.output[0], [node])]
    _drop_unused(graph, nodes, [*graph.initializer, *added])


def session(model: onnx.ModelProto, threads: int) -> onnxruntime.InferenceSession:
    """An inference session on the CPU."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])


def load(path: pathlib.Path) -> onnx.ModelProto:
    """A model from one file, or from a folder of `*.bin` parts that are joined in the order of their paths."""
    if path.is_dir():
        parts = sorted(path.rglob("part.bin"))
        if not parts:
            raise ValueError(f"{path}: no part.bin in it")
        return onnx.load_from_string(b"".join(part.read_bytes() for part in parts))
    return onnx.load(path)
