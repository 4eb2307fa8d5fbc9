internal import CCurl

/// One libcurl easy handle with its connection. Used by one thread at a time.
///
/// SAFETY: libcurl lets a handle move between threads as long as no two use it at once; ``HTTPClient`` hands each out
/// to one caller and takes it back when the request is over.
final class CurlHandle: @unchecked Sendable {
    let raw: OpaquePointer

    /// Nil when there is no memory.
    init?() {
        guard Self.isStarted, let handle = curl_easy_init() else { return nil }
        raw = OpaquePointer(handle)
    }

    deinit {
        curl_easy_cleanup(pointer)
    }

    var pointer: UnsafeMutableRawPointer { UnsafeMutableRawPointer(raw) }

    private static let isStarted = mlops_curl_start() == CURLE_OK

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
