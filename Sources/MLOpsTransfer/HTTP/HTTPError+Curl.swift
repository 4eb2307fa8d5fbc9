internal import CCurl

extension HTTPError {
    /// libcurl's code in the words of a sentence's end.
    init(_ code: CURLcode, host: String) {
        let kind: Kind =
            switch code {
            case CURLE_COULDNT_CONNECT, CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY, CURLE_PROXY:
                .cannotConnect
            case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CIPHER,
                CURLE_SSL_ISSUER_ERROR, CURLE_SSL_PINNEDPUBKEYNOTMATCH, CURLE_USE_SSL_FAILED:
                .insecure
            case CURLE_OPERATION_TIMEDOUT: .timedOut
            case CURLE_ABORTED_BY_CALLBACK: .cancelled
            case CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL: .invalidRequest
            case CURLE_WEIRD_SERVER_REPLY, CURLE_UNSUPPORTED_PROTOCOL, CURLE_BAD_CONTENT_ENCODING: .protocolViolation
            default: .interrupted
            }
        self.init(kind, host: host, Self.words(code))
    }

    private static func words(_ code: CURLcode) -> String {
        switch code {
        case CURLE_COULDNT_CONNECT: "nobody answers there"
        case CURLE_COULDNT_RESOLVE_HOST: "there is no host of that name"
        case CURLE_PARTIAL_FILE: "the connection ended before all had come"
        case CURLE_GOT_NOTHING, CURLE_RECV_ERROR, CURLE_SEND_ERROR: "the connection broke"
        case CURLE_OPERATION_TIMEDOUT: "it is too slow"
        default: lowercasedFirst(String(cString: mlops_curl_words(code)))
        }
    }

    private static func lowercasedFirst(_ text: String) -> String {
        text.prefix(1).lowercased() + text.dropFirst()
    }
}
