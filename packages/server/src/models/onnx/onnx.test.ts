import { describe, expect, it } from 'vitest';
import { GraphBuilder, OnnxModel } from './graph.js';
import { FLOAT, floats, floatsOf, INT8, integers, readTensor, signedBytes, writeTensor } from './tensor.js';
import { fieldsOf, integersOf, MessageWriter, textOf } from './wire.js';

describe('messages of protocol buffers', () => {
  it.each([0, 1, 127, 128, 300, 2 ** 31, 2 ** 40, 2 ** 53 - 1, -1, -300])('hold the integer %i', (value) => {
    const [field] = fieldsOf(new MessageWriter().integer(7, value).finish());
    expect(field).toMatchObject({ number: 7, value });
  });

  it('hold texts, floats and messages, each with its number', () => {
    const inner = new MessageWriter().text(1, 'Größe').float(2, 0.5);
    const [field] = fieldsOf(new MessageWriter().message(20, inner).finish());
    const [text, float] = fieldsOf(field?.bytes ?? new Uint8Array());
    expect(field?.number).toBe(20);
    expect(text && textOf(text)).toBe('Größe');
    expect(float).toMatchObject({ number: 2, value: 0.5 });
  });

  it('hold lists of integers, packed and one by one', () => {
    // 3, 270 and 86942, as the format's own documentation packs them.
    const [packed] = fieldsOf(Uint8Array.of(0x32, 0x06, 0x03, 0x8e, 0x02, 0x9e, 0xa7, 0x05));
    expect(packed && integersOf(packed)).toEqual([3, 270, 86942]);
    const [single] = fieldsOf(new MessageWriter().integer(6, 270).finish());
    expect(single && integersOf(single)).toEqual([270]);
  });

  it('that break off anywhere are refused', () => {
    const whole = new MessageWriter().text(1, 'a text').integer(300, 70_000).float(3, 1).finish();
    const ends = new Set([...fieldsOf(whole)].map(({ raw }) => raw.byteOffset + raw.length));
    for (let length = 1; length < whole.length; length++) {
      if (ends.has(length)) continue;
      expect(() => [...fieldsOf(whole.subarray(0, length))], `${length} bytes`).toThrow('breaks off');
    }
    expect(() => [...fieldsOf(Uint8Array.of(0x0b))]).toThrow('damaged');
  });
});

describe('constants', () => {
  it('are read as they were written', () => {
    const written = [
      floats('f', [2, 2], Float32Array.of(1.5, -2, 0, 1e-9)),
      signedBytes('b', [3], Int8Array.of(-128, 0, 127)),
      integers('i', [-1, 2 ** 40]),
    ];
    for (const tensor of written) expect(readTensor(writeTensor(tensor).finish())).toEqual(tensor);
  });

  it('may be listed one by one, as some exports have them', () => {
    const listed = new MessageWriter().integer(1, 3).integer(2, INT8).text(8, 'small');
    for (const value of [-1, 0, 5]) listed.integer(5, value);
    expect(readTensor(listed.finish())).toEqual({
      name: 'small',
      type: INT8,
      dims: [3],
      data: Uint8Array.of(255, 0, 5),
    });
    const float = new MessageWriter().integer(1, 1).integer(2, FLOAT).float(4, 0.25).text(8, 'scale');
    expect([...floatsOf(readTensor(float.finish()))]).toEqual([0.25]);
  });
});

describe('a model that is read, changed and written', () => {
  function example(): Uint8Array {
    const graph = new GraphBuilder();
    const x = graph.input({ name: 'x', type: FLOAT, dims: [1, 'n'] });
    const weights = graph.constant(floats('weights', [2], Float32Array.of(1, 2)));
    graph.node(
      'Mul',
      [x, weights],
      { axis: 1, perm: [1, 0], epsilon: { float: 0.5 }, mode: 'floor' },
      { output: 'y' },
    );
    graph.node('Add', [x, graph.constant(floats('unused', [1], Float32Array.of(3)))], {}, { output: 'side' });
    graph.output({ name: 'y', type: FLOAT, dims: [1, 'n'] });
    return graph.finish('example', 17);
  }

  it('has what stood in it, less what no output needs', () => {
    const model = new OnnxModel(new OnnxModel(example()).write());
    expect(model.nodes).toMatchObject([
      {
        op: 'Mul',
        inputs: ['x', 'weights'],
        outputs: ['y'],
        attributes: { axis: 1, perm: [1, 0], epsilon: { float: 0.5 }, mode: 'floor' },
      },
    ]);
    expect([...floatsOf(model.constant('weights'))]).toEqual([1, 2]);
    expect(model.isConstant('unused')).toBe(false);
    expect(() => model.constant('unused')).toThrow('no constant "unused"');
  });

  it('keeps what a new output needs, and what was put in', () => {
    const model = new OnnxModel(example());
    model.add(floats('more', [1], Float32Array.of(4)));
    model.nodes.push({ op: 'Mul', inputs: ['side', 'more'], outputs: ['z'], attributes: {} });
    model.addOutput({ name: 'z', type: FLOAT, dims: [1, 'n'] });
    const again = new OnnxModel(model.write());
    expect(again.nodes.map(({ outputs }) => outputs[0])).toEqual(['y', 'side', 'z']);
    expect([...floatsOf(again.constant('more'))]).toEqual([4]);
    // Its outputs stand in the file: what is written once more is the same.
    expect(again.write()).toEqual(model.write());
  });
});
