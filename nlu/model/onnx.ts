/** Owns writing ONNX files: the part of onnx.proto3 that we use, reflected for protobufjs. */

import protobuf from 'protobufjs';

/** Field numbers and names of https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3. */
const schema = protobuf.parse(`
  syntax = "proto3";
  package onnx;
  message AttributeProto {
    string name = 1; float f = 2; int64 i = 3; bytes s = 4; repeated int64 ints = 8; int32 type = 20;
  }
  message NodeProto {
    repeated string input = 1; repeated string output = 2; string name = 3; string op_type = 4;
    repeated AttributeProto attribute = 5;
  }
  message TensorProto { repeated int64 dims = 1; int32 data_type = 2; string name = 8; bytes raw_data = 9; }
  message Dimension { int64 dim_value = 1; string dim_param = 2; }
  message TensorShapeProto { repeated Dimension dim = 1; }
  message TensorType { int32 elem_type = 1; TensorShapeProto shape = 2; }
  message TypeProto { TensorType tensor_type = 1; }
  message ValueInfoProto { string name = 1; TypeProto type = 2; }
  message GraphProto {
    repeated NodeProto node = 1; string name = 2; repeated TensorProto initializer = 5;
    repeated ValueInfoProto input = 11; repeated ValueInfoProto output = 12;
  }
  message OperatorSetIdProto { string domain = 1; int64 version = 2; }
  message ModelProto {
    int64 ir_version = 1; string producer_name = 2; GraphProto graph = 7;
    repeated OperatorSetIdProto opset_import = 8;
  }
`).root;
const ModelProto = schema.lookupType('onnx.ModelProto');

/** onnx.TensorProto.DataType. */
export const TYPE = { float: 1, int8: 3, int32: 6, int64: 7 } as const;
type ElementType = (typeof TYPE)[keyof typeof TYPE];
/** onnx.AttributeProto.AttributeType. */
const ATTRIBUTE = { float: 1, int: 2, ints: 7 } as const;

/** Opset 17 is understood by every onnxruntime since 1.12. */
const OPSET = 17;
const IR_VERSION = 8;

type Attribute = { int: number } | { ints: number[] } | { float: number };
/** A size, or the name of a size that may vary. */
type Size = number | string;

/** Collects the nodes of a graph; every method returns the name of the value that it adds. */
export class OnnxGraph {
  private readonly nodes: object[] = [];
  private readonly constants: object[] = [];
  private readonly inputs: object[] = [];
  private readonly outputs: object[] = [];

  constructor(private readonly name: string) {}

  input(name: string, type: ElementType, shape: Size[]): string {
    this.inputs.push(valueInfo(name, type, shape));
    return name;
  }

  output(name: string, type: ElementType, shape: Size[]): void {
    this.outputs.push(valueInfo(name, type, shape));
  }

  /** A constant; `data` holds its elements in row-major order, little-endian, as the type demands. */
  constant(name: string, type: ElementType, dims: number[], data: ArrayBufferView): string {
    const rawData = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    this.constants.push({ name, dataType: type, dims, rawData });
    return name;
  }

  /** Adds a node; `output` names its (first and only) result. */
  node(opType: string, input: string[], output: string, attributes: Record<string, Attribute> = {}): string {
    this.nodes.push({ opType, input, output: [output], name: output, attribute: attributeList(attributes) });
    return output;
  }

  /** The bytes of the model file. */
  serialise(): Uint8Array {
    const graph = {
      name: this.name,
      node: this.nodes,
      initializer: this.constants,
      input: this.inputs,
      output: this.outputs,
    };
    const model = {
      irVersion: IR_VERSION,
      producerName: 'grid-assistant',
      graph,
      opsetImport: [{ domain: '', version: OPSET }],
    };
    return ModelProto.encode(ModelProto.create(model)).finish();
  }
}

function attributeList(attributes: Record<string, Attribute>): object[] {
  return Object.entries(attributes).map(([name, value]) => {
    if ('int' in value) return { name, type: ATTRIBUTE.int, i: value.int };
    if ('ints' in value) return { name, type: ATTRIBUTE.ints, ints: value.ints };
    return { name, type: ATTRIBUTE.float, f: value.float };
  });
}

function valueInfo(name: string, elemType: ElementType, shape: Size[]): object {
  const dim = shape.map((size) => (typeof size === 'number' ? { dimValue: size } : { dimParam: size }));
  return { name, type: { tensorType: { elemType, shape: { dim } } } };
}
