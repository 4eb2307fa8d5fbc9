/// A packet of git's pkt-line framing (gitprotocol-common(5)).
enum PktLine: Equatable {
    case data([UInt8])
    /// `0000`
    case flush
    /// `0001`
    case delimiter

    /// Most data bytes in one packet of the SSH transfer protocol.
    static let dataLimit = 65_515

    /// The text of a line, without its line feed.
    var text: String? {
        guard case .data(var bytes) = self else { return nil }
        if bytes.last == 0x0a { bytes.removeLast() }
        return String(decoding: bytes, as: UTF8.self)
    }
}
