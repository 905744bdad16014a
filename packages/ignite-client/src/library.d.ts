// What this package uses of apache-ignite-client 1.0.0, which comes without types. Members with a low line are its own
// business, and are named here because they are built upon: its version is pinned.
declare module 'apache-ignite-client/lib/internal/ClientSocket.js' {
  import type { Socket } from 'node:net';
  import type MessageBuffer from 'apache-ignite-client/lib/internal/MessageBuffer.js';

  interface LibraryVersion {
    _major: number;
    _minor: number;
    _patch: number;
    write(buffer: MessageBuffer): void;
  }
  interface LibraryConfiguration {
    _userName: string | null;
    _password: string | null;
    _useTLS: boolean;
    _options: object | null;
  }
  export default class ClientSocket {
    constructor(endpoint: string, configuration: LibraryConfiguration, onDisconnect: ((error: unknown) => void) | null);
    _socket: Socket | null;
    _config: LibraryConfiguration;
    _error: unknown;
    _getHandshake(version: LibraryVersion, resolve: () => void, reject: (error: Error) => void): unknown;
    _connectSocket(handshake: unknown): void;
    _handshakePayloadWriter(buffer: MessageBuffer): Promise<void>;
    _processResponse(data: Buffer): Promise<void>;
    _disconnect(close?: boolean, tell?: boolean): void;
  }
}

declare module 'apache-ignite-client/lib/internal/MessageBuffer.js' {
  export default class MessageBuffer {
    writeByte(value: number): void;
    writeShort(value: number): void;
    writeInteger(value: number): void;
    writeString(value: string): void;
    writeBuffer(value: Buffer): void;
  }
}

declare module 'apache-ignite-client/lib/internal/BinaryType.js' {
  interface LibraryField {
    readonly id: number;
    readonly name: string;
    readonly typeCode: number;
  }
  interface LibraryTypeBuilder {
    setField(name: string, typeCode: number): void;
    getTypeId(): number;
    getSchemaId(): number;
    getFields(): LibraryField[];
  }
  const BinaryType: { BinaryTypeBuilder: { fromTypeName(name: string): LibraryTypeBuilder } };
  export default BinaryType;
}

declare module 'apache-ignite-client/lib/internal/BinaryUtils.js' {
  const BinaryUtils: { hashCode(text: string): number };
  export default BinaryUtils;
}
