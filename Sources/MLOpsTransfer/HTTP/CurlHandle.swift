internal import CCurl

/// One libcurl easy handle with its connection. Used by one thread at a time.
///
/// SAFETY: libcurl lets a handle move between threads as long as no two use it at once; ``HTTPClient`` hands each out
/// to one caller and takes it back when the request is over.
final class CurlHandle: @unchecked Sendable {
    let pointer: UnsafeMutableRawPointer

    /// Nil when libcurl is not there.
    init?() {
        guard Self.isStarted, let handle = mlops_curl_open() else { return nil }
        pointer = handle
    }

    deinit {
        mlops_curl_close(pointer)
    }

    /// Whether libcurl could be loaded. Every use of the library begins with this question.
    static let isStarted = mlops_curl_start() == 1

    func set(_ option: CURLoption, _ value: Int) {
        mlops_curl_set_long(pointer, option, value)
    }

    func set(_ option: CURLoption, _ value: Int64) {
        mlops_curl_set_offset(pointer, option, curl_off_t(value))
    }

    func set(_ option: CURLoption, _ value: String?) {
        mlops_curl_set_text(pointer, option, value)
    }

    func long(_ info: CURLINFO) -> Int {
        var value = 0
        mlops_curl_get_long(pointer, info, &value)
        return value
    }
}
