internal import Glibc
internal import MLOpsCore

extension ProcessStart {
    /// What the program was called with, without its own name.
    package static func arguments() -> [String] {
        (1..<max(1, Int(CommandLine.argc))).compactMap { CommandLine.unsafeArgv[$0].map { text($0) } }
    }

    /// The folder that the process was started in; nil when it is gone.
    package static func workingDirectory() -> String? {
        guard let path = getcwd(nil, 0) else { return nil }
        defer { free(path) }
        return text(path)
    }

    /// The variables of the environment. Of two values the first counts, as for getenv(3).
    package static func environment() -> [String: String] {
        var result = [String: String](minimumCapacity: 128)
        var entries = environ
        while let entry = entries.pointee {
            let text = text(entry)
            if let equals = text.utf8.firstIndex(of: UInt8(ascii: "=")) {
                let name = String(text[..<equals])
                if result[name] == nil { result[name] = String(text[text.utf8.index(after: equals)...]) }
            }
            entries += 1
        }
        return result
    }

    private static func text(_ bytes: UnsafePointer<CChar>) -> String {
        String(validatingCString: bytes)
            ?? NativeText.remember(UnsafeBufferPointer(start: bytes, count: strlen(bytes)).map(UInt8.init(bitPattern:)))
    }
}

extension String {
    /// The path as the system calls want it: the bytes that it stands for (``NativeText``), with a zero behind them.
    package var nativePath: [CChar] {
        // Sharing storage, where the general case copies three times.
        NativeText.isEmpty ? Array(utf8CString) : NativeText.bytes(self).map(CChar.init(bitPattern:)) + [0]
    }
}
