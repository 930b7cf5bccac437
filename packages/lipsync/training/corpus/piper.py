"""Speech by a Piper (VITS) voice with the phone times that it draws.

    python -m corpus.piper --model VOICE.onnx --speaker joe --out FOLDER [--minutes 20] [--seed 0]

VOICE.onnx.json must lie beside the model; the voice must read eSpeak NG's American alphabet. Variety comes from the
model's own noise and from its tempo. A run that is started again goes on where the last one ended.
"""

import argparse
import json
import pathlib
import random

import numpy as np
import onnx
from onnx import helper, numpy_helper

from corpus.alignment import phone_times
from corpus.onnx_durations import expose, load, session
from corpus.output import Corpus, read_sentences
from corpus.pronounce import Reading, pronounce, read

HOP = 256
OFFSET_S = -0.012  # from the end of a symbol to the end of its sound, measured
DURATIONS = "/Ceil_output_0"
MAX_FRAMES = 4096
WORDS = range(4, 15)


def noise_inputs(model: onnx.ModelProto) -> list[tuple[str, int]]:
    """Makes the graph's random tensors inputs, so that a seed decides them; returns (input, its channels).

    Each RandomNormalLike becomes the first frames of an input [1, channels, MAX_FRAMES].
    """
    graph = model.graph
    found: list[tuple[str, int]] = []
    nodes = []
    graph.initializer.extend(
        numpy_helper.from_array(np.array(value, np.int64), name)
        for name, value in (("noise_start", [0]), ("noise_axis", [2]), ("noise_last", [2]))
    )
    for node in graph.node:
        if node.op_type != "RandomNormalLike":
            nodes.append(node)
            continue
        name = f"noise{len(found)}"
        channels = 2 if node.name.startswith("/dp/") else 192
        found.append((name, channels))
        graph.input.append(helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, [1, channels, MAX_FRAMES]))
        nodes += [
            helper.make_node("Shape", [node.input[0]], [f"{name}_shape"]),
            helper.make_node("Gather", [f"{name}_shape", "noise_last"], [f"{name}_length"]),
            helper.make_node("Slice", [name, "noise_start", f"{name}_length", "noise_axis"], [node.output[0]]),
        ]
    del graph.node[:]
    graph.node.extend(nodes)
    return found


class Piper:
    """The synthesizer."""

    def __init__(self, path: pathlib.Path, threads: int):
        config = json.loads(path.with_name(f"{path.name}.json").read_text(encoding="utf-8"))
        self.rate_hz = int(config["audio"]["sample_rate"])
        self.symbols = {symbol: ids[0] for symbol, ids in config["phoneme_id_map"].items()}
        model = load(path)
        expose(model, DURATIONS, "durations")
        self.noise = noise_inputs(model)
        self.audio = model.graph.output[0].name
        self.session = session(model, threads)

    def say(self, reading: Reading, scales: list[float], seed: int) -> tuple[np.ndarray, np.ndarray]:
        """(samples at rate_hz, seconds of each token). scales: noise of the sound, tempo, noise of the durations.

        A blank follows each symbol but the last; its time is shared with the next symbol.
        """
        edges = iter("^$")
        symbols = [next(edges) if token.role == "edge" else token.symbol for token in reading.tokens]
        numbers: list[int] = []
        for symbol in symbols:
            numbers += [self.symbols[symbol], self.symbols["_"]]
        numbers.pop()
        rng = np.random.default_rng(seed)
        inputs = {
            "input": np.array([numbers], np.int64),
            "input_lengths": np.array([len(numbers)], np.int64),
            "scales": np.array(scales, np.float32),
        }
        for name, channels in self.noise:
            inputs[name] = rng.standard_normal((1, channels, MAX_FRAMES), np.float32)
        audio, durations = self.session.run([self.audio, "durations"], inputs)
        frames = durations.ravel()
        blanks = np.concatenate([[0.0], frames[1::2], [0.0]])
        shared = frames[0::2] + blanks[:-1] / 2 + blanks[1:] / 2
        return audio.ravel(), shared * HOP / self.rate_hz


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", type=pathlib.Path, required=True)
    parser.add_argument("--speaker", required=True, help="name of the voice's speaker")
    parser.add_argument("--out", type=pathlib.Path, required=True)
    parser.add_argument("--minutes", type=float, default=20)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=1)
    args = parser.parse_args()

    corpus = Corpus(args.out, "piper")
    synthesizer = Piper(args.model, args.threads)
    person = f"piper-{args.speaker}"
    texts = [item for item in enumerate(read_sentences(args.out, "train")) if len(item[1].split()) in WORDS]
    random.Random(f"{args.seed} {person}").shuffle(texts)
    for number, text in texts:
        name = f"{number:06d}"
        if corpus.seconds.get(person, 0) >= 60 * args.minutes:
            break
        parts = None if corpus.has(person, name) else pronounce(text)
        if parts is None:
            continue
        rng = random.Random(f"{args.seed} {person} {number}")
        scales = [rng.uniform(0.4, 0.8), rng.uniform(0.8, 1.3), rng.uniform(0.5, 0.9)]
        reading = read(parts, "espeak-us")
        samples, durations_s = synthesizer.say(reading, scales, rng.getrandbits(32))
        corpus.add(
            person, name, samples, synthesizer.rate_hz, phone_times(reading, durations_s, samples, synthesizer.rate_hz, OFFSET_S),
            speaker=person, synthesizer="piper", split="train", text=text,
        )  # fmt: skip
    print(f"{person}: {corpus.seconds.get(person, 0) / 60:.1f} min", flush=True)


if __name__ == "__main__":
    main()
