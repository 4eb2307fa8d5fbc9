internal import CMLOpsShims

extension Host {
    /// Runs `body`, in which mbed TLS knows no certificate authority: reading them is half of what starting libgit2
    /// costs, and it opens no connection for us.
    package static func withoutCertificates<R>(_ body: () -> R) -> R {
        mlops_skip_certificates(1)
        defer { mlops_skip_certificates(0) }
        return body()
    }
}
