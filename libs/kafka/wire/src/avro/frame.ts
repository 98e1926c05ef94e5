/** Length in bytes of what precedes the Avro value: magic byte 0 and the schema's id, big-endian. */
export const frameLength = 5;

export const magicByte = 0;

/** A Confluent-framed value. */
export function frame(id: number, body: Buffer): Buffer {
  const framed = Buffer.allocUnsafe(frameLength + body.length);
  framed.writeUInt8(magicByte, 0);
  framed.writeInt32BE(id, 1);
  body.copy(framed, frameLength);
  return framed;
}

/** The schema id and the Avro value, or undefined when there is no frame. */
export function unframe(value: Buffer): { readonly id: number; readonly body: Buffer } | undefined {
  if (value.length < frameLength || value.readUInt8(0) !== magicByte) return undefined;
  return { id: value.readInt32BE(1), body: value.subarray(frameLength) };
}
