"""Graph surgery that makes the durations a neural synthesizer predicts an output of its ONNX graph."""

import pathlib
from collections import defaultdict

import numpy as np
import onnx
import onnxruntime
from onnx import helper, numpy_helper


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


def float_convolutions(model: onnx.ModelProto) -> None:
    """Replaces dynamically quantised convolutions (ConvInteger … Mul) by float ones with the same weights.

    They are no slower on CPUs, and the sound is free of the noise of quantised activations.
    """
    graph = model.graph
    values = {tensor.name: tensor for tensor in graph.initializer}
    producer = {output: node for node in graph.node for output in node.output}
    consumers = defaultdict(list)
    for node in graph.node:
        for name in node.input:
            consumers[name].append(node)
    replaced, added = {}, []
    for node in graph.node:
        if node.op_type != "ConvInteger":
            continue
        sound = producer[node.input[0]].input[0]  # of DynamicQuantizeLinear
        weight = numpy_helper.to_array(values[node.input[1]]).astype(np.float32)
        weight -= numpy_helper.to_array(values[node.input[3]]).astype(np.float32)
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
        scale_name = next(name for name in producer[scaled.input[1]].input if name in values)
        scale = numpy_helper.to_array(values[scale_name]).reshape(-1, *[1] * (weight.ndim - 1))
        name = f"{node.input[1]}_float"
        added.append(numpy_helper.from_array((weight * scale).astype(np.float32), name))
        inputs = [sound, name] + ([bias] if bias else [])
        convolution = helper.make_node("Conv", inputs, [scaled.output[0]], name=f"{node.name}_float")
        convolution.attribute.extend(node.attribute)
        replaced[scaled.output[0]] = convolution
    nodes = [replaced.get(node.output[0], node) for node in graph.node]
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
